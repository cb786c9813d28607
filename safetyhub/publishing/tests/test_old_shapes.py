"""Revisions of an older release, with other keys, are read as if they had today's."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from partners.models import Program
from safetyhub.publishing.models import LiveMarket, Part
from safetyhub.publishing.references import not_public, targets
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_locale,
    make_organization,
    make_program,
    make_user,
    partner,
    publish,
    save_texts,
    write_past_the_door,
)

pytestmark = pytest.mark.django_db

OLD = {"headline": "title", "path": "slug", "countries": "markets", "partners": "partnerships"}


@pytest.fixture
def renamed(monkeypatch):
    """Fields of programs had other names once."""

    def upgrade(cls, language, data):
        return {OLD.get(key, key): value for key, value in data.items()}

    monkeypatch.setattr(Program, "upgrade", classmethod(upgrade))


def part(entry, language):
    return Part.objects.select_related("head", "live").get(
        kind=entry.kind(), object_id=entry.pk, language=language
    )


def age(entry, language, **more):
    """A new head, as the older release wrote it."""
    past = {today: before for before, today in OLD.items()}
    head = part(entry, language).head
    data = {past.get(key, key): value for key, value in {**head.data, **more}.items()}
    made_from = {past.get(key, key): value for key, value in head.made_from.items()}
    write_past_the_door(entry, language, data, made_from=made_from)


@pytest.fixture
def program(renamed):
    organization = make_organization(live=False)
    rows = [partner(organization)]
    program = make_program("Old", slug="old", markets=["de"], partnerships=rows, live=False)
    age(program, "en")
    age(program, SHARED)
    return program


def test_what_goes_live_has_its_title_its_address_and_its_markets(client, program):
    make_locale("de-de", "de", "de")
    publish(program, SHARED, "en")
    assert part(program, SHARED).slug == "old"
    assert list(LiveMarket.objects.filter(part__object_id=program.pk).values_list("market", flat=True)) == [
        "de"
    ]
    assert "Old" in client.get("/de-de/programs/old/").content.decode()


def test_what_it_refers_to_is_found(program):
    shared = part(program, SHARED).head.data
    assert "partners" in shared
    assert [kind for kind, _pk in targets(Program.kind(), shared)] == ["partners.organization"]
    assert len(not_public([(Program.kind(), program.pk)])) == 1


def test_a_translation_is_outdated_by_content_and_not_by_the_names_of_fields(program):
    publish(program, SHARED, "en")
    save_texts(program, "de", {"title": "Alt"})
    assert not part(program, "de").outdated
    age(program, "de")
    publish(program, SHARED)
    save_texts(program, "de", {"summary": "Kurz"})
    assert not part(program, "de").outdated
    age(program, "en", title="New")
    publish(program, "en")
    assert part(program, "de").outdated
    save_texts(program, "de", {"summary": "Kürzer"})
    assert part(program, "de").outdated


def test_the_form_shows_the_source_and_what_changed_in_it(client, program):
    publish(program, SHARED, "en")
    save_texts(program, "de", {"title": "Alt"})
    age(program, "de")
    age(program, "en", title="New")
    publish(program, "en")
    client.force_login(make_user("Publisher"))
    url = reverse("admin:partners_program_change", args=[program.pk])
    editing = client.get(url, {"language": "de"}).context["editing"]
    assert editing.source["title"] == "New" and editing.outdated == ["title"]
    assert "<del>Old</del>" in editing.source_changes["title"]


def test_without_a_title_nothing_goes_live(renamed):
    program = make_program("Old", live=False)
    write_past_the_door(program, "en", {"summary": "No headline"})
    with pytest.raises(ValidationError, match="nothing to publish"):
        publish(program, "en")
