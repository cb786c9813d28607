"""A worker that is killed in the middle of what is due: the next one finishes it, whole, and nothing twice."""

import datetime
import os
import random
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safetyhub.publishing import actions, schedule
from safetyhub.publishing.models import ChangeSet, Part, Publication
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.stages import Stage
from tests.factories import make_organization, make_program, save_texts
from tests.public import shared_of

pytestmark = pytest.mark.long

PATIENCE = 120  # seconds

MOVE = 'INSERT INTO "publishing_publication"'  # follows the pointer of a part that it tells of, in one transaction
ANY = ""

# Ends, as `kill -9` does, when it is about to ask for the nth time for a statement with these words.
KILLED = """
import os, signal, sys
import django
from django.core.management import call_command
from django.db import connection

django.setup()
words, left = sys.argv[1], int(sys.argv[2])

def counted(execute, sql, params, many, context):
    global left
    left -= words in sql
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

connection.execute_wrappers.append(counted)
call_command("worker", "--every", "0.1")
"""


def approved(entry, *languages):
    """A new version of these parts, approved; their targets."""
    for language in languages:
        if language == SHARED:
            shared = {**shared_of(entry), "position": 77}
            actions.save(entry, language=SHARED, shared=shared, user=None, seen=None)
        else:
            save_texts(entry, language, {entry.title_field: "Neu"})
    targets = [(entry, language) for language in languages]
    actions.submit(targets, user=None)
    actions.approve(targets, user=None)
    return targets


class Plan:
    """Two sets, one of them with several parts of an entry, a single text, and an end; all of it due."""

    def __init__(self):
        texts = {"en": {"title": "Facts"}, "de": {"title": "Alt"}}
        names = {"en": {"name": "Reuters"}, "de": {"name": "Alt"}}
        programs = [make_program(texts=texts) for _number in range(4)]
        organizations = [make_organization(texts=names) for _number in range(2)]
        self.sets = [
            self.set_of(*approved(programs[0], SHARED, "de"), *approved(organizations[0], "de")),
            self.set_of(*approved(programs[1], "de"), *approved(organizations[1], "de")),
        ]
        self.single, self.ended = self.parts(approved(programs[2], "de")), self.parts([(programs[3], SHARED)])
        later = timezone.now() + datetime.timedelta(hours=1)
        actions.schedule([(programs[2], "de")], user=None, publish_at=later)
        actions.schedule([(programs[3], SHARED)], user=None, publish_at=None, take_down_at=later)
        self.planned = {pk: self.part(pk).candidate_id for own in (*self.sets, self.single) for pk in own}
        self.planned |= dict.fromkeys(self.ended)
        self.come_due()

    def set_of(self, *targets):
        change_set = actions.create_set(name="A set", user=None)
        actions.add_to_set(change_set, targets, user=None)
        later = timezone.now() + datetime.timedelta(hours=1)
        actions.schedule_set(change_set, publish_at=later, time_zone="UTC", user=None)
        return self.parts(targets)

    @staticmethod
    def come_due():
        past = timezone.now() - datetime.timedelta(minutes=1)
        Part.objects.filter(stage=Stage.SCHEDULED).update(publish_at=past)
        Part.objects.exclude(take_down_at=None).update(take_down_at=past)
        ChangeSet.objects.update(publish_at=past)

    @staticmethod
    def parts(targets):
        own = [Part.objects.of(entry.kind(), entry.pk).get(language=language) for entry, language in targets]
        return [part.pk for part in own]

    @staticmethod
    def part(pk):
        return Part.objects.get(pk=pk)

    def times_done(self, pk):
        """How often the pointer moved to where it should be: the first publication of an old version does not count."""
        return Publication.objects.filter(part=pk, revision=self.planned[pk]).count()

    def check_whole(self):
        """Each part is as it was or as it should be, and the log agrees; a set is one or the other."""
        for pk, planned in self.planned.items():
            assert self.times_done(pk) == (self.part(pk).live_id == planned)
        for change_set, own in zip(ChangeSet.objects.order_by("pk"), self.sets, strict=True):
            done = {self.part(pk).live_id == self.planned[pk] for pk in own}
            assert done == {change_set.published_at is not None}, "a set is torn"

    def check_done(self):
        self.check_whole()
        assert [self.times_done(pk) for pk in self.planned] == [1] * len(self.planned)
        assert (
            not Part.objects.filter(pk__in=self.planned).exclude(stage=Stage.DRAFT, candidate=None).exists()
        )
        assert not ChangeSet.objects.exclude(problem="").exists()
        assert str(schedule.run_due()) == "nothing was due"


@pytest.fixture
def plan(database_url):
    return Plan()


def statements_of_a_tick():
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        schedule.run_due()
        transaction.set_rollback(True)
    return len(asked)


def kill_worker(database_url, words, number):
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "safetyhub.settings"}
    command = [sys.executable, "-c", KILLED, words, str(number)]
    killed = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env={**environment, "DEVELOPMENT": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stdout + killed.stderr


@pytest.mark.parametrize("seed", range(4))
def test_a_worker_is_killed_again_and_again_and_the_next_tick_finishes(plan, database_url, seed):
    chance, count = random.Random(seed), statements_of_a_tick()
    assert count > 50
    points = [(MOVE, 2), (MOVE, 3), *((ANY, chance.randrange(1, count)) for _number in range(4))]
    for words, number in points:
        kill_worker(database_url, words, number)
        plan.check_whole()
    call_command("tick")
    plan.check_done()


def test_a_set_is_not_half_live_when_its_worker_dies_between_two_moves(plan, database_url):
    """The single text goes first; the second move of the set is not made."""
    kill_worker(database_url, MOVE, 3)
    assert [plan.times_done(pk) for pk in (*plan.single, *plan.sets[0])] == [1, 0, 0, 0]
    plan.check_whole()
    call_command("tick")
    plan.check_done()
