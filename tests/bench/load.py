"""A server under load by wrk, and what the process that answers took for it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from .servers import LAST, Server, on_core

CONNECTIONS = 8
ACCEPTED = "gzip, br"
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
TICKS = os.sysconf("SC_CLK_TCK")

Figures = dict[str, float]


def is_installed() -> bool:
    return shutil.which("wrk") is not None


def under_load(server: Server, path: str, seconds: float) -> Figures:
    """Pages per second, milliseconds until they came, microseconds of processor time that the worker took for each."""
    worker = server.worker
    before = _processor_seconds(worker)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--latency", "--timeout", "30s"]
    command += ["-H", f"Accept-Encoding: {ACCEPTED}", "-H", "Host: 127.0.0.1"]
    address = f"http://127.0.0.1:{server.port}{path}"
    told = subprocess.run(
        on_core(LAST, [*command, address]), check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    found = parsed(told)
    pages = max(found.pop("pages"), 1)
    return {**found, "processor_us": (_processor_seconds(worker) - before) / pages * 1e6}


def parsed(told: str) -> Figures:
    """Raises `ValueError` where an answer was an error: a rate of error pages would be a lie."""
    if "Non-2xx" in told or re.search(r"Socket errors:.*(connect|read|timeout) [1-9]", told):
        raise ValueError(told)
    shares = dict(re.findall(r"^\s+(50|99)%\s+(\S+)$", told, re.MULTILINE))
    pages, rate = (
        re.search(pattern, told) for pattern in (r"(\d+) requests in", r"Requests/sec:\s+([\d.]+)")
    )
    if not pages or not rate or len(shares) < 2:
        raise ValueError(told)
    times = {f"p{share}_ms": milliseconds(time) for share, time in shares.items()}
    return {"pages": float(pages[1]), "per_second": float(rate[1]), **times}


def milliseconds(time: str) -> float:
    """ "1.57ms" → 1.57"""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", time).groups()
    return float(number) * UNITS[unit]


def medians(rounds: Iterable[Figures]) -> Figures:
    rounds = list(rounds)
    return {name: median(found[name] for found in rounds) for name in rounds[0]}


def _processor_seconds(process: int) -> float:
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS
