"""Somebody who translates all day, and is told each time whether it was saved. Only HTTP and HTML."""

import threading
import time

from django.core.management import call_command

from safetyhub.publishing.models import Part, Revision
from tests.races.people import STALE, Desk

PAUSE = 0.1


class Clerk:
    """In a `with`. `saved` are the words that were acknowledged; each has to be in the history."""

    def __init__(self, desk: Desk, hub) -> None:
        self.desk, self.hub = desk, hub
        self.saved: list[str] = []
        self.doubtful: list[str] = []  # sent again after an answer that was no answer, and found there
        self.unavailable: list[str] = []  # pages that said "not now"
        self.wrong: list[str] = []
        self.is_over = False
        self.thread = threading.Thread(target=self._work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error) -> None:
        self.is_over = True
        self.thread.join()
        if not any(error):
            assert self.wrong == [], self.wrong[:5]

    def _work(self) -> None:
        number = 0
        while not self.is_over:
            number += 1
            try:
                self._translate(f"words {number}")
            except Exception as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
            time.sleep(PAUSE)

    def _translate(self, words: str) -> None:
        """Open the form, write, send; and as often as the hub asks for it, press its button."""
        page = self._ask("get")
        if page is None:
            return
        self.desk.fields = page.fields
        self.desk.write(words)
        fields, attempts = {**self.desk.fields, "_save": ""}, 0
        while (page := self._ask("post", fields)) and page.status == 503:
            kept = {name: value for name, value in fields.items() if page.fields.get(name) != value}
            if kept:
                self.wrong.append(f"typed, and not kept: {kept}")
            fields, attempts = page.fields, attempts + 1
        self._hear(words, page, attempts)

    def _hear(self, words: str, page, attempts: int) -> None:
        if page is None:
            return
        if page.status == 302:
            self.saved.append(words)
        elif attempts and page.status == 200 and STALE in page.html:
            self.doubtful.append(words)
        else:
            self.wrong.append(f"{page.status} {page.html[:500]}")

    def _ask(self, method: str, *fields):
        """The page; `None` at the end of the day. A form that cannot be opened is asked for again."""
        self.desk.browser.port = self.hub.port
        while not self.is_over:
            page = getattr(self.desk.browser, method)(self.desk.address, *fields)
            if page.status != 503:
                return page
            self.unavailable.append(page.html)
            if method == "post":
                return page
            time.sleep(PAUSE)
        return None

    def check(self, entry) -> None:
        """Nothing that was acknowledged is lost, and the last of it is what the next one finds."""
        assert self.saved
        parts = Part.objects.of(entry.kind(), entry.pk).filter(language="de")
        data = Revision.objects.filter(part__in=parts).order_by("number").values_list("data", flat=True)
        kept = [one["title"] for one in data]
        assert [words for words in [*self.saved, *self.doubtful] if words not in kept] == []
        assert kept[-1] == (self.saved + self.doubtful)[-1] or kept[-1] in self.doubtful
        call_command("check_revisions")
