"""Races of the people of a review, in several processes: what is live is always exactly one revision, the approved one."""

import datetime
from collections import Counter
from itertools import chain, pairwise

import pytest
from django.utils import timezone

from safetyhub.publishing import actions
from safetyhub.publishing.models import Publication, Transition
from safetyhub.publishing.stages import TRANSITIONS, Stage, Verb
from tests.factories import make_organization, make_program, make_user, save_texts

from .crew import ATTEMPTS, EACH
from .jobs import said, torn
from .review_jobs import LANGUAGE
from .test_door import check_nothing_wrong, check_settled, history, part

pytestmark = pytest.mark.races


@pytest.fixture
def program(database_url):
    return make_program("en 0")


def make_writer():
    return make_user("Translator", languages=(LANGUAGE,)).pk


def make_reviewer():
    return make_user("Reviewer", languages=(LANGUAGE,)).pk


def make_publisher():
    return make_user("Publisher").pk


def crowd(program, *jobs):
    """The jobs, each by a person of its own, with what they all need."""
    return [
        (name, {"program": program.pk, "user": make(), "seed": seed, "attempts": EACH, **more})
        for seed, (name, make, more) in enumerate(jobs)
    ]


def steps(program):
    return list(
        Transition.objects.filter(part=part(program, LANGUAGE)).order_by("pk").select_related("revision")
    )


def moves(program):
    own = Publication.objects.filter(part=part(program, LANGUAGE)).order_by("pk")
    return list(own.values_list("revision__number", flat=True))


def check_replayed(program):
    """The log, played again from the beginning by the table, ends where the part is: no step went past another one."""
    stage, candidate, went_live = Stage.DRAFT, None, []
    for step in steps(program):
        rule = TRANSITIONS[Verb(step.verb)]
        assert stage in rule.sources, f"{step.verb} of {step.revision} while it was {stage}"
        if step.verb == Verb.SUBMIT:
            candidate = step.revision
        assert step.revision == candidate, f"{step.verb} of {step.revision} while {candidate} was submitted"
        stage = rule.target
        if step.verb in (Verb.WITHDRAW, Verb.GO_LIVE):
            candidate = None
        if step.verb == Verb.GO_LIVE:
            went_live.append(step.revision.number)
    now = part(program, LANGUAGE)
    assert (now.stage, now.candidate_id) == (stage, candidate.pk if candidate else None)
    assert [number for number in moves(program) if number] == went_live, (
        "something went live past its approval"
    )


def check_live(program):
    """0 lost, 0 torn: live is the last revision that was published, or nothing after it was taken down."""
    assert torn(program) == []
    live, moved = part(program, LANGUAGE).live, moves(program)
    assert (live.number if live else None) == (moved[-1] if moved else None)
    assert all(one != other for one, other in pairwise(moved)), "it moved to where it was"
    check_replayed(program)
    check_settled(program)


def told(tallies, token):
    """Numbers that people were told of something, each as often as it was told."""
    return Counter(number for tally in tallies for _code, number, one in tally.saved if one == token)


def check_kept(program, writers):
    """Every save that was acknowledged is a revision, word for word."""
    kept = {number: said(data) for number, data in history(program, LANGUAGE).items()}
    saved = [(number, words) for tally in writers for _code, number, words in tally.saved]
    assert kept == {number: {words} for number, words in saved}
    assert len(saved) == len(kept), "one number was acknowledged for two saves"


def test_an_edit_against_an_approval(crew, program):
    """Approved is what was read, whatever was saved and submitted meanwhile."""
    jobs = crowd(
        program,
        ("write", make_writer, {"submits": True}),
        ("write", make_writer, {"submits": False}),
        ("approve", make_reviewer, {}),
        ("approve", make_reviewer, {}),
    )
    tallies = crew.run(*jobs)
    check_nothing_wrong(tallies)
    check_kept(program, tallies[:2])
    approved = {
        step.revision.number: said(step.revision.data) for step in steps(program) if step.verb == Verb.APPROVE
    }
    acknowledged = list(chain.from_iterable(tally.saved for tally in tallies[2:]))
    assert approved == {number: {words} for _code, number, words in acknowledged}
    assert len(acknowledged) == len(approved) > 0, "one submission was approved twice"
    assert moves(program) == []
    check_live(program)


def test_publishing_against_taking_down(crew, program):
    jobs = crowd(
        program,
        ("write", make_writer, {"submits": True}),
        ("approve", make_reviewer, {}),
        ("publish", make_publisher, {}),
        ("take_down", make_publisher, {}),
    )
    tallies = crew.run(*jobs)
    check_nothing_wrong(tallies)
    check_kept(program, tallies[:1])
    moved = Counter(number or 0 for number in moves(program))
    assert moved == told(tallies, "live") + told(tallies, "down")
    assert moved[0], "nothing was taken down: the race shows nothing"
    check_live(program)


def test_two_publishers(crew, program):
    """What was approved goes live once, by one of them; the other hears of it or has nothing to do."""
    jobs = crowd(
        program,
        ("write", make_writer, {"submits": True}),
        ("approve", make_reviewer, {}),
        ("publish", make_publisher, {}),
        ("publish", make_publisher, {}),
    )
    tallies = crew.run(*jobs)
    check_nothing_wrong(tallies)
    check_kept(program, tallies[:1])
    moved = Counter(moves(program))
    assert moved == told(tallies, "live")
    assert set(moved.values()) == {1}, "one approval was published twice"
    check_live(program)


def test_an_approval_against_the_withdrawal_of_the_submission(crew, program):
    """It is public and the submission stayed, or it was taken back and is not public: one or the other."""
    writer, other = make_user("Translator", languages=(LANGUAGE,)), make_writer()
    publishers = make_publisher(), make_publisher()
    outcomes, tallies = Counter(), []
    for number in range(EACH):
        save_texts(program, LANGUAGE, {"title": f"de {number}"}, user=writer)
        seen = part(program, LANGUAGE).version
        actions.submit([(program, LANGUAGE)], user=writer)
        approvers = [
            ("approve_and_publish", {"program": program.pk, "user": user, "seen": seen})
            for user in publishers
        ]
        withdrawers = [
            ("withdraw", {"program": program.pk, "user": user, "hesitates": number % 3})
            for user in (writer.pk, other)
        ]
        round_ = crew.run(*approvers, *withdrawers)
        now = part(program, LANGUAGE)
        is_live = now.live is not None and now.live.number == seen
        outcome = tuple(sum(told(round_, token).values()) for token in ("live", "withdrawn"))
        assert outcome == ((1, 0) if is_live else (0, 1)), f"round {number}: {outcome}"
        assert (now.stage, now.candidate_id) == (Stage.DRAFT, None)
        outcomes[outcome] += 1
        tallies += round_
    check_nothing_wrong(tallies, ATTEMPTS // 4 * 4)
    assert len(outcomes) == 2, f"it always ended the same way: {outcomes}"
    check_live(program)


def make_ready(program, writer, reviewer, token):
    """A new text, submitted and approved; the number of its revision."""
    target = [(program, LANGUAGE)]
    save_texts(program, LANGUAGE, {program.title_field: token}, user=writer)
    actions.submit(target, user=writer)
    (ready,) = actions.approve(target, user=reviewer)
    return ready.candidate.number


def test_schedulers_against_each_other_and_against_people(crew, program):
    """Two of them, somebody who publishes by hand and somebody who cancels: it goes live once, or it was cancelled."""
    writer = make_user("Translator", languages=(LANGUAGE,))
    reviewer, publisher = make_user("Reviewer", languages=(LANGUAGE,)), make_user("Publisher")
    outcomes, tallies = Counter(), []
    for number in range(EACH):
        seen = make_ready(program, writer, reviewer, f"round {number}")
        due = timezone.now() + datetime.timedelta(seconds=5)
        actions.schedule([(program, LANGUAGE)], user=publisher, publish_at=due)
        later = {
            "now": (due + datetime.timedelta(minutes=1)).isoformat(),
            "program": program.pk,
            "hesitates": number % 3 == 2,
        }
        hand = {"program": program.pk, "user": publisher.pk}
        others = [
            [("run_due", later), ("run_due", later)],
            [("publish_now", {**hand, "seen": seen}), ("unschedule", hand)],
            [("unschedule", hand), ("unschedule", hand)],
        ]
        round_ = crew.run(("run_due", later), ("run_due", later), *others[number % 3])
        now, log = part(program, LANGUAGE), moves(program)
        by_hand = sum(told(round_, "live").values())
        by_task = sum(name.startswith("publish ") for tally in round_ for _code, _number, name in tally.saved)
        cancelled = sum(told(round_, "unscheduled").values())
        assert log.count(seen) == by_hand + by_task <= 1, f"round {number}"
        assert (log.count(seen) == 1) == (now.live is not None and now.live.number == seen)
        assert now.stage == (Stage.DRAFT if log.count(seen) else Stage.APPROVED)
        assert cancelled <= 1 and (log.count(seen) == 1 or cancelled == 1), f"round {number}: lost"
        outcomes.update(by_hand=by_hand, by_task=by_task, cancelled=cancelled)
        tallies += round_
    check_nothing_wrong(tallies)
    assert outcomes["by_task"] and outcomes["cancelled"], f"it always ended the same way: {outcomes}"
    check_live(program)


class Set:
    """A new set in each round, of one text of each entry, which somebody else edits while it is published."""

    def __init__(self, *entries):
        self.entries = entries
        self.keys = [(entry.kind(), entry.pk, LANGUAGE) for entry in entries]
        self.writer = make_user("Translator", languages=(LANGUAGE,))
        self.reviewer = make_user("Reviewer", languages=(LANGUAGE,))
        self.publisher = make_user("Publisher")

    def compose(self, number):
        self.seen = {
            key: make_ready(entry, self.writer, self.reviewer, f"round {number}")
            for key, entry in zip(self.keys, self.entries, strict=True)
        }
        self.row = actions.create_set(name=f"Set {number}", user=self.publisher)
        actions.add_to_set(self.row, [(entry, LANGUAGE) for entry in self.entries], user=self.publisher)

    def jobs(self, number):
        turn = number % 3  # newer submissions: of one, of none, of both, which are waited for
        row = {"change_set": self.row.pk, "user": self.publisher.pk}
        publish = {**row, "seen": self.seen, "hesitates": turn == 2}
        edit = {"user": self.writer.pk, "token": f"newer {number}"}
        edits = [
            ("edit_member", {**edit, "key": key, "submits": submits})
            for key, submits in zip(self.keys, (turn != 1, turn == 2), strict=True)
        ]
        return [("publish_set", publish), ("publish_set", publish), *edits]

    def went_live(self, number):
        """Whether it did, which all of its members have to agree on."""
        self.row.refresh_from_db()
        live = {key: part(entry, LANGUAGE).live for key, entry in zip(self.keys, self.entries, strict=True)}
        went = [one is not None and one.number == self.seen[key] for key, one in live.items()]
        assert len(set(went)) == 1, f"round {number}: torn: {went}"
        assert (self.row.published_at is not None) == went[0]
        return went[0]


def test_a_set_against_an_edit_of_a_member(crew, program):
    """All of its members go live as they were approved, or none: never the newer text, never one without the other."""
    change_set = Set(program, make_organization("en 0"))
    outcomes, tallies = Counter(), []
    for number in range(EACH):
        change_set.compose(number)
        round_ = crew.run(*change_set.jobs(number))
        went = change_set.went_live(number)
        assert [len(tally.saved) for tally in round_[:2]] in (([2, 0], [0, 2]) if went else ([0, 0],))
        assert all(len(tally.saved) == 1 for tally in round_[2:]), "an edit was lost"
        if not went:
            actions.delete_set(change_set.row, user=change_set.publisher)
        outcomes[went] += 1
        tallies += round_
    check_nothing_wrong(tallies)
    assert outcomes[True] and outcomes[False], f"it always ended the same way: {outcomes}"
    assert torn(program) == []
    for entry in change_set.entries:
        check_replayed(entry)
    check_settled(*change_set.entries)
