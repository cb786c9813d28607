"""One page of the release, from the app and from nginx, each beside the least that the same server can do."""

import contextlib
import http.client
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from . import load, servers
from .load import Figures
from .servers import Server
from .site import ROOT, Site

HERE = Path(__file__).parent
ADDRESS = "/en-us/safety-partners/"  # a sensitive page
ORDINARY = "/en-us/programs/"
OURS = ["--worker-class", "safetyhub.release.workers.ReleaseWorker", "--threads", "4"]
STOCK = ["--worker-class", "gthread", "--threads", "4"]
OFTEN = 3  # so many short rounds instead of one

Told = Callable[[str], None]


class Contender:
    def __init__(self, wsgi: str, environment: Mapping[str, str]) -> None:
        self.wsgi, self.environment = wsgi, environment

    def in_process(self) -> float:
        command = [sys.executable, HERE / "in_process.py", self.wsgi, ADDRESS]
        options: Any = {"cwd": ROOT, "env": {**self.environment}, "text": True}
        told = subprocess.run(command, check=True, capture_output=True, **options).stdout
        return json.loads(told.splitlines()[-1])


def contenders(site: Site) -> dict[str, Contender]:
    """The same page: from the release, from its view, and from a bare Django view that holds it in memory."""
    ours = {**site.environment, "PYTHONPATH": str(ROOT)}
    bare = {
        **site.environment,
        "DJANGO_SETTINGS_MODULE": "",
        "PYTHONPATH": f"{HERE / 'bare'}:{ROOT}",
        "BODY": str(_file(site, ".br")),
        "ADDRESS": ADDRESS,
    }
    return {
        "released": Contender("safetyhub.wsgi", ours),
        "bare": Contender("bare", bare),
        "uncached": Contender("safetyhub.wsgi", {**ours, "RELEASE_SERVED": "0"}),
    }


def in_process(site: Site, rounds: int) -> Figures:
    asked = contenders(site).items()
    found = [{name: each.in_process() for name, each in asked} for _round in range(rounds)]
    return {name: median(times[name] for times in found) for name in found[0]}


def behind_gunicorn(site: Site, rounds: int, seconds: float, flags: list[str]) -> dict[str, Figures]:
    with contextlib.ExitStack() as stack:
        running = {
            name: stack.enter_context(servers.gunicorn(each.wsgi, flags, each.environment))
            for name, each in contenders(site).items()
        }
        body = _file(site, ".br").read_bytes()
        for name in ("released", "bare"):
            _expect(running[name], ADDRESS, body)
        return in_turns(dict.fromkeys(running, ADDRESS), running, rounds, seconds)


def behind_nginx(site: Site, folder: Path, rounds: int, seconds: float) -> dict[str, Figures]:
    """Pages by the configuration of deploy/, each beside one plain file of the same bytes in nginx as Debian sets it up.

    Asked shortly and often, and compared round by round ("of_plain"): what a machine gives changes from second to second.
    """
    pages = {"released": ADDRESS, "ordinary": ORDINARY}
    plain = folder / "plain"
    plain.mkdir()
    files = {
        name: _file(site, ".br" if servers.has_brotli() else ".gz", page) for name, page in pages.items()
    }
    for name, file in files.items():
        (plain / f"{name}.html").write_bytes(file.read_bytes())
    releases = site.folder / "releases"
    with (
        servers.nginx(folder / "nginx-release", partial(servers.deployed, releases=releases)) as released,
        servers.nginx(folder / "nginx-plain", partial(servers.plain, root=plain)) as bare,
    ):
        running, paths = {}, {}
        for name, page in pages.items():
            running |= {name: released, _beside(name): bare}
            paths |= {name: page, _beside(name): f"/{name}.html"}
            _expect(released, page, files[name].read_bytes())
            _expect(bare, f"/{name}.html", files[name].read_bytes())
        told = asked(paths, running, rounds * OFTEN, max(seconds // OFTEN, 1))  # wrk knows whole seconds only
    found = {name: load.medians(figures) for name, figures in told.items()}
    for name in pages:
        beside = zip(told[name], told[_beside(name)], strict=True)
        found[name]["of_plain"] = median(ours["per_second"] / theirs["per_second"] for ours, theirs in beside)
    return found


def _beside(name: str) -> str:
    """The plain file of a page."""
    return "plain" if name == "released" else f"plain_{name}"


def in_turns(
    paths: Mapping[str, str], running: Mapping[str, Server], rounds: int, seconds: float
) -> dict[str, Figures]:
    told = asked(paths, running, rounds, seconds)
    return {name: load.medians(figures) for name, figures in told.items()}


def asked(
    paths: Mapping[str, str], running: Mapping[str, Server], rounds: int, seconds: float
) -> dict[str, list[Figures]]:
    """What each was found to do in each round."""
    found: dict[str, list[Figures]] = {name: [] for name in running}
    for _round in range(rounds):
        for name, server in running.items():
            found[name].append(load.under_load(server, paths[name], seconds))
    return found


def _file(site: Site, suffix: str, address: str = ADDRESS) -> Path:
    return site.tree(address) / f"{address.strip('/')}.html{suffix}"


def _expect(server: Server, path: str, body: bytes) -> None:
    """The first answers also fill what a server remembers."""
    for _warm in range(20):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        headers = {"Host": "127.0.0.1", "Accept-Encoding": load.ACCEPTED}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        found = response.read()
        connection.close()
        if (response.status, found) != (200, body):
            sys.exit(f"{path}: {response.status}, {len(found)} bytes instead of {len(body)}")
