"""How much of what: one unit of demonstration content, the same for the same number, and the locales to see it in."""

import json
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction

from safetyhub.locales.languages import SOURCE
from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.publishing import actions, many
from safetyhub.publishing.entries import Entry, model_of
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED, Schema, schema_of

from . import values

# Entries of one unit, in the order in which they refer to each other.
NUMBERS = {
    "partners.organization": 60,
    "partners.program": 20,
    "council.person": 40,
    "council.council": 3,
    "resources.resource": 80,
}
LOCALES = Path(__file__).with_name("locales.json")
DRAFTS = 0.05  # share of entries that are not public
UNPUBLISHED_TEXTS = 0.04  # share of the texts of a public entry that are not
CHANGED, TAKEN_DOWN = 8, 3  # entries of a unit that are edited, and taken down, after they were published
BY: dict[str, Any] = {key: value for key, value in many.BY.items() if key != "author"} | {"user": None}


def add_locales() -> int:
    """Regional versions in many languages, where the address is still free; how many are new."""
    known = {code for model in (Locale, LocaleAlias) for code in model.objects.values_list("code", flat=True)}
    rows = [row for row in json.loads(LOCALES.read_text(encoding="utf-8")) if row["code"] not in known]
    for place, row in enumerate(rows, Locale.objects.count() + 1):
        market = row.pop("market")
        locale = Locale(**row, market_id=market, position=place)
        locale.full_clean()
        locale.save(force_insert=True)
    return len(rows)


def next_number() -> int:
    """The number of the next unit: units that are there already stay as they are."""
    slugs = Part.objects.filter(slug__startswith="demo-").values_list("slug", flat=True)
    return max((int(slug.split("-")[1]) for slug in slugs), default=0) + 1


@transaction.atomic
def add_unit(number: int) -> int:
    """One unit, all of it or nothing; the number of its entries."""
    rng = Random(number)  # noqa: S311 - repeatable, not secret
    pools: dict[str, list[int]] = {}
    for kind, count in NUMBERS.items():
        schema = schema_of(model_of(kind))
        drafts = [_draft(schema, rng, number, place, pools) for place in range(1, count + 1)]
        pools[kind] = many.write(schema, drafts)
    _live_on(rng, pools)
    return sum(NUMBERS.values())


def _draft(schema: Schema, rng: Random, number: int, place: int, pools: values.Pools) -> many.Draft:
    slug = f"demo-{number}-{schema.model._meta.model_name}-{place}"
    shared = values.shared_of(schema, rng, slug, number * 100 + place, pools)
    texts = {code: values.texts_of(schema, shared, code, rng) for code in values.languages(rng)}
    unpublished = {code for code in texts if code != SOURCE and rng.random() < UNPUBLISHED_TEXTS}
    if rng.random() < DRAFTS:
        unpublished.add(SHARED)
    return many.Draft(shared, {code: words for code, words in texts.items() if words}, unpublished)


def _live_on(rng: Random, pools: values.Pools) -> None:
    """What happens to a site after a while, through the door: edits, newer sources, texts and entries taken down."""
    for kind, ids in pools.items():
        schema = schema_of(model_of(kind))
        for pk in rng.sample(ids, min(CHANGED, len(ids))):
            _edit(schema, schema.model(pk=pk), rng)
        for pk in rng.sample(ids, min(TAKEN_DOWN, len(ids) // 3)):
            actions.take_down(schema.model(pk=pk), language=rng.choice([SHARED, "de"]), **BY)


def _edit(schema: Schema, entry: Entry, rng: Random) -> None:
    """A new title: published in the source, so that translations are outdated; a mere draft in another language."""
    parts = Part.objects.of(entry.kind(), entry.pk).texts().filter(live__isnull=False)
    language = rng.choice([SOURCE, *parts.order_by("language").values_list("language", flat=True)])
    title = values.text_of(schema, schema.model.title_field, language, rng)
    actions.save(entry, language=language, texts={schema.model.title_field: title}, seen=None, **BY)
    if language == SOURCE:
        actions.publish([(entry, SOURCE)], **BY)
