"""Queries and milliseconds per public page and form at two scales with all languages, beside a bare Django view.

Each scale is a process of its own with a database of its own (SQLite in a temporary folder, or the one that DATABASE_URL
names, which must be empty). Times are medians through Django's whole stack in one process; compare the ratios, not machines.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCALES = (1, 10)
ROUNDS = 15


def main() -> None:
    results = {scale: measured(scale) for scale in SCALES}
    for scale, rows in results.items():
        bare = rows[0]["ms"]
        print(f"\nSCALE={scale}: {rows[0]['entries']} entries, {rows[0]['languages']} languages")
        print(f"{'address':<62}{'queries':>8}{'ms':>9}{'× bare':>9}{'KiB':>8}")
        for row in rows:
            print(
                f"{row['name'][:61]:<62}{row['queries']:>8}{row['ms']:>9.1f}{row['ms'] / bare:>9.1f}{row['kib']:>8.1f}"
            )


def measured(scale: int) -> list[dict[str, Any]]:
    """One scale in a fresh process, so that nothing of the other one is warm."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DEVELOPMENT": "1",
            "VAR": folder,
            "DJANGO_SETTINGS_MODULE": "safetyhub.settings",
        }
        command = [sys.executable, "-m", "tests.bench.run", str(scale)]
        answer = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    return json.loads(answer.stdout.splitlines()[-1])


def measure(scale: int) -> list[dict[str, Any]]:
    import django
    from django.core.management import call_command

    django.setup()
    silence = {"stdout": sys.stderr}
    call_command("migrate", verbosity=0)
    call_command("load_initial_content", **silence)
    call_command("demo_data", scale=scale, **silence)
    return [*map(figures, bare_pages()), *map(figures, public_pages()), *map(figures, forms())]


def bare_pages() -> list[tuple[str, Any, str]]:
    from django.test import Client

    return [("a bare Django view: /healthz/live", Client(), "/healthz/live")]


def public_pages() -> list[tuple[str, Any, str]]:
    from django.test import Client

    from safetyhub.publishing.models import Part

    # The last one wins, so the first entry of each kind, which is of the initial content and everywhere.
    live = Part.objects.filter(language="", live__isnull=False, markets__market="everywhere")
    slugs = dict(live.order_by("-object_id").values_list("kind", "slug"))
    paths = ["/", "/en-us/", "/sitemap.xml"]
    for locale in ("en-us", "es-mx", "ar-eg"):
        paths += [
            f"/{locale}/safety-partners/",
            f"/{locale}/programs/{slugs['partners.program']}/",
            f"/{locale}/council/{slugs['council.council']}/",
            f"/{locale}/resources/",
        ]
    return [(path, Client(), path) for path in paths]


def forms() -> list[tuple[str, Any, str]]:
    from django.contrib.auth.models import Group, User
    from django.test import Client
    from django.urls import reverse

    from partners.models import Partnership

    user = User.objects.create_user("bench", is_staff=True)
    user.groups.add(Group.objects.get(name="Publisher"))
    client = Client()
    client.force_login(user)
    largest = Partnership.objects.order_by("program_id").values_list("program_id", flat=True).first()
    form = reverse("admin:partners_program_change", args=[largest])
    paths = [reverse("admin:index"), reverse("admin:partners_program_changelist")]
    paths += [f"{form}?language={language}" for language in ("en", "de", "ar", "fil")]
    return [(path, client, path) for path in paths]


def figures(page: tuple[str, Any, str]) -> dict[str, Any]:
    """Queries of one request, median milliseconds of several, size."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from safetyhub.publishing.models import Part

    name, client, path = page
    host = {"SERVER_NAME": "127.0.0.1"}
    client.get(path, **host)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, **host)
    asked = len(queries)  # at once: the next request begins a new log
    if response.status_code != 200:  # a figure of an error page would be a lie
        raise SystemExit(f"{path}: {response.status_code}")
    times = [_timed(lambda: client.get(path, **host)) for _round in range(ROUNDS)]
    return {
        "name": name,
        "queries": asked,
        "ms": median(times) * 1000,
        "kib": len(response.content) / 1024,
        "entries": Part.objects.filter(language="").count(),
        "languages": len(settings.MODELTRANSLATION_LANGUAGES),
    }


def _timed(call: Any) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
    else:
        main()
