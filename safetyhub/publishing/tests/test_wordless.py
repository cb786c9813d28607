"""Rows that visitors would not get because nobody has written their words: staff are told at each step."""

import pytest

from safetyhub.publishing import actions, wordless
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED, schema_of
from tests.factories import make_council, make_person, make_program, make_user, reference

from .browsing import answer, as_role, page_url, part, press, text_of

pytestmark = pytest.mark.django_db

SENTENCE = "Not shown, because they have no words: member Ben Roth."


def row(name, **more):
    return {"id": None, "new": name, "person": reference(make_person(name, live=False)), **more}


@pytest.fixture
def council():
    """Two members of whom visitors would see one."""
    return make_council(memberships=[row("Ana Souza"), row("Ben Roth", form="reduced")], live=False)


@pytest.mark.parametrize("button", ["_save", "_submit"])
def test_the_form_says_it_when_it_has_saved(client, council, button):
    as_role(client, "Publisher")
    assert SENTENCE in press(client, council, button, language="en")


def test_who_publishes_reads_it_before_and_after(client, council, settings):
    settings.REVIEW_OWN_WORK = True
    as_role(client, "Publisher")
    assert "Draft saved." in (html := press(client, council, "_publish", language="en")) and SENTENCE in html
    assert part(council, SHARED).live is None
    response = answer(client, page_url(council, "publish", "en"), alone="1")
    assert part(council, SHARED).live and SENTENCE in response.content.decode()


def test_who_reviews_reads_it(client, council):
    actions.submit([(council, SHARED), (council, "en")], user=make_user("Editor"))
    as_role(client, "Publisher")
    assert SENTENCE in text_of(client, page_url(council, "review", "en"))


def test_a_translator_is_not_told_what_the_source_lacks(client, council):
    as_role(client, "Translator", ("de",))
    assert "no words" not in press(client, council, "_save", name_de="Jugendrat")


def test_with_its_words_the_member_is_shown_and_nothing_is_said(client):
    words = {"en": {"name": "Youth", "memberships.Ben Roth.reduced_label": "A student from Brazil"}}
    council = make_council(texts=words, memberships=[row("Ben Roth", form="reduced")], live=False)
    as_role(client, "Publisher")
    assert "no words" not in press(client, council, "_save", language="en")


def test_a_row_that_refers_to_nothing_is_told_by_its_place():
    program = make_program(calls_to_action=[{"id": None, "new": "a"}])
    parts = {part.language: part for part in Part.objects.select_related("head", "live")}
    heads = {code: part.head.data for code, part in parts.items()}
    sentence = wordless.warning(schema_of(type(program)), parts, heads)
    assert sentence == "Not shown, because they have no words: call to action 1."
