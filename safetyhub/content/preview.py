"""Who may look at drafts, and which: staff at all of them or at one entry or set, anybody with a link at what it is for.

The pages are the public ones along another pointer, at an address of their own that their links stay in; see `views`.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from csp.constants import SELF
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safetyhub.locales import cldr
from safetyhub.locales.languages import SOURCE
from safetyhub.locales.models import Locale
from safetyhub.publishing import images, previews, reader
from safetyhub.publishing.entries import model_of
from safetyhub.publishing.models import ChangeSet, Part, PreviewLink
from safetyhub.publishing.permissions import Right, access_of
from safetyhub.publishing.reader import Pointer
from safetyhub.publishing.statements import Drafts, Shown
from safetyhub.publishing.text import Text

from . import addresses, templating
from .interface import Words, words_for
from .menu import menu

logger = logging.getLogger(__name__)

FOR_STAFF = {
    "Cache-Control": "no-store",
    "CDN-Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "X-Frame-Options": "SAMEORIGIN",  # the review screen shows it beside the words
}
FOR_A_LINK = {
    "Cache-Control": "no-store, private",
    "CDN-Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",  # the address is the key
}
SET = "set"  # in the place of a kind

Label = Callable[[Words], Text]  # what the bar above a preview says, given the words of the page's language


@dataclass(frozen=True)
class Way:
    """How a page is read: along which pointer, below which address, and what its answer is marked with."""

    pointer: Pointer
    prefix: str
    pictures: str = ""  # where drafts' pictures are shown; "" for the public store
    headers: Mapping[str, str] = field(default_factory=dict)
    label: Label | None = None

    @property
    def is_preview(self) -> bool:
        return self.pointer != reader.LIVE

    def marked(self, response: HttpResponse) -> HttpResponse:
        for name, value in self.headers.items():
            response[name] = value
        if self.headers is FOR_STAFF:
            response._csp_replace = {"frame-ancestors": [SELF]}
        return response


PUBLIC = Way(reader.LIVE, addresses.PUBLIC)


class Refused(Exception):
    """No preview for this request: `response` says so."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def way(request: HttpRequest, pointer: Pointer, kind: str, pk: int, link: str) -> Way:
    """The way that the address asks for, if the request may go it. Raises `Refused` and `PermissionDenied`."""
    if pointer == reader.LIVE:
        return PUBLIC
    return _by_link(link) if link else _for_staff(request, kind, pk)


# --- staff ----------------------------------------------------------------------------------------------------------


def _for_staff(request: HttpRequest, kind: str, pk: int) -> Way:
    """Without a kind everything as drafted; else one entry, or one set, and everything else live."""
    if not request.user.is_authenticated:
        response = redirect_to_login(request.get_full_path())
        raise Refused(Way(reader.HEAD, "", headers=FOR_STAFF).marked(response))
    if not access_of(request.user).has(Right.READ):
        raise PermissionDenied(_("You may not see drafts."))
    pointer, prefix = reader.HEAD, addresses.PREVIEW
    if kind:
        pointer, prefix = _scope(kind, pk), f"{addresses.PREVIEW}{kind}:{pk}/"
    name = _called(pointer)
    language = get_language() or SOURCE
    return Way(
        pointer,
        prefix,
        addresses.STAFF_PICTURES,
        FOR_STAFF,
        lambda words: Text(name, language, words.reader_language),
    )


def _called(pointer: Pointer) -> str:
    if isinstance(pointer, Shown):
        return _("Preview: what went live, and everything else as visitors see it")
    if isinstance(pointer, Drafts):
        return _("Preview: these drafts, and everything else as visitors see it")
    return _("Preview: drafts")


def _scope(kind: str, pk: int) -> Pointer:
    if kind == SET:
        return previews.of_set(get_object_or_404(ChangeSet, pk=pk))
    before, _colon, name = kind.rpartition(":")
    of = previews.of_what_went_live if before == previews.LIVE else previews.of_entry
    try:
        return of(model_of(name).kind(), pk)
    except LookupError:
        raise Http404(kind) from None


# --- links ----------------------------------------------------------------------------------------------------------


def _by_link(token: str) -> Way:
    link = opened(token)
    prefix = f"{previews.PREFIX}{token}/"

    def label(words: Words) -> Text:
        return words.say("preview", date=_day(link, words.language))

    return Way(previews.of_link(link), prefix, f"{prefix}media/", FOR_A_LINK, label)


def opened(token: str) -> PreviewLink:
    """The link, if it works. Raises `Refused` with a page in words, and says in the log why."""
    link = previews.link_of(token)
    if link is None:
        logger.warning("Preview link refused: it is none of ours, or was altered")
        raise Refused(_closed(404))
    if link.is_revoked or link.expires <= timezone.now():
        logger.warning("Preview link %s refused: %s", link.pk, "revoked" if link.is_revoked else "expired")
        raise Refused(_closed(410))
    return link


def _closed(status: int) -> HttpResponse:
    page = templating.render("content/preview_closed.html", {"words": words_for(SOURCE)})
    return marked(HttpResponse(page, status=status))


def marked(response: HttpResponse) -> HttpResponse:
    """As every answer below the address of a link is, whatever it says."""
    for name, value in FOR_A_LINK.items():
        response[name] = value
    return response


def _day(link: PreviewLink, language: str) -> str:
    return cldr.format_partial_date(link.expires.date().isoformat(), language)


@require_safe
def front(request: HttpRequest, link: str, status: int = 200) -> HttpResponse:
    """Where a link leads: the regional versions in which it can be looked at. Also for an address below it that is none."""
    try:
        found = opened(link)
    except Refused as refused:
        return refused.response
    words, prefix = words_for(SOURCE), f"{previews.PREFIX}{link}/"
    rest = _rest(found)
    groups = menu(Locale.objects.previewable(), "", lambda code: f"{prefix}{code}/{rest}")
    context = {
        "words": words,
        "label": words.say("preview", date=_day(found, words.language)),
        "groups": groups,
    }
    return marked(HttpResponse(templating.render("content/preview.html", context), status=status))


def _rest(link: PreviewLink) -> str:
    """Behind the locale, the page of the entry that the link is for; the page of all sections for a set."""
    if link.change_set is None and link.object_id:
        part = Part.objects.of(link.kind, link.object_id).shared().select_related("head", "candidate").first()
        revision = part and (part.candidate or part.head)
        if revision and (path := model_of(link.kind).public_path("/", revision.data)):
            return path.removeprefix("/")
    return addresses.SAFETY_PARTNERS


@require_safe
def picture(request: HttpRequest, link: str, name: str) -> Any:
    """A picture that the link's drafts show, or one that is public."""
    try:
        found = opened(link)
    except Refused as refused:
        return refused.response
    if not previews.shows_picture(previews.of_link(found), name):
        return _closed(404)
    path = images.private_path(name, images.WIDTHS[0])
    return marked(FileResponse(path.open("rb"), content_type="image/webp"))
