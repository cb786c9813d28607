"""Every field of every part of every kind of entry holds a word of its own, in every state; a visitor asks for everything.

No word of anything that is not live is in any answer, and every word that is live is in one. Pictures likewise.
"""

import logging
import re
from collections.abc import Iterator
from html import unescape

import pytest

from council.models import Council, Person
from partners.models import Organization, Program
from resources.models import Resource
from safetyhub import sitemaps
from safetyhub.content.models import Arrangement, Page, PageSection
from safetyhub.locales.models import Locale
from safetyhub.publishing import images
from safetyhub.publishing.models import OldSlug
from tests.factories import (
    make_council,
    make_entry,
    make_locale,
    make_program,
    make_user,
    numbers,
    partner,
    reference,
)
from tests.planting import Garden, plant
from tests.public import make_furniture, make_locales

WORD = re.compile(r"zq\d{5}x")
PICTURE = re.compile(r"[0-9a-f]{64}")
LINK = re.compile(r"""(?:href|src|srcset|action|content)=["']?([^"'\s>]+)|<loc>([^<]+)""")

# Fields that no public page has a place for, of what is live.
UNSEEN = {
    "partners.organization": r"shared: (acronym|former_names)|(en|de): (name_in_sentence|legal_status)",
    "content.page": r".*",
    "content.pagesection": r"(en|de): partner_line",
    "council.council": r"reduced_label",  # stands for members who are not named; these are
}


@pytest.fixture(autouse=True)
def quiet():
    """Hundreds of addresses lead nowhere, as they should: no line for each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def garden(db, django_capture_on_commit_callbacks):
    make_locales()
    make_locale("de-at", "de", "at", visibility=Locale.Visibility.PREVIEW)
    make_locale("de-ch", "de", "ch", visibility=Locale.Visibility.CLOSED)
    with django_capture_on_commit_callbacks(execute=True):
        return make_garden()


def make_garden() -> Garden:
    """Organisations and people are public only where something names them, so something names all of them."""
    garden, everywhere = Garden(), {"markets": ["everywhere"]}
    organizations = plant(garden, Organization, {}, {})
    live = {Organization.kind(): reference(organizations["live"])}
    people = plant(garden, Person, live, {})
    page = make_furniture()["page"]
    pages = plant(garden, Page, {}, {})
    plant(garden, PageSection, {Page.kind(): reference(page)}, {"": {"position": 5}})
    hidden = Garden(numbers=garden.numbers)  # what is live on a page that is not is seen by nobody
    plant(hidden, PageSection, {Page.kind(): reference(pages["never published"])}, {})
    garden.words |= hidden.words
    references = live | {Person.kind(): reference(people["live"])}
    for model in (Program, Council, Resource):
        plant(garden, model, references, {"": {**everywhere, "position": next(numbers)}})
    members = [{"id": None, "person": reference(person)} for person in people.values()]
    make_council("All of them", memberships=members)
    make_program("All of them", partnerships=[partner(one) for one in organizations.values()])
    hide_all()
    return garden


def hide_all() -> None:
    """A draft of how a regional version orders the programs hides none of them."""
    hidden = list(Program.objects.values_list("pk", flat=True))
    make_entry(Arrangement, {"locale": "en-us", "section": "programs", "hidden": hidden}, {}, live=False)


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
        for (
            close
        ) in response._resource_closers:  # the client drops the body of a HEAD without closing its file
            close()
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


def guesses(garden: Garden) -> Iterator[str]:
    """Addresses of everything that was ever planted, whatever became of it, in every regional version."""
    rests = {
        Program.kind(): ("programs/{}/",),
        Council.kind(): ("council/{}/",),
        Resource.kind(): ("resources/global/{}/", "resources/us/{}/"),
        Page.kind(): ("{}/",),
    }
    slugs = [
        (word, where.partition(" ")[0])
        for word, where in garden.words.items()
        if where.endswith((": slug", ": key"))
    ]
    for word, kind in slugs:
        for rest in rests.get(kind, ()):
            yield from (f"/{code}/{rest.format(word)}" for code in ("en-us", "de-de", "de-at"))
            yield f"/en-us/{rest.format(word.upper())}"
    for code in ("de-at", "de-ch", "fil-ph"):
        yield from (f"/{code}/{rest}" for rest in ("", "safety-partners/", "programs/", "resources/"))


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


def is_seen(where: str) -> bool:
    kind, _, rest = where.partition(" ")
    return not re.search(UNSEEN[kind], rest) if kind in UNSEEN else True


# The test client closes no file of an answer that nobody reads.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_leaks_and_nothing_is_missing(client, garden):
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
            assert client.get(path).status_code == expected, f"{where} {width}"
            assert client.head(path).status_code == expected, f"{where} {width}"
    assert {name in garden.live for name in garden.pictures} == {True, False}


def check_the_same_for_staff(client) -> None:
    """Being logged in changes nothing about a public page."""
    pages = ("/en-us/", "/en-us/safety-partners/", "/en-us/programs/", "/de-de/resources/", "/sitemap.xml")
    before = [client.get(page).content for page in pages]
    client.force_login(make_user("Administrator"))
    assert [client.get(page).content for page in pages] == before
