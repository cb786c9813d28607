"""What staff come to do, from `/admin/` to what visitors see of it in three regional versions, one of them Arabic."""

import io

import PIL.Image
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import load_some
from tests.factories import make_user

pytestmark = pytest.mark.browser

PROGRAM = "/programs/family-education/"
PARTNERS = "/safety-partners/"
HELPLINE = "/resources/de/telefonseelsorge/"


def as_a_visitor(page, address: str) -> None:
    """Nobody's browser: no session, no language chosen."""
    page.context.clear_cookies()
    page.goto(address)


def publish_now(page, reason: str) -> None:
    """Without waiting for a second person, who then reviews it afterwards."""
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_label("Why can it not wait for a review?").fill(reason)
    page.get_by_role("button", name="Publish now, review afterwards").click()


def picture(name: str, color: str) -> dict:
    """A file to upload, as the file chooser gives it."""
    content = io.BytesIO()
    PIL.Image.new("RGB", (640, 360), color).save(content, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": content.getvalue()}


def test_a_new_member_of_staff_changes_a_german_text(page, hub, clicks, shoot):
    make_user("Publisher", username="amira")
    title, summary = "Medienwissen für Familien", "Was Eltern über TikTok wissen sollten."
    page.goto("/admin/")
    page.get_by_label("Username").fill("amira")
    page.get_by_label("Password").fill("a long passphrase")
    page.get_by_role("button", name="Log in").click()
    shoot("a1-index")
    page.get_by_role("link", name="Programs", exact=True).click()
    shoot("a2-list")
    page.get_by_role("link", name="Family education").click()
    shoot("a3-english")
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="outdated").click()
    shoot("a4-german")
    expect(page.get_by_text("The English text has changed since.")).to_have_count(1)
    for label, text in (("Title", title), ("Summary", summary)):
        page.get_by_label(label).click()
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
    publish_now(page, "The old name misleads parents.")
    expect(page.locator(".messagelist .success")).to_contain_text("Live in de-de, de-ch · View")
    shoot("a5-published")
    page.locator(".messagelist").get_by_role("link", name="View").click()
    expect(page).to_have_url(f"{page.url.partition('/de-de')[0]}/de-de{PROGRAM}")
    assert 5 < len(clicks) < 10, clicks

    for code, seen in (
        ("de-de", title),
        ("de-ch", title),
        ("ar-eg", "توعية الأسرة"),
        ("en-us", "Family education"),
    ):
        as_a_visitor(page, f"/{code}{PROGRAM}")
        expect(page.get_by_role("heading", level=1)).to_have_text(seen)
        assert page.get_by_text(summary).count() == code.startswith("de")
        shoot(f"a6-{code}")


@pytest.fixture
def misspelt(live_server):
    """An organisation without names of its own in other languages, as most have none, and wrong."""
    return load_some({"fosi": {"en": {"name": "Family Online Safty Institute"}}})


def test_a_corrected_name_is_right_on_every_page(page, misspelt, sign_in, shoot):
    right, wrong = "Family Online Safety Institute", "Family Online Safty Institute"
    sign_in("Publisher")
    page.goto("/admin/")
    page.get_by_role("link", name="Organisations").click()
    page.locator("#searchbar").fill("safty")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=wrong).click()
    page.get_by_label("Name:", exact=True).fill(right)
    shoot("b1-organisation")
    publish_now(page, "They asked us to spell it right.")
    expect(page.locator(".messagelist .success")).to_contain_text("It shows wherever it is named")
    shoot("b2-published")

    for code in ("en-us", "de-de", "ar-eg"):
        for place, rest in (("partners", PARTNERS), ("program", PROGRAM), ("resource", RESOURCE)):
            as_a_visitor(page, f"/{code}{rest}")
            expect(page.get_by_text(right).first).to_be_visible()
            expect(page.get_by_text(wrong)).to_have_count(0)
            shoot(f"b3-{code}-{place}")


RESOURCE = "/resources/global/family-online-safety-institute/"


def add_partner(page, number: int, name: str, logo: dict | None = None) -> None:
    """A new row, and in it a new organisation, through the popup."""
    page.get_by_role("button", name="Add another Partner").click()
    with page.expect_popup() as opened:
        page.locator(f"#add_id_partnerships-{number}-organization").click()
    popup = opened.value
    popup.get_by_label("Name:", exact=True).fill(name)
    if logo:
        popup.get_by_label("Logo").set_input_files(logo)
    expect(popup.get_by_role("button", name="Publish")).to_have_count(0)
    popup.get_by_role("button", name="Save draft").click()
    expect(page.locator(f"#partnerships-{number} .select2-selection__rendered")).to_contain_text(name)


def name_markets(page, *typed: tuple[str, str]) -> None:
    """Type the beginning of each name, take the first suggestion."""
    field = page.locator("input[name=markets]")
    for beginning, name in typed:
        field.press_sequentially(beginning)
        # Those for fewer letters take no Enter.
        fresh = page.locator(f'.suggestions[data-asked="{beginning}"]')
        expect(fresh.get_by_role("option").first).to_have_text(name)
        field.press("Enter")
    expect(field).to_have_value("".join(f"{name}, " for _beginning, name in typed))


MARKETS = (
    ("Germ", "Germany"),
    ("Austri", "Austria"),
    ("Switz", "Switzerland"),
    ("Egy", "Egypt"),
    ("United St", "United States"),
)


def test_a_new_program_with_new_partners_and_pictures(page, hub, sign_in, shoot):
    sign_in("Publisher")
    page.goto("/admin/")
    page.locator(".model-program").get_by_role("link", name="Add").click()
    write_program(page)
    name_markets(page, *MARKETS)
    add_partner(page, 0, "Good Night Trust", picture("logo.png", "gold"))
    add_partner(page, 1, "Institute of Sleep")
    shoot("c1-form")
    page.get_by_role("button", name="Publish").click()
    expect(
        page.get_by_role("heading", name="It refers to entries that visitors cannot see yet")
    ).to_be_visible()
    expect(page.locator(".differences")).to_contain_text(
        "Germany, Austria, Switzerland, Egypt, United States"
    )
    expect(page.locator(".differences")).to_contain_text("organisation: Good Night Trust")
    shoot("c2-together")
    page.get_by_label("Why can it not wait for a review?").fill("The campaign starts today.")
    page.get_by_role("button", name="Publish these 3 together").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Live in en-us, de-de, de-ch, es-us, ar-eg")
    shoot("c3-published")
    for code in ("en-us", "de-de", "ar-eg"):
        look_at_program(page, shoot, code)
    assert page.goto("/es-mx/programs/sleep-well/").status == 404


def write_program(page) -> None:
    page.get_by_label("Title").fill("Sleep well")
    page.get_by_label("Summary").fill("Why a phone should sleep outside the bedroom.")
    page.locator(".field-body_en [contenteditable]").click()
    page.keyboard.type("Sleep helps you grow.")
    page.get_by_label("Picture").set_input_files(picture("night.png", "navy"))
    page.get_by_label("Alternative text").fill("A phone in a drawer")
    page.get_by_label("Only in").first.check()


def look_at_program(page, shoot, code) -> None:
    """On its own page, with its pictures, and on the page of all sections."""
    as_a_visitor(page, f"/{code}/programs/sleep-well/")
    expect(page.get_by_role("heading", name="Sleep well")).to_be_visible()
    for name in ("Good Night Trust", "Institute of Sleep"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert loaded(page.get_by_role("img", name="A phone in a drawer"))
    assert loaded(page.locator("img.logo"))
    shoot(f"c4-{code}")
    as_a_visitor(page, f"/{code}{PARTNERS}")
    expect(page.locator("#program-sleep-well")).to_contain_text("Good Night Trust")
    shoot(f"c5-{code}")


def loaded(image) -> bool:
    image.scroll_into_view_if_needed()
    return image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")


def test_a_resource_is_taken_down_everywhere(page, hub, sign_in, shoot):
    lists = {"de-de": "/de-de/resources/", "en-us": "/en-us/resources/de/", "ar-eg": "/ar-eg/resources/de/"}
    for code, address in lists.items():
        as_a_visitor(page, address)
        expect(page.locator("a[href='tel:08001110111']")).to_be_visible()
        shoot(f"d1-{code}")

    sign_in("Publisher")
    page.goto("/admin/")
    page.locator(".model-resource").get_by_role("link", name="Resources").click()
    page.get_by_role("link", name="TelefonSeelsorge").click()
    page.get_by_role("link", name="Take down everywhere").click()
    expect(page.locator("form.ask")).to_contain_text("Visitors will not see it in any regional version")
    shoot("d2-asked")
    page.get_by_role("button", name="Take down everywhere").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Taken down.")
    shoot("d3-taken-down")

    for code, address in lists.items():
        as_a_visitor(page, address)
        expect(page.locator("a[href='tel:08001110111']")).to_have_count(0)
        shoot(f"d4-{code}")
        assert page.goto(f"/{code}{HELPLINE}").status == 404
        shoot(f"d5-{code}")
