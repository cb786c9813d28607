"""The files of the initial content, without a database: complete, sound, and what the page of the reference holds."""

import re
from collections import Counter

from safetyhub.content.initial import files
from safetyhub.locales.languages import LANGUAGES, SOURCE
from safetyhub.locales.m49 import CODES
from safetyhub.publishing import placeholders, richtext
from safetyhub.publishing.entries import model_of
from safetyhub.publishing.schema import schema_of

TRANSLATIONS = ("de", "es", "ar")
ENTRIES = files.entries()
BY_REF = {entry["ref"]: entry for entry in ENTRIES}


def each_entry(check):
    """A test that runs `check` for every entry: one test, because there are many entries and each is quick."""

    def test():
        for entry in ENTRIES:
            check(entry)

    return test


def of_kind(kind):
    return [entry for entry in ENTRIES if entry["kind"] == kind]


def children(entry):
    """(related name, its items) for every list of children."""
    return [
        (name, value)
        for name, value in entry["shared"].items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    ]


def shared_values(entry):
    for name, value in entry["shared"].items():
        yield from ((name, item) for item in (value if isinstance(value, list) else [value]))
    for _name, items in children(entry):
        for item in items:
            yield from item.items()


def partners(program):
    return [item["organization"].removeprefix("@") for item in BY_REF[program]["shared"]["partnerships"]]


def shown_in(market, program):
    """Partners of a program in a country, as far as its own code and "everywhere" go."""
    items = BY_REF[program]["shared"]["partnerships"]
    return [item["ref"] for item in items if {market, "everywhere"} & set(item["markets"])]


def test_references_are_unique_and_point_backwards():
    seen = set()
    for entry in ENTRIES:
        for _name, value in shared_values(entry):
            if isinstance(value, str) and value.startswith("@"):
                assert value in seen, (entry["ref"], value)
        assert f"@{entry['ref']}" not in seen
        seen.add(f"@{entry['ref']}")


@each_entry
def test_every_field_is_known(entry):
    schema = schema_of(model_of(entry["kind"]))
    assert entry["shared"].keys() <= {*schema.shared, *schema.children}
    for name, items in children(entry):
        for item in items:
            assert item.keys() <= {*schema.children[name].shared, "ref"}
    keys = {key for texts in entry["texts"].values() for key in texts}
    assert {key for key in keys if schema.locate(key) is None} == set()


@each_entry
def test_every_text_of_a_child_names_a_child(entry):
    refs = {f"{name}.{item['ref']}" for name, items in children(entry) for item in items}
    for texts in entry["texts"].values():
        assert {key.rpartition(".")[0] for key in texts if "." in key} <= refs


def is_name(entry, key):
    fields, name = schema_of(model_of(entry["kind"])).locate(key)
    return name in fields.model.proper_names


@each_entry
def test_every_language_is_complete(entry):
    """A name that is the same in a language is not repeated there: it is inherited, and corrected in one place."""
    source = entry["texts"][SOURCE]
    for language in TRANSLATIONS:
        different = source.keys() ^ entry["texts"].get(language, {}).keys()
        assert [key for key in different if not is_name(entry, key)] == [], language


def test_names_of_organisations_and_people_are_said_once():
    for entry in (*of_kind("partners.organization"), *of_kind("council.person")):
        source = entry["texts"][SOURCE]
        for language in TRANSLATIONS:
            texts = entry["texts"].get(language, {})
            assert [key for key in texts if is_name(entry, key) and texts[key] == source.get(key)] == []
        assert source.get("name_in_sentence") != source["name"]  # empty, it is the name


def test_an_affiliation_leaves_the_name_of_its_organisation_to_the_organisation():
    for person in of_kind("council.person"):
        for item in person["shared"]["affiliations"]:
            body = person["texts"][SOURCE].get(f"affiliations.{item['ref']}.body")
            assert body != BY_REF[item["organization"].removeprefix("@")]["texts"][SOURCE]["name"]


@each_entry
def test_texts_are_clean(entry):
    schema = schema_of(model_of(entry["kind"]))
    for language, texts in entry["texts"].items():
        assert language in LANGUAGES
        for key, text in texts.items():
            fields, name = schema.locate(key)
            assert text and text == text.strip()
            allowed = () if "." in key else fields.model.placeholders.get(name, ())
            assert placeholders.unknown(text, allowed) == []
            if name in fields.rich:
                assert richtext.sanitise(text) == text


@each_entry
def test_placeholders_are_the_same_in_every_language(entry):
    source = entry["texts"][SOURCE]
    for language in TRANSLATIONS:
        for key, text in entry["texts"].get(language, {}).items():
            found = set(placeholders.PLACEHOLDER.findall(text))
            assert found == set(placeholders.PLACEHOLDER.findall(source.get(key, ""))), (language, key)


@each_entry
def test_the_platform_is_named_by_its_placeholder_only(entry):
    for texts in entry["texts"].values():
        for key, text in texts.items():
            assert key.endswith(".address") or "tiktok" not in text.lower()


@each_entry
def test_markets_exist(entry):
    for name, value in shared_values(entry):
        values = value if isinstance(value, list) else [value]
        if name in {"markets", "home_market", "legal_status_market"}:
            assert set(values) <= {*CODES, "everywhere"}


def test_arabic_is_arabic_and_uses_its_own_marks():
    for entry in ENTRIES:
        for key, text in entry["texts"].get("ar", {}).items():
            if not key.endswith("address"):
                assert re.search("[\u0600-\u06ff]", text), text
                assert not re.search("[\u0600-\u06ff][,;?]", text), text


def test_the_kinds_are_counted():
    assert Counter(entry["kind"] for entry in ENTRIES) == {
        "partners.organization": 43,
        "partners.program": 6,
        "resources.resource": 11,
        "council.person": 9,
        "council.council": 1,
        "content.page": 1,
        "content.pagesection": 6,
    }


def test_programs_are_in_the_order_of_the_page():
    assert [entry["ref"] for entry in of_kind("partners.program")] == [
        "fact-checking",
        "media-literacy",
        "body-inclusivity",
        "digital-well-being",
        "family-education",
        "countering-violent-extremism",
    ]


def test_fact_checking_has_fifteen_partners_in_the_order_of_the_page():
    assert partners("fact-checking") == [
        "aap",
        "afp",
        "animal-politico",
        "code-for-africa",
        "dpa",
        "estadao-verifica",
        "facta",
        "lead-stories",
        "logically",
        "newschecker",
        "newtral",
        "politifact",
        "reuters",
        "science-feedback",
        "teyit",
    ]


def test_other_programs_have_their_partners():
    assert partners("media-literacy") == ["namle"]
    assert partners("body-inclusivity") == ["neda"]
    assert partners("family-education") == ["connectsafely", "fosi", "national-pta"]
    assert partners("countering-violent-extremism") == ["tech-against-terrorism"]
    assert partners("digital-well-being") == [
        "jed-foundation",
        "trevor-project",
        "providence-health",
        "seize-the-awkward",
        "988-lifeline",
        "crisis-text-line",
    ]


def test_the_united_states_see_every_partner_and_germany_fewer():
    programs = [entry["ref"] for entry in of_kind("partners.program")]
    assert all(shown_in("us", program) == partners(program) for program in programs)
    assert shown_in("de", "digital-well-being") == ["jed-foundation", "trevor-project", "seize-the-awkward"]


def test_four_programs_invite_to_learn_more():
    inviting = [
        entry["ref"] for entry in of_kind("partners.program") if entry["shared"].get("calls_to_action")
    ]
    assert inviting == ["media-literacy", "body-inclusivity", "digital-well-being", "family-education"]


def test_four_resources_are_for_everywhere():
    resources = of_kind("resources.resource")
    everywhere = [entry for entry in resources if entry["shared"]["markets"] == ["everywhere"]]
    assert [entry["texts"]["en"]["name"] for entry in everywhere] == [
        "Family Online Safety Institute",
        "Internet Watch Foundation",
        "WeProtect Global Alliance",
        "National Center for Missing & Exploited Children",
    ]


def test_an_organisation_is_spelt_as_it_spells_itself_today():
    entry = BY_REF["weprotect"]
    assert entry["texts"]["en"]["name"] == "WeProtect Global Alliance"
    assert entry["shared"]["former_names"] == "WePROTECT Global Alliance"


def test_the_council_has_nine_members_and_one_chair():
    council = BY_REF["content-advisory-council"]
    assert [item["person"] for item in council["shared"]["memberships"]] == [
        f"@{entry['ref']}" for entry in of_kind("council.person")
    ]
    assert len(council["shared"]["memberships"]) == 9
    roles = {key: text for key, text in council["texts"]["en"].items() if key.endswith(".role")}
    assert roles == {"memberships.dawn-nunziato.role": "Chair"}


def test_affiliations_are_those_of_the_page():
    number = {entry["ref"]: len(entry["shared"]["affiliations"]) for entry in of_kind("council.person")}
    assert number.pop("mutale-nkonde") == 4
    assert number.pop("hany-farid") == number.pop("dan-schnur") == 2
    assert set(number.values()) == {1}


def test_one_arabic_text_is_a_draft_and_one_german_program_outdated():
    assert [(e["kind"], e["drafts"]) for e in ENTRIES if e.get("drafts")] == [("council.person", ["ar"])]
    outdated = [(e["kind"], e["outdated"]["languages"]) for e in ENTRIES if e.get("outdated")]
    assert outdated == [("partners.program", ["de"])]


def test_mexico_has_words_of_its_own():
    own = {entry["ref"]: set(entry["texts"]["es-mx"]) for entry in ENTRIES if "es-mx" in entry["texts"]}
    assert own == {
        "fact-checking": {"summary"},
        "family-education": {"summary"},
        "section-resources": {"heading"},
        "section-resources-local": {"heading"},
    }


def test_locales_are_those_of_the_plan():
    codes = [locale["code"] for locale in files.locales()]
    assert codes == ["en-us", "en-ca", "en-gb", "de-de", "de-ch", "es-es", "es-mx", "es-us", "ar-eg"]
    for locale in files.locales():
        assert locale["language"] in LANGUAGES
        assert locale["market"] in CODES
