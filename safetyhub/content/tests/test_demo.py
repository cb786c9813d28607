import re
from io import StringIO
from random import Random
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase

from safetyhub.content.demo import build, values, words
from safetyhub.locales.models import Locale
from safetyhub.publishing import actions, many, reader
from safetyhub.publishing.entries import model_of
from safetyhub.publishing.management.commands.check_revisions import differences
from safetyhub.publishing.models import LiveMarket, Part, Publication
from safetyhub.publishing.schema import SHARED, schema_of

FEW = {
    "partners.organization": 6,
    "partners.program": 3,
    "council.person": 3,
    "council.council": 1,
    "resources.resource": 4,
}


def snapshot_of(entry):
    """What the database says of an entry, without ids and times."""
    rows = []
    for part in Part.objects.of(entry.kind(), entry.pk).order_by("language").select_related("head"):
        markets = sorted(LiveMarket.objects.filter(part=part).values_list("market", flat=True))
        moves = Publication.objects.filter(part=part).values_list("origin", "author")
        public = (part.live_id == part.head_id, part.live_since is not None, part.live_before is not None)
        words = (part.language, part.version, part.search, part.outdated, part.head.made_from)
        rows.append((*words, *public, part.position, markets, list(moves), part.head.origin))
    return rows


@pytest.mark.django_db
def test_bulk_writes_what_the_door_writes():
    schema = schema_of(model_of("partners.organization"))
    draft = {"acronym": "X", "home_market": "de", "address": "https://www.example.org/", "status": "active"}
    texts = {"en": {"name": "One"}, "de": {"name": "Eins", "legal_status": "frei"}}
    by_door = actions.create(schema.model, user=None, shared=draft, texts=texts["en"], origin="command")
    actions.publish([(by_door, SHARED), (by_door, "en")], user=None, origin="command")
    actions.save(by_door, language="de", user=None, seen=None, texts=texts["de"], origin="command")
    actions.publish([(by_door, "de")], user=None, origin="command")

    [pk] = many.write(schema, [many.Draft(draft, texts)])
    assert snapshot_of(schema.model(pk=pk)) == snapshot_of(by_door)


class UnitTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        with mock.patch.object(build, "NUMBERS", FEW):
            cls.numbers = [build.add_unit(build.next_number()) for _time in range(2)]
        build.add_locales()

    def test_units_do_not_collide(self):
        programs = Part.objects.filter(kind="partners.program", language=SHARED)
        assert self.numbers == [sum(FEW.values())] * 2
        assert programs.count() == 2 * FEW["partners.program"]

    def test_columns_equal_heads(self):
        assert [finding for kind in FEW for finding in differences(model_of(kind))] == []

    def test_there_are_variants_and_every_kind_of_script(self):
        live = Part.objects.filter(live__isnull=False)
        assert live.filter(language__in=("fil", "ceb", "am")).exists()
        assert live.filter(language__in=("ar", "ur", "he")).exists()
        assert live.filter(language__in=values.VARIANTS).exists()

    def test_there_is_what_a_site_has_after_a_while(self):
        assert Part.objects.filter(live__isnull=True, live_before__isnull=False).exists()  # taken down
        assert Part.objects.filter(live__isnull=True, live_before__isnull=True).exists()  # never published
        assert any(part.live_id not in (None, part.head_id) for part in Part.objects.all())
        assert LiveMarket.objects.exclude(market="everywhere").exists()

    def test_public_entries_are_read(self):
        locale = Locale.objects.public().get(code="fil-ph")
        assert reader.read(locale, ["partners.program"]).entries("partners.program")


@pytest.mark.django_db
def test_locales_are_added_once():
    assert build.add_locales() == 45
    assert build.add_locales() == 0


def test_the_same_number_makes_the_same_texts():
    schema = schema_of(model_of("partners.organization"))
    first, second = (values.texts_of(schema, {}, "ur", Random(7)) for _time in range(2))
    assert first == second != {}


@pytest.mark.parametrize("language", ["ar", "ceb", "ti", "zh-hant-hk"])
def test_phrases_fit(language):
    rng = Random(1)
    assert all(0 < len(words.phrase(language, rng, 10)) <= 10 for _time in range(50))


def test_demonstration_content_stays_off_public_sites(settings):
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="development"):
        call_command("demo_data", stdout=StringIO())


def test_nothing_else_writes_past_the_door():
    """Only what makes demonstrations knows the second writer."""
    root = settings.BASE_DIR
    rooms = (root / name for name in ("safetyhub", "partners", "council", "resources"))
    files = (path for room in rooms for path in room.rglob("*.py") if "tests" not in path.parts)
    known = [path for path in files if re.search(r"publishing(\.| import .*\b)many\b", path.read_text())]
    assert [str(path.relative_to(root)) for path in known] == ["safetyhub/content/demo/build.py"]
