"""The processes of the hub: a server as in production, and a worker that somebody starts again when it is gone."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.conf import settings

from tests.races.web import Server

PROCESSES, THREADS = 2, 8


class Hub:
    """Development only as to HTTPS and names of assets; the release is served and made as in production."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder, self.database_url = folder, database_url
        self.environment = {
            "VAR": str(folder),
            "RELEASE_SERVED": "1",
            "SITE_URL": settings.SITE_URL,
            "PYTHONUNBUFFERED": "1",
        }
        self.servers: list[Server] = []
        self.rests = False
        self.log = (folder / "worker.log").open("ab")

    @property
    def port(self) -> int:
        return self.servers[-1].port

    def serve(self) -> None:
        """Anew: a process that has fetched nothing yet. The one before is ended when nobody asks it any more."""
        log = self.folder / f"server-{len(self.servers)}.log"
        words = ("--worker-class", "gthread", "--threads", str(THREADS))
        server = Server(self.database_url, settings.SECRET_KEY, PROCESSES, log, *words, **self.environment)
        self.servers.append(server)

    def work(self) -> None:
        """Start a worker, and another one whenever it is gone, as systemd does."""
        self.rests = False
        self.supervisor = threading.Thread(target=self._supervise)
        self.supervisor.start()

    def _supervise(self) -> None:
        while not self.rests:
            self.worker = self.run("worker", "--every", "1")
            while self.worker.poll() is None and not self.rests:
                time.sleep(0.1)
            self.worker.kill()
            self.worker.wait()

    def rest(self) -> None:
        """No worker from now on."""
        self.rests = True
        self.supervisor.join()

    def run(self, *words: str) -> subprocess.Popen:
        return self.start("manage.py", *words, stdout=self.log, stderr=self.log)

    def start(self, *words: str, **options) -> subprocess.Popen:
        own = {"DATABASE_URL": self.database_url, "DEVELOPMENT": "1"}
        own |= {"DJANGO_SETTINGS_MODULE": "safetyhub.settings"}
        environment = {**os.environ, **self.environment, **own}
        return subprocess.Popen([sys.executable, *words], cwd=settings.BASE_DIR, env=environment, **options)

    def close(self) -> None:
        self.rest()
        for server in self.servers:
            server.process.send_signal(signal.SIGQUIT)  # at once, whoever still keeps a connection open
        for server in self.servers:
            server.close()
        self.log.close()
