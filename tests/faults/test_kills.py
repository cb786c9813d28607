"""`kill -9` at random points: of those who bake, and of those who do what is due. What they leave is in nobody's way."""

import datetime
import json
import os
import random
import subprocess
from itertools import chain

import pytest
from django.utils import timezone

from safetyhub.publishing import actions
from safetyhub.publishing.models import Part, Publication
from safetyhub.publishing.stages import Stage
from safetyhub.release import folders, rollback
from tests.factories import make_program, save_texts

from .visitors import until

pytestmark = pytest.mark.faults

KILLS = int(os.environ.get("FAULT_KILLS", "10"))  # of bakers and workers together


@pytest.fixture
def nursery(hub):
    hub.rest()
    pipes = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": hub.log,
        "text": True,
        "bufsize": 1,
    }
    with hub.start("-m", "tests.faults.nursery", **pipes) as process:
        assert process.stdout.readline() == "ready\n"
        yield lambda what, seconds: end_one(process, what, seconds)
        process.stdin.close()


def end_one(process, what, seconds):
    process.stdin.write(f"{what} {seconds}\n")
    return json.loads(process.stdout.readline())


class Timetable:
    """One German text that is due, over and over."""

    def __init__(self):
        self.program = make_program(texts={"en": {"title": "Due"}, "de": {"title": "due 0"}})
        self.times = 0

    @property
    def parts(self):
        return Part.objects.filter(kind=self.program.kind(), object_id=self.program.pk, language="de")

    def is_waiting(self) -> bool:
        return self.parts.filter(stage=Stage.SCHEDULED).exists()

    def write(self) -> None:
        if self.is_waiting():
            return
        self.times += 1
        target, later = [(self.program, "de")], timezone.now() + datetime.timedelta(hours=1)
        save_texts(self.program, "de", {"title": f"due {self.times}"})
        actions.submit(target, user=None)
        actions.approve(target, user=None)
        actions.schedule(target, user=None, publish_at=later)
        self.parts.update(publish_at=timezone.now() - datetime.timedelta(minutes=1))

    def check(self) -> None:
        """Each exactly once."""
        live = Publication.objects.filter(part__in=self.parts, revision__isnull=False).order_by("pk")
        titles = [data["title"] for data in live.values_list("revision__data", flat=True)]
        assert titles == [f"due {number}" for number in range(self.times + 1)]


def test_nothing_is_torn_lost_or_stuck(hub, site, nursery, visitors, clerk):
    timetable, dice, ends = Timetable(), random.Random(KILLS), []
    whole = nursery("bake", 120)  # a bake that nobody disturbs, here and now
    assert not whole["killed"]
    with visitors, clerk:
        for what in chain.from_iterable(("bake", "worker") for _number in range(KILLS // 2)):
            site.publish()
            timetable.write()
            ends.append(nursery(what, dice.uniform(0, whole["seconds"] * 1.2)))
        visitors.read_everything()
        hub.work()
        visitors.see(site.publish())
        until(lambda: not timetable.is_waiting())
        until(lambda: not list(folders.root().glob(".*-*")))
    assert sum(end["killed"] for end in ends) > KILLS / 2, "most of them had ended before"
    assert any(end["making"] for end in ends), "nobody was killed at work"
    timetable.check()
    clerk.check(site.draft)
    hub.rest()
    assert rollback.verify()[1] == []
