"""The inbox and "Where used" in a real browser: in Arabic and on a phone too, by keyboard, and without JavaScript.

`preload`: axe reads style sheets by putting them into the page, which the policy refuses.
"""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from safetyhub.publishing import actions
from tests.factories import (
    make_locale,
    make_organization,
    make_page,
    make_program,
    make_resource,
    make_section,
    make_user,
    partner,
    save_texts,
)

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
ARABIC = {"en": {"title": "Media literacy"}, "ar": {"title": "محو الأمية", "summary": "مع FOSI كل يوم."}}


@pytest.fixture
def fosi(live_server):
    """An organisation that an entry refers to, and that texts in three languages name."""
    make_locale()
    make_locale("de-de", "de", "de", tag="de-DE")
    make_locale("ar-eg", "ar", "eg", tag="ar-EG")
    make_section(make_page(), "programs", "Programs", partner_line="In partnership with {partners}")
    organization = make_organization(
        "Family Online Safety Institute", acronym="FOSI", address="https://fosi.org/"
    )
    texts = {
        "en": {"title": "Family education", "summary": "Together with FOSI."},
        "de": {"title": "Familien", "summary": "Gemeinsam mit dem FOSI."},
        "ar": {"title": "الأسرة", "summary": "بالتعاون مع FOSI."},
    }
    make_program(texts=texts, slug="families", partnerships=[partner(organization)])
    make_program(texts=ARABIC, slug="literacy")
    return organization


@pytest.fixture
def busy(fosi):
    """Something of everything for a reviewer and publisher; the person who made it is not among them."""
    amira = make_user(
        "Translator", username="amira", first_name="Amira", last_name="Nasser", languages=("de", "ar")
    )
    pat = make_user(username="pat", first_name="Pat")
    for name in ("One", "Two", "Three"):
        program = make_program(name)
        save_texts(program, "ar", {"title": f"نص {name}"}, user=amira, origin="form")
        actions.submit([(program, "ar")], user=amira)
    helpline = make_resource("Telefonseelsorge")
    save_texts(helpline, "de", {"description": "Immer da."}, user=amira, origin="form")
    actions.publish([(helpline, "de")], user=pat, reason="The number was wrong")
    actions.ask_about(helpline, language="ar", user=amira, text="Which word for “helpline”?")
    later = timezone.now() + datetime.timedelta(days=2)
    actions.schedule(
        [(helpline, "de")], user=pat, publish_at=None, take_down_at=later, time_zone="Europe/Berlin"
    )
    actions.withdraw_everywhere(fosi, user=pat, reason="Lost its licence")


def test_the_inbox_leads_to_what_waits(page, busy, sign_in, shoot, assert_accessible):
    sign_in("Publisher")
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    assert_accessible(page, preload=False)
    shoot("inbox-en")
    page.get_by_role("link", name="One · العربية").click()
    assert "/review/?language=ar" in page.url
    page.goto("/admin/")
    page.get_by_role("link", name="Family education · Deutsch").click()
    expect(page.locator("#id_summary_de")).to_be_in_viewport()


def test_in_arabic_and_on_a_phone(page, busy, sign_in, shoot, assert_accessible):
    sign_in("Reviewer", languages=("ar",))
    page.context.set_extra_http_headers({"Accept-Language": "ar"})
    page.goto("/admin/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert_accessible(page, preload=False)
    shoot("inbox-ar")
    page.set_viewport_size(PHONE)
    page.goto("/admin/")
    wide = page.evaluate(
        "document.querySelector('.inbox').scrollWidth - document.querySelector('.inbox').clientWidth"
    )
    assert wide <= 0
    assert_accessible(page, preload=False)
    shoot("inbox-ar-phone")


def test_nothing_waits_and_five_first_steps(page, live_server, sign_in, shoot, assert_accessible):
    sign_in("Publisher")
    page.goto("/admin/")
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    steps = page.locator(".first-steps li")
    expect(steps).to_have_count(5)
    assert_accessible(page, preload=False)
    shoot("first-steps")
    steps.first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(steps).to_have_count(4)
    page.get_by_role("button", name="Put these away").click()
    expect(page.locator(".first-steps")).to_have_count(0)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_javascript(page, busy, fosi, sign_in):
    sign_in("Publisher")
    page.goto("/admin/")
    page.get_by_role("button", name="Put these away").click()
    expect(page.locator(".first-steps")).to_have_count(0)
    page.get_by_role("button", name="Put “Family Online Safety Institute” back").click()
    expect(page.locator(".messagelist .success")).to_contain_text("It is back")
    page.goto("/admin/")
    expect(page.get_by_text("Texts that still name")).to_have_count(0)


def visit(page):
    page.goto("/en-us/programs/families/")
    page.reload()  # past the minute for which the browser keeps it


def test_off_everything_at_once_and_back(page, fosi, sign_in, shoot, assert_accessible):
    """From the form: where it is used, one decision, and one click that undoes it."""
    sign_in("Publisher")
    visit(page)
    named = page.get_by_text("In partnership with Family Online Safety Institute")
    expect(named).to_be_visible()
    page.goto(reverse("admin:partners_organization_change", args=[fosi.pk]))
    page.get_by_role("link", name="Where used").click()
    expect(page.get_by_role("link", name="Family education", exact=True)).to_be_visible()
    expect(page.get_by_text("ar-eg").first).to_be_visible()
    assert_accessible(page, preload=False)
    shoot("where-used")
    page.get_by_label("Take down “Media literacy” in العربية too").check()
    page.get_by_label("Reason").fill("Lost its licence")
    page.get_by_role("button", name="Take down everywhere").click()
    expect(page.locator(".withdrawn")).to_contain_text("Lost its licence")
    assert_accessible(page, preload=False)
    shoot("where-used-withdrawn")
    visit(page)
    expect(page.get_by_role("heading", name="Family education")).to_be_visible()
    expect(named).to_have_count(0)
    page.goto(reverse("admin:partners_organization_change", args=[fosi.pk]))
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator(".messagelist .success")).to_contain_text("It is back")
    visit(page)
    expect(named).to_be_visible()
