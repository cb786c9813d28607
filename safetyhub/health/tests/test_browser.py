"""The database goes while somebody writes, and comes back. In a real browser."""

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper

from safetyhub.publishing.models import Part
from tests.factories import make_program

pytestmark = pytest.mark.browser

WORDS = "Zwei „Zeilen“ & <b>mehr</b>"


@pytest.fixture
def outage(monkeypatch):
    """Between two calls, every query fails."""
    usual = CursorWrapper.execute

    def fails(*args, **kwargs):
        raise OperationalError("gone")

    is_gone = False

    def switch():
        nonlocal is_gone
        is_gone = not is_gone
        monkeypatch.setattr(CursorWrapper, "execute", fails if is_gone else usual)

    return switch


def test_what_was_typed_is_kept_and_sent_again(page, outage, assert_accessible):
    get_user_model().objects.create_superuser("amira", password="correct horse battery")
    program = make_program(live=False)
    page.goto(f"/admin/partners/program/{program.pk}/change/?language=de")
    page.get_by_label("Username").fill("amira")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.locator("[name=title_de]").fill(WORDS)
    outage()
    page.locator("[name=_save]").click()
    page.get_by_role("heading", name="Not possible at the moment").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("button", name="Send it again").wait_for()
    outage()
    page.get_by_role("button", name="Send it again").click()
    page.locator(".success").wait_for()
    part = Part.objects.select_related("head").get(kind=program.kind(), object_id=program.pk, language="de")
    assert part.head.data["title"] == WORDS
    outage()
    page.goto("/admin/")
    assert_accessible(page)
    outage()
    page.get_by_role("link", name="Try again").click()
    page.get_by_role("button", name="Log out").wait_for()
