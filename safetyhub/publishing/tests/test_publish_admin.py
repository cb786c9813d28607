"""Publishing as people do it, through the pages of the admin: what was approved, or now with a reason."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from safetyhub.publishing import actions
from safetyhub.publishing.models import OwedReview
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.stages import Stage
from tests.factories import (
    make_locale,
    make_organization,
    make_program,
    make_user,
    partner,
    save_texts,
)

from .browsing import answer, as_role, change_url, form_of, page_url, part, press, seen_in, text_of

pytestmark = pytest.mark.django_db


def test_publishing_unreviewed_changes_saves_them_and_asks_for_a_reason(client, program):
    as_role(client, "Publisher")
    text = press(client, program, "_publish", title_de="Eilig")
    assert "Draft saved." in text and "Publish now, review afterwards" in text and "Submit for review" in text
    assert part(program, "de").head.data["title"] == "Eilig"
    assert part(program, "de").live.data["title"] == "Faktenprüfung"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_a_reason_that_is_none_is_refused_and_kept(client, program, reason):
    as_role(client, "Publisher")
    save_texts(program, "de", {"title": "Eilig"})
    response = answer(client, page_url(program, "publish"), alone="1", reason=reason)
    text = response.content.decode()
    assert 'id="reason-error"' in text and f">{reason}</textarea>" in text
    assert part(program, "de").live.data["title"] == "Faktenprüfung" and not OwedReview.objects.exists()


def test_what_is_published_with_a_reason_is_owed_a_review(client, program):
    as_role(client, "Publisher")
    save_texts(program, "de", {"title": "Eilig"})
    text = answer(
        client, page_url(program, "publish"), alone="1", reason="A wrong <b>number</b>"
    ).content.decode()
    assert "reviewed afterwards, by somebody else" in text
    assert "Live, to be reviewed afterwards." in text and "A wrong &lt;b&gt;number&lt;/b&gt;" in text
    assert part(program, "de").live.data["title"] == "Eilig"
    assert OwedReview.objects.get().reason == "A wrong <b>number</b>"


def test_of_two_parts_that_are_owed_a_review_each_is_named(client):
    user, urgent = as_role(client, "Publisher"), make_program("Urgent", live=False)
    actions.publish([(urgent, SHARED), (urgent, "en")], user=user, reason="It cannot wait.")
    text = client.get(change_url(urgent)).content.decode()
    assert "<strong>The same in every language:</strong> Live, to be reviewed afterwards." in text
    assert "<strong>English:</strong> Live, to be reviewed afterwards." in text
    actions.take_down(urgent, language=SHARED, user=user)
    text = client.get(change_url(urgent)).content.decode()
    assert text.count("Taken down, to be reviewed afterwards.") == 2 and "Live, to be reviewed" not in text


def test_the_publish_page_submits_instead(client, program):
    as_role(client, "Publisher")
    save_texts(program, "de", {"title": "Eilig"})
    text = answer(client, page_url(program, "publish"), submit="1").content.decode()
    assert "Submitted for review." in text
    assert part(program, "de").stage == Stage.IN_REVIEW


def approved(program, language="de"):
    actions.approve([(program, language)], user=make_user("Reviewer", languages=(language,)))


def test_what_was_approved_goes_live_at_once_and_without_a_reason(client, submitted):
    approved(submitted)
    as_role(client, "Publisher")
    press(client, submitted, "_publish")
    assert part(submitted, "de").live.data["title"] == "Faktencheck"
    assert not OwedReview.objects.exists()


def test_a_newer_draft_does_not_go_live_with_what_was_approved(client, submitted):
    approved(submitted)
    as_role(client, "Publisher")
    text = press(client, submitted, "_publish", title_de="Nicht gesehen")
    assert "The newer draft is not part of it" in text
    assert "Faktencheck" in text and "Nicht gesehen" not in text
    text = answer(client, page_url(submitted, "publish"), alone="1").content.decode()
    assert "A newer draft is not part of what was published." in text
    german = part(submitted, "de")
    assert german.live.data["title"] == "Faktencheck" and german.head.data["title"] == "Nicht gesehen"


def test_a_team_of_one_publishes_without_a_reason(client, program, settings):
    settings.REVIEW_OWN_WORK = True
    as_role(client, "Publisher")
    press(client, program, "_publish", title_de="Allein")
    assert part(program, "de").live.data["title"] == "Allein" and not OwedReview.objects.exists()


def test_a_link_that_leads_nowhere_is_told_before_the_site_cannot_be_renewed(client, program, settings):
    settings.REVIEW_OWN_WORK = True
    make_locale()
    as_role(client, "Publisher")
    body = '<p><a href="/en-us/">a</a> <a href="/en-us/nowhere/?x#y">b</a> <a href="https://a.example/">c</a></p>'
    values = form_of(client, change_url(program))
    asked = client.post(change_url(program), {**values, "body_en": body, "_publish": ""}, follow=True)
    assert ">/en-us/nowhere/<" in asked.text
    assert ">/en-us/<" not in asked.text and "a.example</code>" not in asked.text
    assert "nowhere" not in part(program, "en").live.data.get("body", "")


def test_publishing_what_is_scheduled_says_that_the_time_goes(client, submitted):
    approved(submitted)
    at = timezone.now() + datetime.timedelta(days=3)
    actions.schedule([(submitted, "de")], user=None, publish_at=at)
    as_role(client, "Publisher")
    text = press(client, submitted, "_publish")
    assert "It is scheduled." in text and part(submitted, "de").stage == Stage.SCHEDULED


NEWER, SAME = "An older version than the one shown here is in review.", "it goes live without waiting"


def test_publishing_what_is_in_review_says_what_becomes_of_the_submission(client, submitted, translator):
    as_role(client, "Publisher")
    text = text_of(client, page_url(submitted, "publish"))
    assert SAME in text and NEWER not in text
    save_texts(submitted, "de", {"title": "Nicht eingereicht"}, user=translator)
    text = text_of(client, page_url(submitted, "publish"))
    assert NEWER in text and SAME not in text and "Nicht eingereicht" in text
    as_role(client, "Editor")
    assert NEWER not in text_of(client, page_url(submitted, "publish"))  # who cannot publish ends nothing


def test_what_was_approved_ends_no_submission(client, submitted):
    approved(submitted)
    as_role(client, "Publisher")
    text = text_of(client, page_url(submitted, "publish"))
    assert NEWER not in text and SAME not in text


def test_a_team_of_one_is_told_before_a_submission_ends(client, submitted, settings):
    settings.REVIEW_OWN_WORK = True
    as_role(client, "Publisher")
    text = press(client, submitted, "_publish", title_de="Neuer")
    assert NEWER in text and part(submitted, "de").live.data["title"] == "Faktenprüfung"


def test_what_goes_live_with_it_or_in_a_selection_says_it_too(client):
    other = make_organization("Reuters", live=False)
    program = make_program("Draft", live=False, partnerships=[partner(other)])
    for entry in (other, program):
        actions.submit([(entry, SHARED), (entry, "en")], user=make_user("Editor"))
    as_role(client, "Publisher")
    text = text_of(client, page_url(program, "publish", "en"))
    assert "It is in review: published together, that submission ends." in text
    url = reverse("admin:partners_program_changelist")
    text = client.post(url, {"action": "publish_selected", "_selected_action": [program.pk]}).content.decode()
    assert SAME in text


def test_a_reference_of_the_approved_version_is_offered_not_one_of_the_draft(client):
    new, other = make_organization("Approved partner", live=False), make_organization("Drafted", live=False)
    program = make_program(partnerships=[partner(new)], live=False)
    editor = make_user("Editor")
    actions.submit([(program, SHARED), (program, "en")], user=editor)
    for language in (SHARED, "en"):
        approved(program, language) if language else actions.approve([(program, SHARED)], user=make_user())
    shared = {**part(program, SHARED).head.data, "partnerships": [partner(other)]}
    actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    as_role(client, "Publisher")
    text = text_of(client, page_url(program, "publish", "en"))
    assert "Approved partner" in text and "Drafted" not in text


def test_a_selection_publishes_what_was_approved_and_asks_about_the_rest(client):
    editor, publisher = make_user("Editor"), make_user("Publisher")
    ready, draft = make_program("Ready", live=False), make_program("Draft", live=False)
    both = [(ready, SHARED), (ready, "en")]
    actions.submit(both, user=editor)
    actions.approve(both, user=publisher)
    as_role(client, "Publisher")
    url = reverse("admin:partners_program_changelist")
    data = {"action": "publish_selected", "_selected_action": [ready.pk, draft.pk]}
    text = client.post(url, data).content.decode()
    assert part(ready, "en").live and part(draft, "en").live is None
    assert f'name="_selected_action" value="{draft.pk}"' in text
    assert f'name="_selected_action" value="{ready.pk}"' not in text
    data = {**seen_in(text), "action": "publish_selected", "_selected_action": [draft.pk], "confirmed": "1"}
    refused = client.post(url, {**data, "reason": " "}).content.decode()
    assert 'id="reason-error"' in refused and part(draft, "en").live is None
    client.post(url, {**data, "reason": "All of it today"})
    assert part(draft, "en").live and {row.reason for row in OwedReview.objects.all()} == {"All of it today"}


def test_a_selection_publishes_nothing_that_its_page_did_not_show(client):
    draft = make_program("Draft", live=False)
    as_role(client, "Publisher")
    url = reverse("admin:partners_program_changelist")
    data = {"action": "publish_selected", "_selected_action": [draft.pk]}
    seen = seen_in(client.post(url, data).content.decode())
    save_texts(draft, "en", {"title": "Unseen"})
    client.post(url, {**data, **seen, "confirmed": "1", "reason": "Now"})
    assert part(draft, "en").live is None
