"""Submitting, reviewing and publishing as people do it, through the pages of the admin."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from safetyhub.publishing import actions
from safetyhub.publishing.models import OwedReview, Part, Transition
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

from .browsing import answer, as_role, change_url, form_of, page_url, part, seen_in, text_of

pytestmark = pytest.mark.django_db


def press(client, program, button, language="de", **typed):
    values = form_of(client, change_url(program, language))
    return client.post(
        change_url(program, language), {**values, **typed, button: ""}, follow=True
    ).content.decode()


@pytest.fixture
def translator():
    return make_user("Translator", languages=("de", "fil"))


@pytest.fixture
def submitted(program, translator):
    """A German text that somebody has submitted."""
    save_texts(program, "de", {"title": "Faktencheck"}, user=translator)
    actions.submit([(program, "de")], user=translator)
    return program


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


# --- publishing ---


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


# --- the review screen ---


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
