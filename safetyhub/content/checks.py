"""Mistakes in configuration that would otherwise show on the first page that joins sections."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

from safetyhub.publishing.entries import model_of

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


def _is_section(path: str) -> bool:
    try:
        section = import_string(path)
        return isinstance(section, Section) and bool(model_of(section.kind))
    except (ImportError, LookupError):
        return False
