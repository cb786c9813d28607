"""The forms of page texts: what they add to every entry's form."""

import re

import pytest
from django.urls import reverse

from safetyhub.content.models import Arrangement
from safetyhub.publishing.models import Part
from safetyhub.publishing.tests.browsing import seen_in
from tests.factories import make_entry, make_locale, make_page, make_program, make_section, make_user

pytestmark = pytest.mark.django_db


def test_an_arrangement_numbers_and_hides_entries_by_name(client):
    first, second, third = (make_program(title) for title in ("First", "Second", "Third"))
    make_locale("de-de", "de", "de")
    client.force_login(make_user("Publisher"))
    add = reverse("admin:content_arrangement_add")
    response = client.post(add, {"locale": "de-de", "section": "programs", "seen": "{}", "_save": ""})
    assert response.status_code == 302, response.context["errors"]
    arrangement = Arrangement.objects.get()
    change = reverse("admin:content_arrangement_change", args=[arrangement.pk])
    text = client.get(change).content.decode()
    assert all(title in text for title in ("First", "Second", "Third"))
    sent = {
        "locale": "de-de",
        "section": "programs",
        f"order-{third.pk}": "1",
        f"order-{first.pk}": "2",
        "hidden": [second.pk],
        "seen": '{"": 1}',
        "_save": "",
    }
    response = client.post(change, sent)
    assert response.status_code == 302, response.context["errors"]
    data = Part.objects.select_related("head").get(kind="content.arrangement").head.data
    assert (data["order"], data["hidden"]) == ([third.pk, first.pk], [second.pk])
    assert f'name="order-{third.pk}" value="1"' in client.get(change).content.decode()


def test_an_arrangement_offers_the_sections_that_list_entries(client):
    client.force_login(make_user("Publisher"))
    text = client.get(reverse("admin:content_arrangement_add")).content.decode()
    offered = re.search(r'<select name="section".*?</select>', text, re.DOTALL)[0]
    keys = re.findall(r'<option value="([^"]*)"', offered)
    assert sorted(keys) == ["councils", "programs", "resources", "sections"]


def test_sections_of_pages_are_told_with_their_page(client):
    make_locale("de-de", "de", "de")
    first, second = make_page("first", "First"), make_page("second", "Second")
    pieces = [make_section(page, "why", "Why") for page in (second, first)]
    arrangement = make_entry(Arrangement, {"locale": "de-de", "section": "sections"}, {}, live=False)
    client.force_login(make_user("Publisher"))
    text = client.get(reverse("admin:content_arrangement_change", args=[arrangement.pk])).content.decode()
    assert text.index("First: Why") < text.index("Second: Why")
    assert f'name="order-{pieces[0].pk}"' in text


def test_publishing_an_arrangement_tells_where_it_is_live(client):
    make_locale("de-de", "de", "de")
    make_locale("en-us", "en", "us")
    arrangement = make_entry(Arrangement, {"locale": "de-de", "section": "programs"}, {}, live=False)
    client.force_login(make_user("Publisher"))
    url = reverse("admin:content_arrangement_publish", args=[arrangement.pk])
    sent = {**seen_in(client.get(url).content.decode()), "reason": "It cannot wait."}
    text = client.post(url, sent, follow=True).content.decode()
    assert "Live in de-de" in text and "No public regional version" not in text


def test_a_number_of_an_arrangement_that_is_none_is_told_and_kept(client):
    first, second = make_program("First"), make_program("Second")
    make_locale("de-de", "de", "de")
    shared = {"locale": "de-de", "section": "programs", "order": [second.pk], "hidden": []}
    arrangement = make_entry(Arrangement, shared, {})
    client.force_login(make_user("Publisher"))
    change = reverse("admin:content_arrangement_change", args=[arrangement.pk])
    sent = {f"order-{first.pk}": "first", f"order-{second.pk}": "1", "seen": '{"": 1}', "_save": ""}
    text = client.post(change, {"locale": "de-de", "section": "programs", **sent}).content.decode()
    assert "“first” is no number" in text
    assert f'name="order-{first.pk}" value="first"' in text
    assert Part.objects.select_related("head").get(kind="content.arrangement").head.data["order"] == [
        second.pk
    ]


def test_what_an_arrangement_changes_is_told_by_name(client):
    first, second = make_program("First"), make_program("Second")
    make_locale("de-de", "de", "de")
    shared = {"locale": "de-de", "section": "programs", "order": [second.pk], "hidden": [first.pk]}
    arrangement = make_entry(Arrangement, shared, {}, live=False)
    client.force_login(make_user("Publisher"))
    text = client.get(reverse("admin:content_arrangement_publish", args=[arrangement.pk])).content.decode()
    assert "Second" in text and "First" in text
