"""A made-up value for every field, chosen by what the field is. A section that is added later needs nothing here."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from django.db import models

from safetyhub.locales.chains import PARENTS
from safetyhub.locales.languages import LANGUAGES, SOURCE
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.publishing.fields import ImageField, MarketsField, PartialDateField, WebAddressField
from safetyhub.publishing.schema import Fields, Schema

from . import words

VARIANTS = frozenset({*PARENTS, "en-ca", "en-gb"})
BASES = tuple(code for code in LANGUAGES if code not in VARIANTS and code != SOURCE)
FILLED, FILLED_VARIANTS = 0.6, 0.15  # share of the languages in which an entry has texts

MARKETS = "us ca gb ie de at ch fr be nl es it pt pl se ua tr eg sa il ir pk in bd th vn id ph jp kr tw ke et br".split()
AREAS = ("419", "150", "002", "145")

# How many rows of a child an entry has; of any other child none, one or two.
ROWS = {"partnerships": (0, 15), "memberships": (4, 16), "affiliations": (1, 3), "channels": (1, 3)}
# The ends of terms; any other date is a beginning.
ENDS = frozenset({"until", "ended"})
# What a field holds of which the type does not say it.
SAMPLES = {"value": "0800 555 01{:02}", "acronym": "DM{:02}"}

Pools = Mapping[str, Sequence[int]]  # kind -> ids of entries to refer to


def languages(rng: Random) -> list[str]:
    """The languages that an entry has texts in: the source, most others, a few regional variants."""
    bases = [code for code in BASES if rng.random() < FILLED]
    return [SOURCE, *bases, *(code for code in sorted(VARIANTS) if rng.random() < FILLED_VARIANTS)]


def shared_of(schema: Schema, rng: Random, slug: str, place: int, pools: Pools) -> dict[str, Any]:
    """A shared part in the door's shape; new children are called "0", "1", …"""
    known = {"slug": slug, "position": place}
    shared = {name: known.get(name, _shared_value(schema, name, rng, pools)) for name in schema.shared}
    for name, fields in schema.children.items():
        shared[name] = _rows(name, fields, rng, pools)
    return shared


def _rows(name: str, fields: Fields, rng: Random, pools: Pools) -> list[dict[str, Any]]:
    wanted = rng.randint(*ROWS.get(name, (0, 2)))
    unique = fields.model.unique_field
    if not unique:
        return [_row(fields, rng, pools, index) for index in range(wanted)]
    kind = fields.references[unique]
    picked = rng.sample(pools[kind], min(wanted, len(pools[kind])))
    return [{**_row(fields, rng, pools, index), unique: [kind, pk]} for index, pk in enumerate(picked)]


def _row(fields: Fields, rng: Random, pools: Pools, index: int) -> dict[str, Any]:
    values = {name: _shared_value(fields, name, rng, pools) for name in fields.shared}
    return {"id": None, "new": str(index), **values}


def _shared_value(fields: Fields, name: str, rng: Random, pools: Pools) -> Any:
    field = fields.model._meta.get_field(name)
    if name in fields.references:
        return _reference(fields, name, rng, pools)
    if isinstance(field, MarketsField):
        return _markets(rng)
    if isinstance(field, PartialDateField):
        return _date(rng, 2024 if name in ENDS else 2012)
    if isinstance(field, models.ForeignKey):  # a market
        return rng.choice([None, *MARKETS])
    if isinstance(field, WebAddressField):
        return f"https://www.example.org/{rng.randint(1, 9999)}/"
    if isinstance(field, ImageField) or name not in SAMPLES:
        return fields.default(name)
    return SAMPLES[name].format(rng.randint(0, 99))


def _reference(fields: Fields, name: str, rng: Random, pools: Pools) -> list[Any] | None:
    kind = fields.references[name]
    if name not in fields.required and rng.random() < 0.4:
        return None
    return [kind, rng.choice(pools[kind])]


def _markets(rng: Random) -> list[str]:
    chance = rng.random()
    if chance < 0.6:
        return [EVERYWHERE]
    if chance < 0.7:
        return [rng.choice(AREAS)]
    return sorted(rng.sample(MARKETS, rng.randint(1, 8)))


def _date(rng: Random, first: int) -> str:
    """Mostly unknown; otherwise a year, a month or a day of the ten years from `first` on."""
    year = f"{first + rng.randint(0, 9)}"
    return rng.choice(["", "", "", year, f"{year}-05", f"{year}-05-03"])


def texts_of(schema: Schema, shared: Mapping[str, Any], language: str, rng: Random) -> dict[str, str]:
    """The texts of one language, with gaps: the source has nearly all, a variant few, and any may lack its title."""
    kept = {SOURCE: 0.95}.get(language, 0.3 if language in VARIANTS else 0.85)
    texts = {name: text_of(schema, name, language, rng) for name in schema.texts if rng.random() < kept}
    for child, fields in schema.children.items():
        for item in shared[child]:
            for name in fields.texts:
                if rng.random() < kept:
                    texts[f"{child}.{item['new']}.{name}"] = text_of(fields, name, language, rng)
    if language == SOURCE:
        texts[schema.model.title_field] = text_of(schema, schema.model.title_field, language, rng)
    return {key: text for key, text in texts.items() if text}


def text_of(fields: Fields, name: str, language: str, rng: Random) -> str:
    field = fields.model._meta.get_field(name)
    if isinstance(field, WebAddressField):
        return f"https://www.example.org/{language}/{rng.randint(1, 9999)}/"
    if name in fields.rich:
        return words.paragraphs(language, rng)
    if isinstance(field, models.TextField):
        return words.sentence(language, rng)[: field.max_length]
    return words.phrase(language, rng, field.max_length or 80)
