"""The menu of languages and regions, the same on every page but for the rest of the address."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from safetyhub.locales import chooser
from safetyhub.locales.models import Locale

from .markets import market_of

Row = tuple[str, str, str, str, int]


def menu(locales: Iterable[Locale], current: str, address: Callable[[str], str]) -> SafeString:
    """HTML of the groups; `address` gives the page to go to in the version of that code."""
    rows = tuple(
        (item.code, item.tag, item.language, item.market_id or "", item.position) for item in locales
    )
    return mark_safe(
        "".join(f"{before}{escape(address(code)) if code else ''}" for before, code in _pieces(rows, current))
    )


@lru_cache(maxsize=512)
def _pieces(rows: tuple[Row, ...], current: str) -> list[tuple[str, str]]:
    """(HTML, code of the version whose address follows it). Names from CLDR cost more than the rest of the page."""
    pieces = []
    before = ""
    for group in chooser.groups(map(_locale, rows), current):
        before += f'<li lang="{group.tag}" dir="{group.direction}"><p>{escape(group.name)}</p><ul>'
        for choice in group.choices:
            pieces.append((f'{before}<li><a hreflang="{choice.tag}" lang="{choice.tag}" href="', choice.code))
            mark = ' aria-current="true"' if choice.is_current else ""
            before = f'"{mark}>{escape(choice.label)}</a></li>'
        before += "</ul></li>"
    return [*pieces, (before, "")]


def _locale(row: Row) -> Locale:
    code, tag, language, market, position = row
    return Locale(code=code, tag=tag, language=language, market=market_of(market), position=position)
