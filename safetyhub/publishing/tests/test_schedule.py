"""What is due is done once, in order, late if need be; what cannot be done is out of the way."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils import timezone

from safetyhub.publishing import actions, schedule
from safetyhub.publishing.models import ChangeSet, Heartbeat, Part, Publication, Transition
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.signals import ticked
from safetyhub.publishing.stages import Stage, Verb
from safetyhub.publishing.ticks import tick
from tests.factories import make_program, make_user, save_texts

from .browsing import part

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def approved(entry, language="de", title="Neu"):
    """A new text of the language, submitted and approved."""
    save_texts(entry, language, {"title": title})
    actions.submit([(entry, language)], user=None)
    actions.approve([(entry, language)], user=None)


def scheduled(entry, language="de", title="Neu", *, at, user=None, **more):
    approved(entry, language, title)
    actions.schedule([(entry, language)], user=user, publish_at=at, **more)


def live_title(entry, language="de"):
    live = part(entry, language).live
    return live.data["title"] if live else None


@pytest.fixture
def soon():
    return timezone.now() + HOUR


def test_nothing_happens_before_its_time(program, soon):
    scheduled(program, at=soon)
    assert str(schedule.run_due(soon - datetime.timedelta(seconds=1))) == "nothing was due"
    assert live_title(program) == "Faktenprüfung" and part(program, "de").stage == Stage.SCHEDULED


def test_what_was_approved_goes_live_whatever_was_saved_since(program, soon):
    amira = make_user("Publisher", username="amira")
    scheduled(program, at=soon, user=amira, time_zone="Europe/Berlin")
    save_texts(program, "de", {"title": "Ungeprüft"})
    report = schedule.run_due(soon)
    assert str(report) == "1 done"
    assert live_title(program) == "Neu"
    move = Publication.objects.filter(part=part(program, "de")).first()
    berlin = soon.astimezone(datetime.UTC) + HOUR  # in winter
    assert (move.author, move.origin) == (None, "task")
    assert move.note == f"Scheduled by amira for {berlin:%Y-%m-%d %H:%M} (Europe/Berlin)."
    assert (part(program, "de").stage, part(program, "de").candidate, part(program, "de").publish_at) == (
        Stage.DRAFT,
        None,
        None,
    )


def test_a_second_run_finds_nothing(program, soon):
    scheduled(program, at=soon)
    schedule.run_due(soon)
    moves = Publication.objects.count()
    assert str(schedule.run_due(soon)) == "nothing was due"
    assert Publication.objects.count() == moves


def test_one_language_going_live_moves_no_other(program, soon):
    scheduled(program, at=soon)
    approved(program, "ar", "جديد")
    before = {code: part(program, code).live_id for code in (SHARED, "en", "ar")}
    schedule.run_due(soon)
    assert {code: part(program, code).live_id for code in before} == before


def test_the_source_and_what_is_shared_go_together(soon):
    program = make_program(live=False)
    targets = [(program, SHARED), (program, "en")]
    actions.submit(targets, user=None)
    actions.approve(targets, user=None)
    actions.schedule(targets, user=None, publish_at=soon)
    assert len(schedule.run_due(soon).done) == 1
    assert part(program, SHARED).live and part(program, "en").live


def test_late_work_is_done_and_says_so(program, soon, caplog):
    scheduled(program, at=soon)
    report = schedule.run_due(soon + 3 * HOUR)
    assert str(report) == "1 done, 1 of it late"
    assert live_title(program) == "Neu"
    assert "Done late: at" in Publication.objects.filter(part=part(program, "de")).first().note
    assert "Late: publish" in caplog.text


def test_everything_happens_in_the_order_of_its_time(program, soon):
    """Live from one to two o'clock, and nobody looked until three: it was live, and it is down."""
    scheduled(program, at=soon, take_down_at=soon + HOUR)
    report = schedule.run_due(soon + 2 * HOUR)
    assert [name.split()[0] for name in report.done] == ["publish", "take"]
    assert live_title(program) is None
    moves = Publication.objects.filter(part=part(program, "de")).order_by("pk")
    assert [move.revision_id is not None for move in moves][-2:] == [True, False]
    assert part(program, "de").take_down_at is None


def test_what_is_live_is_taken_down_at_its_time(program, soon):
    actions.schedule([(program, "de")], user=None, publish_at=None, take_down_at=soon)
    schedule.run_due(soon)
    assert live_title(program) is None and live_title(program, "en") == "Fact-checking"


def test_an_end_that_was_cancelled_does_not_come(program, soon):
    actions.schedule([(program, "de")], user=None, publish_at=None, take_down_at=soon)
    actions.keep_live([(program, "de")], user=None)
    assert str(schedule.run_due(soon)) == "nothing was due"
    assert live_title(program) == "Faktenprüfung"


def test_what_cannot_be_done_is_put_back_and_blocks_nobody(soon):
    first, second = make_program(live=False), make_program()
    targets = [(first, SHARED), (first, "en")]
    actions.submit(targets, user=None)
    actions.approve(targets, user=None)
    actions.schedule(targets, user=None, publish_at=soon)
    actions.archive(first, user=None)
    scheduled(second, at=soon + HOUR)
    report = schedule.run_due(soon + HOUR)
    assert (len(report.done), len(report.failed)) == (1, 1)
    assert live_title(second) == "Neu"
    assert part(first, "en").stage == part(first, SHARED).stage == Stage.APPROVED
    assert part(first, "en").live is None
    step = Transition.objects.filter(part=part(first, "en")).first()
    assert (step.verb, step.author) == (Verb.UNSCHEDULE, None)
    assert "archived" in step.note and "could not be done" in step.note
    assert str(schedule.run_due(soon + 2 * HOUR)) == "nothing was due"


def test_an_unexpected_error_blocks_nobody_and_is_not_tried_for_ever(soon, monkeypatch, caplog):
    broken, fine = make_program(), make_program()
    scheduled(broken, at=soon)
    scheduled(fine, at=soon + HOUR)
    publish = actions.publish

    def breaks(targets, **more):
        if targets[0][0].pk == broken.pk:
            raise KeyError("of a release to come")
        return publish(targets, **more)

    monkeypatch.setattr(actions, "publish", breaks)
    assert str(schedule.run_due(soon + HOUR)) == "1 done, 1 could not be done"
    assert live_title(fine) == "Neu"
    assert part(broken, "de").stage == Stage.APPROVED
    assert "of a release to come" in caplog.text
    assert str(schedule.run_due(soon + HOUR)) == "nothing was due"


def test_a_database_in_the_way_is_no_reason_to_give_up(program, soon, monkeypatch):
    scheduled(program, at=soon)
    with monkeypatch.context() as patch:
        patch.setattr(
            actions, "publish", lambda *args, **more: (_ for _ in ()).throw(OperationalError("locked"))
        )
        assert str(schedule.run_due(soon)) == "1 postponed"
    assert part(program, "de").stage == Stage.SCHEDULED
    assert str(schedule.run_due(soon)) == "1 done"


def test_what_is_live_keeps_its_end_when_its_successor_fails(program, soon, monkeypatch):
    scheduled(program, at=soon, take_down_at=soon + HOUR)
    Part.objects.filter(pk=part(program, SHARED).pk).update(archived=True)
    monkeypatch.setattr(
        actions, "publish", lambda *args, **more: (_ for _ in ()).throw(ValidationError("no"))
    )
    schedule.run_due(soon)
    assert part(program, "de").stage == Stage.APPROVED
    assert part(program, "de").take_down_at == soon + HOUR
    schedule.run_due(soon + HOUR)
    assert live_title(program) is None


def test_what_was_put_back_by_hand_has_arrived(program, soon):
    """Taken down, approved again and scheduled; then somebody puts exactly that revision back."""
    revision = part(program, "de").head_id
    actions.take_down(program, language="de", user=None)
    actions.submit([(program, "de")], user=None)
    actions.approve([(program, "de")], user=None)
    actions.schedule([(program, "de")], user=None, publish_at=soon)
    actions.put_back(program, revisions={"de": revision}, user=None)
    assert str(schedule.run_due(soon)) == "1 done"
    assert part(program, "de").stage == Stage.DRAFT and part(program, "de").candidate is None
    assert str(schedule.run_due(soon)) == "nothing was due"


def test_a_kind_that_is_not_installed_any_more_blocks_nobody(program, soon):
    Part.objects.create(kind="reports.report", object_id=1, stage=Stage.SCHEDULED, publish_at=soon)
    scheduled(program, at=soon)
    assert str(schedule.run_due(soon)) == "1 done"


def test_a_tick_is_remembered_and_a_failing_receiver_ends_nothing(program, soon):
    scheduled(program, at=soon)

    def fails(**kwargs):
        raise ValueError

    ticked.connect(fails)
    try:
        assert str(tick(soon)) == "1 done"
    finally:
        ticked.disconnect(fails)
    assert Heartbeat.objects.get(name="tick").at == soon


def test_a_set_that_is_due_goes_live(program, soon):
    approved(program)
    change_set = actions.create_set(name="Spring", user=None)
    actions.add_to_set(change_set, [(program, "de")], user=None)
    actions.schedule_set(change_set, publish_at=soon, time_zone="UTC", user=make_user(username="amira"))
    assert str(schedule.run_due(soon)) == "1 done"
    assert live_title(program) == "Neu"
    assert ChangeSet.objects.get().published_at is not None
    note = Publication.objects.filter(part=part(program, "de")).first().note
    assert note.startswith("Change set “Spring”. Scheduled by amira for ")
    assert str(schedule.run_due(soon)) == "nothing was due"


def test_what_changed_between_looking_and_locking_is_seen(program, soon):
    """As another runner, or a person, would have it: found due, and cancelled before it was locked."""
    scheduled(program, at=soon)
    [publication] = schedule._publications(soon)
    actions.unschedule([(program, "de")], user=None)
    assert publication.do(soon, False) is False
    assert live_title(program) == "Faktenprüfung" and part(program, "de").stage == Stage.APPROVED

    actions.schedule([(program, "de")], user=None, publish_at=None, take_down_at=soon)
    [end] = schedule._ends(soon)
    actions.keep_live([(program, "de")], user=None)
    assert end.do(soon, False) is False and live_title(program) == "Faktenprüfung"

    change_set = actions.create_set(name="Spring", user=None)
    actions.add_to_set(change_set, [(program, "de")], user=None)
    actions.schedule_set(change_set, publish_at=soon, time_zone="UTC", user=None)
    [release] = schedule._sets(soon)
    actions.unschedule_set(change_set, user=None)
    assert release.do(soon, False) is False and live_title(program) == "Faktenprüfung"


def test_what_is_live_is_not_given_an_end_before_its_next_version_is_due(program, soon):
    """Taking it down would send that version back to a review."""
    scheduled(program, at=soon + HOUR)
    with pytest.raises(ValidationError) as refused:
        actions.schedule([(program, "de")], user=None, publish_at=None, take_down_at=soon)
    assert list(refused.value.message_dict) == ["take_down_at"]
    assert part(program, "de").take_down_at is None


@pytest.mark.parametrize("language", ["de", SHARED])
def test_what_is_taken_down_before_its_time_stays_down(soon, language):
    """Never public, or taken down earlier: a time that was chosen before does not make it public."""
    program = make_program("Facts", live=False)
    targets = [(program, SHARED), (program, "en")] if language == SHARED else [(program, "de")]
    save_texts(program, "de", {"title": "Fakten"})
    actions.submit(targets, user=None)
    actions.approve(targets, user=None)
    actions.schedule(targets, user=None, publish_at=soon)
    assert actions.take_down(program, language=language, user=None) is None
    schedule.run_due(soon)
    assert part(program, language).live is None
    assert part(program, language).stage == Stage.IN_REVIEW
