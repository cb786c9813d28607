"""The safety partners page without any cache, here and in Wagtail, in pages per second on this machine.

    .venv/bin/python -m tests.bench.wagtail.run

The first run makes an environment with the newest Wagtail in var/wagtail (from PyPI). The site beside this file is
written as a Wagtail developer would: pages, snippets, ParentalKeys, prefetching. It shows the initial content's very
texts in every locale. Both are asked in turns, through Django in one process and through one gunicorn worker each.
"""

import contextlib
import http.client
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.servers import free_port, wait_for

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
VENV = ROOT / "var" / "wagtail"
PACKAGES = ("wagtail", "wagtail-localize", "babel", "gunicorn")
PATHS = tuple(f"/{locale}/safety-partners/" for locale in ("en-us", "de-de", "ar-eg"))
ROUNDS = 3
SECONDS = 3.0


class Project:
    """One of the two: where it runs, with what, and how it is served."""

    def __init__(self, name: str, folder: Path, python: Path, wsgi: str, **environment: str) -> None:
        self.name, self.folder, self.python, self.wsgi = name, folder, python, wsgi
        self.environment = {**os.environ, "PYTHONPATH": str(folder), **environment}

    def run(self, *arguments: Any) -> str:
        command = [self.python, *map(str, arguments)]
        options = {"cwd": self.folder, "env": self.environment, "stdout": subprocess.PIPE, "text": True}
        return subprocess.run(command, check=True, **options).stdout

    def django(self, *arguments: str) -> None:
        self.run("-m", "django", *arguments, "--verbosity", "0")

    @contextlib.contextmanager
    def served(self) -> Iterator[int]:
        """By one gunicorn worker; the port."""
        port = free_port()
        command = [self.python, "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}", self.wsgi]
        log = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(command, cwd=self.folder, env=self.environment, **log)
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        hub, wagtail = make_hub(Path(folder)), make_wagtail(Path(folder))
        print(f"{'':<24}{'hub':>10}{wagtail.name:>16}{'ratio':>8}   pages per second")
        show(
            "in process, by processor time",
            *zip(*[in_process(hub, wagtail) for _round in range(ROUNDS)], strict=True),
        )
        with hub.served() as ours, wagtail.served() as theirs:
            rounds = [
                (
                    {path: over_http(ours, path) for path in PATHS},
                    {path: over_http(theirs, path) for path in PATHS},
                )
                for _round in range(ROUNDS)
            ]
        show("gunicorn, 1 worker", *zip(*rounds, strict=True))


def make_hub(folder: Path) -> Project:
    """As in production, without the redirect to HTTPS."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "safetyhub.settings",
        "DEVELOPMENT": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "http://127.0.0.1",
        "SSL_REDIRECT": "0",
        "VAR": str(folder / "hub"),
    }
    hub = Project("hub", ROOT, Path(sys.executable), "safetyhub.wsgi", **settings)
    hub.django("migrate")
    hub.django("collectstatic", "--no-input")
    hub.run("-m", "django", "load_initial_content")
    (folder / "content.json").write_text(hub.run(HERE / "content.py"))
    return hub


def make_wagtail(folder: Path) -> Project:
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    version = subprocess.run(
        [python, "-c", "import wagtail; print(wagtail.__version__)"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.strip()
    site = shutil.copytree(HERE / "site", folder / "site")
    settings = {"DJANGO_SETTINGS_MODULE": "settings", "CONTENT": str(folder / "content.json")}
    project = Project(f"Wagtail {version}", site, python, "wsgi", **settings)
    project.django("makemigrations", "partners")
    project.django("migrate")
    project.run("load.py")
    return project


def in_process(*projects: Project) -> list[dict[str, float]]:
    found = [json.loads(project.run(HERE / "pages.py", *PATHS)) for project in projects]
    for project, pages in zip(projects, found, strict=True):
        told = ", ".join(f"{page['queries']} queries {page['kib']:.0f} KiB" for page in pages.values())
        print(f"  {project.name}: {told}", file=sys.stderr)
    return [{path: page["per_second"] for path, page in pages.items()} for pages in found]


def over_http(port: int, path: str) -> float:
    """One visitor after the other, each with a connection of their own."""
    pages, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < SECONDS:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status}")
        pages += 1
    return pages / passed


def show(title: str, ours: Any, theirs: Any) -> None:
    print(title)
    for path in PATHS:
        mine, other = (median(found[path] for found in rounds) for rounds in (ours, theirs))
        print(f"{path:<24}{mine:>10.1f}{other:>16.1f}{mine / other:>8.1f}")


if __name__ == "__main__":
    main()
