"""Which entries refer to one, as visitors see them and as drafted, and in which regional versions that shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from safetyhub.locales.languages import SOURCE
from safetyhub.locales.models import Locale

from . import hosts
from .cleaning import references
from .hosts import Host
from .reader import HEAD, LIVE, Same
from .references import Reference, targets
from .schema import schema_of


@dataclass(frozen=True)
class Use:
    """One entry that refers to it, directly or by way of another one that has no page of its own."""

    kind: str
    object_id: int
    name: str
    model_name: Any
    is_live: bool
    is_draft: bool
    shown_in: tuple[str, ...]  # codes of public regional versions
    through: str = ""  # name of the one in between


def uses(kind: str, object_id: int, locales: Collection[Locale]) -> list[Use]:
    """Those that name it first, then those that name these. As many queries as `hosts` asks, however many there are."""
    start, found = (kind, object_id), hosts.naming((kind, object_id))
    itself = hosts.of([start]).get(start)
    direct = {key: host for key, host in found.items() if _names(key, host, start, LIVE, HEAD)}
    first = [_as_public(_use(key, host, start, locales), itself, locales) for key, host in direct.items()]
    between = {
        (use.kind, use.object_id): use for use in first if not direct[use.kind, use.object_id].has_page
    }
    return [*first, *_through(between, {key: found[key] for key in found if key not in direct}, locales)]


def _as_public(use: Use, itself: Host | None, locales: Collection[Locale]) -> Use:
    """Visitors see it named only where they see it: `itself` is what is named, `None` if it is archived."""
    if itself is None or itself.shared[LIVE] is None:
        return replace(use, is_live=False, shown_in=())
    there = {locale.code for locale in locales if itself.is_shown(locale, LIVE)}
    return replace(use, shown_in=tuple(code for code in use.shown_in if code in there))


def _through(
    between: Mapping[Reference, Use], others: Mapping[Reference, Host], locales: Collection[Locale]
) -> list[Use]:
    by_pair = [
        (_use(key, host, target, locales), use)
        for key, host in others.items()
        for target, use in between.items()
        if _names(key, host, target, LIVE, HEAD)
    ]
    return [_joined(use, one) for use, one in by_pair]


def _joined(use: Use, between: Use) -> Use:
    """Visitors see it there only as far as they see the one in between."""
    shown = tuple(code for code in use.shown_in if code in between.shown_in)
    seen = {"is_live": use.is_live and between.is_live, "shown_in": shown, "through": between.name}
    return Use(**{**vars(use), **seen})


def _use(key: Reference, host: Host, target: Reference, locales: Collection[Locale]) -> Use:
    kind, pk = key
    name = host.titles[HEAD].get(SOURCE) or host.titles[LIVE].get(SOURCE)
    return Use(
        kind,
        pk,
        name or f"{host.model._meta.verbose_name} {pk}",
        host.model._meta.verbose_name,
        _names(key, host, target, LIVE),
        _names(key, host, target, HEAD),
        tuple(locale.code for locale in locales if _is_shown(key, host, target, locale)),
    )


def _names(key: Reference, host: Host, target: Reference, *pointers: Same) -> bool:
    """Whether it refers to the target at all, visibly or not."""
    versions = [data for pointer in pointers if (data := host.shared[pointer])]
    schema = schema_of(host.model)
    return any(target == named for data in versions for _key, named in references(schema, data))


def _is_shown(key: Reference, host: Host, target: Reference, locale: Locale) -> bool:
    day, shared = timezone.now().date(), host.shared[LIVE]
    if shared is None or not host.is_shown(locale, LIVE):
        return False
    return target in targets(key[0], shared, lambda row: hosts.is_row_shown(row, locale, day))
