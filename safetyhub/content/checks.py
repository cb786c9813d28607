"""Mistakes in configuration that would otherwise show on the first page that joins sections."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

from safetyhub.publishing.entries import model_of

from .addresses import further
from .sections import Section


@checks.register
def sections_exist(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"SECTIONS names “{path}”, which is no section.",
            hint="Give the dotted path of a safetyhub.content.sections.Section with the kind of an entry.",
            id="content.E001",
        )
        for path in settings.SECTIONS
        if not _is_section(path)
    ]


@checks.register
def long_lists_have_pages(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A bake would stop at them, but only once there is more than a page of something."""
    found = [import_string(path) for path in settings.SECTIONS if _is_section(path)]
    return [
        checks.Error(
            f"The section “{section.key}” has a list without pages.",
            hint=f"Add “{further(section.address, 2)}” to its addresses, and list entries of its own kind.",
            id="content.E002",
        )
        for section in found
        if section.titles and not _has_pages(section)
    ]


def _has_pages(section: Section) -> bool:
    titles = section.titles
    try:
        match = resolve(f"/en/{further(section.address, 2)}")
    except Resolver404:
        return False
    return titles is not None and titles.want.kind == section.kind and match.kwargs.get("number") == 2


def _is_section(path: str) -> bool:
    try:
        section = import_string(path)
        return isinstance(section, Section) and bool(model_of(section.kind))
    except (ImportError, LookupError):
        return False
