"""What a person is told about a text, on the language bar and in lists: what visitors have of it."""

import pytest
from django.urls import reverse

from safetyhub.publishing import actions
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.states import LABELS, State, state_in
from tests.factories import make_organization, make_program, make_user, publish, save_texts

pytestmark = pytest.mark.django_db


def make(name, *moves):
    """A program with a German text that goes through these moves."""
    program = make_program(name, live=False)
    save_texts(program, "de", {"title": name})
    for verb, language in moves:
        if verb == "publish":
            publish(program, *([SHARED, "en"] if language == SHARED else [language]))
        elif verb == "change":
            save_texts(program, language, {"title": f"{name}, anew"})
        elif verb == "archive":
            actions.archive(program, user=None)
        else:
            actions.take_down(program, language=language, user=None)
    return program


LIVE = (("publish", SHARED), ("publish", "de"))
STATES = {
    "drafted": ((), State.DRAFT),
    "live alone": ((("publish", "de"),), State.DRAFT),
    "live": (LIVE, State.LIVE),
    "changed": ((*LIVE, ("change", "de")), State.CHANGED),
    "live, down everywhere": ((*LIVE, ("down", SHARED)), State.TAKEN_DOWN),
    "changed, down everywhere": ((*LIVE, ("change", "de"), ("down", SHARED)), State.TAKEN_DOWN),
    "down": ((*LIVE, ("down", "de")), State.TAKEN_DOWN),
    "drafted, down everywhere": ((("publish", SHARED), ("down", SHARED)), State.DRAFT),
    "archived": ((*LIVE, ("down", SHARED), ("archive", "")), State.ARCHIVED),
    "back again": ((*LIVE, ("down", SHARED), ("publish", SHARED)), State.LIVE),
}


@pytest.fixture
def programs(client):
    client.force_login(make_user("Publisher"))
    return {name: make(name, *moves) for name, (moves, _state) in STATES.items()}


def test_a_text_is_as_visitors_have_it(client, programs, subtests):
    for name, (_moves, state) in STATES.items():
        with subtests.test(name):
            program = programs[name]
            parts = Part.objects.of(program.kind(), program.pk).described("title")
            assert state_in({part.language: part for part in parts}, "de") == state
            url = reverse("admin:partners_program_change", args=[program.pk])
            editing = client.get(url, {"language": "de"}).context["editing"]
            [choice] = [choice for choice in editing.choices if choice.is_current]
            assert choice.state == state and editing.state_label == LABELS[state]


def test_lists_find_a_text_in_the_state_that_its_bar_tells(client, programs, subtests):
    for state in (State.DRAFT, State.LIVE, State.CHANGED, State.TAKEN_DOWN, State.ARCHIVED):
        with subtests.test(str(state)):
            query = {"in": "de", "state": str(state)}
            found = client.get(reverse("admin:partners_program_changelist"), query).context["cl"].result_list
            expected = {programs[name].pk for name, (_moves, told) in STATES.items() if told == state}
            assert {entry.pk for entry in found} == expected


def test_a_name_needs_no_translation(client):
    client.force_login(make_user("Publisher"))
    reuters = make_organization("Reuters")
    labelled = make_organization(texts={"en": {"name": "Childline", "legal_status": "trusted flagger"}})
    spelt = make_organization(texts={"en": {"name": "Nations"}, "de": {"name": "Nationen"}})
    program = make_program("Title", live=False)
    expected = {reuters: State.INHERITED, labelled: State.MISSING, spelt: State.LIVE, program: State.MISSING}
    for entry, state in expected.items():
        meta = entry._meta
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[entry.pk])
        editing = client.get(url, {"language": "de"}).context["editing"]
        assert {choice.language.code: choice.state for choice in editing.choices}["de"] == state, entry
        lists = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        for asked in (State.MISSING, State.INHERITED, State.LIVE):
            found = client.get(lists, {"in": "de", "state": str(asked)}).context["cl"].result_list
            assert (entry in found) == (asked == state), (entry, asked)
