"""Processes that work on one release, each on its share. The one that began hears of every result as it comes.

A worker that is killed is noticed by its closed pipe, and so is, by the workers, the one that began.
"""

import gc
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Self

from django.db import connection, connections

from . import snapshot

PATIENCE = 120  # seconds without any result, such as when the database hangs
Work = Callable[..., Iterator[Any]]  # work(*arguments, place, of): its share, result by result


class Lost(Exception):
    """A worker ended before its work did."""


class AtWork:
    """What work yields from time to time while it has no result, so that it is not taken for work that hangs."""


class _Done:
    """Sent after the last result."""


class Crew:
    """As many processes as `size`; only this one for 1, and within a transaction, which no other could see."""

    def __init__(self, size: int) -> None:
        self.size = 1 if connection.in_atomic_block else max(size, 1)
        self._pipes: list[Connection] = []
        self._processes: list[Any] = []

    def __enter__(self) -> Self:
        if self.size > 1:
            connections.close_all()  # two processes must not speak on one connection
            fork = multiprocessing.get_context("fork")  # what is imported and loaded is shared
            for place in range(self.size):
                here, there = fork.Pipe()
                process = fork.Process(target=_worker, args=(there, [*self._pipes, here], place, self.size))
                process.start()
                there.close()
                self._pipes.append(here)
                self._processes.append(process)
        return self

    def __exit__(self, *error: object) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            if error[0]:
                process.kill()  # it may hang, as a database may
            process.join()

    def join(self, token: str) -> None:
        """All see the database as it is now, until the end."""
        for _result in self._ask(token):
            pass

    def run(self, work: Work, *arguments: Any) -> Iterator[Any]:
        """The results of all shares, in the order in which they come. Raises what a worker raised, or `Lost`."""
        results = work(*arguments, 0, 1) if self.size == 1 else self._ask((work, arguments))
        return (result for result in results if not isinstance(result, AtWork))

    def _ask(self, question: Any) -> Iterator[Any]:
        try:
            for pipe in self._pipes:
                pipe.send(question)
            asked: list[Any] = list(self._pipes)
            while asked:
                ready: list[Any] = wait(asked, PATIENCE)
                if not ready:
                    raise Lost(f"Nothing was done for {PATIENCE} seconds.")
                for pipe in ready:
                    answer = pipe.recv()
                    if isinstance(answer, _Done):
                        asked.remove(pipe)
                    elif isinstance(answer, Exception):
                        raise answer
                    else:
                        yield answer
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise Lost("A process that worked on the release was ended.") from error


def _worker(pipe: Connection, not_mine: list[Connection], place: int, of: int) -> None:
    gc.freeze()  # what it was born with is no rubbish, and need not be looked at again: an eighth of the time of a page
    for other in not_mine:  # or a closed pipe would not be noticed
        other.close()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError), ExitStack() as stack:
        stack.enter_context(snapshot.follow(pipe.recv()))
        pipe.send(_Done())
        while True:
            work, arguments = pipe.recv()
            _answer(pipe, work(*arguments, place, of))


def _answer(pipe: Connection, results: Iterator[Any]) -> None:
    try:
        for result in results:
            pipe.send(result)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:
        pipe.send(_plain(error))
    else:
        pipe.send(_Done())


def _plain(error: Exception) -> Exception:
    """Any exception in a form that surely survives the pipe."""
    if isinstance(error, OSError) and error.errno:
        return OSError(error.errno, error.strerror, str(error.filename or ""))
    return RuntimeError(f"{type(error).__name__}: {error}")
