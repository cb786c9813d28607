import datetime
import logging

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from safetyhub.publishing import actions
from safetyhub.publishing.models import OwedReview, Part, Publication, Transition
from safetyhub.publishing.stages import TRANSITIONS, Stage, Verb
from tests.factories import make_program, make_user, publish, save_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    """Live in English; with a German text that was never public, by `amira`."""
    return make_program()


@pytest.fixture
def amira():
    return make_user("Translator", languages=("de",), username="amira")


@pytest.fixture
def ben():
    return make_user("Reviewer", languages=("de",), username="ben")


@pytest.fixture
def publisher():
    return make_user("Publisher")


def part(program, language="de"):
    return Part.objects.get(kind=program.kind(), object_id=program.pk, language=language)


def write(program, user, title, language="de"):
    parts = actions.save(program, language=language, user=user, seen=None, texts={"title": title})
    return parts[language]


def submitted(program, user, title="Faktenprüfung"):
    write(program, user, title)
    actions.submit([(program, "de")], user=user)
    return part(program)


def refused(code, verb, *arguments, **more):
    with pytest.raises(ValidationError) as caught:
        verb(*arguments, **more)
    assert caught.value.code == code
    return caught.value


def test_a_submission_freezes_the_head(program, amira):
    first = submitted(program, amira)
    assert (first.stage, first.candidate_id) == (Stage.IN_REVIEW, first.head_id)
    write(program, amira, "Fakten prüfen")
    later = part(program)
    assert later.candidate_id == first.candidate_id != later.head_id


def test_approving_approves_the_frozen_text_and_publishing_publishes_it(program, amira, ben, publisher):
    frozen = submitted(program, amira).candidate
    write(program, amira, "Später geändert")
    actions.approve([(program, "de")], user=ben)
    actions.publish([(program, "de")], user=publisher)
    now = part(program)
    assert now.live == frozen
    assert now.head.data["title"] == "Später geändert"
    assert (now.stage, now.candidate) == (Stage.DRAFT, None)
    assert not OwedReview.objects.exists()


def test_one_language_going_live_moves_no_other(program, amira, ben, publisher):
    write(program, publisher, "Vérification", "fr")
    submitted(program, amira)
    actions.approve([(program, "de")], user=ben)
    before = {
        p.language: p.live_id for p in Part.objects.of(program.kind(), program.pk).exclude(language="de")
    }
    actions.publish([(program, "de")], user=publisher)
    after = {
        p.language: p.live_id for p in Part.objects.of(program.kind(), program.pk).exclude(language="de")
    }
    assert before == after
    assert part(program, "fr").live is None


def test_what_was_not_approved_needs_a_reason(program, amira, publisher):
    submitted(program, amira)
    refused("review", actions.publish, [(program, "de")], user=publisher)
    assert part(program).live is None


def test_publish_now_is_reviewed_afterwards_by_somebody_else(program, amira, ben, publisher):
    submitted(program, amira)
    actions.publish([(program, "de")], user=publisher, reason="The old number is dead")
    owed = OwedReview.objects.get()
    assert (owed.author, owed.reason, owed.before) == (publisher, "The old number is dead", None)
    assert part(program).live_id == part(program).head_id
    with pytest.raises(PermissionDenied):
        actions.review_afterwards(program, language="de", user=amira)
    refused("own_work", actions.review_afterwards, program, language="de", user=publisher)
    actions.review_afterwards(program, language="de", user=ben)
    assert not OwedReview.objects.exists()
    refused("reviewed", actions.review_afterwards, program, language="de", user=ben)


def test_what_is_owed_goes_back_to_the_last_reviewed_text(program, amira, ben, publisher):
    submitted(program, amira, "eins")
    actions.approve([(program, "de")], user=ben)
    actions.publish([(program, "de")], user=publisher)
    reviewed = part(program).live
    for title in ("zwei", "drei"):
        write(program, ben, title)
        actions.publish([(program, "de")], user=publisher, reason=title)
    assert (OwedReview.objects.get().before, OwedReview.objects.get().reason) == (reviewed, "drei")
    refused("own_work", actions.review_afterwards, program, language="de", user=ben)


def test_an_approved_successor_settles_what_was_owed(program, amira, ben, publisher):
    write(program, amira, "eins")
    actions.publish([(program, "de")], user=publisher, reason="at once")
    submitted(program, amira, "zwei")
    actions.approve([(program, "de")], user=ben)
    actions.publish([(program, "de")], user=publisher)
    assert not OwedReview.objects.exists()


def test_the_unreviewed_author_may_not_approve_the_successor(program, amira, ben, publisher):
    write(program, ben, "eins")
    actions.publish([(program, "de")], user=publisher, reason="at once")
    submitted(program, amira, "zwei")
    refused("own_work", actions.approve, [(program, "de")], user=ben)


@pytest.mark.parametrize("how", ["wrote", "wrote before somebody else", "submitted"])
def test_nobody_approves_their_own_work(program, amira, ben, how):
    if how != "submitted":
        write(program, ben, "eins")
    if how != "wrote":
        write(program, amira, "zwei")
    actions.submit([(program, "de")], user=ben if how == "submitted" else amira)
    refused("own_work", actions.approve, [(program, "de")], user=ben)
    assert part(program).stage == Stage.IN_REVIEW


def test_a_team_of_one_may(program, publisher, settings):
    submitted(program, publisher)
    refused("own_work", actions.approve, [(program, "de")], user=publisher)
    settings.REVIEW_OWN_WORK = True
    actions.approve([(program, "de")], user=publisher)
    write(program, publisher, "Noch eins")
    actions.publish([(program, "de")], user=publisher)
    write(program, publisher, "Und noch eins")
    actions.publish([(program, "de")], user=publisher)
    assert part(program).live_id == part(program).head_id


@pytest.mark.parametrize(
    ("role", "languages"),
    [("Translator", ("de",)), ("Reviewer", ("fr",)), ("Editor", ()), ("Reviewer", ("en",))],
)
def test_reviewers_approve_only_in_their_languages(program, amira, role, languages):
    submitted(program, amira)
    other = make_user(role, languages=languages)
    for verb, more in ((actions.approve, {}), (actions.send_back, {"note": "No"})):
        with pytest.raises(PermissionDenied):
            verb([(program, "de")], user=other, **more)
    assert part(program).stage == Stage.IN_REVIEW


def test_sending_back_needs_a_note_and_keeps_notes_per_field(program, amira, ben):
    submitted(program, amira)
    refused("note", actions.send_back, [(program, "de")], user=ben, note=" ")
    actions.send_back([(program, "de")], user=ben, note="Almost", field_notes={("de", "title"): "Too long"})
    sent = part(program)
    step = sent.transitions.first()
    assert (sent.stage, sent.candidate_id) == (Stage.DRAFT, sent.head_id)
    assert (step.verb, step.note, step.field_notes) == (Verb.SEND_BACK, "Almost", {"title": "Too long"})
    actions.submit([(program, "de")], user=amira)
    assert part(program).stage == Stage.IN_REVIEW


def test_a_stale_approval_is_refused_and_logged(program, amira, ben, caplog):
    seen = {(program.kind(), program.pk, "de"): submitted(program, amira).candidate.number}
    submitted(program, amira, "Neuer")
    with caplog.at_level(logging.WARNING, "safetyhub.publishing"), pytest.raises(actions.Stale):
        actions.approve([(program, "de")], user=ben, seen=seen)
    assert part(program).stage == Stage.IN_REVIEW
    assert "stale" in caplog.text and "approve" in caplog.text and "ben" in caplog.text


STEPS = {
    Verb.WITHDRAW: (actions.withdraw, {}),
    Verb.SEND_BACK: (actions.send_back, {"note": "Look again"}),
    Verb.APPROVE: (actions.approve, {}),
    Verb.SCHEDULE: (actions.schedule, {"publish_at": timezone.now() + datetime.timedelta(days=1)}),
    Verb.UNSCHEDULE: (actions.unschedule, {}),
}


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("stage", Stage)
def test_only_what_the_table_allows(program, amira, publisher, verb, stage):
    submitted(program, amira)
    Part.objects.filter(pk=part(program).pk).update(stage=stage)
    step, more = STEPS[verb]
    if stage in TRANSITIONS[verb].sources:
        step([(program, "de")], user=publisher, **more)
        assert part(program).stage == TRANSITIONS[verb].target
    else:
        refused("stage", step, [(program, "de")], user=publisher, **more)
        assert part(program).stage == stage


@pytest.mark.parametrize("verb", STEPS)
def test_nothing_happens_to_what_was_never_submitted(program, amira, publisher, verb):
    write(program, amira, "Faktenprüfung")
    step, more = STEPS[verb]
    refused("stage", step, [(program, "de")], user=publisher, **more)


def test_a_submission_of_nothing_new_is_refused(program, amira, publisher):
    refused("unchanged", actions.submit, [(program, "en")], user=publisher)
    submitted(program, amira)
    refused("unchanged", actions.submit, [(program, "de")], user=amira)


def test_targets_move_together_or_not_at_all(program, amira, ben):
    other = make_program()
    submitted(program, amira)
    with pytest.raises(ValidationError):
        actions.approve([(program, "de"), (other, "en")], user=None)
    assert part(program).stage == Stage.IN_REVIEW


def test_taking_down_needs_nobody_else_and_holds_back_what_was_approved(program, amira, ben, publisher):
    for title in ("eins", "zwei"):
        submitted(program, amira, title)
        actions.approve([(program, "de")], user=ben)
        if title == "eins":
            actions.publish([(program, "de")], user=publisher)
    actions.take_down(program, language="de", user=publisher)
    down = part(program)
    assert (down.live, down.stage) == (None, Stage.IN_REVIEW)
    refused("review", actions.publish, [(program, "de")], user=publisher)


def test_what_was_taken_down_is_put_back_as_it_was(program, amira, publisher):
    save_texts(program, "de", {"title": "Faktenprüfung"})
    publish(program, "de")
    live = part(program).live
    actions.take_down(program, language="de", user=publisher)
    write(program, amira, "Ein neuer Entwurf")
    actions.put_back(program, revisions={"de": live.pk}, user=publisher)
    assert part(program).live == live
    assert Publication.objects.filter(part=part(program)).count() == 3


def test_only_what_was_public_is_put_back(program, amira, publisher):
    write(program, amira, "Faktenprüfung")
    never = part(program).head
    refused("never_live", actions.put_back, program, revisions={"de": never.pk}, user=publisher)


def test_a_schedule_in_the_past_or_upside_down_is_refused(program, amira, ben, publisher):
    submitted(program, amira)
    actions.approve([(program, "de")], user=ben)
    now = timezone.now()
    day = datetime.timedelta(days=1)
    for wrong, times in {
        "publish_at": {"publish_at": now - day},
        "take_down_at": {"publish_at": now + 2 * day, "take_down_at": now + day},
    }.items():
        with pytest.raises(ValidationError) as caught:
            actions.schedule([(program, "de")], user=publisher, **times)
        assert set(caught.value.message_dict) == {wrong}
    assert part(program).stage == Stage.APPROVED


def test_cancelling_a_schedule_keeps_the_approval(program, amira, ben, publisher):
    submitted(program, amira)
    actions.approve([(program, "de")], user=ben)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    actions.schedule([(program, "de")], user=publisher, publish_at=tomorrow, time_zone="Europe/Berlin")
    assert (part(program).stage, part(program).publish_at) == (Stage.SCHEDULED, tomorrow)
    write(program, amira, "Neu")
    refused("stage", actions.submit, [(program, "de")], user=amira)
    actions.unschedule([(program, "de")], user=publisher)
    assert (part(program).stage, part(program).publish_at) == (Stage.APPROVED, None)


def test_every_step_is_in_the_log(program, amira, ben, publisher):
    submitted(program, amira)
    actions.withdraw([(program, "de")], user=amira)
    actions.submit([(program, "de")], user=amira, note="Please")
    actions.approve([(program, "de")], user=ben)
    actions.publish([(program, "de")], user=publisher)
    told = Transition.objects.order_by("pk").values_list("verb", "author__username", "note")
    assert [*told] == [
        ("submit", "amira", ""),
        ("withdraw", "amira", ""),
        ("submit", "amira", "Please"),
        ("approve", "ben", ""),
        ("go-live", publisher.username, ""),
    ]
