"""The doors that everybody passes, in a real browser. The `page` fixture fails for a breach of the policy."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from safetyhub.publishing.models import Part, Revision
from tests.factories import make_program, make_user

pytestmark = pytest.mark.browser

PASSWORD = "a long passphrase"  # of everybody that the factory makes
WORDS = "Zwei „Zeilen“ & <b>mehr</b>"


def test_logging_in(page, assert_accessible):
    get_user_model().objects.create_superuser("amira", password="correct horse battery")
    page.goto("/admin/")
    assert_accessible(page)
    page.get_by_label("Username").fill("amira")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")
    assert page.get_by_role("button", name="Log out").is_visible()


def test_a_page_that_breaks_the_policy_is_noticed(page, problems):
    page.goto("/healthz/live")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.2:9/x.png'}))"
    )
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {color: red}'}))"
    )
    page.wait_for_timeout(200)
    assert len([text for text in problems if "Content Security Policy" in text]) == 2
    problems.clear()


# --- A form that was overtaken ----------------------------------------------------------------------------------------


def log_in(page, name, password=PASSWORD):
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()


@pytest.fixture
def program(page):
    return make_program(live=False)


@pytest.fixture
def writing(page, program):
    """A translator has filled a form in."""
    make_user("Translator", languages=("de",), username="jonas")
    page.goto(f"/admin/partners/program/{program.pk}/change/?language=de")
    log_in(page, "jonas")
    page.locator("[name=title_de]").fill(WORDS)
    return page


def german(program):
    return Part.objects.select_related("head").get(kind=program.kind(), object_id=program.pk, language="de")


def log_in_again(page, name="jonas"):
    """In a new tab, by the link that the page offers."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Log in in a new tab").click()
    log_in(opened.value, name)
    opened.value.close()


def test_what_was_typed_outlives_the_session(writing, program, assert_accessible):
    writing.context.clear_cookies(name="sessionid")
    writing.locator("[name=_save]").click()
    writing.get_by_role("heading", name="You are no longer logged in").wait_for()
    assert writing.locator("dd", has_text=WORDS).is_visible()
    assert_accessible(writing)
    log_in_again(writing)
    writing.get_by_role("button", name="Send it again").click()
    writing.locator(".success").wait_for()  # at once: the page had taken a fresh token
    assert german(program).head.data["title"] == WORDS


def test_and_every_cookie(writing, program):
    writing.context.clear_cookies()
    writing.locator("[name=_save]").click()
    log_in_again(writing)
    writing.get_by_role("button", name="Send it again").click()
    writing.locator(".success").wait_for()
    assert german(program).head.data["title"] == WORDS


def test_sent_too_early_it_is_kept_for_longer(writing, program):
    Session.objects.all().delete()
    writing.locator("[name=_save]").click()
    for _time in range(2):
        writing.get_by_role("button", name="Send it again").click()
        writing.locator("main [type=submit]:enabled").wait_for()
    log_in_again(writing)
    writing.get_by_role("button", name="Send it again").dblclick()
    writing.locator(".success").wait_for()
    assert german(program).head.data["title"] == WORDS
    assert Revision.objects.filter(part=german(program)).count() == 1


def test_logging_in_in_another_tab_overtakes_a_form(writing, program, assert_accessible):
    other = writing.context.new_page()
    other.goto("/admin/")
    other.get_by_role("button", name="Log out").click()
    other.goto("/admin/")
    log_in(other, "jonas")
    writing.locator("[name=_save]").click()
    writing.get_by_role("heading", name="Please send this once more").wait_for()
    assert writing.get_by_text("You are logged in as jonas").is_visible()
    assert_accessible(writing)
    writing.get_by_role("button", name="Send it again").click()
    writing.locator(".success").wait_for()
    assert german(program).head.data["title"] == WORDS


def test_without_scripts_it_takes_one_more_look(browser, browser_context_args, live_server, transactional_db):
    program = make_program(live=False)
    make_user("Translator", languages=("de",), username="jonas")
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/admin/partners/program/{program.pk}/change/?language=de")
    log_in(page, "jonas")
    page.locator("[name=title_de]").fill(WORDS)
    context.clear_cookies(name="sessionid")
    page.locator("[name=_save]").click()
    log_in_again(page)
    page.get_by_role("button", name="Send it again").click()
    page.get_by_text("You are logged in as jonas").wait_for()
    page.get_by_role("button", name="Send it again").click()
    page.locator(".success").wait_for()
    assert german(program).head.data["title"] == WORDS
    context.close()


def test_a_form_on_another_site_is_refused_with_nothing_of_it(writing, program, live_server, problems):
    """The browser itself says where it comes from: another name of this machine is another site."""
    elsewhere = live_server.url.replace("localhost", "127.0.0.1")
    assert elsewhere != live_server.url
    address = f"{live_server.url}/admin/partners/program/{program.pk}/change/?language=de"
    form = f'<form method="post" action="{address}"><input name="title_de" value="Evil"><button>Go</button></form>'
    writing.route(f"{elsewhere}/**", lambda route: route.fulfill(body=form, content_type="text/html"))
    writing.goto(f"{elsewhere}/lure")
    writing.get_by_role("button", name="Go").click()
    writing.get_by_role("heading", name="This was not accepted").wait_for()
    assert "Evil" not in writing.content() and not writing.locator("main form").count()
    problems[:] = [text for text in problems if "asked another host" not in text]


def test_an_old_login_page_says_so(page):
    make_user("Translator", languages=("de",), username="jonas")
    page.goto("/admin/")
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "csrftoken", "value": "a" * 32, "url": page.url}])
    page.get_by_label("Username").fill("jonas")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("This page was out of date").wait_for()
    log_in(page, "jonas")
