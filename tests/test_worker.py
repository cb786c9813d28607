"""The worker as a process of its own, and what starts and stops it beside the server."""

import datetime
import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from safetyhub.publishing import actions
from safetyhub.publishing.models import Heartbeat, Part
from safetyhub.publishing.stages import Stage
from tests import tasks
from tests.factories import make_program, save_texts
from tests.processes import PATIENCE, answers, arguments, descendants, free_port, is_alive, kill_all, until


def due(title):
    """A program whose German text should have gone live a minute ago."""
    program = make_program(texts={"en": {"title": "Facts"}, "de": {"title": "Alt"}})
    save_texts(program, "de", {"title": title})
    actions.submit([(program, "de")], user=None)
    actions.approve([(program, "de")], user=None)
    actions.schedule([(program, "de")], user=None, publish_at=timezone.now() + datetime.timedelta(hours=1))
    past = timezone.now() - datetime.timedelta(minutes=1)
    Part.objects.filter(stage=Stage.SCHEDULED).update(publish_at=past)
    return program


def is_live(program, title):
    part = Part.objects.select_related("live").get(object_id=program.pk, kind=program.kind(), language="de")
    return part.live.data["title"] == title


@pytest.fixture
def worker(database_url):
    """Starts workers, and leaves none behind."""
    started = []

    def start(*words):
        command = [sys.executable, "manage.py", "worker", *words]
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "DEVELOPMENT": "1",
            "PYTHONUNBUFFERED": "1",
        }
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("polite", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_does_what_is_due_and_ends_when_told(worker, polite):
    program = due("Neu")
    process = worker("--every", "0.2")
    until(lambda: is_live(program, "Neu"), process)
    process.send_signal(polite)
    said, _nothing = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0 and "worker: ended" in said
    assert Heartbeat.objects.filter(name="tick").exists()


def test_a_task_that_fails_ends_nothing(worker):
    for task in (tasks.breaks, tasks.beats):
        task.using(backend="default").enqueue()
    process = worker("--every", "0.2")
    until(lambda: Heartbeat.objects.filter(name="task").exists(), process)
    assert "FAILED" in DBTaskResult.objects.values_list("status", flat=True)
    assert process.poll() is None


def test_what_is_due_does_not_wait_for_a_long_queue(worker):
    for _number in range(10):
        tasks.waits.using(backend="default").enqueue()
    process = worker("--every", "0.2")
    until(lambda: Heartbeat.objects.filter(name="task").exists(), process)
    program = due("Neu")
    until(lambda: is_live(program, "Neu"), process)
    assert DBTaskResult.objects.filter(status="READY").count() > 5


def test_a_lost_connection_ends_nothing(worker):
    if connection.vendor != "postgresql":
        pytest.skip("only a server can close a connection")
    process = worker("--every", "0.2")
    until(lambda: Heartbeat.objects.exists(), process)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    program = due("Neu")
    until(lambda: is_live(program, "Neu"), process)


def test_a_worker_does_not_outlive_whoever_started_it(worker):
    process = worker("--parent", "1")
    assert process.wait(PATIENCE) == 0


@pytest.mark.django_db(transaction=True)
def test_a_tick_by_hand(capsys):
    program = due("Neu")
    call_command("tick")
    assert is_live(program, "Neu")
    assert capsys.readouterr().out.startswith("tick: 1 done")
    call_command("tick")
    assert "nothing was due" in capsys.readouterr().out


# --- make run -------------------------------------------------------------------------------------------------------


# What `scripts/run.py` does once the database is prepared.
SERVE = """
import sys
sys.path[:0] = ["scripts", "."]
import run
run.configure("127.0.0.1", int(sys.argv[1]))
sys.exit(run.Children().run(f"127.0.0.1:{sys.argv[1]}"))
"""


@pytest.fixture
def running(database_url, tmp_path):
    """The process of a run, its port, and the file that has what it said; nothing of it is left afterwards."""
    port, log = free_port(), tmp_path / "log"
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", SERVE, str(port)]
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=file, stderr=file)
    until(lambda: (answers(port) and "worker: at work" in log.read_text()) or process.poll() is not None)
    assert process.poll() is None, log.read_text()
    below = descendants(process.pid)
    yield process, port, log
    kill_all({process.pid, *below, *descendants(process.pid)})
    process.wait()


@pytest.mark.parametrize("polite", [signal.SIGTERM, signal.SIGINT])
def test_server_and_worker_begin_and_end_together(running, polite):
    process, port, log = running
    below = descendants(process.pid)
    assert len(below) >= 2
    process.send_signal(polite)
    assert process.wait(PATIENCE) == 0
    until(lambda: not any(is_alive(pid) for pid in below))
    assert "worker: ended" in log.read_text() and not answers(port)


def test_a_worker_that_dies_is_replaced_and_the_server_stays(running):
    process, port, log = running
    [worker] = [pid for pid in descendants(process.pid) if "worker" in arguments(pid)]
    os.kill(worker, signal.SIGKILL)
    until(lambda: log.read_text().count("worker: at work") == 2, None)
    assert process.poll() is None and answers(port)
