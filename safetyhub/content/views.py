"""How a public page is answered: locale, redirects, the reader's pointer, headers, and "not found" in words.

A page of a section is a subclass of `PublicPage` with a template and a `context()`. The pointer comes from the URLconf
and never from the request: what is public reads what is live.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from safetyhub.locales.addresses import PATTERN
from safetyhub.locales.languages import SOURCE
from safetyhub.locales.models import Locale
from safetyhub.locales.resolve import Match, resolve
from safetyhub.publishing import reader
from safetyhub.publishing.moment import one_moment
from safetyhub.publishing.reader import Pointer, Resolved, Want
from safetyhub.security.middleware import ADMIN

from . import preview, templating
from .addresses import PREVIEW, PUBLIC
from .frame import Frame, Place
from .interface import words_for
from .lists import Listing
from .menu import menu
from .sections import Section

# A browser may show what it has while it asks for the new one, and when nobody answers. No `s-maxage`: it forbids that.
KEEP = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
KEEP_NOT = "no-store"
# Caches of ours may keep every public page, also one that should leave no trace on somebody's device.
AT_THE_EDGE = "max-age=10, stale-while-revalidate=10, stale-if-error=86400"


class Moved(Exception):
    """The page is at another address, for good: `rest` of it, behind the locale."""

    def __init__(self, rest: str) -> None:
        super().__init__(rest)
        self.rest = rest


class PublicPage(View):
    """A page of one locale. Raise `Http404` or `Moved` in `context()`; a list that has no such page is not found either."""

    http_method_names = ["get", "head", "options"]
    template_name: str
    sensitive = False  # set by `context()`: browsers are asked not to keep the page

    def context(self, frame: Frame, **address: str) -> Mapping[str, Any]:
        """What the template needs beside `frame`. Calls `frame.read()`, and fills in what the frame has to tell."""
        raise NotImplementedError

    def get(
        self,
        request: HttpRequest,
        *,
        locale: str,
        pointer: Pointer,
        kind: str = "",
        pk: int = 0,
        link: str = "",
        **address: str,
    ) -> HttpResponse:
        try:
            way = preview.way(request, pointer, kind, pk, link)
        except preview.Refused as refused:
            return refused.response
        with one_moment():  # the template asks the database too
            match = resolve(locale, preview=way.is_preview)
            if match is None:
                return way.marked(not_found(request))
            frame = Frame(match, way, request.path_info)
            return way.marked(self._answer(request, frame, match, address))

    def _answer(
        self, request: HttpRequest, frame: Frame, match: Match, address: Mapping[str, str]
    ) -> HttpResponse:
        if match.redirect_to:
            return moved(request, frame.root + frame.rest)
        try:
            context = self.context(frame, **address)
        except Http404:
            return not_found_in(frame)
        except EmptyPage:
            frame.read()  # nothing was, because of the list
            return not_found_in(frame)
        except Moved as there:
            return moved(request, frame.root + there.rest)
        return respond(
            self.template_name, {**context, "frame": frame}, cache=KEEP_NOT if self.sensitive else KEEP
        )


class ListPage(PublicPage):
    """The list of a section, a part of it at a time, under the heading that staff wrote for the section."""

    section: Section  # at whose address this is; `page/<further:number>/` follows there
    listing: Listing  # the section's `titles`

    def entries(self, frame: Frame, found: list[Resolved]) -> dict[str, Any]:
        """The template's data of the entries that are shown. Adds their texts to `frame.shown`."""
        raise NotImplementedError

    def context(self, frame: Frame, *, number: int = 1, **address: Any) -> dict[str, Any]:
        listing, section = self.listing.at(number), self.section
        frame.read(listing)
        words = frame.sections.get(section.key)
        if not (words or section.word):
            raise Http404
        frame.turn(listing, section.address)
        frame.title = frame.heading(section.key, section.word)
        frame.place = Place((words.kind, words.id)) if words else Place()
        frame.shown = [frame.title, words.intro if words else []]
        return {"section": words, **self.entries(frame, frame.listed(listing).entries)}


class EntryPage(PublicPage):
    """The page of one entry, found by its slug: also by an old one, or one in capitals, which lead to the address."""

    kind: str
    more: tuple[Want | str, ...] = ()  # what the page shows beside its entry

    def find(self, frame: Frame, slug: str, locale: Locale | None = None) -> Resolved:
        lower = slug.lower()
        wants = [Want(self.kind, slug=lower), *([Want(self.kind, slug=slug)] if slug != lower else [])]
        found = frame.read(*wants, *self.more, locale=locale).entries(self.kind)
        if not found:
            raise self.elsewhere(frame, lower, locale)
        entry = next((entry for entry in found if entry.slug == slug), None)
        if entry is None:
            raise Moved(self.rest(found[0]))
        return entry

    def rest(self, entry: Resolved) -> str:
        """The entry's address behind the locale."""
        raise NotImplementedError

    def elsewhere(self, frame: Frame, slug: str, locale: Locale | None) -> Exception:
        """Where the entry with this old slug is now, if it is there for the locale."""
        pk = reader.old_address(self.kind, slug)
        if pk is None:
            return Http404(slug)
        snapshot = reader.read(locale or frame.locale, [Want(self.kind, ids=(pk,))], pointer=frame.pointer)
        entry = snapshot.get(self.kind, pk)
        return Moved(self.rest(entry)) if entry else Http404(slug)


def respond(
    template: str, context: Mapping[str, Any], *, status: int = 200, cache: str = KEEP
) -> HttpResponse:
    response = HttpResponse(templating.render(template, context), status=status)
    response["Cache-Control"], response["CDN-Cache-Control"] = cache, AT_THE_EDGE
    return response


def unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = response["CDN-Cache-Control"] = KEEP_NOT
    response["X-Robots-Tag"] = "noindex"
    return response


def moved(request: HttpRequest, path: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response["Cache-Control"] = KEEP
    return response


def not_found_in(frame: Frame) -> HttpResponse:
    """In the language of the regional version, with the ways on from there."""
    frame.indexed = False
    frame.title = frame.words.not_found
    frame.place, frame.rest = Place(), ""  # the menu leads to the start pages
    return respond("content/not_found.html", {"frame": frame}, status=404)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For an address of no regional version: in English, with all versions to choose from. Django's `handler404` too."""
    if request.path_info.startswith(ADMIN) and not request.path_info.startswith(PREVIEW):
        return not_found_in_admin(request, exception)
    first = request.path_info.removeprefix(PUBLIC).partition("/")[0]
    match = resolve(first) if re.fullmatch(PATTERN, first) else None
    if match:
        return not_found_in(Frame(match, preview.PUBLIC, request.path_info))
    return respond("content/not_found_anywhere.html", chooser_context(), status=404)


def not_found_in_admin(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    """For staff, in their language: what the page that was asked for has to say about it, and the way back."""
    sentence = exception.args[0] if exception and exception.args else ""
    why = sentence if isinstance(sentence, str) else ""  # of no address at all, Django says what it tried
    context = {**admin.site.each_context(request), "title": _("Page not found"), "why": why}
    return unkept(render(request, "admin/404.html", context, status=404))


def chooser_context() -> dict[str, Any]:
    words = words_for(SOURCE)
    return {
        "words": words,
        "heading": words.choose,
        "hub": words.say("hub", platform=settings.PLATFORM_NAME),
        "canonical": f"{settings.SITE_URL}{PUBLIC}",
        "groups": menu(Locale.objects.public(), "", lambda code: f"{PUBLIC}{code}/"),
    }
