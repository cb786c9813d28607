import pytest

from safetyhub.content import presence
from safetyhub.publishing import actions
from safetyhub.publishing.schema import SHARED
from tests.factories import make_locale, make_program, publish, save_texts

pytestmark = pytest.mark.django_db

PROGRAM = "partners.program"


def of(program):
    """Both ways to ask give the same answer; what is not live at all is not among many."""
    one = presence.of_entry(PROGRAM, program.pk)
    many = next((entry for entry in presence.each([PROGRAM]) if entry.id == program.pk), None)
    assert (many is None) is (not one.markets)
    assert many is None or (one.languages, one.markets) == (many.languages, many.markets)
    return one


def test_a_title_makes_a_language_and_drafts_do_not():
    program = make_program(texts={"en": {"title": "T"}, "es": {"title": "T"}, "es-mx": {"summary": "S"}})
    save_texts(program, "de", {"title": "Draft"})
    assert of(program).languages == {"en", "es"}


@pytest.mark.parametrize(
    ("language", "speaks"),
    [("de-ch", True), ("de", True), ("en-gb", True), ("fr", False), ("zh-hant", False)],
)
def test_who_reads_it_in_their_own_language(language, speaks):
    program = make_program(texts={"en": {"title": "T"}, "de": {"title": "D"}, "zh-hans": {"title": "Z"}})
    locale = make_locale("xx", language, None)
    assert of(program).is_present(locale)
    assert of(program).speaks(locale) is speaks


@pytest.mark.parametrize(("markets", "present"), [(["de"], True), (["150"], True), (["us"], False)])
def test_where_it_is_offered(markets, present):
    program = make_program(markets=markets)
    locale = make_locale("de-de", "de", "de")
    assert of(program).is_present(locale) is present
    assert of(program).is_readable(locale)


@pytest.mark.parametrize("language", [SHARED, "en"])
def test_what_is_taken_down_is_nowhere(language):
    program, locale = make_program(), make_locale()
    actions.take_down(program, language=language, user=None)
    assert not of(program).is_present(locale)
    assert not of(program).speaks(locale)
    publish(program, language)
    assert of(program).is_present(locale)
