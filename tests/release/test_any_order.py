"""Any order of events on long lists: what changes is told by its keys, and every page that is linked is there."""

import random

import pytest
from django.core.exceptions import ValidationError

from safetyhub import sitemaps
from safetyhub.content.models import Arrangement
from safetyhub.publishing import actions
from safetyhub.publishing.schema import SHARED
from safetyhub.release.links import links_in, own_path
from safetyhub.release.models import Unreleased
from safetyhub.release.rendering import Renderer
from tests.factories import make_entry, make_locale, make_program, make_resource, publish, save_texts
from tests.public import make_furniture

from .test_sequences import change

pytestmark = pytest.mark.django_db

LOCALES = ("en", "de-de", "ar-eg", "de-eu")
MARKETS = (["everywhere"], ["de"], ["us"], ["eg"], ["150"], ["de", "us"], ["155"])
ROUNDS = 10


@pytest.fixture
def locales(settings):
    """One without a market, one for an area, and pages of two entries."""
    settings.LIST_LENGTH = 2
    make_locale("en", "en", None, tag="en", position=1)
    make_locale("de-de", "de", "de", tag="de-DE", position=2)
    make_locale("ar-eg", "ar", "eg", tag="ar-EG", position=3)
    make_locale("de-eu", "de-ch", "150", tag="de-CH", position=4)


class Site:
    def __init__(self, seed):
        self.any = random.Random(seed)
        self.entries = [
            make(f"{make.__name__} {place}", position=self.any.randrange(6), markets=self.any.choice(MARKETS))
            for make in (make_program, make_resource)
            for place in range(5)
        ]
        self.arrangements = {}

    def happens(self):
        """One event, if the door lets it: what is not live cannot be taken down."""
        events = (self.down, self.up, self.text_down, self.text, self.place, self.markets, self.arranged)
        try:
            self.any.choice(events)(self.any.choice(self.entries))
        except ValidationError:
            return False
        return True

    def down(self, entry):
        actions.take_down(entry, language=SHARED, user=None)

    def up(self, entry):
        publish(entry, SHARED)

    def text_down(self, entry):
        actions.take_down(entry, language=self.any.choice(["en", "de", "ar"]), user=None)

    def text(self, entry):
        language, title = self.any.choice(["en", "de", "ar", "de-ch"]), type(entry).title_field
        save_texts(entry, language, {title: f"Title {self.any.randrange(99)}"})
        publish(entry, language)

    def place(self, entry):
        change(entry, position=self.any.randrange(6))

    def markets(self, entry):
        change(entry, markets=self.any.choice(MARKETS))

    def arranged(self, entry):
        code, section = self.any.choice(LOCALES), type(entry).section
        same = [other.pk for other in self.entries if type(other) is type(entry)]
        values = {"order": self.any.sample(same, 2), "hidden": self.any.sample(same, self.any.randrange(4))}
        if found := self.arrangements.get((code, section)):
            change(found, **values)
        else:
            shared = {"locale": code, "section": section, **values}
            self.arrangements[code, section] = make_entry(Arrangement, shared, {})


def pages():
    """What a bake of everything would make: rendered pages by address. A page too many is refused."""
    renderer = Renderer()
    there = (
        address for address in sitemaps.released() if address.status == 200 and address.path.endswith("/")
    )
    return {address.path: renderer.render(address.path, 200) for address in there}


def touched(page, changes):
    made_of = page.made_of
    return any(
        key in made_of.keys and (not language or language in made_of.languages) for key, language in changes
    )


def linked(found):
    for page in found.values():
        paths = (own_path(link[0]) for link in links_in(page.body.decode(), "text/html"))
        yield from (path for path in paths if path and path.endswith("/"))


@pytest.mark.parametrize("seed", range(4))
def test_a_page_that_says_something_else_is_told_by_the_keys_of_what_happened(locales, seed):
    make_furniture()
    site, before, happened = Site(seed), pages(), 0
    for _round in range(ROUNDS):
        Unreleased.objects.all().delete()
        happened += sum(site.happens() for _event in range(site.any.choice([1, 1, 2, 4])))
        changes = [change for row in Unreleased.objects.all() for change in row.changes]
        after = pages()
        assert set(linked(after)) <= set(after)
        stale = [
            path
            for path, page in after.items()
            if path in before and page.body != before[path].body and not touched(before[path], changes)
        ]
        assert stale == []
        kept = {path: page for path, page in before.items() if path in after and not touched(page, changes)}
        before = {**after, **kept}  # with what they were made of when they were made
    assert happened > ROUNDS // 2
