import pytest
from babel import Locale

from safetyhub.locales import m49

# What CLDR names but ISO 3166-1 does not assign: parts of countries, groupings, unknown and private-use codes.
NOT_ASSIGNED = {"ac", "cp", "cq", "dg", "ea", "eu", "ez", "ic", "qo", "ta", "un", "xa", "xb", "zz"}


def test_every_country_of_iso_3166_1_is_there_and_kosovo():
    in_cldr = {code.lower() for code in Locale("en").territories if len(code) == 2}
    assert set(m49.COUNTRIES) == in_cldr - NOT_ASSIGNED
    assert len(m49.COUNTRIES) == 249 + 1


def test_every_area_that_cldr_names_is_there_but_the_world():
    in_cldr = {code for code in Locale("en").territories if code.isdigit()}
    assert set(m49.AREAS) == in_cldr - {"001"}


def test_no_country_stands_in_two_immediate_areas():
    listed = [code for members in m49._MEMBERS.values() for code in members.split()]
    assert len(listed) == len(set(listed)) == len(m49.COUNTRIES) - 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("mx", ("013", "419", "003", "019")),
        ("us", ("021", "003", "019")),
        ("br", ("005", "419", "019")),
        ("ke", ("014", "202", "002")),
        ("eg", ("015", "002")),
        ("de", ("155", "150")),
        ("xk", ("039", "150")),
        ("419", ("019",)),
        ("150", ()),
        ("aq", ()),
    ],
)
def test_containing_areas_come_nearest_first(code, expected):
    assert m49.containing(code) == expected


def test_containment_is_transitive_and_never_holds_itself():
    for code in m49.CODES:
        around = m49.containing(code)
        assert code not in around
        assert set(around) <= set(m49.AREAS)
        assert all(set(m49.containing(area)) <= set(around) for area in around)


@pytest.mark.parametrize("lookup", [m49.containing, m49.kind])
@pytest.mark.parametrize("code", ["zz", "001", "DE", ""])
def test_an_unknown_code_is_an_error(lookup, code):
    with pytest.raises(KeyError):
        lookup(code)
