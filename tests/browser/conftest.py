"""What the browser tests of the admin share: who is at the desk, what there is to edit, pictures of what was seen."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from safetyhub.content.initial import files, loader
from safetyhub.publishing.entries import Entry
from tests.factories import make_user

# Enough of the initial content for every kind of page, after those that they refer to.
SOME = (
    "connectsafely",
    "fosi",
    "national-pta",
    "family-education",
    "family-online-safety-institute",
    "de-telefonseelsorge",
    "safety-partners",
    "section-programs",
    "section-resources",
    "section-resources-global",
    "section-resources-local",
)


@pytest.fixture
def hub(live_server) -> dict[str, Entry]:
    """Some of the initial content, all of the regional versions; entries by reference."""
    return load_some()


def load_some(texts: dict[str, dict[str, dict[str, str]]] | None = None) -> dict[str, Entry]:
    """`texts` stand in for the ones in the files, by reference."""
    loader.load_locales()
    known, texts = {}, texts or {}
    entries = {data["ref"]: data for data in files.entries() if data["ref"] in SOME}
    return {
        ref: loader.load_entry({**data, "texts": texts.get(ref, data["texts"])}, known)
        for ref, data in entries.items()
    }


@pytest.fixture
def sign_in(sign_in_as) -> Callable[..., None]:
    """Call it with a role (and `languages=`): the browser is that person's from then on."""
    return lambda role="Publisher", **fields: sign_in_as(make_user(role, **fields))


@pytest.fixture
def sign_in_as(page, live_server) -> Callable[[Any], None]:
    """The same for somebody who is known already."""

    def enter(user):
        client = Client()
        client.force_login(user)
        page.context.clear_cookies()
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "domain": urlsplit(live_server.url).hostname,
                    "path": settings.SESSION_COOKIE_PATH,
                }
            ]
        )

    return enter


@pytest.fixture
def clicks(page) -> list[str]:
    """Every time the person's finger goes down, on whatever page or popup."""
    found: list[str] = []
    page.context.expose_binding("countClick", lambda source, what: found.append(what))
    page.context.add_init_script(
        "addEventListener('pointerdown', (event) => event.isTrusted && countClick(event.target.outerHTML), true)"
    )
    return found


@pytest.fixture
def shoot(page) -> Callable[[str], None]:
    """Keep a picture of the whole page if SCREENSHOTS names a folder: taking them is half of a test's time."""
    folder = os.environ.get("SCREENSHOTS")

    def keep(name: str) -> None:
        if not folder:
            return
        # The admin scrolls inside its window, so the window is made as high as what is in it.
        size = page.viewport_size
        main = "(document.querySelector('#main') ?? document.documentElement).scrollHeight"
        height = page.evaluate(f"document.fonts.ready.then(() => {main})")
        page.set_viewport_size({**size, "height": max(height + 60, size["height"])})
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        page.set_viewport_size(size)

    return keep


@pytest.fixture
def context(context):
    """What is not there after a few seconds on the test's own server will not come."""
    context.set_default_timeout(8_000)
    return context
