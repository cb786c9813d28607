from unittest.mock import patch

import pytest
from django.db import OperationalError

from safetyhub.health.checks import Problem
from safetyhub.publishing.ticks import tick

ALL = ("database", "release", "tick", "tasks")


def test_live_asks_no_database(client):
    # No `db` fixture here: a query would fail this test.
    response = client.get("/healthz/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_all_is_well(client):
    tick()
    response = client.get("/healthz/ready")
    expected = {"status": "ok", "checks": dict.fromkeys(ALL, "ok")}
    assert (response.status_code, response.json()) == (200, expected)


def test_not_ready_without_the_database_and_no_word_of_why(client, caplog):
    # Nor is there a `db` fixture here: whoever asks for a connection is refused.
    with patch("safetyhub.health.checks.connection.cursor", side_effect=OperationalError("secret host")):
        response = client.get("/healthz/ready")
    expected = dict.fromkeys(ALL, "fails") | {"release": "ok"}  # in development none is served
    assert (response.status_code, response.json()["checks"]) == (503, expected)
    assert b"secret" not in response.content
    assert "database: The database does not answer: OperationalError: secret host" in caplog.text


def is_ill():
    yield Problem("It aches", "Rest")


def breaks():
    raise ValueError("secret")


@pytest.mark.parametrize("check", ["is_ill", "breaks"])
def test_one_check_that_fails_is_named(client, settings, check):
    settings.READY_CHECKS = {"other": f"{__name__}.{check}", "none": "builtins.list"}
    response = client.get("/healthz/ready")
    assert (response.status_code, response.json()["checks"]) == (503, {"other": "fails", "none": "ok"})
    assert b"secret" not in response.content and b"aches" not in response.content


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
