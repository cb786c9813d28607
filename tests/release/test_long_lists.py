"""A list in pages: what is made again when entries come, go and change places, and what is left alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safetyhub import sitemaps
from safetyhub.content.models import Arrangement
from safetyhub.publishing import actions
from safetyhub.publishing.schema import SHARED
from safetyhub.release.manifest import Manifest
from tests.factories import make_entry, make_locale, make_program, make_resource, publish, save_texts
from tests.public import translate
from tests.released import bake, contents, file_of

from .test_sequences import SEQUENCES, change

pytestmark = pytest.mark.django_db

LIST, SECOND, LAST = "/de-de/programs/", "/de-de/programs/page/2/", "/de-de/programs/page/4/"


@pytest.fixture(autouse=True)
def short_pages(settings):
    settings.LIST_LENGTH = 2


@pytest.fixture
def programs(site):
    """Seven with one of the site's, so that the last of four pages has one; another one that nobody can read."""
    found = [make_program(f"Program {place}", slug=f"p-{place}", position=place) for place in range(10, 16)]
    make_program(slug="silent", live=False, position=11)
    return found


def first_down(programs):
    actions.take_down(programs[0], language=SHARED, user=None)


def last_down(programs):
    actions.take_down(programs[-1], language=SHARED, user=None)


def first_to_the_end(programs):
    change(programs[0], position=99)


def first_for_egypt_only(programs):
    change(programs[0], markets=["eg"])


def one_more(programs):
    make_program("One more", position=11)


def one_more_for_readers_of_german(programs):
    program = make_program("One more", position=11, live=False)
    save_texts(program, "de", {"title": "Noch eins"})
    publish(program, SHARED, "de")


def its_only_text_down(programs):
    actions.take_down(programs[2], language="en", user=None)


def a_text_without_a_title(programs):
    translate(programs[2], "de", summary="Kein Titel")
    actions.take_down(programs[2], language="en", user=None)


def one_left_out_in_germany(programs):
    shared = {"locale": "de-de", "section": "programs", "order": [], "hidden": [programs[0].pk]}
    make_entry(Arrangement, shared, {})


def last_comes_first_in_germany(programs):
    shared = {"locale": "de-de", "section": "programs", "order": [programs[-1].pk], "hidden": []}
    make_entry(Arrangement, shared, {})


def archived_and_back(programs):
    actions.take_down(programs[1], language=SHARED, user=None)
    actions.archive(programs[1], user=None)
    bake()
    actions.archive(programs[1], user=None, archived=False)
    publish(programs[1], SHARED)


CHANGES = [
    first_down,
    last_down,
    first_to_the_end,
    first_for_egypt_only,
    one_more,
    one_more_for_readers_of_german,
    its_only_text_down,
    a_text_without_a_title,
    one_left_out_in_germany,
    last_comes_first_in_germany,
    archived_and_back,
]


@pytest.mark.parametrize("of_change", CHANGES)
def test_after_a_change_it_equals_a_bake_of_everything(programs, of_change):
    bake()
    of_change(programs)
    assert contents(bake()) == contents(bake(everything=True))


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_after_a_sequence_of_changes_too(site, programs, sequence):
    make_resource("Everywhere one"), make_resource("Everywhere two"), make_resource("Everywhere three")
    steps = sequence(site)
    next(steps)
    bake()
    assert next(steps, None) is None
    assert contents(bake()) == contents(bake(everything=True))


def test_every_page_of_a_list_is_in_the_release_and_none_behind_the_last(programs):
    with Manifest.read(bake().manifest) as manifest:
        assert manifest.has(LAST)
        assert not manifest.has("/de-de/programs/page/5/")
        assert not manifest.has("/de-de/programs/page/1/")


def test_a_page_that_is_empty_now_is_gone(programs):
    bake()
    last_down(programs)
    with Manifest.read(bake().manifest) as manifest:
        assert not manifest.has(LAST)
        assert manifest.had(LAST)


def made_again(site_changed):
    """Addresses that the next bake renders."""
    bake()
    site_changed()
    release = bake()
    with Manifest.read(release.manifest) as manifest:
        return {page.path for page in manifest.share(f"made_in = {release.number}", 0, 1)}


def test_a_correction_makes_none_of_the_pages_that_do_not_show_the_entry(programs):
    translate(programs[0], "de", summary="Alt")
    made = made_again(lambda: translate(programs[0], "de", summary="Neu"))
    assert LIST in made
    assert SECOND not in made
    assert LAST not in made


def test_a_text_in_one_language_moves_nothing_in_the_lists_of_others(programs):
    made = made_again(lambda: translate(programs[0], "ar", title="برنامج"))
    assert "/ar-eg/programs/page/2/" in made
    assert SECOND not in made


def test_taking_down_removes_only_pages_that_show_it(programs, settings, django_capture_on_commit_callbacks):
    settings.RELEASE_SERVED = True
    release = bake()
    assert file_of(release, SECOND).exists()
    with django_capture_on_commit_callbacks(execute=True):
        first_down(programs)
    assert not file_of(release, LIST).exists()
    assert file_of(release, SECOND).exists()


def test_a_short_list_costs_a_bake_no_look(programs, settings):
    """Of lists that cannot have a second page nothing is asked, or every bake would ask for each market and locale."""
    settings.LIST_LENGTH = 50
    few = queries()
    make_locale("de-ch", "de", "ch", tag="de-CH", position=5)
    assert queries() == few
    settings.LIST_LENGTH = 2
    assert queries() > few


def queries():
    with CaptureQueriesContext(connection) as asked:
        assert list(sitemaps.released())
    return len(asked)
