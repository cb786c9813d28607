"""deploy/systemd: the units name what exists, and say the same of where and as whom."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

DEPLOY = Path(settings.BASE_DIR) / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
HOME = "/srv/safetyhub"


def read(unit):
    """A unit's sections. A word that stands twice keeps both its values, by line."""

    class Together(dict):
        def __setitem__(self, key, value):
            super().__setitem__(
                key, [*self[key], *value] if isinstance(value, list) and key in self else value
            )

    parser = configparser.RawConfigParser(strict=False, dict_type=Together, interpolation=None)
    parser.optionxform = str
    parser.read(unit)
    return parser


def commands(unit):
    return [line.split() for line in read(unit)["Service"]["ExecStart"].splitlines()]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_a_unit_starts_exists(unit):
    assert commands(unit)
    for program, first, *rest in commands(unit):
        assert program == f"{HOME}/.venv/bin/python"
        if first == "-m":
            assert rest == ["gunicorn", "--config", "deploy/gunicorn.conf.py"]
            assert (DEPLOY / "gunicorn.conf.py").is_file()
        else:
            assert first == "manage.py" and rest[0] in get_commands()


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_may_write_to_var_only(unit):
    service = read(unit)["Service"]
    assert (service["User"], service["WorkingDirectory"]) == ("safetyhub", HOME)
    assert (service["ProtectSystem"], service["ReadWritePaths"]) == ("strict", example()["VAR"])


def example():
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_of_an_environment_names_variables_that_exist():
    known = (DEPLOY.parent / "docs/operations.md").read_text()
    assert [name for name in example() if f"| `{name}` |" not in known] == []


def test_nginx_and_the_socket_are_at_the_same_place():
    nginx = (DEPLOY / "nginx/safetyhub.conf").read_text()
    place = read(DEPLOY / "systemd/safetyhub.socket")["Socket"]["ListenStream"]
    assert f"server unix:{place} " in nginx
    roots = set(re.findall(r"root (.+)/releases/current/(?:site|sensitive);", nginx))
    assert roots == {example()["VAR"]}
    assert f'bind = "unix:{place}"' in (DEPLOY / "gunicorn.conf.py").read_text()


def test_systemd_understands_them(tmp_path):
    """`systemd-analyze verify` wants the programs to be there: these are."""
    verify = shutil.which("systemd-analyze")
    if not verify:
        pytest.skip("no systemd-analyze: install systemd")
    for unit in UNITS:
        text = unit.read_text().replace(f"{HOME}/.venv/bin/python", "/usr/bin/env python3")
        (tmp_path / unit.name).write_text(
            re.sub(r"(?m)^(User|Group|SocketUser|SocketGroup)=.*$", r"\1=root", text)
        )
    names = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run([verify, "verify", "--man=no", *names], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "safetyhub" in line]
    assert (done.returncode, ours) == (0, [])
