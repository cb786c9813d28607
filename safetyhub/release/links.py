"""What a page leads to and what it loads, found in its text. Pure."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings

# Our templates and the sanitiser quote every attribute, so that a tag can be found without a parser's patience.
TAG = re.compile(r'<([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>')
ATTRIBUTE = re.compile(r'\s([a-z:-]+)="([^"]*)"')
LEADING = {"href", "src", "action", "poster", "data", "srcset"}
XML_ADDRESS = re.compile(r'<loc>([^<]*)</loc>|\shref="([^"]*)"')


class Link(NamedTuple):
    address: str
    is_loaded: bool  # by the browser, or said of the site: then it must be ours


def links_in(text: str, kind: str) -> Iterator[Link]:
    if kind == "text/html":
        yield from _links_in_html(text)
    elif kind == "application/xml":
        for found in XML_ADDRESS.finditer(text):  # one by one: a sitemap's file has 50,000
            yield Link(unescape(found[1] or found[2] or ""), True)


def _links_in_html(text: str) -> Iterator[Link]:
    for tag, attributes in TAG.findall(text):
        if '="' not in attributes:
            continue
        for name, value in ATTRIBUTE.findall(attributes):
            if name in LEADING:
                yield from (Link(address, tag not in ("a", "area")) for address in _addresses(name, value))


def _addresses(name: str, value: str) -> list[str]:
    value = unescape(value)
    return [part.split()[0] for part in value.split(",") if part.strip()] if name == "srcset" else [value]


def own_path(address: str) -> str | None:
    """The path of an address on this site, without query and fragment; `None` for one elsewhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        site = urlsplit(settings.SITE_URL)
        if (parts.scheme or site.scheme, parts.netloc) != (site.scheme, site.netloc):
            return None
        return unquote(parts.path) or "/"
    return unquote(parts.path)


def assets_in(body: bytes, kind: str) -> set[str]:
    """Paths of assets and published pictures that a page or a style sheet may load."""
    if kind not in ("text/html", "text/css"):
        return set()
    prefixes = "|".join(map(re.escape, (settings.STATIC_URL, settings.MEDIA_URL)))
    return {
        unescape(path) for path in re.findall(rf"""["'(\s,]((?:{prefixes})[^"'()\s,?#]+)""", body.decode())
    }
