from unittest.mock import patch

import pytest
from django.db import OperationalError


def test_live_asks_no_database(client):
    # No `db` fixture here: a query would fail this test.
    response = client.get("/healthz/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_the_database_answers(client):
    response = client.get("/healthz/ready")
    checks = {"database": "ok", "release": "ok"}
    assert (response.status_code, response.json()) == (200, {"status": "ok", "checks": checks})


def test_not_ready_without_the_database_and_no_word_of_why(client):
    with patch("safetyhub.health.views.connection.cursor", side_effect=OperationalError("secret host")):
        response = client.get("/healthz/ready")
    assert (response.status_code, response.json()["checks"]["database"]) == (503, "fails")
    assert b"secret" not in response.content


@pytest.mark.parametrize("address", ["/healthz/live", "/healthz/ready"])
@pytest.mark.django_db
def test_answers_are_never_kept_and_set_no_cookie(client, address):
    response = client.get(address)
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies
    assert "Vary" not in response.headers


def test_only_reading(client):
    assert client.post("/healthz/live").status_code == 405


def test_probes_are_not_sent_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz/live").status_code == 200
