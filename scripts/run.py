"""`make run`: bring the database up to date, fill an empty one, say where everything is, and serve.

A second run finds everything done and keeps it.
"""

import errno
import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def stop(message: str) -> None:
    sys.exit(f"safetyhub: {message}")


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
                stop(f"port {port} is in use. Choose another one: make run PORT={port + 1}")
            stop(f"cannot serve on {host}:{port}: {error.strerror or error}.")


def configure(host: str, port: int) -> str:
    """Set the environment that the hub reads, and return the address to open."""
    anywhere = host in {"0.0.0.0", "::"}  # noqa: S104  (asked for, by HOST)
    shown = "127.0.0.1" if anywhere else host
    url = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safetyhub.settings")
    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    os.environ["DEVELOPMENT"] = "1"
    os.environ.setdefault("SITE_URL", url)
    hosts = "*" if anywhere else f"localhost,127.0.0.1,[::1],{host}"
    os.environ.setdefault("ALLOWED_HOSTS", hosts)
    return os.environ["SITE_URL"].rstrip("/")


def prepare() -> None:
    """Migrate, and on the first run load the content and make the accounts."""
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    try:
        call_command("migrate", verbosity=0)
        call_command("load_initial_content")
        call_command("create_accounts")
    except CommandError as error:  # failed system checks too
        stop(str(error))


def main() -> None:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    host, port = address()
    check_free(host, port)
    url = configure(host, port)
    prepare()
    print(f"\n  Public pages  {url}/\n  Admin         {url}/admin/\n", flush=True)
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    os.execv(sys.executable, [sys.executable, "manage.py", "runserver", "--skip-checks", bind])  # noqa: S606


if __name__ == "__main__":
    main()
