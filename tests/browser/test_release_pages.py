"""Scheduling, change sets and preview links in a real browser: in Arabic and on a phone too.

`preload`: axe reads style sheets by putting them into the page, which the policy refuses.
"""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from safetyhub.publishing import actions, previews
from safetyhub.publishing.models import ChangeSet, Part, PreviewLink
from safetyhub.publishing.stages import Stage
from tests.factories import (
    make_locale,
    make_organization,
    make_page,
    make_program,
    make_section,
    partner,
    save_texts,
)

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
YEAR = timezone.now().year + 1


@pytest.fixture
def program(live_server):
    """Live, with a German and an Arabic text that are approved, and a partner that nobody sees yet."""
    make_section(make_page(), "programs", "Programs")
    for code, language, market, tag in (("en-us", "en", "us", "en-US"), ("de-de", "de", "de", "de-DE")):
        make_locale(code, language, market, tag=tag)
    make_locale("ar-eg", "ar", "eg", tag="ar-EG")
    program = make_program(
        texts={"en": {"title": "Facts"}, "de": {"title": "Alt"}},
        slug="facts",
        partnerships=[partner(make_organization("Reuters", live=False))],
    )
    for language, title in (("de", "Neu"), ("ar", "جديد")):
        save_texts(program, language, {"title": title})
        actions.submit([(program, language)], user=None)
        actions.approve([(program, language)], user=None)
    return program


def url(program, page, language="de"):
    return reverse(f"admin:partners_program_{page}", args=[program.pk]) + f"?language={language}"


def part(program, language="de"):
    return Part.objects.select_related("live").get(
        kind=program.kind(), object_id=program.pk, language=language
    )


def test_something_approved_gets_its_time(page, program, sign_in):
    sign_in("Publisher")
    page.goto(url(program, "change"))
    page.get_by_role("link", name="Schedule").click()
    publish = page.get_by_role("group", name="Publish at")
    publish.get_by_label("Day").fill(f"{YEAR}-07-01")
    publish.get_by_label("Time").fill("09:00")
    page.get_by_label("Time zone").select_option("Asia/Manila")
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("(Asia/Manila)")
    assert part(program).stage == Stage.SCHEDULED and part(program).publish_at.hour == 1


def test_a_set_is_filled_by_clicks_and_goes_live(page, program, sign_in):
    sign_in("Publisher")
    page.goto("/admin/publishing/changeset/add/")
    page.get_by_label("Name").fill("Frühling")
    page.get_by_role("button", name="Make the change set").click()
    page.get_by_label("Facts (program, German)").check()
    page.get_by_role("button", name="Add the chosen ones").click()
    expect(page.get_by_text("Approved, ready to go live.")).to_be_visible()
    page.get_by_role("link", name="de-de").click()
    expect(page.get_by_role("heading", name="Neu")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Publish the whole set now").click()
    expect(page.get_by_text("kept as a record")).to_be_visible()
    assert part(program).live.data["title"] == "Neu"


def test_the_previews_of_a_set_stand_in_lines_above_the_button(page, program, sign_in):
    """The public site has about fifty regional versions: one below the other they would hide what the page is for."""
    for code in "ad ae at be bg bh ca ch cl co cr cy cz dk do ec ee eg es fi fr gb gr gt hr hu ie il".split():
        if code != "eg":
            make_locale(f"en-{code}", "en", code)
    chosen = actions.create_set(name="Spring", user=None)
    actions.add_to_set(chosen, [(program, "de")], user=None)
    sign_in("Publisher")
    page.goto(f"/admin/publishing/changeset/{chosen.pk}/")
    previews_of_set = page.locator("ul.previews")
    expect(previews_of_set.get_by_role("listitem")).to_have_count(30)
    assert previews_of_set.bounding_box()["height"] < 120


def test_a_link_opens_the_draft_without_an_account(page, program, sign_in):
    sign_in("Editor")
    page.goto(url(program, "preview-links"))
    page.get_by_label("For whom").fill("Kenji")
    page.get_by_role("button", name="Make a preview link").click()
    expect(page.get_by_role("row", name="Kenji")).to_be_visible()
    page.context.clear_cookies()
    page.goto(previews.address_of(PreviewLink.objects.get()))
    page.get_by_role("link", name="Deutschland").click()
    expect(page.get_by_role("heading", name="Neu")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Vorschau auf Entwürfe")
    assert page.context.cookies() == []


@pytest.mark.parametrize(("interface", "size"), [("en", None), ("ar", PHONE)])
def test_every_page_is_accessible(page, program, sign_in, assert_accessible, interface, size, shoot):
    chosen = actions.create_set(name="Spring", user=None)
    actions.add_to_set(chosen, [(program, "de"), (program, "en"), (program, "")], user=None)
    link = actions.make_link(program, user=None, note="Kenji")
    actions.make_link(chosen, user=None)
    ChangeSet.objects.create(name="Failed", problem="Facts (German): It was sent back.")
    page.set_extra_http_headers({"Accept-Language": interface})
    if size:
        page.set_viewport_size(size)
    sign_in("Publisher")
    for name, address in {
        "schedule": url(program, "schedule"),
        "to-change-set": url(program, "change-set", "ar"),
        "preview-links": url(program, "preview-links"),
        "sets": "/admin/publishing/changeset/",
        "set": f"/admin/publishing/changeset/{chosen.pk}/?q=facts",
        "new-set": "/admin/publishing/changeset/add/",
        "front": previews.address_of(link),
        "preview": f"{previews.address_of(link)}ar-eg/programs/facts/",
        "closed": "/preview/nothing/",
    }.items():
        page.goto(address)
        assert_accessible(page, preload=False)
        shoot(f"{name}-{interface}")
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{address} scrolls sideways"


def test_impossible_times_are_told_beside_their_fields(page, program, sign_in, assert_accessible):
    sign_in("Publisher")
    page.goto(url(program, "schedule"))
    group = page.get_by_role("group", name="Publish at")
    group.get_by_label("Day").fill("2020-01-01")
    group.get_by_label("Time").fill("09:00")
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(group.get_by_text("This time has passed.")).to_be_visible()
    expect(group.get_by_label("Day")).to_have_value("2020-01-01")
    assert_accessible(page, preload=False)
