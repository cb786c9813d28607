"""The templates of the public pages: all of them compile, and they print what they should."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.utils.safestring import mark_safe
from jinja2 import UndefinedError

from safetyhub.content import templating
from safetyhub.publishing.text import Text

FOLDER = Path(settings.BASE_DIR) / "templates"
DJANGOS = {"403.html", "500.html"}
NAMES = sorted(
    name
    for path in FOLDER.rglob("*.html")
    if (name := path.relative_to(FOLDER).as_posix()) not in DJANGOS and not name.startswith("admin/")
)


def printed(source, **context):
    return engines[templating.NAME].from_string(source).render(context)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    assert engines[templating.NAME].get_template(name)


def test_words_are_escaped():
    text = Text('<b>Ben & "Jo\'s"</b>', "en", "en")
    assert printed("{{ text }}", text=text) == "&lt;b&gt;Ben &amp; &quot;Jo&#x27;s&quot;&lt;/b&gt;"
    assert printed("{{ words }}", words="<b>") == "&lt;b&gt;"


def test_what_is_html_is_not_escaped_again():
    text = Text("<p>Hilfe</p>", "de", "en")
    assert printed("{{ text.html }}", text=text) == "<p>Hilfe</p>"
    assert printed("<p{{ text.attrs }}>", text=text) == '<p lang="de" dir="ltr">'
    assert printed("{{ safe }}", safe=mark_safe("<hr>")) == "<hr>"


def test_a_name_that_does_not_exist_is_an_error():
    with pytest.raises(UndefinedError):
        printed("{{ page.titel }}", page={"title": "Safety"})
    with pytest.raises(UndefinedError):
        printed("{% if nothing %}{% endif %}")


def test_a_key_comes_before_a_method():
    assert printed("{{ block.items }}", block={"items": 3}) == "3"
    assert printed('{{ block.get("items") }}', block={"items": 3}) == "3"


def test_an_include_sees_what_stands_around_it():
    source = '{% with notice="x" %}{% for frame in frames %}{% include "content/notice.html" %}{% endfor %}{% endwith %}'
    frames = [{"notice": None}, {"notice": Text("Nur auf Deutsch", "de", "en")}]
    assert '<p class="notice" lang="de" dir="ltr">Nur auf Deutsch</p>' in printed(source, frames=frames)
