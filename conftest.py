"""What every test gets: plain folders of its own, fast passwords, and for browser tests the system's Chromium."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

# Playwright's event loop runs in the thread of the test, where Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Chromium looks for its maker's servers unless told not to; a test should talk to nobody but the hub.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def chromium() -> str:
    """The browser's path, or "" where there is none."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), "")


def nginx() -> str:
    """Its path, or "" where there is none. Debian keeps it where only administrators look."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""


def brotli_module() -> Path | None:
    """What lets nginx serve Brotli files, where Debian's package puts it."""
    told = subprocess.run([nginx(), "-V"], capture_output=True, text=True, check=True).stderr
    folder = re.search(r"--modules-path=(\S+)", told)
    module = Path(folder[1] if folder else "") / "ngx_http_brotli_static_module.so"
    return module if module.is_file() else None


def pytest_configure(config):
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items):
    """Mark what needs the database, and skip what needs a browser, or nginx, where there is none."""
    for item in items:
        if "db" in item.fixturenames or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)
        if item.get_closest_marker("browser") and not chromium():
            item.add_marker(pytest.mark.skip(reason="no Chromium: install it, or name it in CHROMIUM"))
        if item.get_closest_marker("nginx") and not nginx():
            item.add_marker(pytest.mark.skip(reason="no nginx: install it"))


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Uploads and published images of a test go where no other test looks."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    settings.RELEASE_ROOT = tmp_path / "releases"


@pytest.fixture(autouse=True)
def emptied_at_the_end(request):
    """On SQLite a test that commits ends with deleting every row, which the triggers would refuse: off, and back after."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")  # first, so that it is torn down last
    yield
    from django.db import connection

    from safetyhub.publishing import append_only

    if commits and connection.vendor == "sqlite":
        append_only.remove(connection)


@pytest.fixture
def database_url(transactional_db) -> str:
    """The address of the test database, for child processes: `env={**os.environ, "DATABASE_URL": database_url}`."""
    from django.db import connection

    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(config)


# --- Browser --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    args = [*QUIET, *(["--no-sandbox"] if root else [])]
    return {**browser_type_launch_args, "executable_path": chromium(), "args": args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    """Every page of a browser test is on the live server: `page.goto("/admin/")`."""
    return {**browser_context_args, "base_url": live_server.url, "reduced_motion": "reduce"}


@pytest.fixture
def problems() -> list[str]:
    """What went wrong on the `page` of the test: a test that provokes something takes it out again."""
    return []


@pytest.fixture
def page(page, live_server, problems):
    """A page that fails its test at the end if it broke the security policy, threw, or asked another host."""
    own = urlsplit(live_server.url).netloc

    def heard(message):
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    def asked(request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != own:
            problems.append(f"asked another host: {request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: problems.append(f"error in a script: {error}"))
    page.on("request", asked)
    yield page
    assert not problems


@pytest.fixture
def assert_accessible():
    """Call it with a page: fails with axe's words for every violation of WCAG 2.2 AA and of good practice."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page, **options):
        results = Axe().run(page, options=options or None)
        assert results.violations_count == 0, results.generate_report()

    return check
