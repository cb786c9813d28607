"""The settings file under other environments than that of the tests, each in a process of its own."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from safetyhub.settings import database, is_loopback

PRODUCTION = {
    "SECRET_KEY": "x7Kq3mpd9r2hvw8c-x7Kq3mpd9r2hvw8c-zzz",
    "SITE_URL": "https://safety.example.org",
}
READ = """
import json
from django.conf import settings as s
names = "DEBUG DEVELOPMENT SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE".split()
names += ["ALLOWED_HOSTS", "SITE_URL", "SECURE_PROXY_SSL_HEADER", "STORAGES"]
print(json.dumps({name: getattr(s, name) for name in names} | {"engine": s.DATABASES["default"]["ENGINE"]}))
"""


@pytest.fixture
def python(tmp_path):
    def run(*args, **environment):
        clean = {
            "PATH": os.environ["PATH"],
            "VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "safetyhub.settings",
        }
        command = [sys.executable, *args]
        return subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=clean | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def read(python, **environment):
    return json.loads(python("-c", READ, **environment).stdout)


def test_secure_unless_told_otherwise(python):
    found = read(python, **PRODUCTION)
    assert not found["DEBUG"]
    assert not found["DEVELOPMENT"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] >= 31536000
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert found["ALLOWED_HOSTS"] == ["safety.example.org"]
    assert "Manifest" in found["STORAGES"]["staticfiles"]["BACKEND"]


def test_debug_is_not_to_be_had_in_production(python):
    assert not read(python, **PRODUCTION, DEBUG="1")["DEBUG"]


def test_development_makes_a_key_once_and_keeps_it(python, tmp_path):
    for _ in range(2):
        assert read(python, DEVELOPMENT="1")["DEVELOPMENT"]
    keys = list(tmp_path.glob("secret-key*"))
    assert len(keys) == 1
    assert keys[0].stat().st_mode & 0o077 == 0


def test_in_production_a_key_of_its_own_has_to_be_asked_for(python, tmp_path):
    alone = {"SITE_URL": "https://safety.example.org"}
    assert "settings.E001" in python("manage.py", "check", **alone).stderr
    assert not list(tmp_path.glob("secret-key*"))
    assert python("manage.py", "check", **alone, OWN_SECRET_KEY="1").returncode == 0
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://127.8.9.1", False),
        ("http://[::1]:8000", False),
        ("http://localhost:8000", False),
        ("https://127.0.0.1", True),
        ("https://localhost", True),
        ("http://10.0.0.1", True),
        ("http://127.0.0.1.example.org", True),
        ("http://localhost.example.org", True),
        ("http://", True),
        ("http://[", True),
        ("", True),
    ],
)
def test_cookies_go_over_plain_http_only_where_no_network_carries_them(url, secure):
    assert is_loopback(url) is not secure


def test_a_hub_that_is_looked_at_where_it_runs_can_be_logged_in_to(python):
    found = read(python, **PRODUCTION | {"SITE_URL": "http://127.0.0.1:8000"})
    assert not found["SESSION_COOKIE_SECURE"] and not found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"] and found["SECURE_HSTS_SECONDS"] and not found["DEVELOPMENT"]


def test_a_missing_setting_stops_manage_py_without_a_trace(python):
    done = python("manage.py", "migrate")
    assert done.returncode != 0
    assert "settings.E001" in done.stderr
    assert "settings.E002" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_setting_stops_the_server(python):
    done = python("-c", "import safetyhub.wsgi", SITE_URL="https://safety.example.org")
    assert done.returncode != 0
    assert "settings.E001" in done.stderr


@pytest.mark.parametrize("url", ["nonsense", "mysql://a/b", "sqlite", "://"])
def test_a_url_that_names_no_database_of_ours_is_left_to_the_check(url):
    assert database(url)["ENGINE"] == "django.db.backends.dummy"


def test_sqlite_waits_for_other_writers():
    options = database("sqlite:////tmp/hub.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_by_its_url():
    config = database("postgres://hub:p%40ss@db.example.org:5433/hub?sslmode=require")
    expected = {"HOST": "db.example.org", "PORT": 5433, "NAME": "hub", "USER": "hub", "PASSWORD": "p@ss"}
    assert {name: config[name] for name in expected} == expected
    assert config["OPTIONS"]["sslmode"] == "require"


def test_impossible_settings_are_reported_together(python):
    impossible = {
        "DATABASE_URL": "nonsense",
        "PROXIES": "several",
        "VAR": "/proc/safetyhub",
        "PLATFORM_NAME": "{x}",
    }
    done = python("manage.py", "check", **PRODUCTION | impossible)
    for found in ("E007", "E008", "E009", "E010"):
        assert f"settings.{found}" in done.stderr
    assert "Traceback" not in done.stderr
