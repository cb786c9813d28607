"""What a section tells the pages that join sections, the composed one and the sitemap. `settings.SECTIONS` names them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from safetyhub.publishing.reader import Want

from .frame import Frame


@dataclass(frozen=True)
class Section:
    """A section's place on the pages that it shares with others."""

    key: str  # of its page section: where its block stands on the composed page, and with which heading
    kind: str  # of the entries that it lists; their addresses are what `public_path` says
    template: str  # of its block
    block: Callable[[Frame], dict[str, Any]]  # the template's data; without anything in it there is no block
    alone: bool = False  # its block shows nothing of what the entries refer to
    inside: tuple[str, ...] = ()  # keys of page sections that stand inside its block
    address: str = ""  # behind the locale, of the page that lists it; "" for none
    word: str = (
        ""  # the interface's for the list's heading; without one there is no list where staff wrote none
    )

    @property
    def want(self) -> Want:
        """What the block reads."""
        return Want(self.kind, alone=self.alone)


def sections() -> tuple[Section, ...]:
    """In the order of the settings; on the page they stand as staff placed their page sections."""
    return tuple(import_string(path) for path in settings.SECTIONS)
