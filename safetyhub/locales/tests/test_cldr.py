import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.locales import cldr, m49
from safetyhub.locales.languages import LANGUAGES
from safetyhub.locales.tags import parse

languages = st.sampled_from(sorted(LANGUAGES))
words = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)


def test_babel_knows_each_language_in_its_own_script():
    for language in set(LANGUAGES) - {"tl"}:
        asked, found = parse(LANGUAGES[language].tag), cldr.babel_locale(language)
        assert found.language == asked.language
        assert (found.script or asked.usual_script) == asked.usual_script


def test_tagalog_is_read_as_filipino():
    assert cldr.babel_locale("tl").language == "fil"


def test_traditional_chinese_never_shows_simplified_names():
    assert cldr.market_name("de", "zh-hant") == "德國"
    assert cldr.market_name("de", "zh-hans") == "德国"


def test_latin_serbian_never_shows_cyrillic_names():
    assert cldr.market_name("de", "sr-latn") == "Nemačka"


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("419", "es", "Latinoamérica"),
        ("150", "de", "Europa"),
        ("de", "ur", "جرمنی"),
        ("xk", "en", "Kosovo"),
        ("de", "ceb", "Germany"),
    ],
)
def test_market_names(code, language, expected):
    assert cldr.market_name(code, language) == expected


def test_every_market_has_a_name_in_every_language():
    pairs = [(code, language) for language in LANGUAGES for code in m49.CODES]
    assert [pair for pair in pairs if cldr.market_name(*pair) == pair[0].upper()] == []


def test_a_name_that_cldr_lacks_is_taken_from_the_next_in_the_chain(monkeypatch):
    own = dict(cldr.babel_locale("de-ch").territories)
    del own["FR"]
    monkeypatch.setitem(cldr.babel_locale("de-ch")._data, "territories", own)
    assert cldr.market_name("fr", "de-ch") == "Frankreich"


def test_a_market_that_nobody_names_is_called_by_its_code():
    assert cldr.market_name("q9", "de") == "Q9"


def test_language_names_are_in_the_language_asked_for():
    assert cldr.language_name("de", "es") == "alemán"
    assert cldr.language_name("es-419", "de") == "Spanisch (Lateinamerika)"


@given(languages)
def test_tagalog_and_filipino_are_told_apart_in_every_language(language):
    assert cldr.language_name("tl", language) == "Tagalog"
    assert cldr.language_name("fil", language) != "Tagalog"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "A, B, and C"),
        ("en-gb", "A, B and C"),
        ("de", "A, B und C"),
        ("ar", "A وB وC"),
        ("ur", "A، B، اور C"),
        ("ja", "A、B、C"),
        ("fil", "A, B, at C"),
    ],
)
def test_lists_take_the_form_of_the_language(language, expected):
    assert cldr.format_list(["A", "B", "C"], language) == expected


def test_a_list_of_none_and_of_one():
    assert cldr.format_list([], "de") == ""
    assert cldr.format_list(["<bdi>A</bdi>"], "de") == "<bdi>A</bdi>"


@given(languages, st.lists(words, min_size=1, max_size=6))
def test_every_item_of_a_list_is_there_in_order(language, items):
    marked = [f"<{number}>{item}</{number}>" for number, item in enumerate(items)]
    text = cldr.format_list(marked, language)
    assert re.findall(r"<(\d)>(.*?)</\1>", text) == [(str(number), item) for number, item in enumerate(items)]


@given(languages, st.lists(st.sampled_from(["{0}", "{1}", "{", "%s", "{platform}"]), min_size=2, max_size=4))
def test_braces_in_an_item_are_text(language, items):
    text = cldr.format_list(items, language)
    assert all(item in text for item in items)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("Internet Segura", "A e Internet Segura"),
        ('<bdi lang="en">Íntegra</bdi>', 'A e <bdi lang="en">Íntegra</bdi>'),
        ("«Infancia»", "A e «Infancia»"),
        ("&quot;Infancia&quot;", "A e &quot;Infancia&quot;"),
        ("Hijos", "A e Hijos"),
        ("Hielo", "A y Hielo"),
        ("Newtral", "A y Newtral"),
    ],
)
@pytest.mark.parametrize("language", ["es", "es-mx"])
def test_spanish_and_changes_before_the_sound_i(language, last, expected):
    assert cldr.format_list(["A", last], language) == expected
    assert cldr.format_list(["X", "A", last], language) == f"X, {expected}"


def test_hebrew_and_takes_a_hyphen_before_another_script():
    assert cldr.format_list(["א", "ב"], "he") == "א וב"
    assert cldr.format_list(["א", "AFP"], "he") == "א ו-AFP"


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("2021", "en", "2021"),
        ("2021", "ja", "2021年"),
        ("2021-05", "de", "Mai 2021"),
        ("2021-05", "hu", "2021. május"),
        ("2021-05", "ru", "май 2021\u202fг."),
        ("2021-05-03", "en", "May 3, 2021"),
        ("2021-05-03", "en-gb", "3 May 2021"),
        ("2021-05-03", "ru", "3 мая 2021\u202fг."),
        ("2021-05-03", "zh-hant-hk", "2021年5月3日"),
        ("2021-05-03", "ar", "3 مايو 2021"),
    ],
)
def test_partial_dates_in_the_order_of_the_language(value, language, expected):
    assert cldr.format_partial_date(value, language) == expected


@given(languages, st.dates(min_value=date(1900, 1, 1)))
def test_a_date_says_as_much_as_was_given_and_no_more(language, day):
    year, month = f"{day:%Y}", cldr.format_partial_date(f"{day:%Y-%m}", language)
    whole = cldr.format_partial_date(day.isoformat(), language)
    assert year in cldr.format_partial_date(year, language)
    assert year in month
    assert year in whole
    assert re.search(rf"(?<!\d)0?{day.day}(?!\d)", whole)
    assert month == cldr.format_partial_date(f"{day:%Y-%m}", language)


@pytest.mark.parametrize(
    "value", ["", "21", "2021-13", "2021-02-30", "2021-5", "2021-05-03T00:00", "0000", "２０２１", "2021\n"]
)
def test_anything_else_is_no_date(value):
    with pytest.raises(ValueError, match=r"is not a year|month must be|day is out of range|year 0 is out"):
        cldr.format_partial_date(value, "en")
