"""A refused form: what was typed is kept, and everything of theirs is shown before it can be overwritten."""

import json
from functools import partial
from html import unescape

import pytest
from django.db import connection

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
    answer = at(address, {**page.fields, "reason": "Urgent"})
    assert answer.status == 200 and "Look again" in answer.html
    assert answer.fields["reason"] == "Urgent"
    assert not Part.objects.filter(live__isnull=False).exists()


class Interruption:
    """Somebody saves right after the n-th query of another person's request."""

    def __init__(self, after, save):
        self.left, self.save = after, save

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        self.left -= 1
        if self.left == 0:
            self.save()
        return result


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_form_never_has_the_token_of_words_that_it_does_not_show(
    at, django_assert_max_num_queries, language
):
    program = make_program(
        texts={"en": {"title": "0", "calls_to_action.a.label": "0"}},
        calls_to_action=[{"id": None, "new": "a"}],
    )
    call = program.calls_to_action.get().pk
    with django_assert_max_num_queries(40) as queries:
        at(form(program, language))
    for after in range(1, len(queries) + 1):
        theirs = {"title": f"{after}", f"calls_to_action.{call}.label": f"{after}"}
        with connection.execute_wrapper(Interruption(after, lambda: save_texts(program, language, theirs))):  # noqa: B023
            page = at(form(program, language))
        shown = {page.fields[f"title_{language}"], page.fields[f"calls_to_action-0-label_{language}"]}
        answer = at(form(program, language), {**page.fields, f"title_{language}": "mine"})
        assert answer.status == 200 or shown == {f"{after}"}, f"after query {after}"
        assert answer.status == 302 or head(program, language) == theirs


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_goes_live_is_what_the_page_before_it_showed(at, django_assert_max_num_queries, language):
    program = make_program(live=False, texts={"en": {"title": "0"}, "de": {"title": "0"}})
    address = form(program, language).replace("/change/", "/publish/")
    with django_assert_max_num_queries(60) as queries:
        at(address)
    for after in range(1, len(queries) + 1):
        words = f"word{after}"
        save = partial(save_texts, program, language, {"title": words})
        with connection.execute_wrapper(Interruption(after, save)):
            page = at(address)
        at(address, {**page.fields, "reason": "Urgent"})
        live = Part.objects.of(program.kind(), program.pk).filter(language=language, live__isnull=False)
        went_live = live.filter(live__data__title=words).exists()
        assert not went_live or words in page.html, f"after query {after}"
