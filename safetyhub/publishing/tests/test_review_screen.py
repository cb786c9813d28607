"""The review screen: what it shows, and what it takes."""

import pytest
from django.urls import reverse

from safetyhub.publishing import actions
from safetyhub.publishing.models import OwedReview, Transition
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.stages import Stage
from tests.factories import (
    make_locale,
    make_program,
    make_resource,
    make_user,
    save_texts,
)

from .browsing import answer, as_role, change_url, page_url, part, seen_in, text_of

pytestmark = pytest.mark.django_db


def test_the_screen_shows_source_target_and_what_changed(client, submitted, translator):
    as_role(client, "Reviewer", ("de",))
    text = text_of(client, page_url(submitted, "review"))
    assert "<del>Faktenprüfung</del><ins>Faktencheck</ins>" in text
    assert "Fact-checking" in text and "Approve and next" in text and "Send back" in text
    assert "Approve and publish" not in text
    assert f"submitted by {translator.username}" in text


def test_a_changed_link_and_mark_of_rich_text_are_shown(client, program, translator):
    save_texts(program, "de", {"body": '<p>Wir <a href="https://good.example/">prüfen</a>.</p>'})
    actions.publish([(program, "de")], user=None)
    body = '<p>Wir <a href="https://evil.example/">prüfen</a>.</p>'
    save_texts(program, "de", {"body": body}, user=translator)
    actions.submit([(program, "de")], user=translator)
    as_role(client, "Reviewer", ("de",))
    assert "<del>good</del><ins>evil</ins>" in text_of(client, page_url(program, "review"))


def test_approving_leads_to_the_next_that_waits_and_not_to_own_work(client, submitted, translator):
    other, own = make_program("Other"), make_program("Own")
    reviewer = as_role(client, "Reviewer", ("de",))
    for program, user in ((own, reviewer), (other, translator)):
        save_texts(program, "de", {"title": "Neu"}, user=user)
        actions.submit([(program, "de")], user=user)
    response = answer(client, page_url(submitted, "review"), approve="")
    assert response.redirect_chain == [(page_url(other, "review"), 302)]
    assert part(submitted, "de").stage == Stage.APPROVED
    response = answer(client, page_url(other, "review"), approve="")
    assert "No other submission waits for you." in response.content.decode()
    assert part(own, "de").stage == Stage.IN_REVIEW


def test_the_next_one_is_in_the_reviewers_languages_only(client, submitted, translator):
    save_texts(make := make_program("Filipino"), "fil", {"title": "Bago"}, user=translator)
    actions.submit([(make, "fil")], user=translator)
    as_role(client, "Reviewer", ("de",))
    response = answer(client, page_url(submitted, "review"), approve="")
    assert response.redirect_chain[-1][0] == reverse("admin:index")


def test_approve_and_publish_goes_live(client, submitted):
    make_locale("de-de", "de", "de")
    as_role(client, "Publisher")
    response = answer(client, page_url(submitted, "review"), **{"approve-publish": ""})
    assert "Live in de-de" in response.content.decode()
    assert part(submitted, "de").live.data["title"] == "Faktencheck"
    assert not OwedReview.objects.exists()


def test_approve_and_publish_leaves_what_nobody_approved(client, submitted):
    save_texts(submitted, "de", {"title": "Danach"})
    as_role(client, "Publisher")
    answer(client, page_url(submitted, "review"), **{"approve-publish": ""})
    assert part(submitted, "de").live.data["title"] == "Faktencheck"


def test_a_reviewer_cannot_publish_with_the_other_button(client, submitted):
    as_role(client, "Reviewer", ("de",))
    url = page_url(submitted, "review")
    response = client.post(url, {**seen_in(text_of(client, url)), "approve-publish": ""})
    assert response.status_code == 403
    german = part(submitted, "de")
    assert german.live.data["title"] == "Faktenprüfung" and german.stage == Stage.IN_REVIEW


def test_sending_back_needs_a_note_and_keeps_what_was_typed(client, submitted):
    as_role(client, "Reviewer", ("de",))
    fields = {"send-back": "", "note-de-title": "Kürzer & besser"}
    url = page_url(submitted, "review")
    long = answer(client, url, **fields, note="x" * 1001).content.decode()
    assert "errorlist" in long and "x" * 1001 in long and "Kürzer &amp; besser" in long
    empty = answer(client, url, **{"send-back": "", "note": " "}).content.decode()
    assert "Say why, so that they know what to change." in empty
    assert part(submitted, "de").stage == Stage.IN_REVIEW
    answer(client, url, **fields, note="Siehe unten")
    step = Transition.objects.filter(verb="send-back").get()
    assert step.note == "Siehe unten" and step.field_notes == {"title": "Kürzer & besser"}


def test_a_stale_approval_is_refused_in_words(client, submitted, translator):
    as_role(client, "Reviewer", ("de",))
    url = page_url(submitted, "review")
    seen = seen_in(text_of(client, url))
    save_texts(submitted, "de", {"title": "Dritte Fassung"}, user=translator)
    actions.submit([(submitted, "de")], user=translator)
    text = client.post(url, {**seen, "approve": "", "note": "Gut so"}).content.decode()
    assert "It was submitted anew after you looked at it." in text
    assert "Dritte Fassung" in text and "Gut so</textarea>" in text
    assert part(submitted, "de").stage == Stage.IN_REVIEW
    assert client.post(url, {**seen_in(text), "approve": ""}).status_code == 302
    assert part(submitted, "de").stage == Stage.APPROVED


def test_an_approval_without_having_looked_is_refused_and_logged(client, submitted, caplog):
    as_role(client, "Reviewer", ("de",))
    text = client.post(page_url(submitted, "review"), {"approve": ""}).content.decode()
    assert "errorlist" in text and part(submitted, "de").stage == Stage.IN_REVIEW
    assert "review/ by " in caplog.text and "not_shown" in caplog.text


def test_what_was_taken_back_meanwhile_is_not_approved(client, submitted, translator):
    as_role(client, "Reviewer", ("de",))
    url = page_url(submitted, "review")
    seen = seen_in(text_of(client, url))
    actions.withdraw([(submitted, "de")], user=translator)
    text = client.post(url, {**seen, "send-back": "", "note": "Typed for long"}).content.decode()
    assert "Nothing of it waits for a review any more." in text and "Typed for long" in text
    text = client.post(url, {**seen, "approve": ""}).content.decode()
    assert "Nothing of it is in review." in text and part(submitted, "de").stage == Stage.DRAFT


def test_own_work_says_why_it_cannot_be_approved(client, program):
    reviewer = as_role(client, "Reviewer", ("de",))
    save_texts(program, "de", {"title": "Eigenes"}, user=reviewer)
    actions.submit([(program, "de")], user=reviewer)
    url = page_url(program, "review")
    text = text_of(client, url)
    assert "It is your own work: somebody else has to review it." in text and 'name="approve"' not in text
    forged = client.post(url, {**seen_in(text), "approve": ""}).content.decode()
    assert "It is your own work" in forged and part(program, "de").stage == Stage.IN_REVIEW


@pytest.mark.parametrize(
    ("role", "languages"), [("Translator", ("de",)), ("Reviewer", ("fr",)), ("Editor", ())]
)
def test_who_may_not_review_sees_no_buttons_and_is_refused(client, submitted, role, languages):
    as_role(client, role, languages)
    url = page_url(submitted, "review")
    text = text_of(client, url)
    assert 'name="approve"' not in text and 'name="send-back"' not in text
    for button in ("approve", "send-back"):
        response = client.post(url, {**seen_in(text), button: "", "note": "why"})
        assert response.status_code == 403
    assert part(submitted, "de").stage == Stage.IN_REVIEW


def test_of_one_view_only_the_part_that_is_own_work_waits_for_somebody_else(client, program):
    publisher, editor = as_role(client, "Publisher"), make_user("Editor")
    save_texts(program, "en", {"title": "Mine"}, user=publisher)
    shared = {**part(program, SHARED).head.data, "markets": ["419"]}
    actions.save(program, language=SHARED, shared=shared, user=editor, seen=None)
    for language, user in ((SHARED, editor), ("en", publisher)):
        actions.submit([(program, language)], user=user)
    url = page_url(program, "review", "en")
    assert "Of it, this is your own work, and somebody else has to review it: English." in text_of(
        client, url
    )
    answer(client, url, approve="")
    assert part(program, SHARED).stage == Stage.APPROVED and part(program, "en").stage == Stage.IN_REVIEW


def test_the_source_is_reviewed_with_what_is_the_same_in_every_language(client, program):
    editor = make_user("Editor")
    shared = part(program, SHARED).head.data
    row = {**shared["partnerships"][0], "since": "2021-05"}
    changed = {**shared, "markets": ["419"], "partnerships": [row, shared["partnerships"][1]]}
    texts = {"title": "Checking facts"}
    actions.save(program, language="en", texts=texts, shared=changed, user=editor, seen=None)
    actions.submit([(program, SHARED), (program, "en")], user=editor)
    as_role(client, "Reviewer", ("en",))
    url = page_url(program, "review", "en")
    text = text_of(client, url)
    assert "<ins>Latin America</ins>" in text and "Partner Reuters: since" in text and "2021" in text
    assert "<ins>Checking</ins>" in text or "Checking" in text
    client.post(url, {**seen_in(text), "approve": ""})
    assert {part(program, code).stage for code in (SHARED, "en")} == {Stage.APPROVED}


def test_children_are_called_by_their_words_not_by_numbers(client, program, translator):
    (item,) = part(program, SHARED).live.data["calls_to_action"]
    save_texts(program, "de", {f"calls_to_action.{item['id']}.label": "Mehr"}, user=translator)
    actions.submit([(program, "de")], user=translator)
    as_role(client, "Reviewer", ("de",))
    assert "Call to action Learn more: label" in text_of(client, page_url(program, "review"))


def test_the_preview_beside_it_shows_what_was_submitted(client, submitted):
    make_locale("de-de", "de", "de")
    save_texts(submitted, "de", {"title": "Nicht eingereicht"})
    as_role(client, "Reviewer", ("de",))
    response = client.get(page_url(submitted, "review"))
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]
    ((code, path),) = response.context["previews"]
    assert code == "de-de"
    shown = client.get(path)
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    html = shown.content.decode()
    assert "Faktencheck" in html and "Nicht eingereicht" not in html


def test_only_the_previews_of_staff_may_stand_in_a_frame(client, program):
    make_locale("de-de", "de", "de")
    slug = part(program, SHARED).slug
    public = client.get(f"/de-de/programs/{slug}/")
    assert public.status_code == 200 and public.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]


def test_what_is_owed_a_review_is_seen_before_an_approval_settles_it(client, program, translator):
    """Not only what was changed since it went live unseen."""
    save_texts(program, "de", {"title": "Ungesehen"}, user=translator)
    actions.publish([(program, "de")], user=make_user("Publisher"), reason="It was wrong")
    save_texts(program, "de", {"title": "Ungesehen", "summary": "Neu"}, user=translator)
    actions.submit([(program, "de")], user=translator)
    as_role(client, "Reviewer", languages=("de",))
    assert "<ins>Ungesehen</ins>" in text_of(client, page_url(program, "review"))


def test_what_was_never_live_is_new(client):
    program = make_program(live=False)
    actions.submit([(program, SHARED), (program, "en")], user=make_user("Editor"))
    as_role(client, "Publisher")
    text = text_of(client, page_url(program, "review", "en"))
    assert "<dt>New</dt>" in text and "Since it was live" not in text


def test_what_was_live_is_told_since_then(client, submitted):
    as_role(client, "Reviewer", ("de",))
    text = text_of(client, page_url(submitted, "review"))
    assert "<dt>Since it was live</dt>" in text and "<dt>New</dt>" not in text


def test_a_note_on_a_new_row_stands_beside_it_in_the_form(client):
    resource = make_resource(channels=[{"id": None, "channel_kind": "phone", "value": "142"}], live=False)
    editor = make_user("Editor")
    actions.submit([(resource, SHARED), (resource, "en")], user=editor)
    as_role(client, "Publisher")
    (row,) = part(resource, SHARED).head.data["channels"]
    note = f"note-shared-channels.{row['id']}.channel_kind"
    answer(client, page_url(resource, "review", "en"), **{note: "It is 143", "send-back": ""})
    client.force_login(editor)
    text = text_of(client, change_url(resource))
    assert '<span dir="auto">It is 143</span>' in text
