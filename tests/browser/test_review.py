"""The review screen in a real browser: what a reviewer sees, by keyboard, without JavaScript, on a phone, in Arabic.

The `page` fixture fails a test that broke the security policy, threw in a script or asked another host.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from safetyhub.publishing import actions
from safetyhub.publishing.models import OwedReview, Part, Thread
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.stages import Stage
from tests.factories import make_locale, make_organization, make_program, make_user, partner, save_texts

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 800}
WORDS = {
    "en": {
        "title": "Fact-checking",
        "summary": "Who checks what people claim.",
        "body": "<p>We check <strong>claims</strong>.</p><ul><li>Photos</li><li>Quotes</li></ul>",
        "calls_to_action.a.label": "Learn more",
    },
    "ar": {"title": "التحقق", "body": "<p>نحن نتحقق من الادعاءات.</p>"},
    "de": {"title": "Faktenprüfung"},
}


@pytest.fixture
def program(live_server):
    """Live in three languages; Arabic and English changes wait for a review."""
    make_locale()
    make_locale("ar-eg", "ar", "eg", tag="ar-EG")
    make_locale("de-de", "de", "de", tag="de-DE")
    calls, names = [{"id": None, "new": "a"}], ("Reuters", "AAP")
    partners = [partner(make_organization(name)) for name in names]
    program = make_program(texts=WORDS, slug="facts", calls_to_action=calls, partnerships=partners)
    translator = make_user("Translator", languages=("ar", "de"), first_name="Amira")
    words = {
        "title": "التحقق من الحقائق",
        "body": '<p>نحن نتحقق من <a href="https://example.org/">الصور</a>.</p>',
    }
    save_texts(program, "ar", words, user=translator)
    actions.submit([(program, "ar")], user=translator, note="من فضلكم تحققوا من العنوان")
    return program


def url(program, page, language):
    return f"{reverse(f'admin:partners_program_{page}', args=[program.pk])}?language={language}"


def part(program, language):
    return Part.objects.get(kind=program.kind(), object_id=program.pk, language=language)


def test_a_reviewer_compares_sends_back_and_approves(page, program, sign_in, shoot):
    sign_in("Reviewer", languages=("ar",))
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(url(program, "review", "ar"))
    title = page.locator(".proof-line").first
    expect(title.locator(".source-text")).to_have_text("Fact-checking")
    expect(title.locator(".target-text")).to_have_text("التحقق من الحقائق")
    assert title.locator(".target-text").evaluate("node => getComputedStyle(node).direction") == "rtl"
    expect(title.locator("ins")).to_have_text(" من الحقائق")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("التحقق من الحقائق")
    shoot("r1-review")
    page.get_by_role("button", name="Send back").click()
    expect(page.locator(".errorlist").first).to_contain_text("Say why")
    page.locator("summary", has_text="Note on “Title”").click()
    page.get_by_label("Note on “Title”").fill("أقصر")
    page.get_by_label("Note (to send it back").fill("انظر العنوان")
    page.get_by_role("button", name="Send back").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Sent back")
    assert part(program, "ar").stage == Stage.DRAFT

    sign_in("Translator", languages=("ar",))
    page.goto(url(program, "change", "ar"))
    expect(page.locator(".progress")).to_contain_text("Sent back on")
    expect(page.locator(".field-title_ar .review-note")).to_contain_text("أقصر")
    shoot("r2-sent-back")
    page.get_by_label("Title").fill("التثبت")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Submitted for review. Visitors still see")

    sign_in("Publisher")
    page.goto(url(program, "review", "ar"))
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator(".messagelist .success").last).to_contain_text("Live in ar-eg")
    assert not OwedReview.objects.exists()


def test_the_english_text_is_reviewed_with_partners_and_dates(page, program, sign_in, shoot):
    editor = make_user("Editor", first_name="Edda")
    shared = part(program, SHARED).head.data
    first, second = shared["partnerships"]
    changed = {**shared, "markets": ["de", "419"], "partnerships": [second, {**first, "since": "2021-05"}]}
    body = "<p>We check <em>every</em> claim.</p><ul><li>Photos</li></ul>"
    actions.save(program, language="en", texts={"body": body}, shared=changed, user=editor, seen=None)
    actions.submit([(program, SHARED), (program, "en")], user=editor)
    sign_in("Reviewer", languages=("en",))
    page.goto(url(program, "review", "en"))
    for label in ("Markets", "Partner Reuters: since", "Partners: order", "Text"):
        expect(page.get_by_role("heading", name=label, exact=True)).to_be_visible()
    shoot("r3-source")
    page.get_by_role("button", name="Approve and next").click()
    expect(page.locator(".messagelist")).to_contain_text("No other submission waits for you.")
    assert {part(program, code).stage for code in (SHARED, "en")} == {Stage.APPROVED}


def test_questions_are_asked_and_answered_beside_the_review(page, program, sign_in, shoot):
    sign_in("Reviewer", languages=("ar",))
    page.goto(url(program, "review", "ar"))
    page.get_by_label("Your question").fill("هل هذا اسم؟")
    page.get_by_label("About").select_option(label="Title")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".thread")).to_contain_text("هل هذا اسم؟")
    expect(page.locator(".thread")).to_contain_text("waits for an answer")
    shoot("r4-question")
    sign_in("Editor")
    page.goto(url(program, "change", "ar"))
    page.get_by_role("link", name="Questions (open)").click()
    page.get_by_label("Your answer").fill("No, translate it.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Said, and closed")
    assert not Thread.objects.get().is_open


def test_the_review_works_without_javascript(browser, live_server, program, page, sign_in):
    sign_in("Reviewer", languages=("ar",))
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(url(program, "review", "ar"))
    plain.locator("summary", has_text="Note on “Title”").click()
    plain.locator("textarea[name=note-ar-title]").fill("Shorter")
    plain.locator("textarea[name=note]").fill("See the title")
    plain.get_by_role("button", name="Send back").click()
    plain.goto(url(program, "change", "ar"))
    assert "Shorter" in plain.locator(".field-title_ar").inner_text()
    context.close()


@pytest.mark.parametrize("interface", ["en", "ar"])
@pytest.mark.parametrize("name", ["review", "review-afterwards", "publish", "questions", "change"])
def test_the_pages_of_a_review_are_accessible_and_fit_a_phone(
    page, program, sign_in, assert_accessible, shoot, interface, name
):
    actions.ask_about(program, language="ar", user=None, text="سؤال", field="title")
    if name == "review-afterwards":
        actions.withdraw([(program, "ar")], user=None)
        actions.publish([(program, "ar")], user=make_user(), reason="A wrong number")
    sign_in("Publisher")
    page.set_extra_http_headers({"Accept-Language": interface})
    page.goto(url(program, name, "ar"))
    if name == "review":
        page.locator("details summary").first.click()
    assert_accessible(page, preload=False)
    shoot(f"r5-{name}-{interface}")
    page.set_viewport_size(PHONE)
    assert_accessible(page, preload=False)
    wide = "[...document.querySelectorAll('html, #main')].some(node => node.scrollWidth > node.clientWidth)"
    assert not page.evaluate(wide)
    shoot(f"r6-{name}-{interface}-phone")


def test_a_selection_asks_why_on_a_page_that_is_accessible(
    page, live_server, sign_in, assert_accessible, shoot
):
    make_program("Draft one", live=False)
    make_program("Draft two", live=False)
    sign_in("Publisher")
    page.goto(reverse("admin:partners_program_changelist"))
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option(value="publish_selected")
    page.get_by_role("button", name="Go").click()
    assert_accessible(page, preload=False)
    shoot("r7-selection")
    page.get_by_label("Why can it not wait for a review?").fill("The campaign starts today.")
    page.get_by_role("button", name="Publish now, review afterwards").click()
    expect(page.locator(".messagelist .success")).to_contain_text("2 published.")
    assert Part.objects.filter(live__isnull=False).count() == 4
