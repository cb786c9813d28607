"""Links of texts that are about to go live: a release is served only if each of its links leads somewhere."""

from collections.abc import Iterable

from django.conf import settings

from .links import links_in, own_path
from .opened import NOT_PUBLIC
from .rendering import Renderer

MOST = 50  # addresses that are tried


def leading_nowhere(texts: Iterable[str]) -> list[str]:
    """Paths of this site that these texts (HTML) lead to, and at which there is nothing, as far as is live now."""
    found = (own_path(link.address) for text in texts for link in links_in(text, "text/html"))
    paths = list(dict.fromkeys(path for path in found if path and not path.startswith(_elsewhere())))[:MOST]
    renderer = Renderer() if paths else None
    return [path for path in paths if renderer and not renderer.answers(path)]


def _elsewhere() -> tuple[str, ...]:
    """What no view of a page answers."""
    return (*NOT_PUBLIC, settings.STATIC_URL, settings.MEDIA_URL)
