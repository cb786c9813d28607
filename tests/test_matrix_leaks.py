"""Every field of every part of every kind of entry holds a word of its own, in every state; a visitor asks for everything.

No word of anything that is not live is in any answer, and every word that is live is in one. Pictures likewise.
"""

import re
from html import unescape

import pytest

from safetyhub import sitemaps
from safetyhub.publishing import images
from safetyhub.publishing.models import OldSlug
from tests.factories import make_user
from tests.planted import PICTURE, WORD, guesses, is_seen
from tests.planting import Garden

LINK = re.compile(r"""(?:href|src|srcset|action|content)=["']?([^"'\s>]+)|<loc>([^<]+)""")

pytestmark = [pytest.mark.usefixtures("quiet"), pytest.mark.long]


def close(response) -> None:
    """The test client drops the body of a HEAD without closing its file."""
    for closer in response._resource_closers:
        closer()


class Visitor:
    """Asks for everything that there is a way to, and for what somebody may guess; remembers what was said where."""

    def __init__(self, client) -> None:
        self.client = client
        self.said: dict[str, str] = {}  # word or picture -> the first address that said it
        self.asked: dict[str, int] = {}  # address -> status
        self.wrong: list[str] = []

    def ask(self, path: str) -> str:
        """In all the ways in which one can ask; the body."""
        response = self.client.get(path)
        body = self._hear(path, response)
        self.asked[path] = response.status_code
        assert "Set-Cookie" not in response.headers, path
        self._hear(f"{path} HEAD", self.client.head(path))
        tags = {"If-None-Match": response.headers.get("ETag", '"x"')}
        since = {"If-Modified-Since": response.headers.get("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")}
        for headers in (tags, since, {"Accept-Language": "de", "X-Forwarded-Host": "other.example"}):
            self._hear(f"{path} {headers}", self.client.get(path, headers=headers))
        return body

    def _hear(self, asked, response) -> str:
        body = b"".join(response) if response.streaming else response.content
        close(response)
        is_text = "image" not in response.headers.get("Content-Type", "")
        text = unescape(body.decode(errors="replace")) if is_text else ""
        if response.status_code >= 500:
            self.wrong.append(f"{response.status_code} {asked}")
        told = f"{text} {response.headers}".lower()
        own = {*WORD.findall(asked), *PICTURE.findall(asked)}  # what one asks for may be said again
        for word in {*WORD.findall(told), *PICTURE.findall(told)} - own:
            self.said.setdefault(word, asked)
        return text

    def follow(self, starts: list[str]) -> None:
        """From the addresses wherever a link or a redirect leads, on this site."""
        waiting = list(dict.fromkeys(starts))
        while waiting:
            path = waiting.pop()
            if path in self.asked or not path.startswith("/") or path.startswith(("/admin", "/static/")):
                continue
            waiting += [_local(found) for pair in LINK.findall(self.ask(path)) for found in pair if found]


def _local(address: str) -> str:
    return re.sub(r"^https?://[^/]+", "", address).partition("#")[0]


def starts(garden: Garden) -> list[str]:
    asked = ("?pointer=head", "?preview=1", "?_method=POST", "?language=de")
    found = [address.path for address in sitemaps.released()]
    return [
        "/",
        "/robots.txt",
        "/sitemap.xml",
        *found,
        *guesses(garden),
        *(f"/en-us/programs/{q}" for q in asked),
    ]


def test_nothing_leaks_and_nothing_is_missing(client, garden, settings):
    settings.LIST_LENGTH = 3  # so that lists have pages
    visitor = Visitor(client)
    visitor.follow(starts(garden))
    planted = {**garden.words, **garden.pictures}
    leaked = {word: at for word, at in visitor.said.items() if word in planted and word not in garden.live}
    missing = {word for word in garden.live if is_seen(planted[word])} - visitor.said.keys()
    wrong = [f"leaked: {planted[word]} at {at}" for word, at in leaked.items()]
    wrong += [f"missing: {planted[word]}" for word in sorted(missing)]
    assert not wrong + visitor.wrong, "\n".join(wrong + visitor.wrong)
    assert {200, 301, 302, 404} <= set(visitor.asked.values())
    assert OldSlug.objects.exists()
    check_pictures(client, garden)
    check_the_same_for_staff(client)


def check_pictures(client, garden: Garden) -> None:
    """In the public store is what is live, and nothing else, in no size."""
    for name, where in garden.pictures.items():
        expected = 200 if name in garden.live else 404
        for width in images.WIDTHS:
            path = f"/media/{name}-{width}.webp"
            for response in (client.get(path), client.head(path)):
                close(response)
                assert response.status_code == expected, f"{where} {width}"
    assert {name in garden.live for name in garden.pictures} == {True, False}


def check_the_same_for_staff(client) -> None:
    """Being logged in changes nothing about a public page."""
    pages = ("/en-us/", "/en-us/safety-partners/", "/en-us/programs/", "/de-de/resources/", "/sitemap.xml")
    before = [client.get(page).content for page in pages]
    client.force_login(make_user("Administrator"))
    assert [client.get(page).content for page in pages] == before
