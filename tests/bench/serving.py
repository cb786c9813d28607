"""One page of the release, from the app and from nginx, each beside the least that the same server can do."""

import contextlib
import http.client
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from . import load, servers
from .load import Figures
from .servers import Server
from .site import ROOT, Site

HERE = Path(__file__).parent
ADDRESS = "/en-us/safety-partners/"
OURS = ["--worker-class", "safetyhub.release.workers.ReleaseWorker", "--threads", "4"]
STOCK = ["--worker-class", "gthread", "--threads", "4"]
RELEASE = "location / { rewrite ^(.+)/$ $1.html break; gzip_static on; %s }"

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
    """The release with its precompressed files, by the link that is swapped; and one plain file of the same bytes."""
    brotli = servers.has_brotli()
    file = _file(site, ".br" if brotli else ".gz")
    plain = folder / "plain"
    plain.mkdir()
    (plain / "page.html").write_bytes(file.read_bytes())
    serving = RELEASE % ("brotli_static on;" if brotli else "")
    paths = {"released": ADDRESS, "plain": "/page.html"}
    with (
        servers.nginx(folder / "nginx-release", site.tree(ADDRESS), serving) as released,
        servers.nginx(folder / "nginx-plain", plain, "") as bare,
    ):
        running = {"released": released, "plain": bare}
        for name, server in running.items():
            _expect(server, paths[name], file.read_bytes())
        return in_turns(paths, running, rounds, seconds)


def in_turns(
    paths: Mapping[str, str], running: Mapping[str, Server], rounds: int, seconds: float
) -> dict[str, Figures]:
    found: dict[str, list[Figures]] = {name: [] for name in running}
    for _round in range(rounds):
        for name, server in running.items():
            found[name].append(load.under_load(server, paths[name], seconds))
    return {name: load.medians(figures) for name, figures in found.items()}


def _file(site: Site, suffix: str) -> Path:
    return site.tree(ADDRESS) / f"{ADDRESS.strip('/')}.html{suffix}"


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
