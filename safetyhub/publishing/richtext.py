"""The few tags of rich text: refused by name when written, sanitised by nh3 when written and again when shown."""

import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from .visible import is_visible

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote"})
ATTRIBUTES = {"a": {"href"}}
INVISIBLE = re.compile(r"[\x00-\x20]+")  # browsers leave some of it out before they read a scheme
MOST_PASSES = 6  # of the sanitiser; four were the most that 100,000 random texts took
SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms"})
IGNORED_ATTRIBUTES = frozenset(
    {"rel", "target", "class", "dir", "lang", "start", "title"}
)  # dropped, not refused


class _Finder(HTMLParser):
    """Collects what is not allowed. A parser of its own, because a sanitiser removes without a word."""

    def __init__(self) -> None:
        super().__init__()
        self.findings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.findings.append(_("The tag <%(tag)s> is not allowed.") % {"tag": tag})
            return
        for name, value in attrs:
            if name == "href" and tag == "a":
                self._check_address(value or "")
            elif name not in IGNORED_ATTRIBUTES:
                self.findings.append(
                    _("The attribute %(name)s is not allowed in <%(tag)s>.") % {"name": name, "tag": tag}
                )

    def _check_address(self, address: str) -> None:
        if not is_safe_address(address):
            self.findings.append(
                _("The link “%(address)s” is not allowed. Links start with https://, mailto:, tel: or /.")
                % {"address": address[:80]}
            )


def is_safe_address(address: str) -> bool:
    """Whether a link may be published: an absolute one of the allowed schemes, or a path of this site."""
    cleaned = INVISIBLE.sub("", address)
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme.lower() in SCHEMES and cleaned == address.strip()
    return cleaned == address.strip() and cleaned[:1] in ("#", "/") and cleaned[:2] not in ("//", "/\\")


def check(html: str) -> None:
    """Raise `ValidationError` that lists every tag, attribute and link that is not allowed."""
    finder = _Finder()
    finder.feed(html)
    finder.close()
    if finder.findings:
        raise ValidationError([ValidationError(text, code="html") for text in dict.fromkeys(finder.findings)])


@lru_cache(maxsize=2048)
def sanitise(html: str) -> str:
    """The same HTML with nothing but the allowed tags; links get `rel="noopener noreferrer"`.

    Cleaned until cleaning changes nothing: where a tag goes, its neighbours may be read otherwise the next time
    (`<p><object><p>` leaves a paragraph in a paragraph, which a parser takes apart).
    Remembered, because every page that shows a text cleans it again: that was a tenth of the time of a page.
    """
    for _pass in range(MOST_PASSES):
        before = html
        html = nh3.clean(before, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(SCHEMES))
        if html == before:
            break
    return html


def is_empty(html: str) -> bool:
    """Whether an editor's leftover, such as `<p></p>`, has no word in it."""
    return not is_visible(unescape(strip_tags(html)))


def readable(html: str) -> str:
    """Rich text as lines of words, with marks for everything that the tags say: so that no change of it is invisible."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(line for line in "".join(reader.pieces).split("\n") if line.strip())


OPENING = {"strong": "**", "em": "_", "h3": "# ", "h4": "## ", "blockquote": "> ", "br": "\n"}
CLOSING = {"strong": "**", "em": "_", **dict.fromkeys(("p", "li", "h3", "h4", "blockquote"), "\n")}


class _Reader(HTMLParser):
    """A link keeps its address, an item its bullet or number."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.lists: list[int | None] = []  # number of the item before, `None` in a list without numbers
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append(self._item())
        elif tag == "a":
            self.addresses.append(dict(attrs).get("href") or "")
        else:
            self.pieces.append(OPENING.get(tag, ""))

    def _item(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "• "
        self.lists[-1] += 1
        return f"{self.lists[-1]}. "

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "a" and self.addresses:
            self.pieces.append(f" [{self.addresses.pop()}]")
        else:
            self.pieces.append(CLOSING.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
