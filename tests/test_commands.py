"""`make run` and its preparations: what stands in the way is said in one line."""

import importlib.util
import os
import pathlib
import socket
import subprocess
import sys

import pytest
from django.conf import settings

sys.path.insert(0, str(settings.BASE_DIR / "scripts"))
import postgres
import prepare
import run


@pytest.fixture
def busy_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def make(*words, **environment):
    command = ["make", "--no-print-directory", *words]
    options = {"cwd": settings.BASE_DIR, "capture_output": True, "text": True, "check": False}
    return subprocess.run(command, env=os.environ | environment, **options)


def run_with(**environment):
    options = {"cwd": settings.BASE_DIR, "capture_output": True, "text": True, "check": False}
    command = [sys.executable, "scripts/run.py"]
    return subprocess.run(command, env=os.environ | {"HOST": "127.0.0.1"} | environment, **options)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("VAR", "/proc/nowhere", "VAR cannot be written to"),
        ("DATABASE_URL", "mysql://somebody@somewhere/hub", "DATABASE_URL names no database"),
        ("DATABASE_URL", "postgres://a:b@127.0.0.1:1/hub", "the database cannot be reached: "),
    ],
)
def test_an_impossible_setting_stops_the_start_in_words(variable, value, said):
    done = run_with(PORT=str(postgres.free_port()), **{variable: value})
    assert done.returncode != 0
    assert done.stderr.startswith("safetyhub: ") and said in done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""


@pytest.mark.parametrize(("production", "again"), [("", "make run"), ("1", "make run PRODUCTION=1")])
def test_a_busy_port_is_one_line(busy_port, production, again):
    done = run_with(PORT=str(busy_port), PRODUCTION=production)
    assert done.returncode != 0
    assert done.stderr.strip() == (
        f"safetyhub: port {busy_port} is in use. Choose another one: {again} PORT={busy_port + 1}"
    )


@pytest.fixture
def configured(monkeypatch):
    """The environment that a run would set, by what was given to it."""

    def configure(host="127.0.0.1", **given):
        monkeypatch.setattr(run.os, "environ", dict(given))
        run.configure(host, 8000)
        return run.os.environ

    return configure


def test_production_is_secure_but_for_plain_http(configured):
    found = configured(PRODUCTION="1")
    assert (found["DEVELOPMENT"], found["SITE_URL"]) == ("0", "http://127.0.0.1:8000")
    assert (found["SSL_REDIRECT"], found["OWN_SECRET_KEY"]) == ("0", "1")
    assert configured()["DEVELOPMENT"] == configured(PRODUCTION="0")["DEVELOPMENT"] == "1"


def test_variables_that_are_given_win(configured):
    given = {"SITE_URL": "https://safety.example.org", "ALLOWED_HOSTS": "other", "OWN_SECRET_KEY": "0"}
    found = configured(PRODUCTION="1", **given)
    assert given.items() <= found.items()
    assert "SSL_REDIRECT" not in found  # a public site keeps it


def test_no_name_of_the_host_is_taken_for_granted_in_production(configured):
    found = configured("0.0.0.0", PRODUCTION="1", SITE_URL="http://hub.test:8000")
    assert found["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1],0.0.0.0,hub.test"
    assert configured("0.0.0.0")["ALLOWED_HOSTS"] == "*"


@pytest.mark.parametrize("port", ["", "http", "0", "70000", "-1"])
def test_an_impossible_port_is_one_line(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match="PORT must be a number from 1 to 65535"):
        run.address()


def test_an_old_python_is_turned_away(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is 3\.10"):
        prepare.check_python()


def test_a_missing_venv_module_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="venv module is missing"):
        prepare.make_venv()


def test_requirements_are_installed_only_when_they_changed(monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(prepare, "ROOT", str(tmp_path))
    monkeypatch.setattr(prepare, "VENV", str(tmp_path))
    monkeypatch.setattr(prepare.subprocess, "call", lambda command: calls.append(command) or 0)
    requirements = tmp_path / "requirements.txt"
    for text in ("django==1", "django==1", "django==2"):
        requirements.write_text(text)
        prepare.install("requirements.txt")
    assert len(calls) == 2


def test_a_failed_installation_is_tried_again(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "ROOT", str(tmp_path))
    monkeypatch.setattr(prepare, "VENV", str(tmp_path))
    monkeypatch.setattr(prepare.subprocess, "call", lambda command: 1)
    (tmp_path / "requirements.txt").write_text("django==1")
    for _ in range(2):
        with pytest.raises(SystemExit, match="could not install"):
            prepare.install("requirements.txt")


def test_the_password_of_the_administrator_unless_make_is_told_whose():
    environment = {"USER": "somebody"}  # every shell has this variable
    assert 'reset_password "admin"' in make("-n", "password", **environment).stdout
    assert 'reset_password "german"' in make("-n", "password", "USER=german", **environment).stdout


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_with_hashes_and_name_no_registry(name):
    lines = (settings.BASE_DIR / name).read_text().splitlines()
    assert not [line for line in lines if "://" in line or "index" in line]
    pins = [line for line in lines if line and line[0] not in " #"]
    assert pins
    assert all("==" in pin and pin.endswith("\\") for pin in pins)


def load_test_script():
    spec = importlib.util.spec_from_file_location("make_test", settings.BASE_DIR / "scripts" / "test.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("require_all", [True, False])
def test_what_nginx_lacks_is_left_out(monkeypatch, capsys, require_all):
    script = load_test_script()
    run = script.Run({}, require_all=require_all)
    monkeypatch.setattr(run, "tests", lambda *args: None)
    monkeypatch.setattr(script, "nginx", lambda: "")
    script.test_nginx(run)
    monkeypatch.setattr(script, "nginx", lambda: "nginx")
    monkeypatch.setattr(script, "brotli_module", lambda: None)
    script.test_nginx(run)
    assert list(run.left_out) == ["nginx", "Brotli in nginx"]
    assert run.summary() == int(require_all)
    capsys.readouterr()


@pytest.mark.parametrize(("require_all", "attempts"), [(True, "480"), (False, "48")])
def test_only_a_run_that_leaves_nothing_out_races_at_full_length(monkeypatch, capsys, require_all, attempts):
    script = load_test_script()
    environments = []
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(script.subprocess, "run", lambda words, env, **more: environments.append(env) or done)
    run = script.Run({"RACE_ATTEMPTS": "1"}, require_all=require_all)
    script.test_database(run, "SQLite", "not browser and not nginx and not races")
    assert environments[1]["RACE_ATTEMPTS"] == attempts
    assert run.summary() == 0
    said = "left out  races at full length: REQUIRE_ALL=1 runs 480 attempts of each, this run 48"
    assert (said in capsys.readouterr().out) == (not require_all)


def test_a_throw_away_cluster_is_gone_at_the_end():
    binaries = postgres.find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    psycopg = pytest.importorskip("psycopg")
    with postgres.cluster(binaries) as url:
        with psycopg.connect(url) as connection:
            (folder,) = connection.execute("SHOW data_directory").fetchone()
        assert pathlib.Path(folder).exists()
    assert not pathlib.Path(folder).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)
