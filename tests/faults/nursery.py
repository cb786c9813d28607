"""Bakers and workers that are killed young. Run as a process of its own, which has started once and forks each of them.

Reads lines from its standard input, "bake 0.73" or "worker 1.2": what to begin, and after how many seconds to kill it.
Answers each with a line of JSON: whether it had to be killed, after how many seconds it ended, and whether a release was
being made then.
"""

import json
import os
import signal
import sys
import time
import traceback

import django
from django.core.management import call_command
from django.db import connections

from safetyhub.release import folders

ORPHANS = 30  # seconds, in which those whom a killed baker leaves have to notice


def main() -> None:
    django.setup()
    from safetyhub.release import baking, jobs

    jobs.is_due()  # what every process has to load first
    baking.fingerprint()
    print("ready", flush=True)
    for line in sys.stdin:
        what, seconds = line.split()
        connections.close_all()
        begins, began = os.pipe()
        child = os.fork()
        if not child:
            os.close(begins)
            live(what, began)
        os.close(began)
        os.read(begins, 1)  # it stands at the start
        os.close(begins)
        print(json.dumps(end(child, float(seconds))), flush=True)


def end(child: int, seconds: float) -> dict:
    start = time.monotonic()
    ended, _status = os.waitpid(child, os.WNOHANG)
    while not ended and time.monotonic() < start + seconds:
        time.sleep(0.005)
        ended, _status = os.waitpid(child, os.WNOHANG)
    is_making = any(folders.root().glob(f"{folders.MAKING}*"))
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return {"killed": not ended, "seconds": time.monotonic() - start, "making": is_making}


def live(what: str, began: int) -> None:
    """Never returns."""
    try:
        os.dup2(2, 1)
        wait_for_orphans()
        os.write(began, b"!")
        words = ["bake", "--all"] if what == "bake" else ["worker", "--every", "0.2"]
        call_command(*words, verbosity=0)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def wait_for_orphans() -> None:
    """The lock of a bake is let go by the last process that worked on it."""
    deadline = time.monotonic() + ORPHANS
    while time.monotonic() < deadline:
        try:
            with folders.locked("bake", wait=False):
                return
        except folders.Busy:
            time.sleep(0.02)
    raise TimeoutError("Somebody still works on a release whose baker was killed.")


if __name__ == "__main__":
    main()
