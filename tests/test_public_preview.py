"""Drafts, for staff only."""

import pytest

from safetyhub.locales.models import Locale
from tests.factories import (
    make_locale,
    make_program,
    make_user,
)
from tests.public import PAGES, text_of

pytestmark = pytest.mark.django_db


def test_the_preview_is_for_staff_with_the_right_only(client, site, subtests):
    nobody, reader = make_user(role=""), make_user("Translator")
    for address in (f"/admin/preview{address}" for address in PAGES):
        with subtests.test(address):
            client.logout()
            assert client.get(address).headers["Location"] == f"/admin/login/?next={address}"
            client.force_login(nobody)
            assert client.get(address).status_code == 403
            client.force_login(reader)
            response = client.get(address)
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_preview_shows_drafts_and_keeps_to_itself(client, site):
    make_program("A draft", slug="draft", live=False)
    make_locale("fr-fr", "fr", "fr", visibility=Locale.Visibility.PREVIEW)
    client.force_login(make_user("Editor"))
    html = text_of(client, "/admin/preview/fr-fr/safety-partners/")
    assert "Preview: drafts" in html and "A draft" in html
    own = [part.partition('"')[0] for part in html.split('href="')[1:]]
    inside = [link for link in own if link.startswith("/") and not link.startswith("/static/")]
    assert inside and all(link.startswith("/admin/preview/") for link in inside)
    assert "canonical" not in html and "hreflang" not in html.partition("</head>")[0]
    assert client.get("/admin/preview/fr-fr/programs/draft/").status_code == 200
    assert client.get("/fr-fr/programs/draft/").status_code == 404
    assert client.get("/admin/preview/fr-fr/programs/none/").status_code == 404


def test_the_pointer_cannot_be_asked_for(client, site):
    make_program("A draft", slug="draft", live=False)
    client.force_login(make_user("Administrator"))
    assert client.get("/en-us/programs/draft/?pointer=head").status_code == 404
    assert "A draft" not in text_of(client, "/en-us/programs/?pointer=head&preview=1")


def test_a_preview_redirect_stays_in_the_preview(client, site):
    client.force_login(make_user("Editor"))
    response = client.get("/admin/preview/EN-US/programs/")
    assert response.headers["Location"] == "/admin/preview/en-us/programs/"
