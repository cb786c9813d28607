"""A small site, and its release."""

import pytest

from tests.factories import (
    make_program,
)
from tests.public import make_furniture, rename
from tests.released import bake


@pytest.fixture
def site(locales):
    """A small one."""
    furniture = make_furniture()
    rename(make_program("Fact-checking", slug="facts", position=1), "fact-checking")
    return furniture


@pytest.fixture
def released(site, settings):
    """The site, baked."""
    settings.RELEASE_SERVED = True
    return bake()
