"""The forms of page texts: what they add to every entry's form."""

import pytest
from django.urls import reverse

from safetyhub.content.models import Arrangement
from safetyhub.publishing.models import Part
from tests.factories import make_entry, make_locale, make_program, make_user

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
