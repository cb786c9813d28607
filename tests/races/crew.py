"""Processes that are kept for all races: starting one takes longer than most of its jobs."""

import multiprocessing
import os
import traceback
from typing import Any

PROCESSES = 4
ATTEMPTS = int(os.environ.get("RACE_ATTEMPTS", "480"))  # of each race, by all processes together
EACH = ATTEMPTS // PROCESSES
PATIENCE = 120  # seconds for one job; a race that hangs should fail and say so


class Crew:
    """The processes, each with its own connection to the database at `database_url`."""

    def __init__(self, database_url: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.lines: list[Any] = []
        self.processes: list[Any] = []
        self.is_sound = True  # nobody is still at work, or died at it
        for _number in range(PROCESSES):
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs, database_url), daemon=True)
            process.start()
            theirs.close()
            self.lines.append(ours)
            self.processes.append(process)

    def run(self, *jobs: tuple[str, dict[str, Any]]) -> list[Any]:
        """Do the jobs at the same time, one per process: (name of a function in `jobs` or `review_jobs`, arguments);
        the results."""
        busy = self.lines[: len(jobs)]
        for line, job in zip(busy, jobs, strict=True):
            line.send(job)
        self.is_sound = False
        answers = [self._answer(line) for line in busy]
        self.is_sound = True
        for failure, _result in answers:
            assert not failure, f"A process of the race broke down:\n{failure}"
        return [result for _failure, result in answers]

    def _answer(self, line: Any) -> tuple[str, Any]:
        if not line.poll(PATIENCE):
            raise TimeoutError(f"A process of the race did not answer within {PATIENCE} s.")
        return line.recv()

    def close(self) -> None:
        for line in self.lines:
            line.close()
        for process in self.processes:
            process.join(5 if self.is_sound else 0)
            if process.is_alive():
                process.kill()
                process.join()


def work(line: Any, database_url: str) -> None:
    """A process's life: jobs until the line is closed."""
    os.environ["DATABASE_URL"] = database_url
    import django

    django.setup()
    from . import jobs, review_jobs

    while True:
        try:
            name, arguments = line.recv()
            job = getattr(jobs, name, None) or getattr(review_jobs, name)
        except EOFError:
            return
        try:
            line.send(("", job(**arguments)))
        except Exception:
            line.send((traceback.format_exc(), None))
