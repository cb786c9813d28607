"""docs/add-a-section.md keeps its promise: the section in `tests/reports`, built by it, is small and gets everything."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SECTION = Path(__file__).parent / "reports"
GUIDE = SECTION.parent.parent / "docs" / "add-a-section.md"
OURS = {"checks.py"}  # what proves it, and is no part of it


def files():
    return [path for path in SECTION.rglob("*") if path.suffix in {".py", ".html"} and path.name not in OURS]


def test_a_section_takes_under_200_lines():
    assert 50 < sum(len(path.read_text().splitlines()) for path in files()) < 200


def test_the_guide_names_every_file_of_it():
    guide = GUIDE.read_text()
    missing = [path.name for path in files() if path.name not in guide]
    assert missing == []


def test_the_guide_says_what_the_section_says():
    """Its code is the section's own, line by line, so that it cannot go stale."""
    lines = {line.strip() for path in files() for line in path.read_text().splitlines()}
    for wiring in ("safetyhub/urls.py", "safetyhub/settings.py"):
        lines |= {line.strip() for line in (GUIDE.parent.parent / wiring).read_text().splitlines()}
    blocks = re.findall(r"```(?:python|html)\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    code = [line for block in blocks for line in block.splitlines() if line.strip()]
    assert len(code) > 30
    assert [line for line in code if line.strip() not in lines] == []


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """pytest's own list of what passed and failed, from a hub in which the section is installed."""
    environ = {
        name: text for name, text in os.environ.items() if not name.startswith(("PYTEST_XDIST", "DATABASE_"))
    }
    command = "-m pytest -q -rA --no-migrations -p no:cacheprovider --ds=tests.reports.settings"
    run = subprocess.run(
        [sys.executable, *command.split(), str(SECTION / "checks.py")],
        cwd=SECTION.parent.parent,
        env={**environ, "VAR": str(tmp_path_factory.mktemp("var")), "DEVELOPMENT": "1"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    return run.stdout + run.stderr


@pytest.mark.parametrize(
    "name",
    [
        "test_admin",
        "test_one_language_at_a_time",
        "test_door",
        "test_history",
        "test_preview",
        "test_pages[en-us",
        "test_pages[de-de",
        "test_pages[ar-eg",
        "test_composed_page",
        "test_sitemap",
        "test_the_old_address_leads_to_the_new_one",
    ],
)
def test_it_gets(outcome, name):
    assert f"PASSED tests/reports/checks.py::{name}" in outcome, outcome[-4000:]
