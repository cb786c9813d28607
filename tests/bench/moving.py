"""Seconds from publishing until a visitor reads it in the release, and from taking down until nobody does.

Run inside a hub that serves its release, with a worker beside it: `python -m tests.bench.moving <port>` prints JSON.
"""

import http.client
import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any, NamedTuple

import django

django.setup()

from safetyhub.locales.markets import EVERYWHERE  # noqa: E402
from safetyhub.publishing import actions  # noqa: E402
from safetyhub.publishing.entries import Entry, model_of  # noqa: E402
from safetyhub.publishing.models import Part  # noqa: E402
from safetyhub.publishing.schema import SHARED  # noqa: E402
from safetyhub.release import folders  # noqa: E402
from safetyhub.release.manifest import Manifest  # noqa: E402
from safetyhub.release.models import Unreleased  # noqa: E402

PATIENCE = 600.0
ROUNDS = 2  # but one for what is on every page, which takes two whole bakes
PAUSE = 0.01  # seconds between two visits
LOCALE, LANGUAGE = "/en-us/", "en"
BY: dict[str, Any] = {"user": None, "note": "A measurement"}


class Case(NamedTuple):
    name: str
    entry: Entry
    address: str
    pages: int  # of the release that show it, or would
    rounds: int


def main(port: int) -> None:
    settle()
    print(json.dumps([measured(case, port) for case in cases()]))


def cases() -> list[Case]:
    release = folders.current()
    if release is None:
        sys.exit("Nothing is released.")
    with Manifest.read(release.manifest) as manifest:
        shown = dict(
            manifest.sql.execute(
                "SELECT keys.name, count(*) FROM made_of JOIN keys ON keys.id = made_of.key GROUP BY 1"
            )
        )
        resource = min(_slugs("resources.resource"), key=lambda part: shown.get(_key(part), 10**9))
        program = _slugs("partners.program", markets__market=EVERYWHERE)[0]
        found = [("few", resource, ROUNDS), ("all locales", program, ROUNDS)]
        own = [
            Case(name, _entry(part), _address(manifest, part), shown[_key(part)], rounds)
            for name, part, rounds in found
        ]
    section = next(
        part for part in _live("content.pagesection") if part.live and part.live.data["key"] == "programs"
    )
    return [*own, Case("every page", _entry(section), f"{LOCALE}programs/", shown[_key(section)], 1)]


def measured(case: Case, port: int) -> dict[str, Any]:
    published, taken_down = [], []
    for number in range(case.rounds):
        word = f"Measured {case.entry.pk} {number}"
        title = {type(case.entry).title_field: word}
        actions.save(case.entry, language=LANGUAGE, seen=None, texts=title, **BY)
        publish = lambda: actions.publish([(case.entry, LANGUAGE)], **BY)  # noqa: E731
        published.append(until(publish, port, case.address, word, is_there=True))
        settle()
        live = Part.objects.get(kind=case.entry.kind(), object_id=case.entry.pk, language=SHARED).live_id
        take_down = lambda: actions.take_down(case.entry, language=SHARED, **BY)  # noqa: E731
        taken_down.append(until(take_down, port, case.address, word, is_there=False))
        settle()
        if number + 1 < case.rounds:
            actions.put_back(case.entry, revisions={SHARED: live}, **BY)
            settle()
    return {
        "case": case.name,
        "pages": case.pages,
        "publish": {"median": median(published), "most": max(published)},
        "take_down": {"median": median(taken_down), "most": max(taken_down)},
    }


def until(act: Callable[[], Any], port: int, address: str, word: str, *, is_there: bool) -> float:
    began = time.monotonic()
    act()
    while (word in visit(port, address)) != is_there:
        if time.monotonic() - began > PATIENCE:
            sys.exit(f"{address}: nothing after {PATIENCE} seconds")
        time.sleep(PAUSE)
    return time.monotonic() - began


def visit(port: int, address: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address, headers={"Host": "127.0.0.1"})
        response = connection.getresponse()
        if response.status >= 500:
            sys.exit(f"{address}: {response.status}")
        return response.read().decode()
    finally:
        connection.close()


def settle() -> None:
    """Until everything that changed is released, and the worker has nothing left to do for it."""
    deadline = time.monotonic() + PATIENCE
    while Unreleased.objects.exists():
        if time.monotonic() > deadline:
            sys.exit("The worker does not bake.")
        time.sleep(0.1)
    with folders.locked("bake"):
        pass
    time.sleep(1.5)  # so that the worker's pause is met at any point


def _live(kind: str, **conditions: Any) -> list[Part]:
    parts = Part.objects.filter(kind=kind, language=SHARED, live__isnull=False, **conditions)
    return list(parts.select_related("live").order_by("object_id"))


def _slugs(kind: str, **conditions: Any) -> list[Part]:
    """Those of the demonstration content that have a title in the language of the measurement."""
    titled = Part.objects.filter(kind=kind, language=LANGUAGE, live__isnull=False)
    return _live(kind, slug__startswith="demo-", object_id__in=titled.values("object_id"), **conditions)


def _entry(part: Part) -> Entry:
    return model_of(part.kind)(pk=part.object_id)


def _key(part: Part) -> str:
    return f"{part.kind}/{part.object_id}"


def _address(manifest: Manifest, part: Part) -> str:
    path = f"{LOCALE}%/{part.slug}/"
    found = manifest.sql.execute("SELECT path FROM pages WHERE path LIKE ?", (path,)).fetchone()
    return found[0]


if __name__ == "__main__":
    main(int(sys.argv[1]))
