"""Requests that no page of the hub makes: refused in words, nothing changed, and logged."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from partners.models import Program
from safetyhub.publishing import actions
from safetyhub.publishing.models import Part
from tests import kinds
from tests.matrix import digest

from .browsing import as_role

pytestmark = pytest.mark.django_db


def token(entry, language, number):
    return {f"seen-{entry.kind()}-{entry.pk}-{language}": str(number)}


def url(entry, page, query="language=de"):
    return reverse(f"admin:partners_program_{page}", args=[entry.pk]) + f"?{query}"


def times(publish="", down=""):
    """Of the form, in UTC: "2001-01-01" and the like."""
    days = {"publish_at": publish, "take_down_at": down}
    found = {f"{name}_0": day for name, day in days.items()}
    return {
        **found,
        **{f"{name}_1": "10:00" if day else "" for name, day in days.items()},
        "time_zone": "UTC",
    }


# State of the entry, page, what is sent, what is said.
CASES = {
    "approve a draft": (
        kinds.unreviewed,
        "review",
        lambda e: {**token(e, "de", 2), "approve": ""},
        "Nothing of it waits",
    ),
    "send back a draft": (
        kinds.unreviewed,
        "review",
        lambda e: {**token(e, "de", 2), "send-back": "", "note": "No"},
        "Nothing of it waits",
    ),
    "approve an older text": (
        kinds.submitted,
        "review",
        lambda e: {**token(e, "de", 1), "approve": ""},
        "Look again",
    ),
    "approve a text that is to come": (
        kinds.submitted,
        "review",
        lambda e: {**token(e, "de", 3), "approve": ""},
        "Look again",
    ),
    "approve without having seen it": (
        kinds.submitted,
        "review",
        lambda e: {"approve": ""},
        "Nothing of it waits",
    ),
    "publish an older text": (
        kinds.approved,
        "publish",
        lambda e: {**token(e, "de", 1), "alone": "1"},
        "Look again",
    ),
    "publish what was not approved": (
        kinds.submitted,
        "publish",
        lambda e: {**token(e, "de", 2), "alone": "1"},
        "has not been approved",
    ),
    "schedule in the past": (
        kinds.approved,
        "schedule",
        lambda e: {**token(e, "de", 2), **times("2001-01-01")},
        "This time has passed",
    ),
    "schedule what was not shown": (
        kinds.approved,
        "schedule",
        lambda e: {**token(e, "de", 1), **times("2099-01-01")},
        "Somebody changed this after you looked at it",
    ),
    "take down before it is published": (
        kinds.approved,
        "schedule",
        lambda e: {**token(e, "de", 2), **times("2099-01-02", "2099-01-01")},
        "before it is published",
    ),
}


@pytest.mark.parametrize(("make", "page", "sent", "words"), CASES.values(), ids=CASES)
def test_a_step_that_is_not_allowed(client, caplog, make, page, sent, words):
    as_role(client, "Publisher")
    entry = make(Program)
    before = digest()
    response = client.post(url(entry, page), sent(entry), follow=True)
    assert words in unescape(response.content.decode())
    assert digest() == before


@pytest.mark.parametrize(
    "page", ["change", "review", "publish", "schedule", "take-down", "compare", "restore", "questions"]
)
@pytest.mark.parametrize("language", ["xx", "de%00", "", "DE", "../../", "x" * 400])
def test_a_language_that_is_none(client, caplog, page, language):
    as_role(client, "Publisher")
    entry = kinds.make(Program)
    before = digest()
    for send in (client.get, client.post):
        response = send(url(entry, page, f"language={language}"))
        assert response.status_code in {400, 404, 405}
    assert digest() == before
    assert "Not Found" in caplog.text or "Bad Request" in caplog.text


@pytest.mark.parametrize(
    "page", ["change", "review", "publish", "schedule", "take-down", "history", "questions"]
)
def test_an_entry_that_is_none(client, caplog, page):
    as_role(client, "Publisher")
    before = digest()
    for pk in (0, 999999, 10**30):
        address = reverse("admin:partners_program_" + page, args=[pk])
        assert client.get(address).status_code == 404
        assert client.post(address, {"alone": "1"}).status_code in {404, 405}
    assert digest() == before
    assert "Not Found" in caplog.text


def test_another_entrys_token_shows_nothing(client):
    """A token says which entry it is of: another's is no proof of having seen this one."""
    as_role(client, "Publisher")
    entry, other = kinds.submitted(Program), kinds.submitted(Program)
    before = digest()
    response = client.post(url(entry, "review"), {**token(other, "de", 2), "approve": ""})
    assert "Nothing of it waits" in unescape(response.content.decode())
    assert digest() == before


def test_refusals_of_the_door_are_logged_with_who_and_what(caplog):
    entry = kinds.submitted(Program)
    older = {(entry.kind(), entry.pk, "de"): 1}
    for verb, more in (
        (actions.approve, {"seen": older}),
        (actions.schedule, {"publish_at": Part.objects.latest("live_since").live_since}),
        (actions.unschedule, {}),
    ):
        caplog.clear()
        with pytest.raises(ValidationError):  # `Stale` is one
            verb([(entry, "de")], user=None, **more)
        assert "Refused: " in caplog.text and "by the system" in caplog.text
