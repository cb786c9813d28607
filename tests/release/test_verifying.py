"""A release is verified before it is served; a bake that fails leaves the last good one."""

import shutil
from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse

from safetyhub import sitemaps
from safetyhub.locales.models import LocaleAlias
from safetyhub.publishing import actions
from safetyhub.release import alarms, baking, folders, health, jobs
from safetyhub.release.manifest import Manifest
from safetyhub.release.models import DeadLink
from safetyhub.release.verifying import Known, _of_link
from tests.factories import (
    make_program,
    make_user,
)
from tests.public import rename, translate
from tests.released import PAGE, altered, ask, bake, down, file_of, findings, front

pytestmark = pytest.mark.django_db


def set_a_cookie(get_response):
    def middleware(request):
        response = get_response(request)
        if request.path_info == PAGE:
            response.set_cookie("seen", "1")
        return response

    return middleware


# --- Verified --------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("address", "is_broken"),
    [
        ("/en-us/resources", False),
        ("/EN-US/Resources/#top", False),
        ("/english/resources", False),  # by an alias
        ("/english/nowhere/", True),
        ("/en-us/programs/had-another-name", False),
        ("/admin/", False),
        ("/healthz/live", False),
        ("/en-us/nowhere", True),
    ],
)
def test_a_link_that_is_sent_on_leads_somewhere(released, address, is_broken):
    LocaleAlias.objects.create(code="english", locale_id="en-us")
    rename(make_program(slug="had-another-name"), "renamed")
    make_program(texts={"en": {"title": "Links", "body": f'<p><a href="{address}">x</a></p>'}})
    with pytest.raises(baking.Failed, match="link") if is_broken else nullcontext():
        bake()


def test_a_page_may_lead_to_the_admin_and_load_nothing_from_there(released):
    with Manifest.read(released.manifest) as manifest:
        loads, leads = (
            [finding.code for finding in _of_link(PAGE, "/admin/images/x/", is_loaded, Known(manifest))]
            for is_loaded in (True, False)
        )
    assert (loads, leads) == (["link"], [])


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
    shutil.rmtree(folders.root())  # with all that releases knew of what there was
    bake()
    assert "/en-us/programs/target/" in alarms.standing()[0].what
    translate(source, "en", title="Links", body="<p>None</p>")
    bake()
    assert alarms.standing() == []
    assert not DeadLink.objects.exists()


def test_a_cookie_stops_the_bake(released, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.set_a_cookie"]
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


# --- A failed bake ---------------------------------------------------------------------------------------------------


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


def test_a_bake_by_hand_that_failed_is_tried_again_by_itself(released, monkeypatch):
    """Nothing has changed, so nothing else would end its alarm."""

    def away(*_: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(baking, "_plan", away)
        with pytest.raises(CommandError, match="does not answer; the last good release is served"):
            call_command("bake", all=True)
    assert alarms.standing()
    jobs.bake_due()
    assert alarms.standing() == []
    assert not jobs.is_due()


def test_a_full_disk_leaves_the_last_good_one(released, monkeypatch):
    make_program("Too much")

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("safetyhub.release.making._write", full)
    with pytest.raises(OSError, match="No space"):
        bake()
    assert folders.current() == released
    assert "No space left" in alarms.standing()[0].what
