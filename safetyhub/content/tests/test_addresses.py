"""Addresses are written as strings, so something has to hold them against the URLconf."""

import pytest
from django.urls import resolve

from safetyhub.content import addresses
from safetyhub.publishing import reader


@pytest.mark.parametrize(
    ("address", "view", "named"),
    [
        (addresses.program("{root}", "facts"), "ProgramPage", {"slug": "facts"}),
        (addresses.council("{root}", "experts"), "CouncilPage", {"slug": "experts"}),
        (addresses.market("{root}", "de"), "MarketResources", {"market": "de"}),
        (addresses.resource("{root}", "global", "x"), "ResourcePage", {"market": "global", "slug": "x"}),
        (f"{{root}}{addresses.SAFETY_PARTNERS}", "ComposedPage", {"key": "safety-partners"}),
        (addresses.page("{root}", "about"), "ComposedPage", {"key": "about"}),
        (f"{{root}}{addresses.PROGRAMS}", "ProgramList", {}),
        (f"{{root}}{addresses.RESOURCES}", "OwnResources", {}),
        ("{root}", "Home", {}),
    ],
)
@pytest.mark.parametrize(
    ("prefix", "pointer"), [(addresses.PUBLIC, reader.LIVE), (addresses.PREVIEW, reader.HEAD)]
)
def test_every_address_leads_to_its_page_along_its_pointer(address, view, named, prefix, pointer):
    match = resolve(address.format(root=f"{prefix}de-de/"))
    assert match.func.view_class.__name__ == view
    assert match.kwargs == {"locale": "de-de", "pointer": pointer, **named}


@pytest.mark.parametrize(
    ("markets", "home"), [(["everywhere"], "global"), (["us"], "us"), (["us", "ca", "150"], "150")]
)
def test_a_resource_has_one_address_whatever_the_order_of_its_markets(markets, home):
    assert addresses.home_market(markets) == addresses.home_market(markets[::-1]) == home
