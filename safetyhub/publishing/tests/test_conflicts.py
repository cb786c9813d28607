"""A refused form: what was typed is kept, and everything of theirs is shown before it can be overwritten."""

import json
from html import unescape

import pytest

from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from tests.factories import make_program, make_user, save_texts
from tests.races.web import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(client):
    """`at(address, fields)`: the page, or what it answers to the fields."""
    client.force_login(make_user("Publisher"))

    def ask(address, fields=None):
        response = client.get(address) if fields is None else client.post(address, {**fields, "_save": ""})
        return Page(response.status_code, response.headers.get("Location", ""), response.content.decode())

    return ask


def form(program, language):
    return f"/admin/partners/program/{program.pk}/change/?language={language}"


def head(program, language):
    part = Part.objects.of(program.kind(), program.pk).select_related("head").get(language=language)
    return part.head.data


def test_both_texts_are_shown_and_the_next_sending_is_accepted(at):
    program = make_program(texts={"en": {"title": "Title"}, "de": {"title": "Titel"}})
    page = at(form(program, "de"))
    save_texts(program, "de", {"title": "Ihrer"})
    refused = at(form(program, "de"), {**page.fields, "title_de": "Meiner"})
    assert refused.status == 200
    assert refused.fields["title_de"] == "Meiner"
    assert "Ihrer" in refused.html
    assert head(program, "de") == {"title": "Ihrer"}
    assert at(form(program, "de"), refused.fields).status == 302
    assert head(program, "de") == {"title": "Meiner"}


def test_in_the_source_view_their_texts_and_their_shared_fields_are_shown(at):
    program = make_program("Before", slug="before")
    first, second = at(form(program, "en")), at(form(program, "en"))
    assert at(form(program, "en"), {**first.fields, "title_en": "Theirs", "slug": "their-slug"}).status == 302
    refused = at(form(program, "en"), {**second.fields, "summary_en": "Mine"})
    assert refused.status == 200
    shown = unescape(refused.html)
    assert 'Theirs:</strong> <div lang="en" dir="ltr">Theirs</div>' in shown
    assert "their-slug" in shown
    assert refused.fields["slug"] == "before"
    assert json.loads(refused.fields["seen"]) == {SHARED: 2, "en": 2}


def test_a_token_that_nobody_was_given_is_stale(at):
    program = make_program(texts={"en": {"title": "Title"}, "de": {"title": "Titel"}})
    page = at(form(program, "de"))
    for token in ("", "[]", "nonsense", '{"de": "1"}', '{"de": 99}', '{"fr": 1}'):
        assert at(form(program, "de"), {**page.fields, "seen": token, "title_de": "Meiner"}).status == 200
    assert head(program, "de") == {"title": "Titel"}


def test_a_language_without_words_yet_is_not_created_twice(at):
    program = make_program()
    page = at(form(program, "ar"))
    assert at(form(program, "ar"), {**page.fields, "title_ar": "الأول"}).status == 302
    assert at(form(program, "ar"), {**page.fields, "title_ar": "الثاني"}).status == 200
    assert head(program, "ar") == {"title": "الأول"}


def test_publishing_what_was_not_seen_is_refused(at):
    program = make_program("Seen", live=False)
    address = form(program, "en").replace("/change/", "/publish/")
    page = at(address)
    save_texts(program, "en", {"title": "Unseen"})
    answer = at(address, page.fields)
    assert answer.location == address
    assert not Part.objects.filter(live__isnull=False).exists()
