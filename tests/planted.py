"""A hub in which every field of every part holds a word of its own, in every state: what may be read of it, and where."""

import re
from collections.abc import Iterator

from council.models import Council, Person
from partners.models import Organization, Program
from resources.models import Resource
from safetyhub.content.models import Arrangement, Page, PageSection
from safetyhub.locales.models import Locale
from safetyhub.publishing.entries import Entry
from tests.factories import (
    make_council,
    make_entry,
    make_locale,
    make_program,
    make_section,
    numbers,
    partner,
    reference,
)
from tests.planting import STATES, Garden, Plot, plant
from tests.public import SECTIONS, make_locales

WORD = re.compile(r"zq\d{5}x")
PICTURE = re.compile(r"[0-9a-f]{64}")

# Fields that no public page has a place for, of what is live.
UNSEEN = {
    "partners.organization": r"shared: (acronym|former_names)|[a-z-]+: (name_in_sentence|legal_status)",
    "content.page": r"^(?!the page)",  # those that have no view
    "content.pagesection": r"^(?!the section).*: partner_line",
    "council.council": r"reduced_label",  # stands for members who are not named; these are
}
CODES = ("en-us", "de-de", "ar-eg", "fil-ph", "es-mx")  # public: one for each language that is planted


def is_seen(where: str) -> bool:
    kind, _, rest = where.partition(" ")
    return not re.search(UNSEEN[kind], rest) if kind in UNSEEN else True


def make_places() -> None:
    """Public ones, and two that are not."""
    make_locales()
    make_locale("fil-ph", "fil", "ph", position=4)
    make_locale("es-mx", "es-mx", "mx", tag="es-MX", position=5)
    make_locale("de-at", "de", "at", visibility=Locale.Visibility.PREVIEW)
    make_locale("de-ch", "de", "ch", visibility=Locale.Visibility.CLOSED)


def make_garden() -> Garden:
    """Organisations and people are public only where something names them, so something names all of them."""
    garden, everywhere = Garden(), {"markets": ["everywhere"]}
    organizations = plant(garden, Organization, {}, {})
    live = {Organization.kind(): reference(organizations["live"])}
    people = plant(garden, Person, live, {})
    page = make_page_of_sections(garden)
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


def make_page_of_sections(garden: Garden) -> Entry:
    """The page that visitors see, and one of its sections: live, each with a newer version on its way."""
    page = grow(Plot(garden, Page, "the page", {}, {"key": "safety-partners"}), "live, newer in review")
    own = {Page.kind(): reference(page)}
    fixed = {"key": "programs", "position": next(numbers)}
    grow(Plot(garden, PageSection, "the section", own, fixed), "live, newer approved")
    for key in SECTIONS.keys() - {"programs"}:
        make_section(page, key, SECTIONS[key])
    return page


def grow(plot: Plot, state: str) -> Entry:
    for step in STATES[state]:
        step(plot)
    return plot.entry


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
            yield from (f"/{code}/{rest.format(word)}" for code in (*CODES, "de-at"))
            yield f"/en-us/{rest.format(word.upper())}"
    for code in ("de-at", "de-ch", "ceb-ph"):
        yield from (f"/{code}/{rest}" for rest in ("", "safety-partners/", "programs/", "resources/"))
