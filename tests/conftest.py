import logging

import pytest

from tests.planted import make_garden, make_places
from tests.public import make_locales, make_site


@pytest.fixture
def locales(db):
    """Regional versions in English, German and Arabic."""
    make_locales()


@pytest.fixture
def site(locales):
    """They, and something to see at every public address."""
    return make_site()


@pytest.fixture
def quiet():
    """Hundreds of addresses lead nowhere, as they should: no line for each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def garden(db, django_capture_on_commit_callbacks):
    """Words and pictures of everything, in every state and language: see `planted`."""
    make_places()
    with django_capture_on_commit_callbacks(execute=True):
        return make_garden()
