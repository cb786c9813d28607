# make run, make test: the two commands. The rest is listed by `make help`.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
SCALE ?= 1
PRODUCTION ?=
BENCH_SCALES ?= 1 10
BENCH_TO ?=
PY = .venv/bin/python
# USER is also an environment variable of every shell: only the one given to make counts.
ACCOUNT = $(if $(findstring command,$(origin USER)),$(USER),admin)

export HOST PORT PRODUCTION

.PHONY: help run password demo-data bench bench-wagtail bench-report test format requirements

help:
	@echo "make run                 prepare everything, then serve on HOST=$(HOST) PORT=$(PORT)"
	@echo "make run PRODUCTION=1    the same as in production: the baked site, gunicorn, secure settings"
	@echo "make test                every check and test that this machine can run (REQUIRE_ALL=1: all of them)"
	@echo "make password USER=name  give an account a new password and print it"
	@echo "make demo-data SCALE=n   add n times the demonstration content, with gaps"
	@echo "make bench               time of pages and forms; the released site served, baked and changed (BENCH_SCALES=\"1 10\")"
	@echo "make bench-wagtail       the same page here and in Wagtail, in pages per second"
	@echo "make bench-report        put the figures of the last bench into docs/operations.md (BENCH_TO=file: of that one)"
	@echo "make format              format code and templates"
	@echo "make requirements        compile the pinned requirements anew (UPGRADE=1: take newer releases)"

run:
	@$(PYTHON) scripts/prepare.py requirements.txt
	@$(PY) scripts/run.py

password:
	@$(PYTHON) scripts/prepare.py requirements.txt
	@DEVELOPMENT=1 $(PY) manage.py reset_password "$(ACCOUNT)"

demo-data:
	@$(PYTHON) scripts/prepare.py requirements.txt
	@DEVELOPMENT=1 $(PY) manage.py migrate --verbosity 0
	@DEVELOPMENT=1 $(PY) manage.py demo_data --scale "$(SCALE)"

bench:
	@$(PYTHON) scripts/prepare.py requirements-dev.txt
	@DEVELOPMENT=1 $(PY) -m tests.bench.run
	@$(PY) -m tests.bench.release --scales $(BENCH_SCALES) $(if $(BENCH_TO),--to "$(BENCH_TO)")

bench-wagtail:
	@$(PYTHON) scripts/prepare.py requirements-dev.txt
	@DEVELOPMENT=1 $(PY) -m tests.bench.wagtail.run

bench-report:
	@$(PYTHON) scripts/prepare.py requirements-dev.txt
	@$(PY) -m tests.bench.report $(BENCH_TO)

test:
	@$(PYTHON) scripts/prepare.py requirements-dev.txt
	@$(PY) scripts/test.py

format:
	@$(PYTHON) scripts/prepare.py requirements-dev.txt
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .
	@find . -path ./.venv -prune -o -name "*.html" -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2

requirements:
	@$(PYTHON) scripts/prepare.py requirements-dev.txt
	@for name in requirements requirements-dev; do \
		.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header $(if $(UPGRADE),--upgrade) $$name.in -o $$name.txt || exit 1; done
