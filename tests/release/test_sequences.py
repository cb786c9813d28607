"""Several changes before one bake: what is made again must be what all of them touched."""

import pytest

from safetyhub.content.models import Arrangement
from safetyhub.publishing import actions
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from safetyhub.release import baking
from tests.factories import (
    make_entry,
    make_locale,
    make_organization,
    make_page,
    make_program,
    make_resource,
    publish,
    reference,
    save_texts,
)
from tests.public import rename, shared_of, translate
from tests.released import bake, contents

pytestmark = pytest.mark.django_db

BOTH = {"en": {"title": "One"}, "de": {"title": "Eins", "summary": "Ein Programm"}}


def change(entry, **values):
    shared = {**shared_of(entry), **values}
    actions.save(entry, language=SHARED, shared=shared, user=None, seen=None, origin="command")
    publish(entry, SHARED)


def live(entry, language=SHARED):
    return Part.objects.get(kind=entry.kind(), object_id=entry.pk, language=language).live_id


def a_title_that_is_emptied(site):
    program = make_program(texts=BOTH)
    yield
    translate(program, "de", title="", summary="Noch da")


def a_title_there_and_away_again(site):
    program = make_program("One")
    yield
    translate(program, "de", title="Eins")
    translate(program, "de", title="", summary="Noch da")


def german_first_and_english_down(site):
    program = make_program("One", live=False)
    save_texts(program, "de", {"title": "Eins"})
    yield
    publish(program, SHARED, "en", "de")
    actions.take_down(program, language="en", user=None)


def down_back_and_moved(site):
    program = make_program(texts=BOTH)
    yield
    revisions = {SHARED: live(program), "de": live(program, "de")}
    for language in revisions:
        actions.take_down(program, language=language, user=None)
    actions.put_back(program, revisions=revisions, user=None)
    change(program, position=0)


def four_addresses(site):
    program = make_program("One", slug="a")
    yield
    for slug in ("b", "c", "a", "d"):
        rename(program, slug)


def markets_to_and_fro(site):
    resource = make_resource("Helpline", slug="helpline", markets=["us"])
    yield
    change(resource, markets=["de", "eg"])
    change(resource, markets=["us"], sensitive=True)


def a_section_on_another_page(site):
    other = make_page("about", "About")
    yield
    change(site["programs"], page=reference(other))
    actions.take_down(other, language=SHARED, user=None)


def an_arrangement(site):
    programs = [make_program(title).pk for title in ("One", "Two")]
    shared = {"locale": "de-de", "section": "programs", "order": programs[::-1], "hidden": []}
    arrangement = make_entry(Arrangement, shared, {})
    bake()
    yield
    change(arrangement, hidden=programs[:1])


def archived_and_brought_back(site):
    program = make_program("One")
    revision = live(program)
    yield
    actions.take_down(program, language=SHARED, user=None)
    actions.archive(program, user=None)
    bake()
    actions.archive(program, user=None, archived=False)
    actions.put_back(program, revisions={SHARED: revision}, user=None)


def another_organization(site):
    resource = make_resource("Helpline", organization=reference(make_organization("One")))
    yield
    other = make_organization("Two")
    change(resource, organization=reference(other))
    translate(other, "de", name="Zwei")


def without_a_text_and_then_with_one(site):
    program = make_program("One")
    actions.take_down(program, language="en", user=None)
    yield
    translate(program, "de", title="Eins")


SEQUENCES = [
    without_a_text_and_then_with_one,
    a_title_that_is_emptied,
    a_title_there_and_away_again,
    german_first_and_english_down,
    down_back_and_moved,
    four_addresses,
    markets_to_and_fro,
    a_section_on_another_page,
    an_arrangement,
    archived_and_brought_back,
    another_organization,
]


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_one_bake_for_all_of_them_equals_a_bake_of_everything(site, sequence):
    make_locale("de-ch", "de-ch", "ch", tag="de-CH", position=5)
    steps = sequence(site)
    next(steps)
    bake()
    assert next(steps, None) is None
    assert contents(bake()) == contents(bake(everything=True))


def fails(*_args):
    raise baking.Failed([])


def test_a_bake_that_failed_in_between_forgets_nothing(site, monkeypatch):
    program = make_program(texts=BOTH)
    bake()
    translate(program, "ar", title="واحد")
    with monkeypatch.context() as broken:
        broken.setattr(baking, "_verify", fails)
        with pytest.raises(baking.Failed):
            bake()
    change(program, markets=["de"])
    assert contents(bake()) == contents(bake(everything=True))
