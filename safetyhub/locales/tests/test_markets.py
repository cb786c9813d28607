import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.locales import m49, markets
from safetyhub.locales.cldr import market_name
from safetyhub.locales.languages import LANGUAGES
from safetyhub.locales.markets import EVERYWHERE, parse_markets, suggest_markets

codes = st.lists(st.sampled_from(sorted(m49.CODES)), unique=True, max_size=12)
interface = st.sampled_from(["en", "de", "es", "ar"])


@given(codes, interface)
def test_names_that_we_show_are_understood(wanted, language):
    text = ", ".join(market_name(code, language) for code in wanted)
    assert parse_markets(text, language) == wanted


@given(codes, interface)
def test_codes_are_understood_in_any_case(wanted, language):
    assert parse_markets(" ; ".join(wanted).upper(), language) == wanted


def test_every_name_in_every_language_is_understood_alone():
    pairs = [(code, language) for language in LANGUAGES for code in m49.CODES]
    assert [pair for pair in pairs if parse_markets(market_name(*pair), pair[1]) != [pair[0]]] == []


def test_two_names_side_by_side_are_never_read_as_a_third():
    """Every name that is made of two others, such as the Caribbean Netherlands, in every language."""
    found = []
    for language in LANGUAGES:
        known = {**markets._names(language), **{code: code for code in m49.CODES}}
        for words in map(str.split, markets._names(language)):
            for cut in range(1, len(words)):
                first, second = " ".join(words[:cut]), " ".join(words[cut:])
                if first in known and second in known:
                    found.append(parse_markets(f"{first}, {second}", language))
    assert len(found) > 100
    assert all(len(pair) == 2 for pair in found)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("", "en", []),
        (" , ,", "en", []),
        ("Germany, Austria", "de", ["de", "at"]),
        ("Deutschland, österreich", "de", ["de", "at"]),
        ("cote d'ivoire", "en", ["ci"]),
        ("Bosnia and Herzegovina", "en", ["ba"]),
        ("UK, USA", "en", ["gb", "us"]),
        ("Latin America\nEurope", "en", ["419", "150"]),
        ("de, DE, Germany", "en", ["de"]),
        ("مصر، المانيا", "ar", ["eg", "de"]),
        ("日本、中国", "ja", ["jp", "cn"]),
        ("Nord-, Mellem- og Sydamerika, Danmark", "da", ["019", "dk"]),
        ("everywhere", "de", [EVERYWHERE]),
        ("Caribbean, Netherlands, Caribbean Netherlands", "en", ["029", "nl", "bq"]),
        ("Guinea, Guinea-Bissau", "en", ["gn", "gw"]),
        ("Áo, AO", "vi", ["at", "ao"]),
    ],
)
def test_what_editors_type(text, language, expected):
    assert parse_markets(text, language) == expected


def test_an_unknown_name_is_named_with_the_nearest_that_is_known():
    with pytest.raises(ValidationError) as caught:
        parse_markets("Grmany, France, Atlantis", "en")
    assert caught.value.messages == [
        "“Grmany” is no country or area that we know. Did you mean “Germany”?",
        "“Atlantis” is no country or area that we know.",
    ]
    assert {error.code for error in caught.value.error_list} == {"unknown_market"}


def test_the_nearest_name_is_in_the_language_of_the_interface():
    with translation.override("en"), pytest.raises(ValidationError, match="Did you mean “Deutschland”"):
        parse_markets("Deutchland", "de")


def test_everywhere_stands_alone():
    with pytest.raises(ValidationError, match="Everywhere includes every market"):
        parse_markets("everywhere, Germany", "en")


def test_suggestions_start_with_the_code_itself():
    assert suggest_markets("de", "en")[0] == ("de", "Germany")


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        ("ger", "en", "Germany"),
        ("deutsch", "de", "Deutschland"),
        ("germ", "de", "Deutschland"),
        ("emirates", "en", "United Arab Emirates"),
        ("uk", "en", "United Kingdom"),
        ("Swedden", "en", "Sweden"),
        ("المان", "ar", "ألمانيا"),
    ],
)
def test_suggestions(query, language, expected):
    assert expected in [found.name for found in suggest_markets(query, language)]


@pytest.mark.parametrize("query", ["", "   ", "?!", "zzzzzzzz"])
def test_nothing_is_suggested_for_nothing(query):
    assert suggest_markets(query, "en") == []


@given(st.text(max_size=20), interface, st.integers(min_value=0, max_value=12))
def test_suggestions_keep_to_the_limit_and_name_each_market_once(query, language, limit):
    found = suggest_markets(query, language, limit)
    assert len(found) == len({item.code for item in found}) <= limit
    assert all(item.code in m49.CODES for item in found)


@given(st.text(max_size=60), interface)
def test_any_text_is_read_or_refused_in_words(text, language):
    found, refused = [], []
    try:
        found = parse_markets(text, language)
    except ValidationError as error:
        refused = error.messages
    assert set(found) <= m49.CODES | {EVERYWHERE}
    assert all(refused)
