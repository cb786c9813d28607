"""What a person reads of two versions: names instead of codes, ids and hashes."""

import pytest

from safetyhub.publishing.compare import differences
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from tests.factories import make_organization, make_program, partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return make_program(slug="facts", partnerships=[partner(make_organization("Reuters"))])


def shared(program):
    return Part.objects.get(kind=program.kind(), object_id=program.pk, language=SHARED).head.data


def told(program, before, after):
    return {item.label: item.marked for item in differences(program, SHARED, before, after)}


def test_what_is_new_is_told_in_names(program):
    found = told(program, {}, {**shared(program), "markets": ["de", "419"], "image": "0123456789abcdef"})
    assert found["Markets"] == "<ins>Germany, Latin America</ins>"
    assert found["Picture"] == "<ins>picture 01234567</ins>"
    assert found["Partner Reuters: organisation"] == "<ins>Reuters</ins>"
    assert found["Partner Reuters: markets"] == "<ins>Everywhere</ins>"
    assert found["Partners: order"] == "<ins>Reuters</ins>"


def test_only_what_differs_is_told(program):
    before = shared(program)
    row = {**before["partnerships"][0], "since": "2021"}
    assert told(program, before, before) == {}
    assert told(program, before, {**before, "partnerships": [row]}) == {
        "Partner Reuters: since": "<ins>2021</ins>"
    }


def test_a_row_taken_out_keeps_its_name(program):
    before = shared(program)
    found = told(program, before, {**before, "partnerships": []})
    assert found["Partner Reuters: organisation"] == "<del>Reuters</del>"


def test_one_query_for_each_kind_referred_to(program, django_assert_num_queries):
    after = shared(program)
    with django_assert_num_queries(1):
        told(program, {}, after)
