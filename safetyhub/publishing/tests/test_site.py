"""The session ends while somebody writes: what they send then is kept, and saved once they are back."""

import html
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client

from partners.models import Program
from safetyhub.publishing.models import Part, Revision
from tests.factories import make_user

from .browsing import change_url, form_of, part

pytestmark = pytest.mark.django_db

OWN = {"origin": "http://testserver"}


@pytest.fixture
def tab(translator):
    client = Client(enforce_csrf_checks=True, headers=OWN)
    client.force_login(translator)
    return client


@pytest.fixture
def typed(tab, program):
    """A German form, filled in."""
    return {**form_of(tab, change_url(program, "de")), "title_de": "Faktencheck", "_save": ""}


@pytest.fixture
def kept(tab, program, typed):
    """What the page keeps that answers it after the session has ended."""
    del tab.cookies["sessionid"]
    return fields(tab.post(change_url(program, "de"), typed))


def fields(response):
    assert response.status_code == 403
    found = re.findall(
        r'<input type="hidden" name="(.*?)" value="(.*?)">', response.content.decode(), re.DOTALL
    )
    return {html.unescape(name): html.unescape(value) for name, value in found}


def test_what_was_typed_is_kept_as_it_was_sent(kept, typed, program):
    assert kept == typed
    assert part(program, "de").version == 1


def test_it_can_be_sent_again_after_logging_in(tab, kept, program, translator):
    tab.force_login(translator)
    assert tab.post(change_url(program, "de"), kept).status_code == 302
    assert part(program, "de").head.data["title"] == "Faktencheck"


def test_sending_it_twice_saves_it_once(tab, kept, program, translator):
    tab.force_login(translator)
    for _time in range(2):
        tab.post(change_url(program, "de"), kept)
    assert part(program, "de").version == 2
    assert Revision.objects.filter(part=part(program, "de")).count() == 2


def test_whoever_logs_in_as_somebody_else_saves_nothing_that_they_may_not(tab, kept, program):
    tab.force_login(make_user("Translator", languages=("fr",)))
    assert tab.post(change_url(program, "de"), kept).status_code == 403
    assert part(program, "de").version == 1


def test_what_somebody_else_saved_meanwhile_is_a_conflict_as_ever(tab, kept, program, translator):
    other = Client()
    other.force_login(make_user("Publisher"))
    theirs = {**form_of(other, change_url(program, "de")), "title_de": "Meiner", "_save": ""}
    assert other.post(change_url(program, "de"), theirs).status_code == 302
    tab.force_login(translator)
    assert tab.post(change_url(program, "de"), kept).status_code == 200
    assert part(program, "de").head.data["title"] == "Meiner"


def test_a_form_without_a_token_of_ours_is_not_kept(tab, program, typed):
    del tab.cookies["sessionid"]
    foreign = {**typed, "csrfmiddlewaretoken": "a" * 64}
    response = tab.post(change_url(program, "de"), foreign, headers={"origin": "https://evil.example"})
    assert response.status_code == 403 and b"Faktencheck" not in response.content


def test_a_view_of_the_site_asks_for_the_token_itself(rf, program):
    request = rf.post(change_url(program, "de"), {"title_de": "Faktencheck"})
    request.user = AnonymousUser()
    response = admin.site.admin_view(lambda request: HttpResponse())(request)
    assert response.status_code == 403 and b"Faktencheck" not in response.content


def test_looking_at_a_page_still_leads_to_the_login(client, program):
    assert client.get(change_url(program, "de"))["Location"].startswith("/admin/login/")


def test_so_does_logging_out_twice(client):
    assert client.post("/admin/logout/")["Location"] == "/admin/"


def test_who_is_logged_in_and_may_not_work_here_is_asked_for_another_account(client, program):
    client.force_login(make_user("", is_staff=False))
    assert client.post(change_url(program, "de"), {"title_de": "x"})["Location"].startswith("/admin/login/")
    assert Part.objects.filter(kind=Program.kind(), language="de").get().version == 1
