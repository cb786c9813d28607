"""A throw-away PostgreSQL cluster: on loopback, on a free port, as an unprivileged user, gone at the end."""

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# A crash may lose this data: nobody will miss it, and tests are twice as fast.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def find_binaries() -> Path | None:
    """The folder of initdb and postgres: on the PATH, or where Debian keeps them, newest first."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).parent] if on_path else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda folder: folder.parent.name.zfill(4), reverse=True)
    return next(
        (folder for folder in folders if all((folder / name).exists() for name in ("initdb", "postgres"))),
        None,
    )


def unprivileged() -> dict:
    """Arguments of `subprocess` for a user that initdb accepts: it refuses root."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name for user in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def initialise(binaries: Path, folder: Path, password: str, user: dict) -> None:
    password_file = folder / "password"
    password_file.write_text(password)
    if user:
        for path in (folder, password_file):
            os.chown(path, user["user"], user["group"])
    command = [binaries / "initdb", "--pgdata", folder / "data", "--username", "safetyhub", "--no-sync"]
    command += ["--pwfile", password_file, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)


def wait_until_ready(url: str, server: subprocess.Popen) -> None:
    import psycopg

    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def stop(server: subprocess.Popen) -> None:
    server.send_signal(2)  # SIGINT is PostgreSQL's fast shutdown: open connections are dropped
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextlib.contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """Start a cluster and give its DATABASE_URL; stop and remove it whatever happens."""
    user, port, password = unprivileged(), free_port(), secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory(prefix="safetyhub-postgres-") as name:
        folder = Path(name)
        initialise(binaries, folder, password, user)
        options = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *CARELESS)
        command = [
            binaries / "postgres",
            "-D",
            folder / "data",
            *(part for option in options for part in ("-c", option)),
        ]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **user)
        try:
            url = f"postgres://safetyhub:{password}@127.0.0.1:{port}/postgres"
            wait_until_ready(url, server)
            yield url
        finally:
            stop(server)
