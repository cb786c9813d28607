"""Submitting and what is told of a submission, through the pages of the admin."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from safetyhub.publishing import actions
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.stages import Stage
from tests.factories import (
    make_locale,
    make_program,
    make_user,
    save_texts,
)

from .browsing import as_role, change_url, form_of, part, press, text_of

pytestmark = pytest.mark.django_db


# --- the form's buttons ---


def test_submitting_saves_first_and_says_what_visitors_see(client, program, translator):
    client.force_login(translator)
    text = press(client, program, "_submit", title_de="Faktencheck")
    assert "Submitted for review. Visitors still see the version of" in text
    assert "In review since" in text and translator.username in text
    german = part(program, "de")
    assert german.stage == Stage.IN_REVIEW and german.candidate.data["title"] == "Faktencheck"
    assert german.live.data["title"] == "Faktenprüfung"


def test_submitting_without_a_change_says_so_and_keeps_the_draft(client, program, translator):
    client.force_login(translator)
    text = press(client, program, "_submit")
    assert "Nothing has changed since it was published" in text
    assert part(program, "de").stage == Stage.DRAFT


def test_a_submission_is_taken_back_with_what_was_typed(client, submitted, translator):
    client.force_login(translator)
    text = press(client, submitted, "_withdraw", title_de="Noch nicht")
    assert "it is a draft again" in text
    german = part(submitted, "de")
    assert german.stage == Stage.DRAFT and german.candidate is None
    assert german.head.data["title"] == "Noch nicht"


def test_a_draft_after_a_submission_says_that_it_is_not_part_of_it(client, submitted, translator):
    client.force_login(translator)
    text = press(client, submitted, "_save", title_de="Neuer")
    assert "What was submitted is the version before it." in text
    assert part(submitted, "de").candidate.data["title"] == "Faktencheck"


@pytest.mark.parametrize(
    ("role", "language", "buttons"),
    [
        ("Translator", "de", {"_save", "_submit"}),
        ("Translator", "fr", set()),
        ("Reviewer", "de", {"_save", "_submit"}),
        ("Editor", "en", {"_save", "_submit"}),
        ("Editor", "de", set()),
        ("Publisher", "de", {"_save", "_submit", "_publish"}),
    ],
)
def test_each_role_has_the_buttons_of_what_it_may_do(client, program, role, language, buttons):
    as_role(client, role, ("de",))
    text = text_of(client, change_url(program, language))
    found = {name for name in ("_save", "_submit", "_withdraw", "_publish") if f'name="{name}"' in text}
    assert found == buttons


def test_the_button_for_taking_back_comes_with_a_submission(client, submitted, translator):
    client.force_login(translator)
    assert 'name="_withdraw"' in text_of(client, change_url(submitted, "de"))
    assert 'name="_withdraw"' not in text_of(client, change_url(submitted, "fil"))


def test_a_submitted_new_entry_waits_whole(client):
    as_role(client, "Editor")
    url = reverse("admin:partners_program_add")
    fields = {"title_en": "New", "slug": "new", "markets-scope": "everywhere", "_submit": ""}
    text = client.post(url, {**form_of(client, url), **fields}, follow=True).content.decode()
    assert "Submitted for review. Visitors see none of it yet." in text
    assert set(Part.objects.filter(stage=Stage.IN_REVIEW).values_list("language", flat=True)) == {
        SHARED,
        "en",
    }


def test_the_form_in_review_asks_little(client, submitted, django_assert_max_num_queries):
    as_role(client, "Publisher")
    url = change_url(submitted, "de")
    client.get(url)
    with django_assert_max_num_queries(15):
        client.get(url)


# --- what lists and forms tell ---


def test_lists_find_and_name_what_is_under_way(client, submitted, program):
    waiting = submitted
    make_program("Quiet")
    as_role(client, "Editor")
    url = reverse("admin:partners_program_changelist")

    def found(**query):
        return {str(entry) for entry in client.get(url, query).context["cl"].result_list}

    assert found(state="in-review") == {"Fact-checking"} == found(state="in-review", **{"in": "de"})
    assert found(state="in-review", **{"in": "fil"}) == set() == found(state="sent-back")
    assert "1 in review" in text_of(client, url)
    actions.send_back([(waiting, "de")], user=None, note="Why?")
    assert found(state="sent-back") == {"Fact-checking"}
    assert "1 sent back" in text_of(client, url)


def test_the_state_of_the_english_text_is_named_in_the_list(client, program):
    save_texts(program, "en", {"title": "New"})
    actions.submit([(program, "en")], user=make_user("Editor"))
    as_role(client, "Editor")
    assert "changed since live, in review" in text_of(client, reverse("admin:partners_program_changelist"))


def test_what_was_sent_back_stands_beside_its_fields(client, submitted, translator):
    row = part(submitted, SHARED).live.data["calls_to_action"][0]["id"]
    notes = {("de", "title"): "Zu <lang>?", ("de", f"calls_to_action.{row}.label"): "Fehlt"}
    reviewer = make_user("Reviewer", languages=("de",), first_name="Rana")
    actions.send_back([(submitted, "de")], user=reviewer, note="Bitte kürzer", field_notes=notes)
    client.force_login(translator)
    text = text_of(client, change_url(submitted, "de"))
    assert "by Rana." in text and "Bitte kürzer" in text
    assert '<p class="review-note">' in text and "Zu &lt;lang&gt;?" in text
    for anchor in ("id_title_de", "id_calls_to_action-0-label_de"):
        assert f'href="#{anchor}"' in text and f'id="{anchor}"' in text
    assert "Call to action Learn more: label" in text and text.count("Fehlt") == 2
    actions.submit([(submitted, "de")], user=translator)
    assert "Bitte kürzer" not in text_of(client, change_url(submitted, "de"))


def test_whoever_cancels_a_time_has_not_approved_it(client, submitted):
    actions.approve([(submitted, "de")], user=make_user("Publisher", first_name="Bo"))
    pat, later = make_user("Publisher", first_name="Pat"), timezone.now() + datetime.timedelta(days=1)
    actions.schedule([(submitted, "de")], user=pat, publish_at=later)
    actions.unschedule([(submitted, "de")], user=pat)
    as_role(client, "Publisher")
    text = text_of(client, change_url(submitted, "de"))
    assert "Approved on" in text and "by Bo." in text and "by Pat." not in text


def test_the_language_bar_names_the_stage(client, submitted):
    make_locale("de-de", "de", "de")
    as_role(client, "Editor")
    assert "Deutsch <small>in review</small>" in text_of(client, change_url(submitted))
