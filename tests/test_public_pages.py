"""What every public address has in common: no cookie, headers, redirects, not found, no draft, files."""

import io

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import SimpleCookie

from safetyhub.content.interface import words_for
from safetyhub.content.views import KEEP
from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.publishing import actions, images
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_council,
    make_locale,
    make_organization,
    make_person,
    make_program,
    make_resource,
    make_user,
    partner,
    reference,
    save_texts,
    write_past_the_door,
)
from tests.public import (
    PAGE,
    PAGES,
    make_content,
    queries_of,
    rename,
    text_of,
    translate,
)

pytestmark = pytest.mark.django_db


OTHERS = ("/", "/favicon.ico", "/robots.txt", "/sitemap.xml")
MISSING = (
    "/en-us/nowhere/",
    "/xx/",
    "/nowhere.txt",
    "/en-us/programs/none/",
    "/media/x.webp",
    "/de-de/resources/qq/",
)


def test_a_visitor_is_not_recognised(client, site, subtests):
    client.cookies = SimpleCookie({"sessionid": "forged", "csrftoken": "forged"})
    for address in (*PAGES, *OTHERS, *MISSING, "/EN-us/", "/en-us"):
        with subtests.test(address):
            response = client.get(address, headers={"accept-language": "ar"})
            assert not response.cookies
            assert "Vary" not in response.headers


def test_every_page_is_protected_and_calls_nobody(client, site, subtests):
    for address in (*PAGES, *MISSING, "/"):
        with subtests.test(address):
            response = client.get(address)
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            html = response.content.decode()
            assert "<script" not in html and " style=" not in html and "<style" not in html
            assert html.count("<h1") == 1


def test_pages_may_be_kept_for_a_minute_and_answer_head(client, site, subtests):
    for address in PAGES:
        with subtests.test(address):
            response = client.head(address)
            assert (response.status_code, response.content) == (200, b"")
            assert response.headers["Cache-Control"] == KEEP
            assert client.post(address).status_code == 405


def test_queries_do_not_depend_on_the_content(client, site, subtests):
    addresses = (*PAGES, *OTHERS[:1], *OTHERS[2:])
    once = {address: queries_of(client, address) for address in addresses}
    make_content(4)
    make_locale("fr-fr", "fr", "fr", tag="fr-FR")
    for address in addresses:
        with subtests.test(address):
            assert queries_of(client, address) == once[address] <= 8


def test_addresses_that_are_nearly_right_lead_to_the_page_for_good(client, site, subtests):
    LocaleAlias.objects.create(code="english", locale_id="en-us")
    for asked, there in (
        ("/EN-US/safety-partners/", PAGE),
        ("/en_us/safety-partners/", PAGE),
        ("/en-us/safety-partners", PAGE),
        ("/english/programs/?a=b", "/en-us/programs/?a=b"),
        ("/en-us", "/en-us/"),
        ("/EN_us", "/en-us/"),
        ("/EN-us/safety-partners", PAGE),
        ("/english/programs?a=b", "/en-us/programs/?a=b"),
        ("/en-us/programs/Fact-Checking/", "/en-us/programs/fact-checking/"),
        ("/en-us/Safety-Partners/", PAGE),
        ("/EN-us/SAFETY-PARTNERS", PAGE),
        ("/english/Programs?a=b", "/en-us/programs/?a=b"),
        ("/en-us/Programs/Fact-Checking", "/en-us/programs/Fact-Checking/"),
        ("/en-us/programs/facts/", "/en-us/programs/fact-checking/"),
        ("/en-us/resources/DE/", "/en-us/resources/de/"),
        ("/en-us/resources/GLOBAL/helpline/", "/en-us/resources/global/helpline/"),
        ("/en-us/resources/us/helpline/", "/en-us/resources/global/helpline/"),
    ):
        with subtests.test(asked):
            response = client.get(asked)
            assert (response.status_code, response.headers["Location"]) == (301, there)


def test_a_changed_slug_costs_no_more_queries_than_a_page(client, site, django_assert_max_num_queries):
    rename(
        make_program("Renamed", slug="before", partnerships=[partner(make_organization("Partner"))]), "after"
    )
    with django_assert_max_num_queries(8):
        response = client.get("/en-us/programs/before/")
    assert response.headers["Location"] == "/en-us/programs/after/"
    assert client.get("/en-us/programs/after/").status_code == 200


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    ("address", "tag", "language"),
    [
        ("/de-de/nowhere/", "de-DE", "de"),
        ("/de-de/programs/none/", "de-DE", "de"),
        ("/de-de/programs/%F0%9F%92%A9/", "de-DE", "de"),
        ("/ar-eg/resources/qq/", "ar-EG", "ar"),
        ("/ar-eg/council/x", "ar-EG", "ar"),
        ("/xx/safety-partners/", "en", "en"),
        ("/apple-touch-icon.png", "en", "en"),
        ("/media/../settings.py", "en", "en"),
        ("/%00/", "en", "en"),
    ],
)
def test_not_found_is_said_in_words(client, locales, settings, debug, address, tag, language):
    settings.DEBUG = debug
    response = client.get(address, follow=True)
    html = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{tag}"' in html and f">{words_for(language).not_found}</h1>" in html
    assert "noindex" in html and "Traceback" not in html and "urlpatterns" not in html


def test_the_words_are_translated():
    assert len({words_for(language).not_found.value for language in ("en", "de", "es", "ar")}) == 4


@pytest.mark.parametrize("visibility", [Locale.Visibility.PREVIEW, Locale.Visibility.CLOSED])
def test_a_version_that_is_not_public_is_not_found(client, site, visibility):
    make_locale("fr-fr", "fr", "fr", visibility=visibility)
    assert client.get("/fr-fr/safety-partners/").status_code == 404
    assert "fr-fr" not in text_of(client, PAGE) + text_of(client, "/") + text_of(client, "/sitemap.xml")


# --- Nothing that is not live --------------------------------------------------------------------------------------


def test_no_draft_reaches_a_visitor(client, site):
    program = make_program(
        "Open", slug="open", partnerships=[partner(make_organization("SECRET partner", live=False))]
    )
    save_texts(program, "en", {"title": "SECRET title"})
    save_texts(program, "de", {"title": "SECRET German"})
    make_program("SECRET program", slug="secret", live=False)
    make_resource("SECRET resource", slug="secret", live=False)
    gone = make_program("SECRET gone", slug="gone")
    actions.take_down(gone, language=SHARED, user=None)
    make_council(
        slug="youth",
        texts={"en": {"name": "Youth", "memberships.a.reduced_label": "A student"}},
        memberships=[
            {"id": None, "new": "a", "person": reference(make_person("SECRET name")), "form": "reduced"}
        ],
    )
    for locale in ("en-us", "de-de"):
        for page in ("", "safety-partners/", "programs/", "programs/open/", "council/youth/", "resources/"):
            assert "SECRET" not in text_of(client, f"/{locale}/{page}")
        for page in ("programs/secret/", "programs/gone/", "resources/global/secret/"):
            response = client.get(f"/{locale}/{page}")
            assert response.status_code == 404
            assert "SECRET" not in response.content.decode()
    assert "secret" not in text_of(client, "/sitemap.xml") and "gone" not in text_of(client, "/sitemap.xml")


# --- Search engines and menus --------------------------------------------------------------------------------------


def test_alternates_are_the_versions_that_really_have_the_text(client, site, settings):
    settings.SITE_URL = "https://hub.example"
    make_locale("de-ch", "de-ch", "ch", tag="de-CH", position=4)
    make_locale("zh", "zh-hant", None, tag="zh-Hant", position=5)
    translate(site["page"], "de", title="Partner")
    head = text_of(client, PAGE).partition("</head>")[0]
    assert '<link rel="canonical" href="https://hub.example/en-us/safety-partners/">' in head
    found = [line.split('"')[3:6:2] for line in head.splitlines() if 'rel="alternate"' in line]
    assert found == [
        [tag, f"https://hub.example/{code}/safety-partners/"]
        for tag, code in (("en-US", "en-us"), ("de-DE", "de-de"), ("de-CH", "de-ch"), ("x-default", "en-us"))
    ]


def test_the_menu_keeps_the_page_where_the_other_version_has_it(client, site):
    make_program("Here only", slug="here", markets=["us"])
    html = text_of(client, "/en-us/programs/here/")
    assert 'hreflang="de-DE" lang="de-DE" href="/de-de/"' in html
    html = text_of(client, "/en-us/programs/fact-checking/")
    assert 'hreflang="de-DE" lang="de-DE" href="/de-de/programs/fact-checking/"' in html
    assert 'href="/en-us/programs/fact-checking/" aria-current="true"' in html


def test_the_chooser_lists_every_public_version_and_sends_nobody_anywhere(client, site):
    html = text_of(client, "/")
    for code in ("en-us", "de-de", "ar-eg"):
        assert f'href="/{code}/"' in html
    assert "مصر" in html and "Deutschland" in html
    Locale.objects.update(visibility=Locale.Visibility.CLOSED)
    assert "No regional version is open yet" in text_of(client, "/")


# --- Files ---------------------------------------------------------------------------------------------------------


def test_only_the_public_store_is_served(client, settings):
    name = f"{'a' * 64}-400.webp"
    settings.PRIVATE_MEDIA_ROOT.mkdir()
    (settings.PRIVATE_MEDIA_ROOT / name).write_bytes(b"private")
    assert client.get(f"/media/{name}").status_code == 404
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / name).write_bytes(b"public")
    (settings.MEDIA_ROOT / "notes.txt").write_bytes(b"no picture")
    response = client.get(f"/media/{name}")
    assert b"".join(response.streaming_content) == b"public"
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    for other in ("notes.txt", f"../private/{name}", f"{'A' * 64}-400.webp", f"{name}/", f"{name}%0a"):
        assert client.get(f"/media/{other}").status_code == 404


def test_robots_are_shown_the_sitemap_and_kept_out_of_the_admin(client, settings):
    settings.SITE_URL = "https://hub.example"
    lines = text_of(client, "/robots.txt").splitlines()
    assert "Disallow: /admin/" in lines and "Sitemap: https://hub.example/sitemap.xml" in lines


def make_picture():
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (60, 40), "teal").save(buffer, "PNG")
    return images.store(SimpleUploadedFile("teal.png", buffer.getvalue()), None)


def test_a_published_picture_is_shown_and_a_draft_one_in_the_preview_only(
    client, locales, django_capture_on_commit_callbacks
):
    public, private = make_picture(), "f" * 64
    words = {"title": "T", "image_alt": "Teal"}
    with django_capture_on_commit_callbacks(execute=True):
        program = make_program(slug="facts", texts={"en": words}, image=public)
    html = text_of(client, "/en-us/programs/facts/")
    assert f'src="/media/{public}-800.webp"' in html and f"/media/{public}-1600.webp 1600w" in html
    assert 'alt="Teal"' in html
    assert b"".join(client.get(f"/media/{public}-800.webp").streaming_content)[8:12] == b"WEBP"
    part = Part.objects.get(kind=program.kind(), object_id=program.pk, language=SHARED)
    write_past_the_door(program, SHARED, {**part.head.data, "image": private})
    client.force_login(make_user("Editor"))
    html = text_of(client, "/admin/preview/en-us/programs/facts/")
    assert f'src="/admin/images/{private}/"' in html and "/media/" not in html


def test_the_icon_is_there_for_browsers_that_do_not_read_the_page(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response.headers["Location"].endswith("site/icon.svg")
    assert "site/icon.svg" in client.get("/admin/login/").text
