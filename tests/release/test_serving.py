"""Served before Django, also damaged, also with the app down."""

import os
import random
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.release import alarms, baking, folders, jobs, repairs
from tests.factories import (
    make_program,
    make_resource,
)
from tests.released import (
    HEADERS_OF_FILES,
    PAGE,
    altered,
    ask,
    bake,
    contents,
    down,
    file_of,
    front,
)

pytestmark = pytest.mark.django_db


# --- Served ----------------------------------------------------------------------------------------------------------


def test_a_released_page_asks_no_database(released, django_assert_num_queries):
    app = front()
    with django_assert_num_queries(0):
        for path, row in contents(released).items():
            if row[0] == 200:
                assert ask(app, path).status == 200, path


def test_headers_are_the_same_whoever_serves(released, site, client, settings):
    make_resource("Sensitive", slug="sensitive", sensitive=True)
    LocaleAlias.objects.create(code="german", locale_id="de-de")
    bake()
    paths = (
        "/",
        PAGE,
        "/robots.txt",
        "/sitemap.xml",
        "/favicon.ico",
        "/german/",
        "/en-us/resources/global/sensitive/",
        "/static/site/site.css",
    )
    for path in paths:
        ours, django = ask(front(down), path), client.get(path, headers={"host": "127.0.0.1:8000"})
        if django.streaming:
            list(django.streaming_content)  # to the end, where the client closes the file
        expected = {name: value for name, value in django.headers.items() if name not in HEADERS_OF_FILES}
        assert ours.status == django.status_code, path
        assert {
            name: value for name, value in ours.headers.items() if name not in HEADERS_OF_FILES
        } == expected, path
        assert "Content-Security-Policy" in ours.headers


def test_browsers_may_keep_a_page_and_show_it_when_nobody_answers(released):
    headers = ask(front(down), PAGE).headers
    assert (
        "stale-while-revalidate" in headers["Cache-Control"] and "stale-if-error" in headers["Cache-Control"]
    )
    assert "s-maxage" not in headers["Cache-Control"]
    assert "max-age" in headers["CDN-Cache-Control"]


def test_a_sensitive_page_is_kept_by_no_browser(site):
    make_resource("Sensitive", slug="sensitive", sensitive=True)
    bake()
    headers = ask(front(down), "/en-us/resources/global/sensitive/").headers
    assert headers["Cache-Control"] == "no-store"
    assert "max-age" in headers["CDN-Cache-Control"]


def test_encodings_conditions_and_head(released):
    app = front(down)
    plain, brotli = ask(app, PAGE), ask(app, PAGE, accept_encoding="gzip, br")
    assert "Content-Encoding" not in plain.headers
    assert brotli.headers["Content-Encoding"] == "br"
    assert plain.headers["Vary"] == brotli.headers["Vary"] == "Accept-Encoding"
    assert len(brotli.body) == int(brotli.headers["Content-Length"]) < len(plain.body)
    again = ask(app, PAGE, accept_encoding="gzip, br", if_none_match=brotli.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert ask(app, PAGE, if_modified_since=plain.headers["Last-Modified"]).status == 304
    head = ask(app, PAGE, "HEAD")
    assert (head.status, head.headers, head.body) == (200, plain.headers, b"")


def test_a_query_changes_nothing_on_a_page_and_stays_on_a_redirect(site):
    LocaleAlias.objects.create(code="german", locale_id="de-de")
    bake()
    app = front(down)
    assert ask(app, PAGE, query="utm_source=x").body == ask(app, PAGE).body
    assert ask(app, "/german/", query="a=b").headers["Location"] == "/de-de/?a=b"
    assert ask(app, "/german/programs/x/").headers["Location"] == "/de-de/programs/x/"
    assert ask(app, "/german").headers["Location"] == "/de-de/"


def test_what_is_not_reading_is_for_django(released):
    assert ask(front(down), PAGE, "POST").status == 500
    assert ask(front(), PAGE, "POST").status == 405
    assert ask(front(), PAGE, "OPTIONS").status == 200


ATTACKS = (
    "/../manifest.sqlite3",
    "/de-de/../../manifest.sqlite3",
    "/de-de/..",
    "/de-de/./",
    "//de-de/",
    "/de-de//",
    "/de-de/\x00/",
    "/de-de/programs/fact-checking.html",
    "/de-de/programs/fact-checking.html.br",
    "/de-de/programs/fact-checking.html/",
    "/index.html",
    "/+.html",
    "/+/",
    "/manifest.sqlite3",
    "/404/404.html",
    "/de-de\\..\\",
    "/%2e%2e/manifest.sqlite3",
    "/de-de/programs/..;/",
    "/.htaccess",
    "/static/../../manifest.sqlite3",
    "/\xc3\xa4/",
    "",
    "de-de/",
    "/" + "a/" * 2000,
    "/" + "a" * 300 + "/",
)


@pytest.mark.parametrize("path", ATTACKS)
def test_no_other_file_can_be_reached(released, path):
    assert ask(front(lambda environ, start: start("418 Mine", []) or []), path).status == 418


def test_another_host_is_for_django(released):
    assert ask(front(), PAGE, host="evil.example").status == 400


def test_plain_http_is_sent_on_where_that_is_wanted(released, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert ask(front(), PAGE).status == 301


def test_threads_of_a_server_share_a_release(released):
    app = front(down)
    expected = {path: ask(app, path).body for path, row in contents(released).items() if row[0] == 200}

    def read(seed):
        dice = random.Random(seed)
        for path in dice.choices(list(expected), k=200):
            if dice.random() < 0.05:
                app.opened.cache_clear()  # so that they ask the manifest, too
            assert ask(app, path).body == expected[path]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read, range(8)))


def test_without_a_release_django_answers(site):
    assert ask(front(), PAGE).status == 200


def test_every_server_follows_a_swap(released):
    app = front()
    assert ask(app, "/en-us/programs/new/").status == 404
    make_program("New", slug="new")
    bake()
    assert ask(app, "/en-us/programs/new/").status == 200


# --- Damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [b"", b"<p>other</p>", None])
def test_a_file_that_is_no_good_is_not_served_and_made_again(released, damage):
    good = ask(front(down), PAGE).body
    file = file_of(released, PAGE)
    file.unlink() if damage is None else file.write_bytes(damage)
    assert ask(front(), PAGE).body == good  # from the live view
    assert ask(front(down), PAGE, accept_encoding="br").status == 200  # that file is good
    assert ask(front(down), PAGE).body == good  # unpacked
    assert repairs.asked() == [PAGE]
    assert bool(alarms.standing()) == (damage is not None)
    assert jobs.is_due()
    assert baking.bake().rendered == 1
    assert ask(front(down), PAGE).body == good
    assert alarms.standing() == []


def test_damage_is_noticed_by_a_server_that_has_served_the_page(released):
    app = front(down)
    assert ask(app, PAGE).status == 200
    for encoding in ("", "gz", "br"):
        file_of(released, PAGE, encoding).write_bytes(b"damaged")
    assert ask(app, PAGE).status == 500


def test_what_verify_finds_damaged_is_made_anew(released):
    file_of(released, PAGE, "br").write_bytes(b"damaged")
    with pytest.raises(CommandError):
        call_command("release", "verify")
    assert repairs.asked() == [PAGE]
    jobs.bake_due()
    call_command("release", "verify")


def test_an_older_good_page_stands_in(released):
    second = bake(everything=True)
    file_of(second, PAGE).unlink()
    assert ask(front(down), PAGE).body == file_of(released, PAGE).read_bytes()


def raises(environ, start_response):
    raise ImproperlyConfigured("broken")


def test_an_app_that_raises_is_stood_in_for_too(released):
    second = bake(everything=True)
    file_of(second, PAGE).unlink()
    assert ask(front(raises), PAGE).status == 200
    with pytest.raises(ImproperlyConfigured):
        ask(front(raises), "/admin/")


def test_with_the_app_down_an_address_that_nobody_knows_is_told_so_in_its_language(released):
    answer = ask(front(down), "/ar-eg/programs/none/")
    assert answer.status == 503  # nobody can say that there is no such page
    assert b'<html lang="ar-EG" dir="rtl">' in answer.body
    assert answer.headers["Cache-Control"] == answer.headers["CDN-Cache-Control"] == "no-store"
    assert answer.headers["Retry-After"] == "30"
    assert ask(front(down), "/nowhere/").status == 503


def test_not_found_itself_is_no_page_of_an_older_release(released):
    bake()
    assert [ask(front(down), path).status for path in ("/404/", "/de-de/404/")] == [503, 503]
    assert ask(front(down), "/admin/").status == 500
    assert ask(front(down), "/healthz/ready").status == 500
    (folders.root() / "current").unlink()
    assert [ask(front(down), path).status for path in (PAGE, "/404/", "/de-de/404/")] == [200, 500, 500]


def test_a_release_that_is_gone_altogether_is_made_again(released):
    app = front(down)
    assert ask(app, PAGE).status == 200
    shutil.rmtree(folders.root())
    assert ask(front(), PAGE).status == 200
    assert ask(app, PAGE).status == 500
    assert jobs.is_due()
    assert bake().number == released.number
    assert ask(app, PAGE).status == 200
    assert alarms.standing() == []


def halved(body):
    return body[: len(body) // 2]


def flipped(body):
    return bytes(
        byte ^ 0xFF if place > 4096 and place % 512 == 0 else byte for place, byte in enumerate(body)
    )


def senseless(body):
    return body.replace(b'[["Content-Type"', b'[{"Content-Type"')


@pytest.mark.parametrize("damage", [halved, flipped])
def test_a_damaged_manifest_is_replaced(released, damage):
    released.manifest.write_bytes(damage(released.manifest.read_bytes()))
    assert ask(front(), PAGE).status == 200
    assert jobs.is_due()
    jobs.bake_due()
    assert not jobs.is_due()
    assert ask(front(down), PAGE).status == 200
    assert alarms.standing() == []


def test_what_makes_no_sense_in_a_manifest_falls_through_to_django(released):
    released.manifest.write_bytes(senseless(released.manifest.read_bytes()))
    assert ask(front(), PAGE).status == 200


def test_a_release_of_another_format_is_replaced(released):
    with altered(released) as manifest:
        manifest.executescript("PRAGMA user_version = 99; DROP TABLE gone;")
    assert jobs.is_due()
    assert baking.bake().kept == 0
    assert ask(front(down), PAGE).status == 200


def test_a_new_version_of_the_hub_bakes_everything(released, monkeypatch):
    assert not jobs.is_due()
    monkeypatch.setattr(baking, "code", lambda: "another")
    monkeypatch.setattr(baking, "code_on_disk", lambda: "another")
    baking.fingerprint.cache_clear()
    assert jobs.is_due()
    assert baking.bake().kept == 0
    assert not jobs.is_due()
    baking.fingerprint.cache_clear()


def test_a_worker_whose_code_was_replaced_mixes_it_with_no_new_one(released, monkeypatch):
    make_program(slug="later")
    monkeypatch.setattr(baking, "code_on_disk", lambda: "another")
    jobs.bake_due()
    assert folders.current() == released
    assert "Restart it" in alarms.standing()[0].what
    with pytest.raises(CommandError, match="Restart it"):
        call_command("bake")


def test_code_is_the_same_wherever_it_lies_and_whatever_lies_beside_it(settings, tmp_path):
    for home in ("one", "another"):
        (tmp_path / home / "room").mkdir(parents=True)
        (tmp_path / home / "room" / "views.py").write_text("pass")
    settings.BASE_DIR = tmp_path / "one"
    here = baking.code_on_disk()
    settings.RELEASE_ROOT = tmp_path / "one" / "data" / "releases"
    settings.RELEASE_ROOT.mkdir(parents=True)
    (settings.RELEASE_ROOT / "page.html").write_text("baked")
    assert baking.code_on_disk() == here
    settings.BASE_DIR = tmp_path / "another"
    assert baking.code_on_disk() == here
    (tmp_path / "another" / "room" / "views.py").write_text("pass  # in another way")
    assert baking.code_on_disk() != here


def test_a_release_that_was_made_by_a_clock_ahead_of_time_is_made_again(released):
    """It shows what begins in the days to come, and nothing would lapse."""
    with altered(released) as manifest:
        manifest.execute("UPDATE about SET value = '2999' || substr(value, 5) WHERE name = 'made'")
    assert jobs.is_due()
    assert baking.bake().kept == 0
    assert not jobs.is_due()


def test_nobody_bakes_over_the_release_of_another_user(released, monkeypatch):
    """Such as root by hand: what is taken down afterwards, the app could not remove."""
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(CommandError, match="Bake as"):
        call_command("bake", all=True)
    assert folders.current() == released
    assert baking.bake().kept == 0  # a worker links to nothing of it


def test_a_link_of_any_kind_to_the_release_will_do(released):
    link = folders.root() / "current"
    link.unlink()
    link.symlink_to(folders.root() / str(released.number))
    assert ask(front(down), PAGE).status == 200


def test_a_release_that_nobody_can_read_is_listed(released, capsys):
    (folders.root() / "777").mkdir()
    call_command("release", "list")
    assert "777  damaged" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "PLATFORM_NAME"])
def test_a_setting_that_pages_or_their_headers_show_bakes_everything(released, settings, name):
    before = baking.fingerprint()
    baking.fingerprint.cache_clear()
    setattr(settings, name, "another")
    try:
        assert baking.fingerprint() != before
    finally:
        baking.fingerprint.cache_clear()


def test_a_closed_locale_that_is_saved_again_spoils_no_release(released, django_capture_on_commit_callbacks):
    locale = Locale.objects.get(pk="de-de")
    locale.visibility = Locale.Visibility.CLOSED
    locale.save()
    second = bake()
    with django_capture_on_commit_callbacks(execute=True):
        locale.save()
    assert second.is_eligible
