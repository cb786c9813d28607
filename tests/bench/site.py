"""A hub of its own for a measurement: as in production, but for HTTPS, in a folder that is thrown away."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "safetyhub.settings",
            "DEVELOPMENT": "0",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": "http://127.0.0.1",
            "SSL_REDIRECT": "0",
            "VAR": str(folder),
        }

    def fill(self, scale: int) -> float:
        """With the initial content and so many units of demonstration content; in seconds."""
        began = time.monotonic()
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        self.manage("demo_data", "--scale", str(scale), DEVELOPMENT="1")
        return time.monotonic() - began

    def manage(self, *words: str, **environment: str) -> str:
        return self.run("manage.py", *words, **environment)

    def run(self, *words: str, **environment: str) -> str:
        """What it prints. What it says while it works is shown only if it fails."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"{' '.join(words)} failed:\n{done.stderr[-4000:]}")
        return done.stdout

    def tree(self, address: str) -> Path:
        """The folder of files that has the page."""
        trees = (self.folder / "releases" / "current" / name for name in ("site", "sensitive"))
        return next(tree for tree in trees if (tree / f"{address.strip('/')}.html").exists())
