"""Clean data: what is refused, what is put right, and that clean data stays as it is."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from council.models import Council
from partners.models import Organization, Program
from safetyhub.content.models import Arrangement, PageSection
from safetyhub.publishing import columns, richtext
from safetyhub.publishing.cleaning import LONGEST, NOT_XML, clean_shared, clean_texts, normalise
from safetyhub.publishing.management.commands.check_revisions import differences
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import schema_of
from tests.factories import make_locale, make_organization, make_program, reference, save_texts

PROGRAM = schema_of(Program)
SHARED_DATA = {"slug": "fact-checking", "markets": ["everywhere"]}


def refused(function, *arguments):
    with pytest.raises(ValidationError) as caught:
        function(*arguments)
    return caught.value.message_dict


# --- Texts ----------------------------------------------------------------------------------------------------------


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    once = normalise(text)
    assert normalise(once) == once
    assert not NOT_XML.search(once)
    assert "\r" not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (" a\r\nb\rc ", "a\nb\nc"),
        ("cafe\u0301", "café"),
        ("a\x00b\ufffe\x0bc\ud800", "abc"),
        ("\u200fعربي\u200f", "\u200fعربي\u200f"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("\u00a0x\u3000", "x"),
        ("\u202eab\u202c \u202ac", "ab c"),  # else what follows on the page would stand the wrong way round
        ("a \u2068ب\u2069 c", "a \u2068ب\u2069 c"),
    ],
)
def test_a_text_is_put_right_and_no_more(text, normal):
    assert normalise(text) == normal


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_clean_text_is_clean(summary, body):
    try:
        once = clean_texts(PROGRAM, "de", {"summary": summary, "body": body})
    except ValidationError:
        return
    assert clean_texts(PROGRAM, "de", once) == once


def test_an_emptied_text_is_kept_as_empty_so_that_its_column_is_cleared():
    texts = {"title": " ", "summary": None, "body": "<p>&nbsp;</p>"}
    assert clean_texts(PROGRAM, "de", texts) == {"title": "", "summary": "", "body": ""}


@pytest.mark.parametrize("title", ["", "  ", None, "\x00", "\u3000"])
def test_the_source_needs_a_title(title):
    assert "title" in refused(clean_texts, PROGRAM, "en", {"title": title})


@pytest.mark.parametrize("title", ["\u200b", "\ufeff \u2060", "\u3164", "\u2800\u00ad"])
def test_what_nobody_can_see_is_no_text(title):
    assert clean_texts(PROGRAM, "de", {"title": title, "body": f"<p>{title}</p>"}) == {
        "title": "",
        "body": "",
    }


def test_a_joiner_within_words_stays():
    assert clean_texts(PROGRAM, "fa", {"title": "می\u200cخواهم"}) == {"title": "می\u200cخواهم"}


def test_a_save_of_other_texts_does_not_ask_for_the_title():
    assert clean_texts(PROGRAM, "en", {"summary": "x"}) == {"summary": "x"}


@pytest.mark.parametrize("title", [7, ["x"], {"x": 1}, b"x", True])
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_no_text_is_refused(title, language):
    assert "title" in refused(clean_texts, PROGRAM, language, {"title": title})


@pytest.mark.parametrize(
    ("key", "most"), [("title", 200), ("summary", 500), ("body", LONGEST), ("calls_to_action.1.label", 80)]
)
def test_an_over_long_text_is_refused_beside_its_field(key, most):
    assert clean_texts(PROGRAM, "de", {key: "x" * most})
    (message,) = refused(clean_texts, PROGRAM, "de", {key: "x" * (most + 1)})[key][:1]
    assert str(most) in message


def test_an_over_long_text_is_refused_before_it_is_parsed(monkeypatch):
    """100,000 tags in one another kept the sanitiser busy for 20 seconds."""
    monkeypatch.setattr(richtext, "sanitise", lambda html: pytest.fail("parsed"))
    (message,) = refused(clean_texts, PROGRAM, "de", {"body": "<blockquote>" * 100_000 + "x"})["body"]
    assert str(LONGEST) in message


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "example", "//x.org"]
)
def test_an_address_that_runs_or_leads_nowhere_is_refused(address):
    key = "calls_to_action.1.address"
    assert key in refused(clean_texts, PROGRAM, "de", {key: address})


def test_everything_that_is_wrong_is_said_at_once():
    texts = {"title": "{oops}", "summary": "x" * 501, "body": "<script>", "nonsense": "x"}
    assert refused(clean_texts, PROGRAM, "de", texts).keys() == texts.keys()


def test_a_rule_of_the_section_is_heard():
    section = schema_of(PageSection)
    for line in ("With friends", "{partners} and {partners}"):
        assert "partner_line" in refused(clean_texts, section, "de", {"partner_line": line})
    assert clean_texts(section, "de", {"partner_line": "Mit {partners} auf {platform}"})


# --- The shared part ------------------------------------------------------------------------------------------------


def test_missing_fields_are_their_defaults():
    clean = clean_shared(PROGRAM, SHARED_DATA)
    assert clean == {**SHARED_DATA, "position": 100, "image": "", "calls_to_action": [], "partnerships": []}


def test_clean_shared_data_is_clean():
    once = clean_shared(
        PROGRAM, {**SHARED_DATA, "calls_to_action": [{"id": 3}], "markets": ["de", "at", "de"]}
    )
    assert once["markets"] == ["de", "at"]
    assert clean_shared(PROGRAM, once) == once


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"slug": ""}, "slug"),
        ({"slug": None}, "slug"),
        ({"slug": "two words"}, "slug"),
        ({"slug": "x" * 81}, "slug"),
        ({"position": -1}, "position"),
        ({"position": None}, "position"),
        ({"position": "first"}, "position"),
        ({"position": 10**30}, "position"),
        ({"markets": None}, "markets"),
        ({"markets": []}, "markets"),
        ({"markets": ["DE"]}, "markets"),
        ({"markets": [7]}, "markets"),
        ({"markets": ["everywhere", "de"]}, "markets"),
        ({"nonsense": 1}, "nonsense"),
        ({"id": 1}, "id"),
        ({"calls_to_action": [{"id": 1, "removed": True}]}, "calls_to_action.0.removed"),
        ({"calls_to_action": [{"id": 1, "program_id": 2}]}, "calls_to_action.0.program_id"),
    ],
)
def test_a_bad_or_forged_field_is_refused_by_its_key(changes, key):
    assert key in refused(clean_shared, PROGRAM, {**SHARED_DATA, **changes})


@pytest.mark.django_db
@pytest.mark.parametrize("image", ["x", "0" * 64, "../secret"])
def test_a_picture_has_to_exist(image):
    assert "image" in refused(clean_shared, PROGRAM, {**SHARED_DATA, "image": image})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "organization", [None, "x", 7, [], ["partners.organization"], ["partners.organization", "7"], ["partners.program", 1],
                     ["partners.organization", 999], ["partners.organization", -1], ["partners.organization", 10**30]]
)  # fmt: skip
def test_a_reference_has_to_be_one_and_to_exist(organization):
    data = {**SHARED_DATA, "partnerships": [{"id": None, "organization": organization}]}
    assert list(refused(clean_shared, PROGRAM, data)) == ["partnerships.0.organization"]


@pytest.mark.django_db
def test_references_are_looked_up_together(django_assert_num_queries):
    partners = [
        {"id": None, "organization": reference(make_organization(live=False))} for _number in range(3)
    ]
    with django_assert_num_queries(1):
        clean_shared(PROGRAM, {**SHARED_DATA, "partnerships": partners})


def test_a_term_cannot_end_before_it_begins():
    council = schema_of(Council)
    data = {**SHARED_DATA, "launched": "2024-05", "ended": "2024"}
    assert clean_shared(council, data)["ended"] == "2024"
    assert "ended" in refused(clean_shared, council, {**data, "ended": "2023"})


def test_a_choice_is_one_of_the_choices():
    data = {**SHARED_DATA, "memberships": [{"id": None, "form": "secret"}]}
    errors = refused(clean_shared, schema_of(Council), data)
    assert errors.keys() == {"memberships.0.form", "memberships.0.person"}


@pytest.mark.django_db
def test_an_arrangement_is_a_list_of_ids():
    make_locale()
    arrangement = schema_of(Arrangement)
    data = {"locale": "en-us", "section": "programs", "order": [3, 1], "hidden": []}
    assert clean_shared(arrangement, data) == data
    assert "order" in refused(clean_shared, arrangement, {**data, "order": ["x"]})
    assert "locale" in refused(clean_shared, arrangement, {**data, "locale": "xx"})


def test_a_long_field_of_the_shared_part_has_an_end_too():
    assert "former_names" in refused(
        clean_shared, schema_of(Organization), {"former_names": "x" * (LONGEST + 1)}
    )


# --- Through the door -----------------------------------------------------------------------------------------------

WORDS = st.text(max_size=60) | st.sampled_from(
    ["a & b", "<p>x</p>", "{platform}", "\u202eabc", "\x1f", "ﬁ", "x\r\ny"]
)


@pytest.fixture
def program(db):
    return make_program(
        live=False,
        texts={"en": {"title": "T", "calls_to_action.a.label": "More"}},
        calls_to_action=[{"id": None, "new": "a"}],
    )


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    language=st.sampled_from(["de", "ar", "id", "zh-hant-hk", "fil"]),
    texts=st.dictionaries(
        st.sampled_from(["title", "summary", "body", "image_alt", "label"]), WORDS, min_size=1
    ),
)
def test_what_the_columns_hold_is_what_head_says_whatever_was_written(program, language, texts):
    """Random words through the door, over whatever the last example left there."""
    call = program.calls_to_action.get().pk
    keyed = {f"calls_to_action.{call}.label" if key == "label" else key: text for key, text in texts.items()}
    try:
        save_texts(program, language, keyed)
    except ValidationError:
        pass
    else:
        head = Part.objects.of(program.kind(), program.pk).filter(language=language).first()
        data = head.head.data if head else {}
        assert columns.read_texts(PROGRAM, [program.pk], [language])[program.pk, language] == data
        assert all(data.get(key, "") == normalise(text) for key, text in keyed.items() if key != "body")
    assert list(differences(Program)) == []
