"""Which addresses a release holds: told by the setting RELEASE_PAGES, a dotted path to a callable that yields them."""

from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

# Where what is served lies in a release. Apart, because a server in front gives each tree headers of its own.
SITE, SENSITIVE = "site", "sensitive"


class Address(NamedTuple):
    path: str
    status: int = 200  # what its view has to answer; a page with another one is kept apart from the site


def addresses() -> Iterator[Address]:
    yield from import_string(settings.RELEASE_PAGES)()


def file_name(path: str, status: int, is_sensitive: bool) -> str:
    """Where the page lies in a release; "" for a redirect, which is only a line of the manifest.

    A file, and no folder of its own: to make those was most of the work of a bake in which little had changed.
    """
    if 300 <= status < 400:
        return ""
    # "/" is a file that no other address can be: any word might be a locale, such as "index".
    name = f"{path[:-1] or '/+'}.html" if path.endswith("/") else path
    served = SENSITIVE if is_sensitive else SITE
    return f"{served if status == 200 else status}{name}"
