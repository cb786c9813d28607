"""What the tests of the public pages share: a whole page of content, small, with gaps."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from safetyhub.publishing import actions
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_council,
    make_locale,
    make_organization,
    make_page,
    make_person,
    make_program,
    make_resource,
    make_section,
    numbers,
    partner,
    publish,
    reference,
    save_texts,
)

PAGE = "/en-us/safety-partners/"
PAGES = (
    "/en-us/",
    PAGE,
    "/en-us/programs/",
    "/en-us/programs/fact-checking/",
    "/en-us/council/experts/",
    "/en-us/resources/",
    "/en-us/resources/de/",
    "/en-us/resources/global/",
    "/en-us/resources/global/helpline/",
)
SECTIONS = {
    "programs": "Programs",
    "resources": "Safety resources",
    "resources-global": "Global",
    "resources-local": "Local",
    "councils": "Councils",
}
LINE = "In partnership with {partners}"


def make_furniture(*keys: str) -> dict[str, Any]:
    """The page and its sections, all of them unless some are named; entries by key."""
    page = make_page()
    found = {"page": page}
    for key in keys or SECTIONS:
        found[key] = make_section(
            page, key, SECTIONS[key], **({"partner_line": LINE} if key == "programs" else {})
        )
    return found


def make_content(number: int = 1) -> None:
    """A program with a partner, two resources, and a council with two members, `number` times."""
    for _ in range(number):
        name = next(numbers)
        organization = make_organization(f"Organization {name}")
        make_program(f"Program {name}", slug=f"p-{name}", partnerships=[partner(organization)])
        make_resource(f"Global {name}", slug=f"g-{name}", organization=reference(organization))
        make_resource(f"Local {name}", slug=f"l-{name}", markets=["us", "de"])
        affiliations = [{"id": None, "organization": reference(organization)}]
        person = make_person(f"Person {name}", affiliations=affiliations)
        words = {"memberships.b.reduced_label": f"A student {name}"}
        make_council(
            slug=f"c-{name}",
            texts={"en": {"name": f"Council {name}", **words}},
            memberships=[
                {"id": None, "new": "a", "person": reference(person)},
                {"id": None, "new": "b", "person": reference(make_person(live=False)), "form": "reduced"},
            ],
        )


def make_locales() -> None:
    make_locale("en-us", "en", "us", tag="en-US", position=1)
    make_locale("de-de", "de", "de", tag="de-DE", position=2)
    make_locale("ar-eg", "ar", "eg", tag="ar-EG", position=3)


def translate(entry: Any, language: str, **texts: str) -> None:
    save_texts(entry, language, texts)
    publish(entry, language)


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def text_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def shared_of(entry: Any) -> dict[str, Any]:
    return Part.objects.get(kind=entry.kind(), object_id=entry.pk, language=SHARED).head.data


def rename(entry: Any, slug: str) -> None:
    shared = {**shared_of(entry), "slug": slug}
    actions.save(entry, language=SHARED, shared=shared, user=None, seen=None, origin="command")
    publish(entry, SHARED)


def make_site() -> dict[str, Any]:
    """Something to see at each of `PAGES`; the page and its sections by key. Call `make_locales()` before."""
    furniture = make_furniture()
    rename(make_program("Fact-checking", slug="facts", position=1), "fact-checking")
    make_council("Experts", slug="experts")
    make_resource("Helpline", slug="helpline")
    make_content()
    return furniture
