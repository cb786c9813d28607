"""What the people of a review do at the same time, over and over, and what they were told. Everything goes through the door.

Each works on one text of one entry: writers save and submit, reviewers approve, publishers publish and take down.
"""

import datetime
import random
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib.auth.models import User

from partners.models import Program
from safetyhub.publishing import actions, schedule
from safetyhub.publishing.entries import model_of
from safetyhub.publishing.models import ChangeSet, Part
from safetyhub.publishing.stages import READY, Stage

from .jobs import Tally, said, words

LANGUAGE = "de"


class Look(NamedTuple):
    """What one query says of the text."""

    stage: str
    candidate: int | None  # its number
    data: dict[str, str] | None  # of the candidate
    head: int | None
    live: int | None


def look(entry: Any) -> Look:
    part = Part.objects.of(entry.kind(), entry.pk).filter(language=LANGUAGE)
    names = ("stage", "candidate__number", "candidate__data", "head__number", "live__number")
    return Look(*(part.values_list(*names).first() or (Stage.DRAFT, None, None, None, None)))


def wait_for(entry: Any, condition: Callable[[Look], bool], patience: float = 0.04) -> Look:
    """As soon as there is something to do, or else what there is."""
    end = time.monotonic() + patience
    while not condition(found := look(entry)) and time.monotonic() < end:
        time.sleep(0.002)
    return found


class Desk:
    """One person at work on the text. Each turn is one attempt; who never got through goes on for a while."""

    def __init__(self, program: int, user: int, seed: int) -> None:
        self.entry, self.user = Program(pk=program), User.objects.get(pk=user)
        self.key = (self.entry.kind(), program, LANGUAGE)
        self.target = [(self.entry, LANGUAGE)]
        self.tally, self.dice = Tally(), random.Random(seed)

    def told(self, number: int | None, token: str) -> None:
        self.tally.saved.append((LANGUAGE, number or 0, token))

    def read_it(self) -> None:
        """Whoever decides has looked at it for a moment."""
        time.sleep(self.dice.uniform(0, 0.004))

    def work(self, turn: Callable[[int], None], attempts: int) -> Tally:
        for number in range(attempts * 5):
            if number >= attempts and self.tally.saved:
                break
            with self.tally.attempt():
                turn(number)
        return self.tally


def write(program: int, user: int, seed: int, submits: bool, attempts: int) -> Tally:
    """Save, and submit what was saved."""
    desk = Desk(program, user, seed)

    def turn(number: int) -> None:
        token = f"writer {seed}: {number}"
        what = {"texts": words(token, []), "user": desk.user, "seen": None}
        version = actions.save(desk.entry, language=LANGUAGE, **what)[LANGUAGE].version
        desk.told(version, token)
        if submits:
            actions.submit(desk.target, user=desk.user, seen={desk.key: version})
        desk.read_it()

    return desk.work(turn, attempts)


def approve(program: int, user: int, seed: int, attempts: int) -> Tally:
    """Read what waits, and approve what was read."""
    desk = Desk(program, user, seed)

    def turn(number: int) -> None:
        seen = wait_for(desk.entry, lambda found: found.stage == Stage.IN_REVIEW)
        desk.read_it()
        actions.approve(desk.target, user=desk.user, seen={desk.key: seen.candidate or 0})
        desk.told(seen.candidate, " ".join(said(seen.data or {})))

    return desk.work(turn, attempts)


def publish(program: int, user: int, seed: int, attempts: int) -> Tally:
    """Publish what was approved, as it was shown. What is live already does not move."""
    desk = Desk(program, user, seed)

    def turn(number: int) -> None:
        seen = wait_for(desk.entry, lambda found: found.stage in READY)
        desk.read_it()
        shown = seen.candidate if seen.stage in READY else seen.head
        if actions.publish(desk.target, user=desk.user, seen={desk.key: shown or 0}):
            desk.told(shown, "live")

    return desk.work(turn, attempts)


def take_down(program: int, user: int, seed: int, attempts: int) -> Tally:
    desk = Desk(program, user, seed)

    def turn(number: int) -> None:
        wait_for(desk.entry, lambda found: found.live is not None)
        if actions.take_down(desk.entry, language=LANGUAGE, user=desk.user):
            desk.told(0, "down")

    return desk.work(turn, attempts)


# --- One round each: everybody begins at the same moment ------------------------------------------------------------


def approve_and_publish(program: int, user: int, seen: int) -> Tally:
    desk = Desk(program, user, 0)
    with desk.tally.attempt():
        actions.approve(desk.target, user=desk.user, seen={desk.key: seen})
        desk.told(seen, "approved")
        actions.publish(desk.target, user=desk.user, seen={desk.key: seen})
        desk.told(seen, "live")
    return desk.tally


def withdraw(program: int, user: int, hesitates: int) -> Tally:
    """At once, in the middle of what the others do (1), or when they are about done (2)."""
    desk = Desk(program, user, 0)
    if hesitates:
        over = {Stage.DRAFT} if hesitates == 2 else {Stage.DRAFT, Stage.APPROVED}
        wait_for(desk.entry, lambda found: found.stage in over, patience=2)
    with desk.tally.attempt():
        actions.withdraw(desk.target, user=desk.user)
        desk.told(0, "withdrawn")
    return desk.tally


def run_due(now: str, program: int, hesitates: bool) -> Tally:
    """As the worker does: everything whose time has come; some of it too late, because somebody cancelled it first."""
    tally = Tally()
    if hesitates:
        wait_for(Program(pk=program), lambda found: found.stage != Stage.SCHEDULED, patience=2)
    with tally.attempt():
        report = schedule.run_due(datetime.datetime.fromisoformat(now))
        tally.saved = [(LANGUAGE, 0, name) for name in report.done]
        tally.wrong += report.failed + report.postponed
    return tally


def publish_now(program: int, user: int, seen: int) -> Tally:
    """What is scheduled, by hand before its time."""
    desk = Desk(program, user, 0)
    with desk.tally.attempt():
        if actions.publish(desk.target, user=desk.user, seen={desk.key: seen}):
            desk.told(seen, "live")
    return desk.tally


def unschedule(program: int, user: int) -> Tally:
    desk = Desk(program, user, 0)
    with desk.tally.attempt():
        actions.unschedule(desk.target, user=desk.user)
        desk.told(0, "unscheduled")
    return desk.tally


def publish_set(change_set: int, user: int, seen: dict[tuple[str, int, str], int], hesitates: bool) -> Tally:
    """All of it as it was shown; some of it too late, because somebody has submitted a newer text first."""
    tally = Tally()
    if hesitates:
        for kind, pk, _language in seen:
            wait_for(model_of(kind)(pk=pk), lambda found: found.stage != Stage.APPROVED, patience=2)
    with tally.attempt():
        person = User.objects.get(pk=user)
        moved = actions.publish_set(ChangeSet(pk=change_set), user=person, seen=seen)
        tally.saved += [(part.language, part.live.number, part.kind) for part in moved]
    return tally


def edit_member(key: tuple[str, int, str], user: int, token: str, submits: bool) -> Tally:
    """A newer text of something that is in a set, and perhaps a newer submission."""
    kind, pk, language = key
    tally, entry, person = Tally(), model_of(kind)(pk=pk), User.objects.get(pk=user)
    with tally.attempt():
        texts = {entry.title_field: token}
        version = actions.save(entry, language=language, texts=texts, user=person, seen=None)[
            language
        ].version
        tally.saved.append((language, version, token))
        if submits:
            actions.submit([(entry, language)], user=person, seen={key: version})
    return tally
