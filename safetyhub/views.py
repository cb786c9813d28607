"""Pages that join rooms: start page, the composed page with every section's block, chooser, files, sitemap."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.templatetags.static import static
from django.urls import Resolver404
from django.urls import resolve as resolve_address
from django.views.decorators.http import require_safe

import partners.blocks
import resources.blocks
from safetyhub.content import addresses
from safetyhub.content.frame import Frame, Place
from safetyhub.content.preview import front, marked
from safetyhub.content.sections import Section, sections
from safetyhub.content.views import KEEP, Moved, PublicPage, chooser_context, moved, not_found, respond
from safetyhub.locales.resolve import corrected
from safetyhub.publishing.moment import one_moment
from safetyhub.publishing.previews import PREFIX
from safetyhub.publishing.reader import Resolved

from . import sitemaps

FIRST_WORDS = re.compile(r"\A/[^/]+/[^/]+/")  # locale and section; of a slug's letters its page knows


class Home(PublicPage):
    """Where to find help here, and what there is."""

    template_name = "home.html"

    def context(self, frame: Frame, **address: str) -> dict[str, Any]:
        frame.read(partners.blocks.TITLES, resources.blocks.HERE)
        page = frame.page("safety-partners")
        frame.place = Place((page.kind, page.id)) if page else Place()
        frame.description = page.search_description if page else None
        local = resources.blocks.local(frame, resources.blocks.HERE)
        listed = frame.listed(partners.blocks.TITLES)
        programs = partners.blocks.cards(frame, listed.entries)
        texts = [text for item in programs for text in (item["entry"].title, item["entry"].summary)]
        helplines = resources.blocks.listed(local)
        self.sensitive = resources.blocks.is_sensitive(helplines)
        frame.shown = [texts, helplines, page or []]
        heading = frame.heading(partners.blocks.SECTION, "programs")
        more = frame.more(listed, addresses.PROGRAMS, frame.words.all_programs)
        context = {"page": page, "programs": programs, "more": more, "programs_heading": heading}
        return {**context, "local": {**local, "more": None}}  # its way to all of them is always there


class ComposedPage(PublicPage):
    """The safety partners, or another page of staff's: one read for all its sections, however many there are."""

    template_name = "composed_page.html"

    def context(self, frame: Frame, **address: str) -> dict[str, Any]:
        known = sections()
        self.look_up(frame, address["key"], [section.address.strip("/") for section in known])
        frame.read(*(listing for section in known for listing in section.listings))
        page = frame.composed = frame.page(address["key"])
        if page is None:
            raise Http404
        frame.title, frame.search_title = page.title, page.search_title
        frame.description = page.search_description
        frame.place = Place((page.kind, page.id))
        inside = {key for section in known for key in section.inside}
        own = [section for key, section in frame.sections_here.items() if key not in inside]
        by_key, here = {section.key: section for section in known}, {text.key for text in own}
        listings = [listing for key in by_key if key in here for listing in by_key[key].listings]
        shown = [frame.listed(listing).entries for listing in listings]
        frame.shown = [page.title, *frame.sections_here.values(), *shown]
        blocks = [block for text in own if (block := _block(frame, text, by_key.get(text.key)))]
        self.sensitive = any(block.get("sensitive") for block in blocks)
        return {"blocks": blocks}

    def look_up(self, frame: Frame, key: str, lists: list[str]) -> None:
        """Whether there is such a page, before everything is read for it: most addresses that are none end here."""
        if key == addresses.SAFETY_PARTNERS.strip("/"):
            return
        frame.read()
        page = frame.page(key.lower())
        if key != key.lower() and (page or key.lower() in lists):
            raise Moved(f"{key.lower()}/")
        if page is None:
            raise Http404


def _block(frame: Frame, text: Resolved, section: Section | None) -> dict[str, Any] | None:
    """A page section with the template and data of its block; `None` for a block with nothing in it.

    One that belongs to no section of the hub is a heading and a text.
    """
    if section is None:
        return {"section": text, "template": ""}
    found = section.block(frame)
    return {"section": text, "template": section.template, **found} if any(found.values()) else None


@require_safe
def chooser(request: HttpRequest) -> HttpResponse:
    """All regional versions. No guess from a header, no cookie: the visitor says."""
    return respond("chooser.html", chooser_context())


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponse:
    """A published picture. Its name is the hash of its content, so it can be kept for good."""
    path = Path(settings.MEDIA_ROOT) / name
    try:
        response = FileResponse(path.open("rb"), content_type="image/webp")
    except FileNotFoundError:
        return not_found(request)
    del response[
        "Content-Disposition"
    ]  # names the file, which its address does; a server in front has no such word
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For those who ask without reading the page: its icon has an address that changes with it."""
    return HttpResponseRedirect(static("site/icon.svg"), headers={"Cache-Control": KEEP})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ("User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml", "")
    return HttpResponse(
        "\n".join(lines), content_type="text/plain; charset=utf-8", headers={"Cache-Control": KEEP}
    )


@require_safe
@one_moment()
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of its files."""
    return _xml(sitemaps.index())


@require_safe
@one_moment()
def sitemap_file(request: HttpRequest, name: str) -> HttpResponse:
    found = sitemaps.file(name)
    return not_found(request) if found is None else _xml(found)


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8", headers={"Cache-Control": KEEP})


def anywhere_else(request: HttpRequest, path: str) -> HttpResponse:
    """What no other address matched: the same with a slash and in small letters, or "not found", whatever DEBUG says."""
    is_link = request.path_info.startswith(PREFIX)
    nearly = request.path_info if path.endswith("/") else f"{request.path_info}/"
    if not is_link:
        nearly = FIRST_WORDS.sub(lambda words: words[0].lower(), nearly)
    is_page = nearly != request.path_info and _is_page(nearly)
    there = corrected(nearly) if is_page else ""  # at once, whatever else is wrong with it
    if not is_link:
        return moved(request, there) if there else not_found(request)
    link = request.path_info.removeprefix(PREFIX).partition("/")[0]
    return marked(moved(request, there)) if there else front(request, link=link, status=404)


anywhere_else.should_append_slash = False  # for CommonMiddleware: it has been seen to here


def _is_page(path: str) -> bool:
    try:
        return getattr(resolve_address(path).func, "should_append_slash", True)
    except Resolver404:
        return False
