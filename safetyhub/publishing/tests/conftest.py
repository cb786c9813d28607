import pytest

from tests.factories import make_organization, make_program, partner


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
