"""The released site in figures: what serving, baking, publishing and taking down take. Prints them and writes them as JSON.

    make bench BENCH_SCALES="1 10"      (about ten minutes on two quiet cores; 100 takes hours and tens of GB more)

Whoever is compared is asked in turns on the same machine: the ratios say something, the figures by themselves little. The
hubs are made in the folder for temporary files (TMPDIR), with SQLite, and are removed.
"""

import argparse
import contextlib
import datetime
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import baking, load, report, servers, serving
from .site import ROOT, Site

RESULTS = ROOT / "var" / "bench"
BEGAN = time.monotonic()


def main() -> None:
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that no server outlives it
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        found = measured(Path(name), sorted(set(options.scales)), options.rounds, options.seconds)
    path = options.to or RESULTS / f"{found['date'].replace(':', '')}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n")
    print(f"\n{report.text(found)}\n{path}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the released site.")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--rounds", type=int, default=5, help="how often each server is asked, in turns")
    parser.add_argument("--seconds", type=float, default=3, help="how long each time")
    parser.add_argument("--to", type=Path, help="where the JSON goes (default: var/bench/<date>.json)")
    return parser.parse_args()


def measured(folder: Path, scales: list[int], rounds: int, seconds: float) -> dict[str, Any]:
    """The smallest site is also the one that is served and changed."""
    found: dict[str, Any] = {
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "load_before": os.getloadavg()[0],
        "baking": {},
    }
    for scale in scales:
        site = Site(folder / str(scale))
        site.folder.mkdir()
        told(f"demonstration content at SCALE={scale}")
        site.fill(scale)
        told(f"bake at SCALE={scale}")
        found["baking"][str(scale)] = baking.baked(site)
        if scale == scales[0]:
            found["serving"] = served(site, folder, rounds, seconds)
            told("publish and take down")
            found["moving"] = moved(site)
    return found


def served(site: Site, folder: Path, rounds: int, seconds: float) -> dict[str, Any]:
    told("a released page, the application called directly")
    found: dict[str, Any] = {"in_process": serving.in_process(site, min(rounds, 3))}
    if not load.is_installed():
        told("wrk is not installed (apt install wrk): nothing is measured under load")
        return found
    for name, flags in (("gunicorn", serving.OURS), ("gunicorn_stock", serving.STOCK)):
        told(f"a released page from the app: {' '.join(flags)}")
        found[name] = serving.behind_gunicorn(site, rounds, seconds, flags)
    if servers.nginx_path():
        told("a released page from nginx")
        found["nginx"] = serving.behind_nginx(site, folder, rounds, seconds)
    else:
        told("nginx is not installed (apt install nginx): not measured")
    return found


def moved(site: Site) -> list[dict[str, Any]]:
    flags = [*serving.OURS]
    with worker(site), servers.gunicorn("safetyhub.wsgi", flags, site.environment) as server:
        return json.loads(site.run("-m", "tests.bench.moving", str(server.port)).splitlines()[-1])


@contextlib.contextmanager
def worker(site: Site) -> Iterator[None]:
    command = [sys.executable, "manage.py", "worker", "--parent", str(os.getpid())]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=site.environment, **quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def told(part: str) -> None:
    print(f"[{time.monotonic() - BEGAN:4.0f} s] {part}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
