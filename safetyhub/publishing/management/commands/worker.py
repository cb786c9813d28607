import logging
import os
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from safetyhub.publishing.ticks import tick

logger = logging.getLogger("safetyhub.worker")

BREATH = 0.1  # seconds between two looks at the queue: somebody waits for what was just published
PATIENCE = 5.0  # seconds to wait after something went wrong, such as a database that restarts


class Queue(Worker):
    """Ends when it is time for the next tick: ten mails to a server that does not answer take minutes."""

    def __init__(self, *, until: float, **options: Any) -> None:
        super().__init__(**options)
        self.until = until  # by the monotonic clock

    def run_task(self, db_task_result: Any) -> None:
        super().run_task(db_task_result)
        if time.monotonic() >= self.until:
            self.running = False


class Command(BaseCommand):
    help = "Do what is due, every few seconds, and the tasks of the queue. Ends after the item at hand on SIGTERM or SIGINT."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every", type=float, default=5.0, help="Seconds between two ticks (default: 5)."
        )
        parser.add_argument("--parent", type=int, help="End when the process with this id is gone.")

    def handle(self, *args: Any, every: float, parent: int | None, **options: Any) -> None:
        # It says for every look at the queue that there is nothing in it.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        self.is_ending, self.parent = False, parent
        self.queue: Queue | None = None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.end)
        self.stdout.write("worker: at work")
        self.loop(every)
        self.stdout.write("worker: ended")

    def end(self, number: int, frame: Any) -> None:
        """After what is being done now; a second signal ends it at once, and the transaction at hand is rolled back."""
        self.is_ending = True
        if self.queue:
            self.queue.running = False
        signal.signal(number, signal.SIG_DFL)

    def loop(self, every: float) -> None:
        next_tick = 0.0
        while self.goes_on():
            pause = BREATH
            try:
                close_old_connections()
                if time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + every
                    self.tick()
                # Only reads: the queue's own look takes SQLite's lock for writing, from whoever is saving.
                if self.goes_on() and DBTaskResult.objects.ready().exists():
                    self.work_off(until=next_tick)
            except Exception:
                logger.exception("Something went wrong; trying again in %s seconds", PATIENCE)
                connections.close_all()
                pause = PATIENCE
            self.wait(pause)

    def tick(self) -> None:
        report = tick()
        if report.done or report.failed or report.postponed:
            logger.info("tick: %s", report)

    def work_off(self, until: float) -> None:
        self.queue = Queue(
            until=until,
            queue_names=["*"],
            excluded_queue_names=[],
            backend_name="default",
            interval=0,
            batch=True,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        if self.goes_on():
            self.queue.run()

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.goes_on() and time.monotonic() < until:
            time.sleep(BREATH)

    def goes_on(self) -> bool:
        return not self.is_ending and (self.parent is None or os.getppid() == self.parent)
