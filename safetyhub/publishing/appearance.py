"""Where an entry appears: for each regional version whether it is shown, in which language, and why (not).

The same rules as the reader's, told in sentences; a test holds the two together.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from safetyhub.locales.cldr import market_name
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.locales.models import Locale

from .entries import Entry, entry_models, upgraded
from .hosts import Link
from .interface import called, interface_language
from .models import Part
from .schema import SHARED

MOST_LINKS = 3  # of one version: the form has to stay small where hundreds of pages name an entry


class Words(NamedTuple):
    """Languages of an entry that are live: with a title, and with any words."""

    titled: Collection[str]
    worded: Collection[str]


@dataclass(frozen=True)
class Appearance:
    locale: Locale
    language: str  # in which readers of the version meet it: its title's, or of a name the nearest words beside; "" for none
    languages: tuple[str, ...]  # of all words that the version itself shows
    reason: str
    path: str = ""  # of its page there, else of the first page that names it; "" when there is none
    links: tuple[Link, ...] = ()  # to what the reason speaks of
    only: str = ""  # on which page alone, where the version's own lists do not have it

    @property
    def is_shown(self) -> bool:
        return bool(self.languages)

    @property
    def language_name(self) -> str:
        return called(self.language) if self.language else ""

    @property
    def first_links(self) -> tuple[Link, ...]:
        return self.links[:MOST_LINKS]

    @property
    def more_links(self) -> int:
        return max(0, len(self.links) - MOST_LINKS)


class Around(NamedTuple):
    """What decides about an entry beside itself."""

    left_out: Mapping[str, Link] = {}  # code of a locale -> what takes it out of the lists there
    pages: Callable[[Locale, str], list[Link]] | None = None  # of an entry that stands on pages of others


def left_out(model: type[Entry], pk: int, locales: Iterable[Locale]) -> dict[str, Link]:
    """The locales whose lists do without the entry, with what says so. One query."""
    rules = {
        rule.kind(): rule for rule in entry_models() if rule.leaves_out.__func__ is not _LEAVES_NOTHING_OUT
    }
    parts = Part.objects.filter(kind__in=rules, language=SHARED, live__isnull=False, archived=False)
    found: dict[str, Link] = {}
    for kind, rule_id, data in parts.values_list("kind", "object_id", "live__data"):
        rule, shared = rules[kind], upgraded(kind, SHARED, data)
        if pk in rule.leaves_out(shared, model):
            name = f"admin:{rule._meta.app_label}_{rule._meta.model_name}_change"
            link = Link(capfirst(str(rule._meta.verbose_name)), reverse(name, args=[rule_id]))
            found |= {locale.code: link for locale in locales if rule.is_offered(shared, locale)}
    return found


_LEAVES_NOTHING_OUT = Entry.leaves_out.__func__


def appearances(
    model: type[Entry],
    shared: Mapping[str, Any] | None,
    words: Words,
    locales: Iterable[Locale],
    around: Around = Around(),  # noqa: B008 - it cannot be changed
) -> list[Appearance]:
    """`shared` is the live shared data, `None` for none. Asks the database nothing."""
    return [_appearance(model, shared, words, locale, around) for locale in locales]


def _appearance(
    model: type[Entry], shared: Mapping[str, Any] | None, words: Words, locale: Locale, around: Around
) -> Appearance:
    if shared is None:
        return _absent(locale, _("It is not published."))
    language = next((code for code in locale.chain if code in words.titled), "")
    if model.title_field and not language and model.is_offered(shared, locale):
        return _absent(locale, _("It has no published title in any language that is read there."))
    language = language or ("" if model.title_field else locale.language)
    if not model.is_offered(shared, locale):
        return _not_offered(model, shared, locale, language)
    read = tuple(code for code in locale.chain if code in words.worded or code == language)
    is_name = model.title_field in model.proper_names
    why, root = _why(is_name, locale, language, read), f"/{locale.code}/"
    language = read[0] if is_name else language
    if around.pages is not None:
        return _on_others(locale, language, read, why, around.pages(locale, root))
    path = model.public_path(root, shared)
    if (rule := around.left_out.get(locale.code)) is None:
        return Appearance(locale, language, read, why, path, _market_pages(model, shared, locale))
    reason = _("It is left out of the lists by the arrangement of %(version)s.") % {"version": locale.code}
    return Appearance(locale, language, read, reason, path, (rule,), _("only on its own page"))


def _absent(locale: Locale, reason: str) -> Appearance:
    return Appearance(locale, "", (), reason)


def _on_others(
    locale: Locale, language: str, read: tuple[str, ...], why: str, pages: list[Link]
) -> Appearance:
    if not pages:
        return _absent(locale, _("No page of this version shows it."))
    return Appearance(locale, language, read, why, pages[0].path, tuple(pages))


def _not_offered(model: type[Entry], shared: Mapping[str, Any], locale: Locale, language: str) -> Appearance:
    """Not in the lists of this version; but whoever looks for another market in it may find the entry."""
    reason, pages = _why_not_offered(model, locale), _market_pages(model, shared, locale)
    if not pages or not language:
        return _absent(locale, reason)
    path = model.public_path(f"/{locale.code}/", shared)
    return Appearance(locale, language, (), reason, path, pages, _("only on the pages of its own markets"))


def _market_pages(model: type[Entry], shared: Mapping[str, Any], locale: Locale) -> tuple[Link, ...]:
    """Pages below this version for markets other than its own."""
    found = model.market_pages(f"/{locale.code}/", shared)
    return tuple(Link(_market(code), path) for code, path in found if code != locale.market_id)


def _market(code: str) -> str:
    return _("Everywhere") if code == EVERYWHERE else market_name(code, interface_language())


def _why_not_offered(model: type[Entry], locale: Locale) -> str:
    if model.is_offered.__func__ is not Entry.is_offered.__func__:
        return _("It is for another regional version.")
    if locale.market is None:
        return _("This version has no market, and the entry is not for everywhere.")
    return _("It is not offered there.")


def _why(is_name: bool, locale: Locale, language: str, read: Sequence[str]) -> str:
    if language == locale.language or (is_name and locale.language in read):
        return _("In its own words.")
    if is_name and language == read[0]:
        return _("By its name, which has no form of its own there.")
    if locale.language in read:
        return _("Partly in its own words, but without a title of its own.")
    return _("There are no words in its own language.")
