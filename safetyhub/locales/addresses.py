"""The first part of a public address: which codes a locale may have, and how a visitor may mistype one. Pure."""

from __future__ import annotations

from typing import Final

# As typed by visitors; `canonical` gives the form that codes are stored in.
PATTERN: Final = r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*"
CODE: Final = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
LONGEST: Final = 20

# First parts of addresses that the house needs for itself, now or soon. `checks` compares it with the URLconf.
RESERVED: Final = frozenset(
    "admin api assets favicon feed feeds global health healthz i18n jsi18n login logout manifest media metrics preview "
    "robots search security sitemap sitemaps static well-known".split()
)


def canonical(raw: str) -> str:
    """``en_US``, ``EN-us`` → ``en-us``."""
    return raw.lower().replace("_", "-")
