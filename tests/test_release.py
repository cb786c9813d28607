"""The released site: whole, as the views say it, verified, served before Django, gone when it was taken down."""

import random
import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse

from safetyhub import sitemaps
from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.publishing import actions
from safetyhub.release import alarms, baking, folders, health, jobs, repairs, rollback, tasks, withdrawing
from safetyhub.release.models import Unreleased
from safetyhub.release.seals import seal
from tests.factories import (
    make_organization,
    make_program,
    make_resource,
    make_user,
    partner,
    publish,
    save_texts,
)
from tests.public import make_content, make_furniture, rename, shared_of, translate
from tests.released import ask, bake, contents, down, front

pytestmark = pytest.mark.django_db

PAGE = "/de-de/programs/fact-checking/"
HEADERS_OF_FILES = {"Content-Length", "ETag", "Last-Modified", "Vary", "Content-Encoding", "Date"}


@pytest.fixture
def site(locales):
    """A small one."""
    furniture = make_furniture()
    rename(make_program("Fact-checking", slug="facts", position=1), "fact-checking")
    return furniture


@pytest.fixture
def released(site, settings):
    """The site, baked."""
    settings.RELEASE_SERVED = True
    return bake()


def set_a_cookie(get_response):
    def middleware(request):
        response = get_response(request)
        if request.path_info == PAGE:
            response.set_cookie("seen", "1")
        return response

    return middleware


def file_of(release, path, encoding=""):
    return release.file(f"site{path}index.html", encoding)


@contextmanager
def altered(release):
    """Its manifest, to say something else and be sealed again."""
    with closing(sqlite3.connect(release.manifest)) as manifest:
        yield manifest
        manifest.commit()
    seal(release.manifest)


def findings():
    return {finding.code for finding in rollback.verify()[1]}


# --- What is in it --------------------------------------------------------------------------------------------------


def test_every_address_of_every_locale_is_in_it_as_its_view_answers(site, client):
    make_content()
    LocaleAlias.objects.create(code="german", locale_id="de-de")
    released = bake()
    found = contents(released)
    expected = {address.path: address.status for address in sitemaps.released()}
    assert {path: row[0] for path, row in found.items() if not path.startswith("/static/")} == expected
    assert {"/", "/robots.txt", "/sitemap.xml", "/ar-eg/", "/ar-eg/404/", PAGE} <= set(expected)
    for path, status in expected.items():
        response = client.get(path, headers={"host": "127.0.0.1:8000"})
        assert response.status_code == status, path
        if 300 <= status < 400:
            assert found[path][1] == response["Location"]
        else:
            name = f"{'site' if status == 200 else status}{path}{'index.html' if path.endswith('/') else ''}"
            assert released.file(name).read_bytes() == response.content, path


def test_the_assets_of_its_pages_are_in_it(released):
    assert ask(front(down), "/static/site/site.css").headers["Content-Type"].startswith("text/css")
    assert ask(front(down), "/static/site/icon.svg").status == 200
    assert ask(front(down), "/favicon.ico").headers["Location"] == "/static/site/icon.svg"


def test_it_is_whole(released):
    assert rollback.verify() == (released, [])
    assert not list(released.folder.glob("manifest.sqlite3-*"))


def test_no_draft_is_in_it(site, settings):
    program = make_program("Public words", slug="public-words")
    save_texts(program, "en", {"title": "Words of a draft"})
    save_texts(program, "de", {"title": "Entwurf"})
    make_program("Secret program", slug="secret-program", live=False)
    release = bake()
    everything = b"".join(
        path.read_bytes() for path in release.folder.rglob("*.*") if path.suffix != ".sqlite3"
    )
    assert b"Public words" in everything
    for words in (b"Words of a draft", b"Entwurf", b"Secret program", b"secret-program"):
        assert words not in everything


# --- Only what can have changed -------------------------------------------------------------------------------------


def new_program(site):
    yield
    make_program("New", texts={"en": {"title": "New"}, "ar": {"title": "جديد"}})


def one_language(site):
    yield
    translate(site["programs"], "de", heading="Programme")


def a_name(site):
    make_program("With a partner", partnerships=[partner(organization := make_organization("AFP"))])
    yield
    translate(organization, "en", name="Agence France-Presse")


def a_target_that_becomes_public(site):
    organization = make_organization("Late", live=False)
    make_program("Waits", slug="waits", partnerships=[partner(organization)])
    yield
    publish(organization, "", "en")


def taken_down(site):
    program = make_program("Gone", slug="gone", texts={"en": {"title": "Gone"}, "de": {"title": "Weg"}})
    yield
    actions.take_down(program, language="", user=None)


def one_language_taken_down(site):
    program = make_program("Both", slug="both", texts={"en": {"title": "Both"}, "de": {"title": "Beide"}})
    yield
    actions.take_down(program, language="de", user=None)


def another_address(site):
    program = make_program("Moves", slug="moves")
    yield
    rename(program, "has-moved")


def fewer_markets(site):
    program = make_program("Everywhere", slug="everywhere-once")
    yield
    shared = {**shared_of(program), "markets": ["us"]}
    actions.save(program, language="", shared=shared, user=None, seen=None, origin="command")
    publish(program, "")


def a_resource_of_another_market(site):
    yield
    make_resource("Lifeline", slug="lifeline", markets=["de"], sensitive=True)


def another_locale(site):
    yield
    locale = Locale.objects.get(pk="de-de")
    locale.tag = "de-AT"
    locale.save()


def an_alias(site):
    yield
    LocaleAlias.objects.create(code="german", locale_id="de-de")


CHANGES = [
    new_program,
    one_language,
    a_name,
    a_target_that_becomes_public,
    taken_down,
    one_language_taken_down,
    another_address,
    fewer_markets,
    a_resource_of_another_market,
    another_locale,
    an_alias,
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_baked_again_equals_a_bake_of_everything(site, change):
    steps = change(site)
    next(steps)
    before = contents(bake())
    assert next(steps, None) is None
    some, everything = contents(bake()), contents(bake(everything=True))
    assert some == everything
    assert some != before
    assert not Unreleased.objects.exists()


def test_only_pages_that_can_have_changed_are_made(released, site):
    assert baking.bake().rendered == 0
    translate(site["programs"], "de", heading="Programme")
    assert 0 < baking.bake().rendered < baking.bake(everything=True).rendered / 2


def test_what_did_not_change_is_the_same_file(released):
    again = bake()
    assert file_of(again, PAGE).stat().st_ino == file_of(released, PAGE).stat().st_ino


def test_a_page_lapses_with_a_term(site, settings):
    settings.RELEASE_SERVED = True
    organization = make_organization("For a time")
    make_program("Term", slug="term", partnerships=[partner(organization, until="2999")])
    release = bake()
    assert not jobs.is_due()
    assert b"For a time" in file_of(release, "/en-us/programs/term/").read_bytes()
    with altered(release) as manifest:
        (until,) = manifest.execute(
            "SELECT valid_until FROM pages WHERE path = '/en-us/programs/term/'"
        ).fetchone()
        assert until == "3000-01-01"
        manifest.execute("UPDATE pages SET valid_until = '2020-01-01' WHERE path = '/en-us/programs/term/'")
    assert jobs.is_due()
    assert baking.bake().rendered == 1
    assert not jobs.is_due()


# --- Verified -------------------------------------------------------------------------------------------------------


def test_a_missing_file_is_found(released):
    file_of(released, PAGE, "br").unlink()
    assert findings() == {"missing"}


@pytest.mark.parametrize("damage", [lambda body: body[:-1], lambda body: body.replace(b"<h1", b"<h2", 1)])
def test_a_damaged_file_is_found(released, damage):
    file = file_of(released, PAGE)
    file.write_bytes(damage(file.read_bytes()))
    assert findings() == {"damaged"}


def test_mixed_content_versions_are_found(released):
    with altered(released) as manifest:
        manifest.execute("UPDATE pages SET version = 'another' WHERE path = ?", [PAGE])
    assert findings() == {"mixed"}


def test_a_page_that_was_not_made_is_found(released):
    with altered(released) as manifest:
        manifest.execute("UPDATE pages SET to_make = 1 WHERE path = ?", [PAGE])
    assert findings() == {"missing"}


def test_a_broken_link_stops_the_bake(released):
    make_program(texts={"en": {"title": "Links", "body": '<p><a href="/en-us/nowhere/">x</a></p>'}})
    with pytest.raises(baking.Failed, match=r"link /en-us/nowhere/"):
        bake()


def test_a_link_to_what_was_taken_down_stops_nothing_and_is_told_until_it_is_corrected(released):
    target = make_program("Target", slug="target")
    body = '<p><a href="/en-us/programs/target/">x</a></p>'
    source = make_program(slug="source", texts={"en": {"title": "Links", "body": body}})
    bake()
    actions.take_down(target, language="", user=None)
    for options in ({}, {"everything": True}, {}):
        assert ask(front(down), "/en-us/programs/source/").status == 200
        bake(**options)
        (alarm,) = alarms.standing()
        assert "/en-us/programs/source/ → /en-us/programs/target/" in alarm.what
        assert list(health.problems()) == []
    translate(source, "en", title="Links", body="<p>None</p>")
    bake()
    assert alarms.standing() == []


def test_a_cookie_stops_the_bake(released, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.test_release.set_a_cookie"]
    with pytest.raises(baking.Failed, match=f"{PAGE}: cookie seen"):
        bake(everything=True)


def test_an_unknown_host_stops_the_bake(released, settings):
    settings.STATIC_URL = "https://cdn.example/"
    with pytest.raises(baking.Failed, match=r"host https://cdn.example/site/site.css"):
        bake(everything=True)


def test_a_page_that_fails_stops_the_bake(released, monkeypatch):
    monkeypatch.setattr(sitemaps, "_moved", lambda locales: [sitemaps.Address("/en-us/nothing-here/")])
    with pytest.raises(baking.Failed, match=r"/en-us/nothing-here/: status 404 instead of 200"):
        bake()


# --- A failed bake --------------------------------------------------------------------------------------------------


@pytest.fixture
def failed(released):
    program = make_program(texts={"en": {"title": "Links", "body": '<p><a href="/en-us/nowhere/">x</a></p>'}})
    with pytest.raises(baking.Failed):
        bake()
    return program


def test_the_last_good_one_is_served_after_it(released, failed):
    assert folders.current() == released
    assert folders.releases() == [released]
    assert sorted(path.name for path in folders.root().iterdir() if path.is_dir()) == [
        "1",
        "alarms",
        "current",
    ]
    assert findings() == set()


def test_it_raises_an_alarm_that_says_why(released, failed, client):
    (alarm,) = alarms.standing()
    assert "/en-us/nowhere/" in alarm.what
    response = client.get("/healthz/ready")
    assert (response.status_code, response.json()["checks"]["release"]) == (503, "fails")
    client.force_login(make_user("Administrator"))
    assert "/en-us/nowhere/" in client.get(reverse("admin:index")).content.decode()


def test_the_alarm_ends_with_a_good_one(released, failed, client):
    actions.take_down(failed, language="", user=None)
    bake()
    assert alarms.standing() == []
    assert client.get("/healthz/ready").json()["checks"]["release"] == "ok"


def test_the_same_changes_are_not_tried_again_at_once(released, failed, caplog):
    assert jobs.is_due()
    jobs.bake_due()
    assert not jobs.is_due()
    make_program("Another")
    assert jobs.is_due()


def test_a_full_disk_leaves_the_last_good_one(released, monkeypatch):
    make_program("Too much")

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("safetyhub.release.making._write", full)
    with pytest.raises(OSError, match="No space"):
        bake()
    assert folders.current() == released
    assert "No space left" in alarms.standing()[0].what


def test_after_a_fault_it_is_tried_again_soon(released, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jobs, "_failed", None)
    make_program("Too much")
    monkeypatch.setattr("safetyhub.release.making._write", full)
    jobs.bake_due()
    assert not jobs.is_due()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 10)
    assert jobs.is_due()


# --- Back -----------------------------------------------------------------------------------------------------------


def test_the_way_back_holds_until_somebody_bakes(released, capsys):
    make_program("New", slug="new")
    second = bake()
    assert rollback.roll_back() == released
    assert folders.current() == released
    make_program("Newer", slug="newer")
    assert not jobs.is_due()
    call_command("release", "list")
    assert "Held after a rollback" in capsys.readouterr().out
    third = bake()
    assert folders.current() == third != second
    assert {"/en-us/programs/new/", "/en-us/programs/newer/"} <= set(contents(third))
    assert not folders.is_held()


def test_a_bake_that_nobody_asked_for_does_not_undo_it(released, monkeypatch):
    make_program("New", slug="new")
    bake()

    def asked_just_before():
        rollback.roll_back()
        return True

    monkeypatch.setattr(jobs, "is_due", asked_just_before)
    jobs.bake_due()
    assert folders.current() == released
    assert folders.is_held()


def test_a_baker_that_is_killed_after_the_swap_holds_nothing(released, monkeypatch):
    def killed(*args):
        raise SystemExit

    make_program("New", slug="new")
    bake()
    rollback.roll_back()
    monkeypatch.setattr(baking, "_tell_of", killed)
    with pytest.raises(SystemExit):
        bake()
    assert not folders.is_held()


def test_there_is_no_way_back_to_a_damaged_one(released):
    bake(everything=True)
    file_of(released, PAGE).write_bytes(b"")
    with pytest.raises(CommandError, match="damaged"):
        call_command("release", "rollback")


def test_the_commands_say_what_they_did(released, capsys):
    call_command("bake")
    call_command("release", "verify")
    call_command("release", "rollback", "1")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Release 2 is whole.",
        "Release 1 is served, until the next `manage.py bake`.",
    ]
    with pytest.raises(CommandError, match="There is no release 7"):
        call_command("release", "rollback", "7")


def test_a_few_are_kept(released, settings):
    settings.RELEASES_KEPT = 2
    assert [bake().number for _ in range(3)] == [2, 3, 4]
    assert [release.number for release in folders.releases()] == [4, 3]


# --- Taking down ----------------------------------------------------------------------------------------------------


@pytest.fixture
def secret(site, settings):
    """On a page of its own and on several others, in two releases."""
    settings.RELEASE_SERVED = True
    program = make_program("Secret words", slug="secret", texts={"en": {"title": "Secret words"}})
    bake()
    bake()
    return program


@pytest.fixture
def gone(secret, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    return secret


def shown(app):
    paths = ("/en-us/programs/secret/", "/en-us/", "/en-us/programs/", "/en-us/safety-partners/", "/de-de/")
    return [path for path in paths if b"Secret words" in ask(app, path).body]


def test_it_is_gone_at_once_and_other_pages_stay(secret, django_capture_on_commit_callbacks):
    app = front()
    assert len(shown(app)) == 5
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    assert shown(app) == []
    assert ask(app, "/en-us/programs/secret/").status == 404
    assert ask(app, "/de-de/").status == 200
    assert ask(front(down), PAGE).status == 200


def test_nothing_brings_it_back(gone):
    with pytest.raises(CommandError, match="no older release"):
        call_command("release", "rollback")
    with pytest.raises(CommandError, match="taken down"):
        call_command("release", "rollback", "1")
    assert shown(front(down)) == []
    third = bake()
    assert not third.file("site/en-us/programs/secret/index.html").exists()
    assert ask(front(down), "/de-de/").status == 200
    assert shown(front(down)) == []


def test_what_cannot_be_removed_at_once_is_logged_and_a_bake_is_asked_for(
    secret, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def fails(release, changes):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(withdrawing, "withdraw_from", fails)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    assert "Input/output error" in caplog.text
    assert tasks.DBTaskResult.objects.exists()


def test_one_language_goes_and_the_others_stay(site, settings, django_capture_on_commit_callbacks):
    settings.RELEASE_SERVED = True
    program = make_program(slug="both", texts={"en": {"title": "Both"}, "de": {"title": "Beide"}})
    bake()
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(program, language="de", user=None)
    assert ask(front(down), "/en-us/programs/").status == 200
    assert b"Both" in ask(front(), "/de-de/programs/both/").body
    assert ask(front(down), "/de-de/programs/both/").status == 500


def test_what_was_interrupted_is_finished_at_the_next_tick(secret):
    actions.take_down(secret, language="", user=None)  # nothing on commit: the process was killed
    assert len(shown(front(down))) == 5
    tasks.look()
    assert shown(front(down)) == []


def no_way_back():
    return not any(release.is_eligible for release in folders.releases() if release != folders.current())


def test_taking_down_needs_no_room_on_the_disk(secret, monkeypatch, django_capture_on_commit_callbacks):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    for name in ("touch", "write_text", "write_bytes"):
        monkeypatch.setattr(Path, name, full)
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(secret, language="", user=None)
    assert shown(front(down)) == []
    assert no_way_back()


def test_a_bake_closes_the_way_back_where_who_took_it_down_was_killed(secret):
    actions.take_down(secret, language="", user=None)  # nothing on commit, and no tick before the bake
    bake()
    assert no_way_back()
    assert shown(front(down)) == []


def test_a_baker_that_is_killed_before_the_swap_leaves_no_way_back(
    secret, monkeypatch, django_capture_on_commit_callbacks
):
    def killed(release):
        raise SystemExit

    def taken_down_meanwhile():
        with django_capture_on_commit_callbacks(execute=True):
            actions.take_down(secret, language="", user=None)

    monkeypatch.setattr(folders, "swap", killed)
    monkeypatch.setattr(folders, "settle", taken_down_meanwhile)
    make_program("New", slug="new")
    with pytest.raises(SystemExit):
        bake()
    assert no_way_back()
    monkeypatch.undo()
    bake()
    assert no_way_back()


def test_what_goes_while_a_release_is_made_is_not_in_it(
    secret, monkeypatch, django_capture_on_commit_callbacks
):
    verify = baking._verify

    def slow(*args):
        with django_capture_on_commit_callbacks(execute=True):
            actions.take_down(secret, language="", user=None)
        verify(*args)

    monkeypatch.setattr(baking, "_verify", slow)
    make_program("New", slug="new")
    release = bake()
    assert shown(front(down)) == []
    assert not release.is_eligible
    assert jobs.is_due()


def test_a_closed_locale_is_gone_at_once(released, django_capture_on_commit_callbacks):
    locale = Locale.objects.get(pk="de-de")
    locale.visibility = Locale.Visibility.CLOSED
    with django_capture_on_commit_callbacks(execute=True):
        locale.save()
    assert ask(front(down), PAGE).status == 500
    assert ask(front(), PAGE).status == 404
    assert ask(front(down), "/en-us/").status == 200
    assert not any(path.startswith("/de-de/") for path in contents(bake()))


# --- Asking for a bake ----------------------------------------------------------------------------------------------


def test_many_changes_ask_once(released, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_content(2)
    assert tasks.DBTaskResult.objects.count() == 1
    assert jobs.is_due()
    tasks.bake.call()
    assert not jobs.is_due()


def test_nothing_is_asked_for_without_a_release_to_serve(site, settings, django_capture_on_commit_callbacks):
    assert not settings.RELEASE_SERVED
    with django_capture_on_commit_callbacks(execute=True):
        make_program("New")
    assert not tasks.DBTaskResult.objects.exists()


def test_a_locale_that_never_was_public_is_no_change(released):
    Locale.objects.create(code="fr-fr", tag="fr-FR", language="fr", market_id="fr")
    Locale.objects.get(pk="fr-fr").delete()
    assert not Unreleased.objects.exists()
    locale = Locale.objects.get(pk="de-de")
    locale.position = 9
    locale.save()
    assert Unreleased.objects.count() == 1


# --- Served ---------------------------------------------------------------------------------------------------------


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
    "/de-de/programs/fact-checking/index.html",
    "/de-de/programs/fact-checking/index.html.br",
    "/manifest.sqlite3",
    "/404/index.html",
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


# --- Damage ---------------------------------------------------------------------------------------------------------


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
    assert ask(front(down), "/admin/").status == 500
    assert ask(front(down), "/healthz/ready").status == 500


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
    monkeypatch.setattr(baking, "fingerprint", lambda: "another")
    assert jobs.is_due()
    assert baking.bake().kept == 0
    assert not jobs.is_due()


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
