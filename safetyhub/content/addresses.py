"""Public addresses as plain strings: a page has a hundred links, and `reverse()` takes its time for each. Pure.

A test holds them against the URLconf. `root` is a locale's first part, `/de-de/` or `/admin/preview/de-de/`, so that
links of a preview stay in it.
"""

from collections.abc import Collection
from typing import Final

from safetyhub.locales.markets import EVERYWHERE

PUBLIC: Final = "/"
PREVIEW: Final = "/admin/preview/"
STAFF_PICTURES: Final = "/admin/images/"  # drafts' pictures, for staff only
SAFETY_PARTNERS: Final = "safety-partners/"
PROGRAMS: Final = "programs/"
COUNCILS: Final = "council/"
RESOURCES: Final = "resources/"
GLOBAL: Final = "global"  # in the place of a market: for everywhere
# First words behind a locale that no page of staff's may have: sections have them, and "404" is where nothing ever is.
TAKEN: Final = frozenset({"programs", "council", "resources", "404"})


def page(root: str, key: str) -> str:
    return f"{root}{key}/"


def program(root: str, slug: str) -> str:
    return f"{root}programs/{slug}/"


def council(root: str, slug: str) -> str:
    return f"{root}council/{slug}/"


def market(root: str, code: str) -> str:
    return f"{root}resources/{code}/"


def resource(root: str, market_code: str, slug: str) -> str:
    return f"{root}resources/{market_code}/{slug}/"


def further(address: str, number: int) -> str:
    """The page behind the first of the list that begins at the address."""
    return f"{address}page/{number}/"


def home_market(markets: Collection[str]) -> str:
    """The market in a resource's one address, wherever it is listed."""
    return GLOBAL if EVERYWHERE in markets else min(markets)
