"""`make run`: bring the database up to date, fill an empty one, say where everything is, and serve, with one worker.

A second run finds everything done and keeps it. Server and worker begin and end together. PRODUCTION=1 prepares and serves
as in production: collected assets, the baked site, gunicorn; over plain HTTP on this machine.
"""

import contextlib
import errno
import io
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


def stop(message: str) -> None:
    sys.exit(f"safetyhub: {message}")


def is_production() -> bool:
    return os.environ.get("PRODUCTION", "") not in {"", "0"}


def address() -> tuple[str, int]:
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        stop(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return host, int(port)


def check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                again = "make run PRODUCTION=1" if is_production() else "make run"
                stop(f"port {port} is in use. Choose another one: {again} PORT={port + 1}")
            stop(f"cannot serve on {host}:{port}: {error.strerror or error}.")


def configure(host: str, port: int) -> str:
    """Set the environment that the hub reads, and return the address to open."""
    anywhere = host in {"0.0.0.0", "::"}  # noqa: S104  (asked for, by HOST)
    shown = "127.0.0.1" if anywhere else host
    url = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safetyhub.settings")
    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    os.environ["DEVELOPMENT"] = "0" if is_production() else "1"
    url = os.environ.setdefault("SITE_URL", url).rstrip("/")
    hosts = ["localhost", "127.0.0.1", "[::1]", host, urlsplit(url).hostname or ""]
    any_host = anywhere and not is_production()  # a system check refuses that in production
    os.environ.setdefault("ALLOWED_HOSTS", "*" if any_host else ",".join(dict.fromkeys(filter(None, hosts))))
    if is_production():
        os.environ.setdefault("OWN_SECRET_KEY", "1")
        if url.startswith("http://"):  # or every page would lead to where nobody listens
            os.environ.setdefault("SSL_REDIRECT", "0")
    return url


def prepare() -> None:
    """Migrate, and on the first run load the content and make the accounts."""
    import django
    from django.core.management import CommandError, call_command
    from django.db import OperationalError

    django.setup()
    try:
        call_command("check", stdout=io.StringIO())  # `call_command` leaves the checks of the others out
        call_command("migrate", verbosity=0)
        call_command("load_initial_content")
        call_command("create_accounts")
        if is_production():
            call_command("collectstatic", interactive=False, verbosity=0)
        else:
            call_command("demo_inbox")
    except CommandError as error:  # failed system checks too
        stop(str(error))
    except OperationalError as error:
        stop(f"the database cannot be reached: {str(error).partition(chr(10))[0]}")


def bake() -> None:
    """What visitors are served, if it is not there yet. Without it the last one is served, or what is live."""
    from django.core.management import CommandError, call_command

    from safetyhub.release import jobs

    if jobs.is_due():
        print("\n  Baking the public pages ...", flush=True)
        try:
            call_command("bake")
        except CommandError as error:
            print(f"safetyhub: {error}", file=sys.stderr, flush=True)


class Children:
    """The processes of a run, each the head of a group of its own, so that none of their children outlives it either."""

    PATIENCE = 15  # seconds for the item at hand

    def __init__(self) -> None:
        self.server: subprocess.Popen | None = None
        self.worker: subprocess.Popen | None = None
        self.ending = 0  # number of the signal that we got

    def start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, *words], process_group=0)

    def start_server(self, bind: str) -> None:
        if is_production():
            self.server = self.start("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", bind)
        else:
            self.server = self.start("manage.py", "runserver", "--skip-checks", bind)

    def start_worker(self) -> None:
        self.worker = self.start("manage.py", "worker", "--parent", str(os.getpid()))

    def end(self, number: int, _frame: object) -> None:
        self.ending = number

    def run(self, bind: str) -> int:
        """Until the server ends, or we are told to. The exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.end)
        try:
            self.start_server(bind)
            self.start_worker()
            while not self.ending and self.server.poll() is None:
                if self.worker and self.worker.poll() is not None:
                    print("safetyhub: the worker has ended; starting another one.", flush=True)
                    time.sleep(1)
                    self.start_worker()
                time.sleep(0.2)
            return 0 if self.ending else self.server.returncode
        finally:
            self.stop()

    def stop(self) -> None:
        """Politely first, so that each finishes what it is at."""
        children = [child for child in (self.server, self.worker) if child]
        for child in children:
            signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + self.PATIENCE
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            signal_group(child, signal.SIGKILL)  # whoever of the group is left


def signal_group(child: subprocess.Popen, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def main() -> None:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    host, port = address()
    check_free(host, port)
    url = configure(host, port)
    prepare()
    if is_production():
        bake()
    print(f"\n  Public pages  {url}/\n  Admin         {url}/admin/\n", flush=True)
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    sys.exit(Children().run(bind))


if __name__ == "__main__":
    main()
