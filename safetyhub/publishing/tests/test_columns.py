"""In and out of the columns, and never a column of another part."""

import pytest

from partners.models import CallToAction, Program
from safetyhub.locales.languages import LANGUAGES
from safetyhub.publishing import actions, columns
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED, schema_of
from tests.factories import make_organization, make_program, partner, save_texts

pytestmark = pytest.mark.django_db
SCHEMA = schema_of(Program)


@pytest.fixture
def program():
    return make_program(
        texts={"en": {"title": "T", "calls_to_action.a.label": "One", "calls_to_action.b.label": "Two"}},
        calls_to_action=[{"id": None, "new": "a"}, {"id": None, "new": "b"}],
        live=False,
    )


def shared_of(program):
    return Part.objects.of(program.kind(), program.pk).select_related("head").get(language=SHARED).head.data


def test_a_key_names_a_text_or_a_childs_text():
    assert columns.split("title") == ("", 0, "title")
    assert columns.split("calls_to_action.12.label") == ("calls_to_action", 12, "label")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_columns_of_its_own(program, language):
    call = CallToAction.objects.order_by("pk").first().pk
    texts = {"title": f"Titel {language}", f"calls_to_action.{call}.label": f"Mehr {language}"}
    before = columns.read_every_part(SCHEMA, [program.pk])
    columns.write_texts(SCHEMA, program.pk, language, texts)
    after = columns.read_every_part(SCHEMA, [program.pk])
    assert after[program.pk, language] == {**before[program.pk, language], **texts}
    changed = [key for key in after if after[key] != before[key]]
    assert changed == [(program.pk, language)]


def test_a_save_of_a_text_writes_one_column(program, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        columns.write_texts(SCHEMA, program.pk, "de", {"title": "Titel"})
    (query,) = queries
    assert query["sql"].count(" = ") == 2  # the column, and the row


def test_an_emptied_text_leaves_an_empty_column(program):
    columns.write_texts(SCHEMA, program.pk, "en", {"title": ""})
    assert columns.rows(Program).values_list("title_en", flat=True).get() is None


def test_children_are_written_in_the_order_of_their_ids(program, django_assert_num_queries):
    calls = CallToAction.objects.order_by("-pk").values_list("pk", flat=True)
    texts = {f"calls_to_action.{pk}.label": str(pk) for pk in calls} | {"title": "x"}
    with django_assert_num_queries(3) as queries:
        columns.write_texts(SCHEMA, program.pk, "de", texts)
    written = [int(query["sql"].rpartition(" = ")[2]) for query in queries]
    assert written == [program.pk, *sorted(calls)]


def test_the_order_of_children_is_that_of_the_list(program):
    shared = shared_of(program)
    first, second = shared["calls_to_action"]
    changed = {**shared, "calls_to_action": [second, {"id": None, "new": "c"}, first]}
    actions.save(program, language=SHARED, shared=changed, user=None, seen=None)
    stored = columns.read_shared(SCHEMA, [program.pk])[program.pk]["calls_to_action"]
    assert [item["id"] for item in stored][0::2] == [second["id"], first["id"]]
    assert stored == shared_of(program)["calls_to_action"]


def test_a_removed_child_comes_back_with_its_words(program):
    shared = shared_of(program)
    save_texts(program, "de", {f"calls_to_action.{shared['calls_to_action'][0]['id']}.label": "Eins"})
    for calls in ([], shared["calls_to_action"]):
        actions.save(
            program, language=SHARED, shared={**shared, "calls_to_action": calls}, user=None, seen=None
        )
    assert list(CallToAction.objects.order_by("pk").values_list("label_de", "removed")) == [
        ("Eins", False),
        (None, False),
    ]


def test_shared_data_of_several_entries_is_read_in_one_query_each(program, django_assert_num_queries):
    other = make_program(partnerships=[partner(make_organization())])
    with django_assert_num_queries(3):
        found = columns.read_shared(SCHEMA, [program.pk, other.pk])
    assert {pk: len(data["partnerships"]) for pk, data in found.items()} == {program.pk: 0, other.pk: 1}


def test_ids_of_children_include_removed_ones(program):
    ids = columns.child_ids(SCHEMA, program.pk)
    shared = {**shared_of(program), "calls_to_action": []}
    actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    assert columns.child_ids(SCHEMA, program.pk) == ids
    assert len(ids["calls_to_action"]) == 2
