"""What a page leads to and what it loads."""

import pytest

from safetyhub.release.links import Link, assets_in, links_in, own_path


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://hub.example"


def found(html, kind="text/html"):
    return list(links_in(html, kind))


def test_a_link_leads_somewhere_and_a_picture_is_loaded():
    assert found(
        '<p><a class="x" href="/a/?b=1&amp;c=2">a &gt; b</a> <img alt="a > b" src="/m.webp"></p>'
    ) == [
        Link("/a/?b=1&c=2", False),
        Link("/m.webp", True),
    ]


def test_every_picture_of_a_set_counts():
    assert found('<img srcset="/a.webp 400w, /b.webp 800w">') == [
        Link("/a.webp", True),
        Link("/b.webp", True),
    ]


def test_a_sitemap_says_addresses_of_this_site_only():
    text = '<urlset><url><loc>https://a/x?a&amp;b</loc><xhtml:link rel="alternate" href="https://b/"/></url></urlset>'
    assert found(text, "application/xml") == [Link("https://a/x?a&b", True), Link("https://b/", True)]


def test_text_that_looks_like_a_link_is_none():
    assert found('<p>href="/a/"</p> <b title="href=&quot;/x&quot;">') == []


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/de-de/#top", "/de-de/"),
        ("#top", ""),
        ("https://hub.example/x/?y", "/x/"),
        ("https://hub.example", "/"),
        ("//hub.example/x", "/x"),
        ("/b%C3%BCro/", "/büro/"),
        ("http://hub.example/x", None),
        ("https://hub.example:8443/x", None),
        ("https://other.example/", None),
        ("//other.example/", None),
        ("mailto:a@hub.example", None),
        ("tel:988", None),
    ],
)
def test_the_path_of_an_address_on_this_site(address, path):
    assert own_path(address) == path


def test_assets_of_pages_and_style_sheets():
    html = b'<link href="/static/a.css"><img srcset="/media/a.webp 1x, /media/b.webp 2x"><a href="/de/static/">x</a>'
    assert assets_in(html, "text/html") == {"/static/a.css", "/media/a.webp", "/media/b.webp"}
    assert assets_in(b"a{b:url(/static/x.svg)} c{d:url('/static/y.svg?z')}", "text/css") == {
        "/static/x.svg",
        "/static/y.svg",
    }
    assert assets_in(b'"/static/a.css"', "text/plain") == set()
