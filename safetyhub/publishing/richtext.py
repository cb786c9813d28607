"""The few tags of rich text: refused by name when written, sanitised by nh3 when written and again when shown."""

from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote"})
ATTRIBUTES = {"a": {"href"}}
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
    cleaned = "".join(character for character in address if character > " ")
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


def sanitise(html: str) -> str:
    """The same HTML with nothing but the allowed tags; links get `rel="noopener noreferrer"`."""
    return nh3.clean(html, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(SCHEMES))


def is_empty(html: str) -> bool:
    """Whether an editor's leftover, such as `<p></p>`, has no word in it."""
    return not unescape(strip_tags(html)).strip()
