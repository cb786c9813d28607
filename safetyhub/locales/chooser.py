"""The regional versions as plain data: for the chooser, the menu on each page, and search engines. Pure on a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from safetyhub.locales import languages
from safetyhub.locales.chains import family
from safetyhub.locales.models import Locale


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    tag: str
    label: str
    """The market in the version's own language; the language's own name for a version without a market."""
    direction: languages.Direction
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    """The language's own name."""
    tag: str
    direction: languages.Direction
    choices: tuple[Choice, ...]


class Alternates(NamedTuple):
    links: list[tuple[str, str]]
    """(language tag, locale code), each tag once."""
    default: str | None
    """The code for ``x-default``: the first version in the source language, else the first. None without any."""


def groups(locales: Iterable[Locale], current: str = "") -> list[Group]:
    """By language and script, in menu order; ``current`` is the code of the version that is being read."""
    families: dict[str, list[Locale]] = {}
    for locale in _in_menu_order(locales):
        families.setdefault(family(locale.language), []).append(locale)
    return [_group(languages.get(code), members, current) for code, members in families.items()]


def alternates(locales: Iterable[Locale], has_text: Callable[[Locale], bool]) -> Alternates:
    """The versions of one page, given which locales really have it. Of two with one tag, the first in the menu."""
    having = [locale for locale in _in_menu_order(locales) if has_text(locale)]
    links: dict[str, str] = {}
    for locale in having:
        links.setdefault(locale.tag, locale.code)
    in_source = (locale.code for locale in having if family(locale.language) == languages.SOURCE)
    first = having[0].code if having else None
    return Alternates(list(links.items()), next(in_source, first))


def _in_menu_order(locales: Iterable[Locale]) -> list[Locale]:
    return sorted(locales, key=lambda locale: (locale.position, locale.code))


def _group(language: languages.Language, members: list[Locale], current: str) -> Group:
    labels = [locale.market_name(locale.language) or locale.own_name for locale in members]
    choices = tuple(
        _choice(locale, label, labels.count(label) > 1, current)
        for locale, label in zip(members, labels, strict=True)
    )
    return Group(language.own_name, language.tag, language.direction, choices)


def _choice(locale: Locale, label: str, is_ambiguous: bool, current: str) -> Choice:
    """Two versions for one country are told apart by their addresses, which visitors see anyway."""
    label = f"{label} ({locale.code})" if is_ambiguous else label
    return Choice(locale.code, locale.tag, label, locale.direction, locale.code == current)
