"""By what an entry is told in a text. No database."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.publishing import endings
from safetyhub.publishing.traces import LONGEST_ENDING, Reading, found, strings, traces, without_row

NAMES = [
    ("Reuters", "Checked with Reuters.", True),
    ("Reuters", "<p>with REUTERS’ team</p>", True),
    ("Reuters", "<p>with Reu<strong>ters</strong></p>", True),  # one word to its readers
    ("Reuters", "<p>Reu</p><p>ters</p>", False),
    ("Reuters", "Reut\u00aders and 1 < 2", True),
    ("Reuters", "Reutersville is a town", False),
    ("Reuters", "mit dem Reuters-Team", True),
    ("Reuters", "我们与Reuters合作", True),  # the script changes
    ("Reuters", "بالتعاون مع وReuters", True),
    ("Telefonseelsorge", "Die TELEFONSEELSORGE hilft", True),
    ("Línea de la Vida", "la linea de la vida", True),
    ("Línea de la Vida", "<p>La Línea</p><p>de la Vida</p>", True),
    ("Línea", "alíneame", False),
    ("Straße der Hilfe", "STRASSE DER HILFE", True),
    ("İMDAT hattı", "imdat hattı", True),
    ("中央社", "台灣中央社報導", True),
    ("이주민센터", "이주민센터는 도와줍니다", True),  # a particle follows at once
    ("สายด่วน", "โทรสายด่วนวันนี้", True),
    ("رويترز", "تتعاون ورويترز معنا", True),
    ("رويترز", "بالرويترز", True),
    ("رويترز", "سرويترز", False),
    ("אורן", "ולאורן שלום", True),
    ("मदद", "मददगार", False),
    ("मदद", "यह मदद है", True),
    ("WHO", "Ask the WHO today", True),
    ("WHO", "those who ask", False),
    ("WHO", "WHOLE", False),
    ("FOSI", "(FOSI)", True),
    ("FOSI", "Fosi", False),
    ("UNICEF", "mit Unicef", True),
    ("Web", "Web2", False),
    ("Children's Helpline", "the Children’s Helpline", True),
    ("Children’s Helpline", "the Children's Helpline", True),
    ("Agence France-Presse", "mit Agence France\u2011Presse", True),
    ("Agence France-Presse", "avec l’Agence France–Presse", True),
    ("a", "a", False),
]
NUMBERS = [
    ("988", "Call 988, day and night", True),
    ("988", "call ٩٨٨ now", True),
    ("988", "in 1988", False),
    ("988", "1,988 people", False),
    ("988", "988.50", False),
    ("116 111", "Ruf 116111 an", True),
    ("116 111", "116-111", True),
    ("116 111", "2116 111", False),
    ("0800 111 0 111", "Tel. 0800/1110111.", True),
    ("0800 111 0 111", "+49 (0) 800 111 01 11", True),
    ("0800 111 0 111", '<a href="tel:+498001110111">call</a>', True),
    ("0800 111 0 111", "0800 111 0 112", False),
    ("+1 800-273-8255", "1.800.273.8255", True),
    ("+1 800-273-8255", "800 273 8255", True),
    ("+49 800 1110111", "0800 1110111", True),
    ("+49 800 1110111", "0800 11101112", False),
]
SITES = [
    ("https://www.fosi.org/", "see www.fosi.org/good.", True),
    ("https://www.fosi.org/", '<p><a href="https://fosi.org/help">here</a></p>', True),
    ("https://fosi.org/a/b", "kids.FOSI.org", True),
    ("https://www.fosi.org/", "notfosi.org", False),
    ("https://www.fosi.org/", "fosi.org.uk", False),
    ("help@fosi.org", "write to Help@fosi.org.", True),
    ("help@fosi.org", "nohelp@fosi.org", False),
]


@pytest.mark.parametrize(("value", "text", "expected"), [*NAMES, *NUMBERS, *SITES])
def test_found(value, text, expected):
    assert bool(found(text, traces([value]))) is expected


INFLECTED = [
    ("FOSI", "die FOSIs", "de", True),
    ("FOSI", "FOSI's rules", "en", True),
    ("Reuters", "Reuters’ Meldung", "de", True),
    ("Correctiv", "Correctivs Bericht", "de", True),
    ("UNICEF", "de UNICEFs", "nl", True),
    ("PTA", "the PTAs", "en", True),
    ("PTA", "PTAX", "en", False),
    ("PTA", "PTAS", "en", False),
    ("PTA", "PTAsX", "en", False),
    ("PTA", "PTAs2", "en", False),
    ("PTA", "ptas", "en", False),
    ("PTA", "PTAen", "de", False),
    ("Reuters", "agencji Reutersa", "pl", True),
    ("Reuters", "Reutersom", "hr", True),
    ("Reuters", "Reutersa", "en", False),
    ("Reuters", "Reutersin mukaan", "fi", True),
    ("Рейтер", "агентства Рейтера", "ru", True),
    ("Рейтер", "Рейтеровский", "ru", False),
    ("Google", "Google'ın", "tr", True),
    ("FOSI", "las FOSIs", "", True),  # in what is the same in every language
]


@pytest.mark.parametrize(("name", "text", "language", "expected"), INFLECTED)
def test_an_ending_of_the_language_may_follow(name, text, language, expected):
    assert bool(found(text, traces([name]), language)) is expected


LANGUAGES = st.sampled_from(["", "en", "de", "ar", "xx", *endings.ENDINGS])
ACRONYM = st.text(string.ascii_uppercase, min_size=2, max_size=4)
WORD = st.text(string.ascii_letters, min_size=5, max_size=12)
TAIL = st.text(string.ascii_letters, min_size=1, max_size=6)


@given(ACRONYM | WORD, LANGUAGES, st.data())
def test_with_each_ending_it_is_the_name(name, language, data):
    ending = data.draw(st.sampled_from(sorted(endings.of(language))))
    assert found(f"the {name}{ending}, today", traces([name]), language) == [name]


@given(ACRONYM, TAIL, LANGUAGES)
def test_with_any_other_letters_it_is_another_word(name, tail, language):
    expected = [name] if tail in endings.of(language) else []
    assert found(f"0 {name}{tail} 0", traces([name]), language) == expected


def test_every_ending_can_be_found():
    """They stand as a text is read, and none is longer than what is looked at."""
    every = {ending for language in endings.ENDINGS for ending in endings.of(language)}
    assert {Reading(ending).folded for ending in every} == every
    assert max(map(len, every)) <= LONGEST_ENDING


def test_each_line_is_a_name_of_its_own():
    assert found("once called the Old Name", traces(["The New Name\nthe Old Name\n\n"])) == ["the Old Name"]


def test_what_has_no_words_tells_nothing():
    assert traces(["", "  ", "https://", "\u200b"]) == []


def test_texts_of_a_part_have_the_keys_of_their_fields():
    data = {
        "slug": "a",
        "markets": ["de"],
        "position": 3,
        "channels": [{"id": 7, "value": "988", "order": 1}],
    }
    assert dict(strings(data)) == {"slug": "a", "channels.7.value": "988"}
    assert [without_row(key) for key in ("slug", "channels.7.value")] == ["slug", "channels.value"]
