"""A release of the hub in which everything holds a word of its own: read byte by byte, and asked for as visitors do."""

import gzip
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import brotli
import pytest

from safetyhub import sitemaps
from safetyhub.release.folders import Release
from tests.planted import PICTURE, WORD, guesses, is_seen
from tests.planting import Garden
from tests.released import ask, bake, down, front

pytestmark = [pytest.mark.usefixtures("quiet"), pytest.mark.long]

OPENED = {".gz": gzip.decompress, ".br": brotli.decompress}


def planted_in(body: bytes) -> set[str]:
    told = unescape(body.decode(errors="replace")).lower()
    return {*WORD.findall(told), *PICTURE.findall(told)}


def everything(release: Release) -> Iterator[tuple[Path, set[str]]]:
    """Every file there is, as it is stored and as it is read, with what is planted in it and in its name."""
    for path in release.folder.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            opened = OPENED[path.suffix](body) if path.suffix in OPENED else b""
            yield path, planted_in(body) | planted_in(opened) | planted_in(str(path).encode())


def moved(garden: Garden) -> set[str]:
    """Words in addresses that lead on: each was the address once of what is live at another one."""
    words = {
        word
        for address in sitemaps.released()
        if address.status == 301
        for word in WORD.findall(address.path)
    }
    assert words and all("live, published again: 1: " in garden.words[word] for word in words)
    return words


def test_no_byte_of_a_release_is_of_what_is_not_live_and_everything_live_is_in_it(garden, settings):
    settings.LIST_LENGTH = 3  # so that lists have pages
    settings.RELEASE_SERVED = True
    release, planted = bake(), {**garden.words, **garden.pictures}
    old, found, wrong = moved(garden), set(), []
    for path, words in everything(release):
        allowed = garden.live | (old if path == release.manifest else set())
        wrong += [f"leaked: {planted[word]} in {path}" for word in words & planted.keys() - allowed]
        found |= words
    missing = {word for word in garden.live if is_seen(planted[word])} - found
    wrong += [f"missing: {planted[word]}" for word in sorted(missing)]
    assert not wrong, "\n".join(wrong)
    check_the_front(garden, planted)


def check_the_front(garden: Garden, planted: dict[str, str]) -> None:
    """What is served of it, under every address that there is and every one that somebody may guess."""
    app, statuses, wrong = front(down), set(), []
    for path in {*(address.path for address in sitemaps.released()), *guesses(garden)}:
        for headers in ({}, {"accept_encoding": "gzip"}, {"accept_encoding": "br"}):
            answer = ask(app, path, **headers)
            body = (
                OPENED[".gz"](answer.body)
                if answer.headers.get("Content-Encoding") == "gzip"
                else answer.body
            )
            body = OPENED[".br"](body) if answer.headers.get("Content-Encoding") == "br" else body
            words = planted_in(body + str(answer.headers).encode()) - planted_in(path.lower().encode())
            wrong += [f"leaked: {planted[word]} at {path}" for word in words & planted.keys() - garden.live]
            statuses.add(answer.status)
    assert not wrong, "\n".join(wrong)
    assert {200, 301, 503} <= statuses
