import pytest

from tests.public import make_locales, make_site


@pytest.fixture
def locales(db):
    """Regional versions in English, German and Arabic."""
    make_locales()


@pytest.fixture
def site(locales):
    """They, and something to see at every public address."""
    return make_site()
