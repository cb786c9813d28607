"""The hub as deploy/ puts it on a server, on loopback and in one folder: nginx with TLS, gunicorn, a real release."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from conftest import brotli_module, nginx
from tests.processes import free_port, until

HOST = "safety.example.org"
DEPLOY = Path(settings.BASE_DIR) / "deploy"
PATIENCE = 120
OURS = {"PYTEST_VERSION", "DEVELOPMENT", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}

# What an installation does, and something of each kind of address that the initial content lacks.
INSTALL = """
import io, os, django
django.setup()
import PIL.Image
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from safetyhub.locales.models import LocaleAlias
from safetyhub.publishing import images
from tests.factories import make_program
from tests.public import rename
call_command("migrate", verbosity=0)
call_command("load_initial_content")
call_command("collectstatic", interactive=False, verbosity=0)
picture = io.BytesIO()
PIL.Image.new("RGB", (60, 40), "teal").save(picture, "PNG")
name = images.store(SimpleUploadedFile("teal.png", picture.getvalue()), None)
texts = {"en": {"title": "Moves", "image_alt": "Teal"}}
rename(make_program(slug="moves", texts=texts, image=name), "has-moved")
LocaleAlias.objects.create(code="german", locale_id="de-de")
call_command("bake")
"""


@dataclass
class Answer:
    status: int
    headers: dict[str, Any]
    body: bytes


class Tls(http.client.HTTPSConnection):
    """To loopback, under the public name."""

    def __init__(self, port: int, certificate: Path) -> None:
        super().__init__("127.0.0.1", port, timeout=PATIENCE)
        self.trusted = ssl.create_default_context(cafile=str(certificate))

    def connect(self) -> None:
        plain = socket.create_connection((self.host, self.port), PATIENCE)
        self.sock = self.trusted.wrap_socket(plain, server_hostname=HOST)


class Unix(http.client.HTTPConnection):
    """To a socket that is a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(HOST, timeout=PATIENCE)
        self.path = str(path)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


def ask(connection: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str) -> Answer:
    """As a browser, or as nginx where it stands in front. `accept_encoding="br"` is a header."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": HOST, "X-Forwarded-Proto": "https", **sent}.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    named = {name.lower(): compared(name.lower(), value) for name, value in response.getheaders()}
    assert len(named) == len(response.getheaders()), f"{path} has a header twice: {response.getheaders()}"
    return Answer(response.status, named, response.read())


def compared(name: str, value: str) -> Any:
    """Two values are the same if they mean the same: the order of a policy's parts and quotes do not count."""
    if name == "content-security-policy":
        return frozenset(part.strip() for part in value.split(";"))
    return value.replace('"', "") if name == "content-type" else value


class Deployed:
    """Everything in one folder. `close()` leaves no process behind."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.var = folder, folder / "var"
        self.socket, self.live_socket = folder / "app.sock", folder / "live.sock"
        self.plain_port, self.port = free_port(), free_port()
        self.processes: list[subprocess.Popen] = []
        self.app: subprocess.Popen | None = None

    def environment(self, **more: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        own = {
            "DEVELOPMENT": "0",
            "SECRET_KEY": "x7Kq3mpd9r2hvw8c-x7Kq3mpd9r2hvw8c-zzz",
            "SITE_URL": f"https://{HOST}",
            "VAR": str(self.var),
            "PROXIES": "1",
            "WEB_CONCURRENCY": "1",
            "DJANGO_SETTINGS_MODULE": "safetyhub.settings",
        }
        return inherited | own | more

    def install(self) -> None:
        self.run("-c", INSTALL)

    def run(self, *words: str) -> None:
        command = [sys.executable, *words]
        done = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def start_app(self) -> None:
        self.app = self._gunicorn(self.socket)

    def start_live(self) -> None:
        """The views themselves, without a release."""
        self._gunicorn(self.live_socket, RELEASE_SERVED="0")

    def _gunicorn(self, at: Path, **environment: str) -> subprocess.Popen:
        words = ["-m", "gunicorn", "--config", str(DEPLOY / "gunicorn.conf.py"), "--bind", f"unix:{at}"]
        process = subprocess.Popen(
            [sys.executable, *words], cwd=settings.BASE_DIR, env=self.environment(**environment)
        )
        self.processes.append(process)
        until(lambda: process.poll() is not None or answers(Unix(at)), patience=PATIENCE)
        assert process.poll() is None
        return process

    def stop_app(self) -> None:
        assert self.app
        self.app.terminate()
        self.app.wait(PATIENCE)

    # --- nginx ------------------------------------------------------------------------------------------------------

    def start_nginx(self) -> None:
        command = [nginx(), "-p", str(self.folder), "-c", str(self.configure_nginx()), "-g", "daemon off;"]
        process = subprocess.Popen(command)
        self.processes.append(process)
        until(lambda: process.poll() is not None or answers(self.visitor()), patience=PATIENCE)
        assert process.poll() is None

    def configure_nginx(self) -> Path:
        """The files of deploy/ with other places in them."""
        snippets = self.folder / "snippets"
        snippets.mkdir()
        for name in ("safetyhub-app.conf", "safetyhub-headers.conf"):
            shutil.copy(DEPLOY / "nginx" / name, snippets)
        self._certify()
        site = (DEPLOY / "nginx" / "safetyhub.conf").read_text()
        for there, here in self._places().items():
            site, count = re.subn(there, here, site)
            assert count, f"{there} is not in deploy/nginx/safetyhub.conf"
        (self.folder / "safetyhub.conf").write_text(site)
        main = self.folder / "nginx.conf"
        main.write_text(MAIN.format(folder=self.folder, **self._modules()))
        return main

    def _places(self) -> dict[str, str]:
        return {
            r" *listen \[::\].*\n": "",
            r"listen 80\b": f"listen 127.0.0.1:{self.plain_port}",
            r"listen 443\b": f"listen 127.0.0.1:{self.port}",
            r"/etc/letsencrypt/live/safety\.example\.org": str(self.folder),
            r"/etc/nginx/snippets": f"{self.folder}/snippets",
            r"/run/safetyhub/app\.sock": str(self.socket),
            r"/srv/safetyhub/var": str(self.var),
            r"/srv/safetyhub/deploy": str(DEPLOY),
        }

    def _certify(self) -> None:
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={HOST}",
        ]
        files = ["-keyout", str(self.folder / "privkey.pem"), "-out", str(self.folder / "fullchain.pem")]
        subprocess.run([*command, *files], check=True, capture_output=True)

    def _modules(self) -> dict[str, str]:
        module = brotli_module()
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        return {
            "load": f"load_module {module};" if module else "",
            "brotli": (DEPLOY / "nginx" / "safetyhub-brotli.conf").read_text() if module else "",
            "user": "user root;" if as_root else "",  # the folder of a test is its own user's
        }

    # --- Asking -----------------------------------------------------------------------------------------------------

    def visitor(self) -> Tls:
        return Tls(self.port, self.folder / "fullchain.pem")

    def close(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(PATIENCE)


MAIN = """
{load}
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    sendfile on;
    tcp_nopush on;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {brotli}
    include {folder}/safetyhub.conf;
}}
"""


def answers(connection: http.client.HTTPConnection) -> bool:
    try:
        ask(connection, "/healthz/live")
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
