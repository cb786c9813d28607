"""A bake of everything: pages per second, and the memory of the baker and its processes together."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .site import ROOT, Site

PAUSE = 0.2  # seconds between two looks at the memory
SHARED = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def baked(site: Site) -> dict[str, Any]:
    """Wall-clock seconds, those of processors, and MiB: of all processes at once, a shared page counted once."""
    command = [sys.executable, "manage.py", "bake", "--all"]
    began, most = time.monotonic(), 0.0
    process = subprocess.Popen(
        command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    ended, status, used = 0, 0, None
    while not ended:
        most = max(most, memory(process.pid))
        time.sleep(PAUSE)
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
    seconds = time.monotonic() - began
    told = process.stdout.read() if process.stdout else ""
    process.returncode = os.waitstatus_to_exitcode(status)
    pages = re.search(r"(\d+) pages made", told)
    if process.returncode or not pages:
        sys.exit(f"The bake failed: {told}")
    return {
        "pages": int(pages[1]),
        "seconds": seconds,
        "per_second": int(pages[1]) / seconds,
        "processor_ms": (used.ru_utime + used.ru_stime) / int(pages[1]) * 1000,
        "together_mib": most,
        "largest_process_mib": used.ru_maxrss / 1024,
    }


def memory(process: int) -> float:
    return sum(map(_own_memory, _family(process))) / 1024


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:  # it ended meanwhile
        return
    for child in children:
        yield from _family(int(child))


def _own_memory(process: int) -> int:
    try:
        found = SHARED.search(Path(f"/proc/{process}/smaps_rollup").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0
