"""What a browser does with a form of the admin, for the tests: read its values, send them back."""

import re
from html.parser import HTMLParser

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safetyhub.publishing.models import Part
from tests.factories import make_user


class Form(HTMLParser):
    """The values that a browser would send for the entry's form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values, self._inside, self._textarea, self._select = {}, False, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and (attrs.get("id") or "").endswith("_form"):
            self._inside = True
        name = attrs.get("name")
        if not self._inside:
            return
        if tag == "textarea" and name:
            self._textarea, self.values[name] = name, ""
        elif tag == "select" and name:
            self._select, self.values[name] = name, ""
        elif tag == "option" and self._select and "selected" in attrs:
            self.values[self._select] = attrs.get("value", "")
        elif tag == "input" and name and self._is_sent(attrs):
            self.values[name] = attrs.get("value", "")

    @staticmethod
    def _is_sent(attrs):
        kind = attrs.get("type")
        return kind not in ("file", "submit") and (kind not in ("checkbox", "radio") or "checked" in attrs)

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        if tag == "textarea":
            self._textarea = None
        if tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._textarea:
            self.values[self._textarea] += data


def form_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, response
    values = Form(response.content.decode()).values
    return {name: value for name, value in values.items() if "__prefix__" not in name}


def change_url(entry, language="en"):
    opts = entry._meta
    return (
        reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[entry.pk]) + f"?language={language}"
    )


def part(entry, language):
    return Part.objects.select_related("head", "live").get(
        kind=entry.kind(), object_id=entry.pk, language=language
    )


def seen_in(html):
    """The tokens of what a page showed, which the answer to it carries."""
    return dict(re.findall(r'name="(seen-[\w.-]+)" value="(\d+)"', html))


def as_role(client, role, languages=()):
    user = make_user(role, languages=languages)
    client.force_login(user)
    return user


def queries_of(client, url):
    """How many queries a page costs."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def page_url(entry, page, language="de"):
    opts = entry._meta
    name = f"admin:{opts.app_label}_{opts.model_name}_{page}"
    return f"{reverse(name, args=[entry.pk])}?language={language}"


def text_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, response
    return response.content.decode()


def answer(client, url, **fields):
    """Look at a page, then press a button of it: every token as it was shown."""
    return client.post(url, {**seen_in(text_of(client, url)), **fields}, follow=True)


def press(client, program, button, language="de", **typed):
    values = form_of(client, change_url(program, language))
    return client.post(
        change_url(program, language), {**values, **typed, button: ""}, follow=True
    ).content.decode()
