"""`make test`: every check and test that this machine can run, and at the end what was left out and why.

REQUIRE_ALL=1 turns whatever is left out into a failure: that is how the project's own machines run it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from conftest import brotli_module, chromium, nginx  # noqa: E402

BIN = Path(sys.executable).parent
NO_TESTS = 5  # pytest's exit code where nothing matches a marker
# Attempts of each race, by all its processes together. All of them take minutes, so an ordinary run makes a tenth.
ATTEMPTS, FEWER = 480, 48
# Of faults: how often something is killed, and how many seconds a database is gone, or SQLite locked.
FAULTS = {"FAULT_KILLS": "100", "FAULT_SECONDS": "5", "FAULT_LOCKED": "60"}


class Run:
    """Steps one after the other, all of them, whatever fails on the way."""

    def __init__(self, environment: dict[str, str], *, require_all: bool):
        self.environment = environment
        self.require_all = require_all
        self.passed: list[str] = []
        self.failed: list[str] = []
        self.left_out: dict[str, str] = {}

    def step(
        self,
        name: str,
        *commands: list,
        left_out_code: int | None = None,
        held_back: bool = False,
        **environment: str,
    ) -> None:
        """Run the commands until one fails; `left_out_code` is an exit code that means "there was nothing to do".

        `held_back`: print what they say when they have ended, as others say something at the same time.
        """
        if not held_back:
            print(f"\n=== {name}", flush=True)
        began, code = time.monotonic(), 0
        for command in commands:
            words = [str(word) for word in command]
            code = self.run(words, self.environment | environment, name if held_back else "")
            if code:
                break
        took = f"{name} ({time.monotonic() - began:.0f} s)"
        if code and code == left_out_code:
            self.leave_out(name, "no test has that marker")
        elif code:
            self.failed.append(took)
        else:
            self.passed.append(took)

    def run(self, words: list[str], environment: dict[str, str], heading: str) -> int:
        output = subprocess.PIPE if heading else None
        done = subprocess.run(words, cwd=ROOT, env=environment, stdout=output, stderr=output, text=True)
        if heading:
            print(f"\n=== {heading}\n{done.stdout}{done.stderr}", flush=True)
        return done.returncode

    @property
    def steady(self) -> str:
        """The tests that are neither races nor faults; without the longest ones unless everything is required."""
        if self.require_all:
            return "not races and not faults"
        self.leave_out(
            "long tests", "REQUIRE_ALL=1 runs them: who may do what at every address, what could leak"
        )
        return "not races and not faults and not long"

    def leave_out(self, name: str, why: str) -> None:
        self.left_out[name] = why

    def tests(self, name: str, marker: str, *, parallel: bool = False, **environment: str) -> None:
        workers = min(os.cpu_count() or 1, 4) if parallel else 0
        spread = ["-n", workers] if workers > 1 else ["-p", "no:xdist"]
        pytest = [sys.executable, "-m", "pytest", "-q", "-m", marker, *spread]
        self.step(name, pytest, left_out_code=NO_TESTS, **environment)

    def races(self, database: str, **environment: str) -> None:
        """Shorter unless everything is required; the summary says so once, whatever the number of databases."""
        attempts = ATTEMPTS if self.require_all else FEWER
        if attempts < ATTEMPTS:
            why = f"REQUIRE_ALL=1 runs {ATTEMPTS} attempts of each, this run {attempts}"
            self.leave_out("races at full length", why)
        self.tests(f"races on {database}", "races", RACE_ATTEMPTS=str(attempts), **environment)

    def faults(self, databases: dict[str, dict[str, str]]) -> None:
        """On every database at once: most of the time something is down, and nothing is to be done."""
        if not self.require_all:
            self.leave_out("faults", "REQUIRE_ALL=1 kills 100 processes, and locks SQLite for 60 s")
            return
        pytest = [sys.executable, "-m", "pytest", "-q", "-m", "faults", "-p", "no:xdist"]
        with ThreadPoolExecutor() as pool:
            for name, environment in databases.items():
                pool.submit(self.step, f"faults on {name}", pytest, held_back=True, **FAULTS, **environment)

    def summary(self) -> int:
        print("\n=== Summary")
        for word, names in (("passed", self.passed), ("FAILED", self.failed)):
            for name in names:
                print(f"{word:<9} {name}")
        for name, why in self.left_out.items():
            print(f"{'FAILED' if self.require_all else 'left out':<9} {name}: {why}")
        if not self.left_out:
            print("Nothing was left out.")
        return 1 if self.failed or (self.require_all and self.left_out) else 0


def templates() -> list[Path]:
    folders = (folder for folder in ROOT.iterdir() if folder.is_dir() and folder.name not in {".venv", "var"})
    return sorted(path for folder in folders for path in folder.rglob("*.html"))


def check_code(run: Run) -> None:
    manage = [sys.executable, "manage.py"]
    run.step("lint", [BIN / "ruff", "check", "--quiet", "."])
    run.step("format", [BIN / "ruff", "format", "--quiet", "--check", "."])
    if found := templates():
        run.step("templates", [BIN / "djade", "--target-version", "5.2", "--check", *found])
    run.step("imports", [BIN / "lint-imports", "--no-cache"])
    run.step("types", [BIN / "mypy"])
    run.step("migrations", [*manage, "makemigrations", "--check", "--dry-run"])
    run.step(
        "initial content and check_revisions",
        [*manage, "migrate", "--verbosity", "0"],
        [*manage, "load_initial_content"],
        [*manage, "check_revisions"],
    )


def test_database(run: Run, database: str, marker: str, **environment: str) -> None:
    run.tests(f"tests on {database}", marker, parallel=True, **environment)
    run.races(database, **environment)


def test_postgresql(run: Run) -> None:
    """And the faults of SQLite with its own."""
    binaries = postgres.find_binaries()
    if binaries is None:
        run.leave_out("PostgreSQL", "its server is not installed (apt install postgresql)")
        run.faults({"SQLite": {}})
        return
    try:
        with postgres.cluster(binaries) as url:
            test_database(run, "PostgreSQL", f"database and not browser and {run.steady}", DATABASE_URL=url)
            run.faults({"SQLite": {}, "PostgreSQL": {"DATABASE_URL": url}})
    except (OSError, subprocess.CalledProcessError) as error:
        run.failed.append(f"PostgreSQL: could not start a cluster with {binaries}: {error}")


def test_browser(run: Run) -> None:
    if chromium():
        run.tests("browser", "browser")
    else:
        run.leave_out("browser", "Chromium is not installed (apt install chromium), nor named in CHROMIUM")


def test_nginx(run: Run) -> None:
    if not nginx():
        run.leave_out("nginx", "it is not installed (apt install nginx)")
        return
    run.tests("nginx", "nginx")
    if not brotli_module():
        run.leave_out("Brotli in nginx", "not installed (apt install libnginx-mod-http-brotli-static)")


def main() -> int:
    # A polite kill must still stop the cluster: turn it into an exception.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    require_all = os.environ.get("REQUIRE_ALL", "") not in {"", "0"}
    with tempfile.TemporaryDirectory(prefix="safetyhub-test-") as var:
        own = {"DEVELOPMENT": "1", "VAR": var, "PYTHONUNBUFFERED": "1"}
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        run = Run(inherited | own, require_all=require_all)
        with contextlib.suppress(KeyboardInterrupt):
            check_code(run)
            test_database(run, "SQLite", f"not browser and not nginx and {run.steady}")
            test_postgresql(run)
            test_browser(run)
            test_nginx(run)
            return run.summary()
    print("\nInterrupted.")
    return 130


if __name__ == "__main__":
    sys.exit(main())
