"""What people are told when what they sent is refused, and what is kept of it. Tokens are looked at, as in a browser."""

import html
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client

from safetyhub.security.refusals import permission_denied

PASSWORD = "correct horse battery staple"
OWN = {"origin": "http://testserver"}
FORM = "/admin/password_change/?from=here"
LOGIN = "/admin/login/?next=/admin/inbox/"
TYPED = {"title_de": '"><script>alert(1)</script> Hilfe', "_save": ""}


@pytest.fixture
def person(db):
    return get_user_model().objects.create_user("amira", password=PASSWORD, is_staff=True)


@pytest.fixture
def strict(person):
    """A browser: it is asked for a token, has a cookie, and nobody is logged in."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.get(LOGIN)
    return client


@pytest.fixture
def stale(strict, person):
    """A browser with somebody logged in, who sends a form with the token of an earlier login."""
    strict.force_login(person)

    def send(address=FORM, headers=OWN, **more):
        return strict.post(address, {"csrfmiddlewaretoken": "a" * 64, **TYPED, **more}, headers=headers)

    return send


def fields(response):
    found = re.findall(
        r'<input type="hidden" name="(.*?)" value="(.*?)">', response.content.decode(), re.DOTALL
    )
    return {html.unescape(name): html.unescape(value) for name, value in found}


def text(response):
    return html.unescape(response.content.decode())


def token(client, address=LOGIN):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text(client.get(address)))[1]


# --- A wrong token of an own page -----------------------------------------------------------------------------------


def test_an_old_page_is_kept_with_a_token_that_holds(strict, stale):
    response = stale()
    assert response.status_code == 403
    assert response["Cache-Control"] == "no-store"
    kept = fields(response)
    assert kept["title_de"] == TYPED["title_de"] and kept["_save"] == ""
    assert f'action="{FORM}"' in text(response)
    # taken for its own: what is wrong now is the form, no more the token
    assert strict.post(FORM, kept, headers=OWN).status_code == 200


def test_its_words_say_what_happened_and_who_sends(stale):
    page = text(stale())
    assert "Nothing has been saved yet" in page and "not lost" in page
    assert "You are logged in as amira" in page
    assert "CSRF" not in page and "DEBUG" not in page


def test_in_the_language_of_the_person_and_the_look_of_the_admin(stale):
    page = text(stale(headers={**OWN, "accept-language": "ar"}))
    assert '<html lang="ar" dir="rtl">' in page and 'id="branding"' in page


def test_what_was_typed_is_escaped(stale):
    response = stale()
    assert b"<script>alert" not in response.content
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Hilfe</bdi></dd>" in response.content.decode()


def test_whoever_is_not_logged_in_is_shown_the_way(strict):
    response = strict.post(FORM, TYPED, headers=OWN)
    assert "You are no longer logged in" in text(response)
    assert '<a href="/admin/login/" target="_blank">' in text(response)
    assert fields(response)["title_de"] == TYPED["title_de"]


def test_a_browser_that_lost_all_its_cookies_is_answered_as_well(strict):
    strict.cookies.clear()
    response = strict.post(FORM, TYPED, headers=OWN)
    assert fields(response)["title_de"] == TYPED["title_de"]
    assert response.cookies["csrftoken"].value


@pytest.mark.parametrize("name", ["password", "old_password", "new_password1"])
def test_a_password_is_never_on_the_page(stale, name):
    response = stale(**{name: PASSWORD})
    assert response.status_code == 403
    assert PASSWORD not in text(response) and "title_de" not in text(response)
    assert "cannot be kept here" in text(response)


# --- A form of another site ------------------------------------------------------------------------------------------

FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "https://testserver"},
    {"origin": "http://testserver.evil.example", "referer": "http://testserver/admin/"},
    {},
    {"referer": "http://testserver/admin/"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("address", [FORM, "/admin/login/", "/admin/"])
def test_a_foreign_form_is_refused_with_nothing_of_it(stale, headers, address):
    response = stale(address, headers)
    assert response.status_code == 403
    assert "another site" in text(response)
    assert "Hilfe" not in text(response) and "title_de" not in text(response)
    assert "csrfmiddlewaretoken" not in text(response) and "<form" not in text(response)


@pytest.mark.parametrize("headers", FOREIGN[:4], ids=str)
def test_even_with_a_token_that_holds(strict, person, headers):
    strict.force_login(person)
    sent = {**TYPED, "csrfmiddlewaretoken": token(strict, FORM)}
    response = strict.post(FORM, sent, headers=headers)
    assert response.status_code == 403 and fields(response) == {}


def test_the_database_is_not_asked_who_brought_it(stale, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert stale(headers=FOREIGN[0]).status_code == 403


def test_other_methods_are_refused(strict):
    assert fields(strict.put(FORM, "title_de=x", headers=OWN)) == {}


def test_with_the_database_gone_no_form_gets_a_fresh_token(stale, monkeypatch, strict):
    strict.raise_request_exception = False

    def fails(request):
        raise OperationalError("gone")

    monkeypatch.setattr("django.contrib.auth.middleware.get_user", fails)
    response = stale()
    assert response.status_code == 503
    assert fields(response)["csrfmiddlewaretoken"] == "a" * 64


# --- The login page ---------------------------------------------------------------------------------------------------


def log_in(client, headers=OWN, **more):
    sent = {"username": "amira", "password": PASSWORD, "next": "/admin/inbox/", **more}
    return client.post(LOGIN, sent, headers=headers, follow=True)


def test_an_old_login_page_is_offered_again_in_words(strict):
    response = log_in(strict, csrfmiddlewaretoken="a" * 64)
    assert response.redirect_chain == [(LOGIN, 302)]
    assert "This page was out of date" in text(response) and 'id="login-form"' in text(response)
    assert PASSWORD not in text(response)


def test_whoever_is_logged_in_by_now_goes_where_they_wanted(stale):
    response = stale(LOGIN, next="/admin/password_change/", password=PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/admin/password_change/")


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", ""])
def test_and_nowhere_else(stale, wanted):
    assert stale(LOGIN, next=wanted)["Location"] == "/admin/"


def test_a_browser_without_cookies_is_told_so(strict):
    strict.cookies.clear()
    response = log_in(strict)
    assert response.status_code == 403 and "Allow cookies" in text(response)


# --- What somebody may not do ------------------------------------------------------------------------------------------


def test_staff_are_told_in_the_look_of_the_admin(rf, person):
    request = rf.get("/admin/auth/user/")
    request.user, request.COOKIES = person, {}
    page = text(permission_denied(request, PermissionDenied("You may not see <drafts>.")))
    assert "You may not see <drafts>." in page and 'id="branding"' in page and "Log out" in page


def test_and_why_where_nobody_said(client, person):
    client.force_login(person)
    response = client.get("/admin/auth/user/")
    assert response.status_code == 403
    assert "Your role does not allow it" in text(response)


def test_visitors_see_the_look_of_the_public_pages(rf):
    response = permission_denied(rf.get("/denied/"), PermissionDenied())
    assert response.status_code == 403 and not response.cookies
    assert "site/site.css" in text(response) and "admin" not in text(response)
    assert "not for everybody" in text(response)
