import pytest

from safetyhub.publishing import actions
from tests.factories import make_organization, make_program, make_user, partner, save_texts


@pytest.fixture
def program():
    return make_program(
        texts={
            "en": {
                "title": "Fact-checking",
                "body": "<p>We check.</p>",
                "calls_to_action.a.label": "Learn more",
            },
            "de": {"title": "Faktenprüfung"},
        },
        calls_to_action=[{"id": None, "new": "a"}],
        partnerships=[partner(make_organization("Reuters")), partner(make_organization("AAP"))],
    )


@pytest.fixture
def translator():
    return make_user("Translator", languages=("de", "fil"))


@pytest.fixture
def submitted(program, translator):
    """A German text that somebody has submitted."""
    save_texts(program, "de", {"title": "Faktencheck"}, user=translator)
    actions.submit([(program, "de")], user=translator)
    return program


@pytest.fixture
def fosi():
    texts = {
        "en": {"name": "Family Online Safety Institute"},
        "ar": {"name": "معهد سلامة الأسرة"},
        "ja": {"name": "家族安全研究所"},
    }
    shared = {"acronym": "FOSI", "former_names": "Internet Watch Circle", "address": "https://www.fosi.org/"}
    return make_organization(texts=texts, **shared)


@pytest.fixture
def naming(fosi):
    texts = {
        "en": {"title": "Safety", "summary": "With FOSI."},
        "de": {"title": "Sicherheit", "summary": "Mit FOSI."},
        "ar": {"title": "سلامة", "summary": "مع FOSI."},
    }
    return make_program(texts=texts, partnerships=[partner(fosi)])
