"""The page for staff when the database does not answer. None of these tests has one."""

import html
import re
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse

from safetyhub.health.outage import unavailable

FORM = "/admin/partners/program/1/change/?language=de"
GONE = OperationalError("could not connect to secret-host")


@pytest.fixture
def outage(client, monkeypatch):
    """A client of a hub whose database is gone."""
    client.raise_request_exception = False

    def fails(*args, **kwargs):
        raise GONE

    for name in ("cursor", "ensure_connection", "set_autocommit", "_commit", "_rollback"):
        monkeypatch.setattr(connection, name, fails)
    client.cookies["sessionid"] = "a" * 32
    return client


def fields(response):
    found = re.findall(
        r'<input type="hidden" name="(.*?)" value="(.*?)">', response.content.decode(), re.DOTALL
    )
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


def post(rf, data, path=FORM):
    return unavailable(rf.post(path, data))


def test_staff_are_told_in_words_that_it_is_not_their_fault(outage):
    response = outage.get(FORM)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in response.headers
    page = response.content.decode()
    assert "The database does not answer" in page and f'href="{html.escape(FORM)}"' in page
    assert "secret" not in page and "Traceback" not in page


def test_in_their_language(outage):
    response = outage.get(FORM, headers={"accept-language": "ar"})
    assert b'<html lang="ar" dir="rtl">' in response.content
    assert b"does not answer" not in response.content


def test_visitors_are_told_nothing_of_databases(outage):
    response = outage.get("/en-us/nowhere-yet/")
    assert response.status_code == 503
    assert b"database" not in response.content and not response.cookies


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_lost_connection_is_an_outage_and_a_mistake_is_not(client, error):
    client.raise_request_exception = False
    with patch("safetyhub.views.chooser_context", side_effect=error):
        assert client.get("/").status_code == 503
    with patch("safetyhub.views.chooser_context", side_effect=ValueError):
        assert client.get("/").status_code == 500


def test_what_was_typed_is_on_the_page_as_it_was(rf):
    sent = {
        "title_de": '"><script>alert(1)</script>',
        "body_de": "two\r\n\r\nlines ",
        "markets": ["de", "at"],
    }
    response = post(rf, {**sent, "csrfmiddlewaretoken": "theirs"})
    assert fields(response) == [
        ("title_de", sent["title_de"]),
        ("body_de", sent["body_de"]),
        ("markets", "de"),
        ("markets", "at"),
        ("csrfmiddlewaretoken", "theirs"),
    ]
    assert f'action="{html.escape(FORM)}"' in response.content.decode()
    assert b"<script>" not in response.content


def test_whoever_sent_no_token_gets_none(rf):
    assert b"csrf" not in post(rf, {"title_de": "x"}).content


def test_a_foreign_form_is_refused_before_it_is_kept(outage, client):
    client.handler.enforce_csrf_checks = True
    response = outage.post(FORM, {"title_de": "not theirs"})
    assert response.status_code == 403
    assert b"not theirs" not in response.content


@pytest.mark.parametrize(
    ("path", "name"),
    [("/admin/login/", "password"), ("/admin/auth/user/add/", "password1"), ("/admin/", "new_Password2")],
)
def test_a_password_is_never_on_a_page(rf, path, name):
    response = post(rf, {"username": "amira", name: "correct horse battery"}, path)
    assert response.status_code == 503
    assert b"correct horse" not in response.content and fields(response) == []
    assert b"Go back in your browser" in response.content


def test_logging_in_meanwhile(outage):
    response = outage.post(reverse("admin:login"), {"username": "amira", "password": "correct horse battery"})
    assert response.status_code == 503
    assert b"correct horse" not in response.content


def test_files_are_said_to_be_lost(rf):
    sent = {"title_de": "x", "image": SimpleUploadedFile("x.png", b"bytes")}
    response = post(rf, sent)
    assert fields(response) == [("title_de", "x")]
    assert b"Files are not kept" in response.content


def test_too_much_to_be_read_is_answered_too(rf, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = unavailable(
        rf.post(FORM, "title_de=" + "x" * 100, content_type="application/x-www-form-urlencoded")
    )
    assert response.status_code == 503
    assert b"Go back in your browser" in response.content
