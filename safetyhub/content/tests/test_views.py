"""What staff read where there is nothing; the visitors' side is in tests/test_public_pages.py."""

import pytest
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db

GONE = "/admin/partners/program/999/history/"


def test_staff_read_in_their_language_why_there_is_nothing_and_the_way_back(client):
    client.force_login(make_user("Editor"))
    response = client.get(GONE, headers={"accept-language": "de"})
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    assert "Diesen Eintrag gibt es nicht." in response.text
    assert f'<a href="{reverse("admin:index")}">Zur Startseite</a>' in response.text
    assert "Choose your" not in response.text


def test_an_address_of_nothing_in_the_admin_shows_no_trace(client):
    client.force_login(make_user("Editor"))
    response = client.get("/admin/nowhere/")
    assert response.status_code == 404
    assert "There is nothing at this address." in response.text
    assert "tried" not in response.text and "Traceback" not in response.text


def test_a_stranger_learns_nothing(client):
    assert client.get("/admin/nowhere/").status_code == 302
    assert client.get(GONE).status_code == 302


def test_the_preview_says_it_as_the_public_pages_do(client):
    client.force_login(make_user("Editor"))
    response = client.get("/admin/preview/xx/")
    assert response.status_code == 404
    assert 'id="user-tools"' not in response.text and "We could not find this page" in response.text
