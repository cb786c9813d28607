"""Beside the words of a review: the pages on which they stand, as a frame shows them to staff."""

from django.utils.translation import gettext as _

from safetyhub.locales.models import Locale

from . import actions
from .editing import Editing
from .entries import Entry, upgraded
from .hosts import Hosts
from .models import Revision
from .previews import root_of_what_went_live, staff_root
from .reader import HEAD, LIVE
from .schema import SHARED

Previews = list[tuple[str, str]]  # (locale code, address)


def submitted(entry: Entry, editing: Editing) -> Previews:
    """What was submitted, among what is live."""
    shared = editing.detail.get(SHARED)
    revision = (shared.candidate or shared.head) if shared else None
    return _previews(editing, revision, staff_root(entry), editing.hosts)


def went_live(entry: Entry, editing: Editing) -> Previews:
    """What visitors see, or saw until it was taken down: not what was drafted since."""
    shared = editing.detail.get(SHARED)
    if shared is None or shared.archived:
        return []
    revision, hosts = actions.went_live(shared), editing.hosts
    if revision is not None and hosts is not None and shared.live_id is None:
        data = upgraded(entry.kind(), SHARED, revision.data)
        hosts = Hosts((entry.kind(), entry.pk), {LIVE: data, HEAD: data})
    return _previews(editing, revision, root_of_what_went_live(entry), hosts)


def is_gone(editing: Editing) -> str:
    """A sentence where visitors do not see any more what went live; "" where they do."""
    shared, parts = editing.detail.get(SHARED), [row.part for row in editing.progress.owed]
    if shared is not None and shared.live_id is None and shared.live_before is not None:
        return _("It has been taken down meanwhile: visitors do not see it any more.")
    if any(part.live_id is None for part in parts):
        return _("This text has been taken down meanwhile: visitors do not see it any more.")
    return ""


def _previews(editing: Editing, revision: Revision | None, start: str, hosts: Hosts | None) -> Previews:
    """The nearest readers of the language first."""
    if revision is None:
        return []
    data, language = upgraded(editing.schema.kind, SHARED, revision.data), editing.text_language
    readers = [
        locale
        for locale in editing.locales
        if language in locale.chain and editing.model.is_offered(data, locale)
    ]
    found = []
    for locale in sorted(readers, key=lambda locale: locale.chain.index(language)):
        root = f"{start}{locale.code}/"
        if path := editing.model.public_path(root, data) or _first_host(hosts, locale, root):
            found.append((locale.code, path))
    return found


def _first_host(hosts: Hosts | None, locale: Locale, root: str) -> str:
    return next((link.path for link in hosts.links(locale, root)), "") if hosts else ""
