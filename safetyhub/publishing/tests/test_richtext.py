"""Rich text: what is not allowed is named, and whatever is written, nothing that runs comes out."""

import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from safetyhub.publishing import richtext

# Pieces that attackers use, in any order: browsers repair what they are given, and a sanitiser must not be outwitted.
PIECES = st.sampled_from(
    """<script> </script> <SCRIPT/x> <scr <svg> <svg/onload=alert(1)> <math> <style> </style> <img src=x onerror=alert(1)>
    <iframe srcdoc='<script>'> <a href="javascript:alert(1)"> <a href='java\tscript:x'> <a href=data:text/html,x> </a>
    <a href="https://example.org"> <a href=/de/> <p onclick=x()> <p> </p> <br> <strong> </strong> <ul><li> </li></ul>
    <!-- --> --> <![CDATA[ ]]> <noscript> <template> <table><td> <form><input> <object> <embed> &lt;script&gt; &#106; & "
    ' > < = javascript: {platform} wörter نص 文字""".split()
)
HTML = st.lists(PIECES | st.text(max_size=8), max_size=20).map("".join)


class Outline(HTMLParser):
    """Every tag and attribute of some HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


@given(HTML)
def test_nothing_that_runs_comes_out(html):
    clean = Outline(richtext.sanitise(html))
    assert clean.tags <= richtext.TAGS
    for tag, name, value in clean.attributes:
        assert (tag, name) in {("a", "href"), ("a", "rel")}
        if name == "href":
            assert not re.match(r"[\s\x00-\x1f]*(javascript|data|vbscript)", value, re.IGNORECASE)


@given(HTML)
@example("<p><object><p>")
@example("<a><object><a>")
def test_sanitising_twice_is_sanitising_once(html):
    once = richtext.sanitise(html)
    assert richtext.sanitise(once) == once


@given(HTML)
def test_what_was_sanitised_is_not_refused(html):
    """An editor who opens a stored text and saves it again must not be told off for it."""
    richtext.check(richtext.sanitise(html))


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<p>x</p><script>alert(1)</script>", "<script>"),
        ("<SCRIPT>x</SCRIPT>", "<script>"),
        ("<p><img src=x></p>", "<img>"),
        ("<svg/onload=x>", "<svg>"),
        ('<p onclick="x()">x</p>', "onclick"),
        ('<p style="color:red">x</p>', "style"),
        ('<a href="javascript:alert(1)">x</a>', "javascript:alert(1)"),
        ('<a href="java\tscript:alert(1)">x</a>', "script:alert(1)"),
        ('<a href="&#106;avascript:alert(1)">x</a>', "javascript:alert(1)"),
        ('<a href="data:text/html,x">x</a>', "data:"),
        ('<a href="//evil.example">x</a>', "//evil.example"),
        ('<a href="relative">x</a>', "relative"),
        ("<a>x</a><h1>x</h1>", "<h1>"),
    ],
)
def test_what_is_not_allowed_is_refused_by_name(html, named):
    with pytest.raises(ValidationError) as caught:
        richtext.check(html)
    assert any(named in message for message in caught.value.messages)


@pytest.mark.parametrize(
    "html",
    [
        "<p>One<br>two</p><ul><li>a</li></ul><ol><li>b</li></ol><blockquote><p>c</p></blockquote>",
        "<h3>x</h3><h4>y</h4><p><strong>b</strong> <em>i</em></p>",
        '<p><a href="https://example.org/?a=1&amp;b=2">x</a> <a href="mailto:a@example.org">y</a></p>',
        '<p><a href="tel:+49116111">x</a> <a href="sms:741741">y</a> <a href="/de/">z</a> <a href="#a">w</a></p>',
        '<p class="x" dir="rtl">a &lt; b</p>',
    ],
)
def test_what_the_editor_writes_is_accepted(html):
    richtext.check(html)


def test_links_are_told_apart_from_the_page_that_they_leave():
    assert 'rel="noopener noreferrer"' in richtext.sanitise('<a href="https://example.org">x</a>')


@pytest.mark.parametrize(
    "html", ["", "<p></p>", "<p><br></p>", "<p> \xa0 </p>", "<p>&nbsp;</p>", "<ul><li></li></ul>"]
)
def test_an_editors_leftover_is_empty(html):
    assert richtext.is_empty(html)


@pytest.mark.parametrize("html", ["<p>x</p>", "0", "<p>&amp;</p>"])
def test_a_word_is_not_empty(html):
    assert not richtext.is_empty(html)
