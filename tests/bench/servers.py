"""Servers to be measured, one process at work each, on a free port of this machine only."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .site import ROOT

# The server works on one core and whoever asks it on another, where there are two.
FIRST, LAST = 0, (os.cpu_count() or 1) - 1
MODULES = Path("/usr/lib/nginx/modules")
BROTLI = "ngx_http_brotli_static_module.so"
NGINX = """
{user}{modules}
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr error;
events {{ worker_connections 256; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    {serving}
}}
"""
PLAIN = "server {{ listen 127.0.0.1:{port}; root {root}; }}"
DEPLOY = ROOT / "deploy" / "nginx"


class Server(NamedTuple):
    port: int
    process: subprocess.Popen

    @property
    def worker(self) -> int:
        """Process id of the one that answers."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(listed.read_text().split()[0])


@contextlib.contextmanager
def gunicorn(wsgi: str, flags: list[str], environment: Mapping[str, str]) -> Iterator[Server]:
    port = free_port()
    bound = ["--workers", "1", "--bind", f"127.0.0.1:{port}", "--no-control-socket", wsgi]
    with _running([sys.executable, "-m", "gunicorn", *flags, *bound], port, environment) as server:
        yield server


@contextlib.contextmanager
def nginx(folder: Path, serving: Callable[[int], str]) -> Iterator[Server]:
    """`serving`: what stands in its `http {}`, by the port."""
    port = free_port()
    folder.mkdir()
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # or it could not look into a temporary folder
    modules = f"load_module {MODULES / BROTLI};" if has_brotli() else ""
    config.write_text(NGINX.format(folder=folder, serving=serving(port), user=user, modules=modules))
    with _running([str(nginx_path()), "-c", str(config)], port, os.environ) as server:
        yield server


def plain(port: int, *, root: Path) -> str:
    return PLAIN.format(port=port, root=root)


def deployed(port: int, *, releases: Path) -> str:
    """What deploy/ gives to nginx for the public host, over plain HTTP, as a plain file is compared with it."""
    hosts = (DEPLOY / "safetyhub.conf").read_text()
    site = hosts[hosts.rindex("\nserver {") :]
    site, changed = re.subn(
        r"(?s)    listen 443 .*?(?=    server_tokens)", f"    listen 127.0.0.1:{port};\n", site
    )
    assert changed == 1, "nothing listens to HTTPS"
    places = {
        "/srv/safetyhub/var/releases": str(releases),
        "/srv/safetyhub/deploy": str(DEPLOY.parent),
        "/etc/nginx/snippets": str(DEPLOY),
    }
    upstream = hosts[hosts.index("upstream ") : hosts.index("}") + 1]
    brotli = (DEPLOY / "safetyhub-brotli.conf").read_text() if has_brotli() else ""
    for there, here in places.items():
        site = site.replace(there, here)
    return f"{upstream}\n{brotli}\n{site}"


def nginx_path() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def has_brotli() -> bool:
    return (MODULES / BROTLI).exists()


@contextlib.contextmanager
def _running(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(on_core(FIRST, command), cwd=ROOT, env=dict(environment), **quiet)
    try:
        wait_for(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)


def on_core(number: int, command: list[str]) -> list[str]:
    return ["taskset", "--cpu-list", str(number), *command] if shutil.which("taskset") else command


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.1)
        else:
            return
