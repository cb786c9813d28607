"""The way through a list that has several pages: which one this is, and links to the others."""

from collections.abc import Iterator

from django.core.paginator import Page

from safetyhub.publishing.text import Text

from .addresses import further
from .interface import Words

SIDES, ENDS = 2, 1  # pages that are linked on each side of the one that is read, and at both ends


class Pager:
    def __init__(self, page: Page, address: str, words: Words) -> None:
        """`address`: of the list's first page."""
        self.page, self.address, self.words = page, address, words

    @property
    def label(self) -> Text:
        return self.words.say(
            "page_of", number=str(self.page.number), pages=str(self.page.paginator.num_pages)
        )

    @property
    def previous(self) -> str:
        return self._address(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next(self) -> str:
        return self._address(self.page.number + 1) if self.page.has_next() else ""

    @property
    def links(self) -> Iterator[tuple[str, str, bool]]:
        """(number, address, whether the reader is there); a gap has no address."""
        numbers = self.page.paginator.get_elided_page_range(
            self.page.number, on_each_side=SIDES, on_ends=ENDS
        )
        for number in numbers:
            is_page = isinstance(number, int)
            yield str(number), self._address(number) if is_page else "", number == self.page.number

    def _address(self, number: int) -> str:
        return further(self.address, number) if number > 1 else self.address
