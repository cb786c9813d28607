"""The public pages in a real browser: accessible, readable on a phone, and whole without JavaScript.

The `page` fixture fails a test that broke the security policy or asked another host.
"""

import pytest
from django.core.management import call_command

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 375, "height": 800}
SMALLEST = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}

ADDRESSES = (
    "/",
    "/en-us/",
    "/ar-eg/safety-partners/",
    "/de-de/resources/",
    "/en-us/safety-partners/",
    "/de-de/programs/fact-checking/",
    "/es-mx/council/content-advisory-council/",
    "/ar-eg/resources/us/988-lifeline/",
    "/de-de/nowhere/",
    "/nowhere.html",
)


@pytest.fixture
def content(live_server):
    call_command("load_initial_content", verbosity=0)


def is_too_wide(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_pages_are_accessible_on_phone_and_desktop(page, content, assert_accessible, subtests):
    for address in ADDRESSES:
        for size in (PHONE, DESKTOP):
            with subtests.test(f"{address} {size['width']}"):
                page.set_viewport_size(size)
                page.goto(address)
                assert_accessible(page)


def test_long_lists_are_accessible_and_fit_the_smallest_phone(
    page, content, settings, assert_accessible, subtests
):
    settings.LIST_LENGTH = 1
    for address in (
        "/ar-eg/programs/page/3/",
        "/de-de/resources/global/",
        "/en-us/safety-partners/",
        "/de-de/council/",
    ):
        for size in (SMALLEST, DESKTOP):
            with subtests.test(f"{address} {size['width']}"):
                page.set_viewport_size(size)
                assert page.goto(address).status == 200
                assert_accessible(page)
                assert not is_too_wide(page)
    page.goto("/ar-eg/programs/")
    page.locator("a[rel=next]").click()
    page.wait_for_url("**/ar-eg/programs/page/2/")


def test_dark_pages_are_accessible(page, content, assert_accessible, subtests):
    page.emulate_media(color_scheme="dark")
    for address in ADDRESSES[1:4]:
        with subtests.test(address):
            page.goto(address)
            assert_accessible(page)


def test_nothing_is_cut_off_on_the_smallest_phone(page, content, subtests):
    page.set_viewport_size(SMALLEST)
    for address in (
        "/",
        "/de-de/",
        "/de-de/safety-partners/",
        "/ar-eg/safety-partners/",
        "/en-us/resources/",
    ):
        with subtests.test(address):
            page.goto(address)
            assert not is_too_wide(page)


def test_the_page_stores_nothing(page, content):
    page.goto("/en-us/safety-partners/")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_right_to_left_starts_on_the_right(page, content):
    page.set_viewport_size(DESKTOP)
    page.goto("/ar-eg/safety-partners/")
    contents = page.locator(".contents").bounding_box()
    text = page.locator(".sections").bounding_box()
    assert contents["x"] > text["x"]


def test_the_keyboard_gets_past_the_navigation(page, content):
    page.goto("/de-de/safety-partners/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_without_javascript_a_visitor_changes_language_and_comes_to_a_helpline(browser, live_server, content):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, viewport=PHONE)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="United States").click()
    page.get_by_role("link", name="Safety partners").first.click()
    page.locator("a.region").click()
    page.locator("#regions").get_by_role("link", name="Deutschland").click()
    assert page.url == f"{live_server.url}/de-de/safety-partners/"
    page.locator(".contents a[href='#resources']").click()
    assert page.locator("#resources-local a[href='tel:116111']").is_visible()
    context.close()
