"""A market in an address, without asking the database: the codes and areas are facts."""

from copy import copy

from safetyhub.locales import m49
from safetyhub.locales.models import Locale, Market


def market_of(code: str) -> Market | None:
    """`None` for what is no market's code."""
    if code not in m49.CODES:
        return None
    return Market(code=code, kind=m49.kind(code), within=list(m49.containing(code)))


def scope(code: str) -> tuple[str, ...]:
    """What an entry may be for so that a page for the market lists it: the market, or an area around it."""
    return (code, *m49.containing(code)) if code in m49.CODES else (code,)


def elsewhere(locale: Locale, market: Market | None) -> Locale:
    """The locale's language for another market's entries; without a market: for what is everywhere."""
    other = copy(locale)
    other.market = market
    return other
