"""One working day. Its pictures are those of docs/editors-guide.md: run it with SCREENSHOTS=docs/pictures/guide."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from safetyhub.publishing.models import OwedReview
from safetyhub.publishing.ticks import tick
from tests.factories import make_user

pytestmark = pytest.mark.browser

PROGRAM = "/programs/family-education/"
DRAFTED, CORRECTED = "Family Education", "Medienwissen für die ganze Familie"
WHY_NOW = "Parents search for the old name."
BERLIN = "Europe/Berlin"


@pytest.fixture
def as_person(page, hub, sign_in_as):
    """`as_person("reviewer")`: at the index of the admin, in which that person's inbox is."""
    people = {
        "translator": make_user("Translator", languages=("de",), first_name="Jonas"),
        "reviewer": make_user("Reviewer", languages=("de",), first_name="Amira"),
        "publisher": make_user("Publisher", first_name="Kenji"),
    }

    def enter(name):
        sign_in_as(people[name])
        page.goto("/admin/")

    return enter


@pytest.fixture
def titles(browser, live_server):
    """What visitors of each regional version read above the program."""

    def read():
        context = browser.new_context(base_url=live_server.url)
        visitor, found = context.new_page(), {}
        for code in ("de-de", "de-ch", "es-es", "en-us", "ar-eg"):
            visitor.goto(f"/{code}{PROGRAM}")
            found[code] = visitor.get_by_role("heading", level=1).inner_text()
        context.close()
        return found

    return read


def test_a_working_day(page, as_person, titles, shoot):
    before = titles()
    as_person("translator")
    translate(page, shoot)
    as_person("reviewer")
    send_back(page, shoot, before["de-de"])
    as_person("translator")
    correct(page, shoot)
    as_person("reviewer")
    approve(page)
    as_person("publisher")
    due = give_a_time(page, shoot)
    assert titles() == before
    tick(now=due)
    assert titles() == {**before, "de-de": CORRECTED, "de-ch": CORRECTED}
    assert not OwedReview.objects.exists()
    as_person("publisher")
    restore(page, shoot)
    assert titles()["de-de"] == CORRECTED
    publish_now(page, shoot)
    assert titles() == before
    as_person("reviewer")
    expect(page.locator(".inbox")).to_contain_text(WHY_NOW)


def open_german(page):
    page.get_by_role("link", name="Programs", exact=True).click()
    page.get_by_role("link", name="Family education").click()
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="Deutsch").first.click()


def translate(page, shoot):
    open_german(page)
    page.get_by_label("Title").fill(DRAFTED)
    shoot("1-translate")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Submitted for review. Visitors still see")


def send_back(page, shoot, before):
    shoot("2-inbox")
    page.get_by_role("link", name="Family education").click()
    first = page.locator(".proof-line").first
    expect(first.locator("ins")).to_contain_text(DRAFTED)
    expect(first.locator("del")).to_have_text(before)
    page.locator("summary", has_text="Note on “Title”").click()
    page.get_by_label("Note on “Title”").fill("In German, please.")
    page.get_by_label("Note (to send it back").fill("Nearly there.")
    shoot("3-review")
    page.get_by_role("button", name="Send back").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Sent back")


def correct(page, shoot):
    expect(page.locator(".inbox")).to_contain_text("Nearly there.")
    page.locator(".inbox").get_by_role("link", name="Family education").click()
    expect(page.locator(".field-title_de .review-note")).to_contain_text("In German, please.")
    shoot("4-sent-back")
    page.get_by_label("Title").fill(CORRECTED)
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Submitted for review.")


def approve(page):
    page.get_by_role("link", name="Family education").click()
    page.get_by_role("button", name="Approve and next").click()
    expect(page.locator(".messagelist")).to_contain_text("No other submission waits for you.")


def give_a_time(page, shoot):
    """In three days at nine, in Berlin."""
    in_days = timezone.localtime(timezone=ZoneInfo(BERLIN)) + datetime.timedelta(days=3)
    due = in_days.replace(hour=9, minute=0, second=0, microsecond=0)
    open_german(page)
    page.get_by_role("link", name="Schedule", exact=True).click()
    group = page.get_by_role("group", name="Publish at")
    group.get_by_label("Day").fill(f"{due:%Y-%m-%d}")
    group.get_by_label("Time").fill("09:00")
    page.get_by_label("Time zone").select_option(BERLIN)
    shoot("5-schedule")
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator(".messagelist .success").first).to_contain_text(f"9 a.m. ({BERLIN})")
    return due


def restore(page, shoot):
    """The earlier version, as a new draft of this part alone."""
    open_german(page)
    page.get_by_role("link", name="History", exact=True).click()
    page.get_by_role("navigation", name="Language").get_by_role("link", name="German").click()
    shoot("6-history")
    page.get_by_role("link", name="Restore", exact=True).last.click()
    expect(page.locator(".differences ins").first).to_contain_text("Medienbildung")
    shoot("7-restore")
    page.get_by_role("button", name="Restore").click()


def publish_now(page, shoot):
    """Without waiting for a second person, who then finds it in their inbox."""
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_label("Why can it not wait for a review?").fill(WHY_NOW)
    shoot("8-publish-now")
    page.get_by_role("button", name="Publish now, review afterwards").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Live in de-de, de-ch · View")
    shoot("9-live")
