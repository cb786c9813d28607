"""A section that would fail on some page later is named before the hub starts."""

from dataclasses import replace

import pytest

import partners.blocks
from council.blocks import TITLES as OF_COUNCILS
from safetyhub.content import checks


def ids(found):
    return [each.id for each in found]


def test_the_sections_of_the_hub_are_sound():
    assert checks.sections_exist(None) == checks.long_lists_have_pages(None) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "nowhere/"},  # no address for page 2: a bake would meet "not found"
        {"address": "safety-partners/"},
        {"titles": OF_COUNCILS},  # counted as another kind: a bake would miss pages
    ],
)
def test_a_list_without_its_further_pages_is_an_error(monkeypatch, wrong):
    monkeypatch.setattr(partners.blocks, "BLOCK", replace(partners.blocks.BLOCK, **wrong))
    assert ids(checks.long_lists_have_pages(None)) == ["content.E002"]


def test_what_is_no_section_is_an_error(settings):
    settings.SECTIONS = ["partners.blocks.PROGRAM"]
    assert ids(checks.sections_exist(None)) == ["content.E001"]
