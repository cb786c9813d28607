"""Whoever has a link sees its drafts, and nothing else that is not public."""

import datetime
import re

import pytest
from django.core.signing import Signer
from django.utils import timezone

from safetyhub.locales.models import Locale
from safetyhub.publishing import actions, previews
from safetyhub.publishing.models import PreviewLink
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_locale,
    make_organization,
    make_program,
    make_user,
    partner,
    publish,
    save_texts,
)
from tests.public import queries_of, rename, shared_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(site):
    """Live in English and German, with a newer draft of each."""
    program = make_program(
        texts={"en": {"title": "Live English"}, "de": {"title": "Deutsch live"}}, slug="previewed"
    )
    save_texts(program, "en", {"title": "Draft English"})
    save_texts(program, "de", {"title": "Deutsch Entwurf"})
    return program


@pytest.fixture
def link(program):
    return actions.make_link(program, user=None, note="For the ministry")


def root(link):
    return previews.address_of(link)


def test_a_link_shows_the_drafts_of_its_entry_in_every_version(client, link):
    assert "Draft English" in text_of(client, f"{root(link)}en-us/programs/previewed/")
    assert "Deutsch Entwurf" in text_of(client, f"{root(link)}de-de/programs/previewed/")
    assert "Draft English" in text_of(client, f"{root(link)}ar-eg/safety-partners/")
    for address in ("/en-us/programs/previewed/", "/en-us/programs/", "/de-de/safety-partners/"):
        assert "Draft" not in text_of(client, address) and "Entwurf" not in text_of(client, address)


def test_of_everything_else_it_shows_what_is_live(client, link, program):
    other = make_program("Other live", slug="other")
    save_texts(other, "en", {"title": "Secret one"})
    make_program("Secret two", slug="never", live=False)
    down = make_program("Secret three", slug="down")
    actions.take_down(down, language=SHARED, user=None)
    organization = make_organization("Secret four", live=False)
    actions.save(
        program,
        language=SHARED,
        user=None,
        seen=None,
        shared={**shared_of(program), "partnerships": [partner(organization)]},
    )
    pages = ("", "programs/", "safety-partners/", "programs/previewed/", "programs/other/", "resources/")
    html = "".join(text_of(client, f"{root(link)}en-us/{page}") for page in pages)
    assert "Secret" not in html and "Other live" in html
    for slug in ("never", "down"):
        assert client.get(f"{root(link)}en-us/programs/{slug}/").status_code == 404


def test_what_was_submitted_is_shown_until_it_is_sent_back(client, link, program):
    actions.submit([(program, "en")], user=None)
    save_texts(program, "en", {"title": "Newer still"})
    address = f"{root(link)}en-us/programs/previewed/"
    assert "Draft English" in text_of(client, address)
    actions.send_back([(program, "en")], user=None, note="No")
    assert "Newer still" in text_of(client, address)


def test_a_new_address_and_market_are_previewed_too(client, link, program):
    shared = {**shared_of(program), "slug": "moved", "markets": ["de"], "position": 0}
    actions.save(program, language=SHARED, user=None, seen=None, shared=shared)
    assert "Deutsch Entwurf" in text_of(client, f"{root(link)}de-de/programs/moved/")
    assert "Draft English" not in text_of(client, f"{root(link)}en-us/programs/")
    assert "Live English" in text_of(client, "/en-us/programs/")


def test_an_archived_entry_is_not_previewed(client, link, program):
    actions.take_down(program, language=SHARED, user=None)
    actions.archive(program, user=None)
    assert client.get(f"{root(link)}en-us/programs/previewed/").status_code == 404


def test_a_link_of_a_set_shows_its_members_and_nothing_else(client, program):
    other = make_program(texts={"en": {"title": "Other"}, "de": {"title": "Anderes"}})
    for language, title in (("en", "Not a member"), ("de", "Ein Mitglied")):
        save_texts(other, language, {"title": title})
    chosen = actions.create_set(name="Spring", user=None)
    actions.add_to_set(chosen, [(program, "en"), (other, "de")], user=None)
    link = actions.make_link(chosen, user=None)
    german, english = (text_of(client, f"{root(link)}{code}/safety-partners/") for code in ("de-de", "en-us"))
    assert "Ein Mitglied" in german and "Entwurf" not in german
    assert "Draft English" in english and "Not a member" not in english


def test_the_answer_is_kept_by_nobody_and_found_by_nobody(client, link):
    for page in (
        "en-us/programs/previewed/",
        "",
        "en-us/none/",
        "en-us/programs",
        "EN-US/programs/",
        "xx-xx/",
        "x",
    ):
        response = client.get(root(link) + page)
        assert response.headers["Cache-Control"] == "no-store, private", page
        assert response.headers["CDN-Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert not response.cookies and "Vary" not in response.headers
    html = text_of(client, f"{root(link)}en-us/programs/previewed/")
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert "canonical" not in html and "hreflang" not in html.partition("</head>")[0]


def test_a_bar_says_what_it_is_in_the_language_of_the_page(client, link):
    day = (timezone.now() + datetime.timedelta(days=7)).day
    bar = re.search(r'<p class="preview-bar".*?</p>', text_of(client, f"{root(link)}en-us/")).group()
    assert "Preview of drafts that are not public" in bar and str(day) in bar


def test_every_link_of_a_page_stays_in_the_preview(client, link):
    for page in (
        "en-us/",
        "de-de/safety-partners/",
        "en-us/programs/previewed/",
        "en-us/resources/",
        "en-us/no/",
    ):
        html = client.get(root(link) + page).content.decode()
        own = [part.partition('"')[0] for part in html.split('href="')[1:]]
        inside = [href for href in own if href.startswith("/") and not href.startswith("/static/")]
        assert all(href.startswith(root(link)) for href in inside), page
        assert inside or page == "en-us/no/"


def test_the_front_page_leads_to_the_entry_in_every_version(client, link):
    make_locale("fr-fr", "fr", "fr", visibility=Locale.Visibility.PREVIEW)
    make_locale("sw-ke", "sw", "ke", visibility=Locale.Visibility.CLOSED)
    html = text_of(client, root(link))
    for code in ("en-us", "de-de", "ar-eg", "fr-fr"):
        assert f"{root(link)}{code}/programs/previewed/" in html
        assert client.get(f"{root(link)}{code}/programs/previewed/").status_code == 200
    assert "sw-ke" not in html


def altered(address):
    head, dot, signature = address.rstrip("/").rpartition(".")
    return f"{head}{dot}{'A' if signature[0] != 'A' else 'B'}{signature[1:]}/"


@pytest.mark.parametrize("rest", ["", "en-us/", "en-us/programs/previewed/", "media/abc/", "zz/"])
def test_a_link_that_does_not_work_says_so_and_is_logged(client, link, rest, caplog):
    number, dot, signature = previews.token_of(link).partition(".")
    forged = (
        altered(root(link)),
        f"/preview/{int(number) + 1}{dot}{signature}/",
        f"/preview/{number}/",
        "/preview/%00/",
        "/preview/1.ü/",
    )
    for address in forged:
        caplog.clear()
        response = client.get(address + rest)
        html = response.content.decode()
        assert response.status_code == 404 and "This preview link does not work" in html, address
        assert "Draft" not in html and "altered" in caplog.text
    for change in ({"is_revoked": True}, {"is_revoked": False, "expires": timezone.now()}):
        PreviewLink.objects.filter(pk=link.pk).update(**change)
        caplog.clear()
        response = client.get(root(link) + rest)
        assert response.status_code == 410 and "Ask whoever sent it" in response.content.decode()
        assert response.headers["Cache-Control"] == "no-store, private"
        assert f"Preview link {link.pk} refused" in caplog.text


def test_another_key_makes_other_links(client, link, settings):
    address = root(link)
    settings.SECRET_KEY = "another key of this very same hub, long enough"
    assert client.get(address).status_code == 404


def test_a_signature_of_something_else_opens_nothing(client, link):
    assert client.get(f"/preview/{Signer(sep='.').sign(str(link.pk))}/").status_code == 404


def test_a_link_changes_nothing(client, link):
    for verb in (client.post, client.put, client.delete):
        assert verb(f"{root(link)}en-us/").status_code == 405
        assert verb(root(link)).status_code == 405


def test_a_preview_costs_a_constant_number_of_queries(client, link, program):
    address = f"{root(link)}en-us/safety-partners/"
    before = queries_of(client, address)
    for number in range(5):
        make_program(f"More {number}", partnerships=[partner(make_organization())])
    assert queries_of(client, address) == before <= 8


def test_staff_see_one_entry_or_one_set_as_it_would_be(client, program):
    other = make_program("Other live")
    save_texts(other, "en", {"title": "Secret"})
    chosen = actions.create_set(name="Spring", user=None)
    actions.add_to_set(chosen, [(program, "en")], user=None)
    for shown in (program, chosen):
        address = f"{previews.staff_root(shown)}en-us/safety-partners/"
        assert client.get(address).headers["Location"].startswith("/admin/login/?next=/admin/preview/")
        client.force_login(make_user("Translator", languages=("de",)))
        html = text_of(client, address)
        assert "Draft English" in html and "Secret" not in html and "Other live" in html
        assert f'href="{previews.staff_root(shown)}' in html
        headers = client.get(address).headers
        assert headers["Cache-Control"] == headers["CDN-Cache-Control"] == "no-store"
        client.force_login(make_user(role=""))
        assert client.get(address).status_code == 403
        client.logout()
    client.force_login(make_user("Editor"))
    for forged in ("set:999999", "auth.user:1", "set:99999999999999999999", "partners.nothing:1"):
        assert client.get(f"/admin/preview/{forged}/en-us/").status_code == 404
    assert "Draft" not in text_of(client, "/admin/preview/partners.program:999999/en-us/safety-partners/")


# --- the page that gives them out -----------------------------------------------------------------------------------


def page_of(program):
    return f"/admin/partners/program/{program.pk}/preview-links/?language=de"


def test_links_are_given_out_and_revoked(client, program):
    client.force_login(make_user("Editor", username="amira"))
    html = client.post(page_of(program), {"note": "For Kenji", "days": "30"}, follow=True).content.decode()
    made = PreviewLink.objects.get()
    assert "For Kenji" in html and root(made) in html and "amira" in html
    assert timezone.now() + datetime.timedelta(days=29) < made.expires
    client.logout()
    assert client.get(root(made)).status_code == 200
    client.force_login(make_user("Publisher"))
    html = client.post(page_of(program), {"revoke": made.pk}, follow=True).content.decode()
    assert "revoked" in html and root(made) not in html
    client.logout()
    assert client.get(root(made)).status_code == 410


def test_a_link_lives_as_long_as_it_may(client, program):
    client.force_login(make_user("Editor"))
    for days in ("0", "-1", "31", "365", "x", ""):
        client.post(page_of(program), {"note": "", "days": days})
    assert not PreviewLink.objects.exists()


def test_who_has_no_say_in_it_gives_out_no_links(client, program, link):
    for role in ("Translator", "Reviewer"):
        client.force_login(make_user(role, languages=("de",)))
        html = client.get(page_of(program)).content.decode()
        assert root(link) not in html and "Ask an editor" in html
        assert client.post(page_of(program), {"days": "7"}).status_code == 403
        assert client.post(page_of(program), {"revoke": link.pk}).status_code == 403
    assert PreviewLink.objects.filter(is_revoked=False).count() == 1


def test_a_link_of_another_entry_is_not_revoked_from_here(client, program, link):
    client.force_login(make_user("Editor"))
    assert client.post(page_of(make_program("Other")), {"revoke": link.pk}).status_code == 404
    link.refresh_from_db()
    assert not link.is_revoked


def test_an_old_address_leads_on_within_the_preview(client, link, program):
    publish(program, SHARED)
    rename(program, "renamed")
    response = client.get(f"{root(link)}en-us/programs/previewed/")
    assert response.headers["Location"] == f"{root(link)}en-us/programs/renamed/"
    assert response.headers["Cache-Control"] == "no-store, private"
