import pytest

from council.models import Council, Person
from partners.models import Organization, Partnership, Program
from safetyhub.content.models import Arrangement, Page, PageSection
from safetyhub.publishing.entries import entry_models, model_of
from safetyhub.publishing.schema import schema_of, text_names


def test_texts_stand_in_the_order_of_the_model():
    assert schema_of(Program).texts == ("title", "summary", "body", "image_alt")
    assert text_names(Partnership) == ()


def test_everything_else_that_is_editable_is_shared():
    assert schema_of(Program).shared == ("slug", "position", "markets", "image")
    assert schema_of(Program).children["partnerships"].shared == ("organization", "since", "until", "markets")
    assert schema_of(Program).children["calls_to_action"].shared == ()


def test_references_name_the_kind_that_they_refer_to():
    assert schema_of(Program).children["partnerships"].references == {"organization": "partners.organization"}
    assert schema_of(PageSection).references == {"page": "content.page"}
    assert schema_of(Organization).references == {}  # a market is no entry


def test_a_child_needs_its_reference_unless_it_may_be_empty():
    assert schema_of(Program).children["partnerships"].required == {"organization"}
    assert schema_of(Person).children["affiliations"].required == frozenset()


def test_rich_texts_are_known():
    assert schema_of(Program).rich == {"body"}
    assert schema_of(Council).rich == {"intro"}


@pytest.mark.parametrize(
    ("model", "unique"),
    [
        (Program, [("slug",)]),
        (Page, [("key",)]),
        (PageSection, [("page", "key")]),
        (Arrangement, [("locale", "section")]),
        (Organization, []),
    ],
)
def test_what_has_to_be_unique_is_known(model, unique):
    assert schema_of(model).unique == unique


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("title", ("partners.program", "title")),
        ("calls_to_action.12.label", ("partners.calltoaction", "label")),
        ("calls_to_action.first.label", ("partners.calltoaction", "label")),
        ("slug", None),
        ("title_de", None),
        ("calls_to_action.12.position", None),
        ("calls_to_action", None),
        ("partnerships.1.title", None),
        ("nonsense.1.title", None),
        ("", None),
        (".", None),
        ("..title", None),
    ],
)
def test_a_key_means_one_text_or_nothing(key, found):
    located = schema_of(Program).locate(key)
    assert (located and (located[0].model._meta.label_lower, located[1])) == found


def test_indonesian_has_a_column_of_its_own():
    assert schema_of(Program).column("title", "id") == "title_ind"
    assert schema_of(Program).column("title", "zh-hant-hk") == "title_zh_hant_hk"


def test_values_survive_the_way_to_json_and_back():
    partnerships, program = schema_of(Program).children["partnerships"], schema_of(Program)
    assert partnerships.to_json("organization", 7) == ["partners.organization", 7]
    assert partnerships.to_column("organization", ["partners.organization", 7]) == 7
    assert partnerships.to_json("organization", None) is partnerships.to_column("organization", None) is None
    assert program.to_json("markets", ("de", "at")) == ["de", "at"]
    assert program.to_column("markets", ["de", "at"]) == ("de", "at")


@pytest.mark.parametrize("model", entry_models())
def test_every_entry_has_a_schema_whose_texts_have_columns(model):
    schema = schema_of(model)
    for fields in (schema, *schema.children.values()):
        assert not set(fields.texts) & set(fields.shared)
        for name in fields.texts:
            fields.model._meta.get_field(fields.column(name, "zh-hant-hk"))
        for name in fields.shared:
            fields.default(name)
    assert model_of(schema.kind) is model


@pytest.mark.parametrize(
    "kind", ["", "partners", "partners.nonsense", "partners.partnership", "auth.user", "a.b.c"]
)
def test_a_kind_that_is_no_entry_is_unknown(kind):
    with pytest.raises(LookupError):
        model_of(kind)
