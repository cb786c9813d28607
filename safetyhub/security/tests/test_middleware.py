from http.cookies import SimpleCookie

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path
from django.utils import translation

from safetyhub.security.middleware import ADMIN, AdminLocaleMiddleware


def page(request):
    """A careless public page: it would set a cookie and vary, if the middleware let it."""
    return HttpResponse(f"{get_token(request)[:0]}{hasattr(request, 'session')}{hasattr(request, 'user')}")


def plain(request):
    return HttpResponse(
        f"{translation.get_language()} {hasattr(request, 'session')} {hasattr(request, 'user')}"
    )


def cookies(request):
    return HttpResponse(" ".join(request.COOKIES))


def nonce(request):
    return HttpResponse(str(request.csp_nonce))


def broken(request):
    raise RuntimeError("a secret of the server")


urlpatterns = [
    path("page/", page),
    path("plain/", plain),
    path("cookies/", cookies),
    path("admin/cookies/", cookies),
    path("nonce/", nonce),
    path("broken/", broken),
    path("admin/plain/", plain),
    path("admin/", admin.site.urls),
]

pytestmark = pytest.mark.urls(__name__)


def test_a_public_page_has_no_session_no_user_and_no_language_of_the_visitor(client):
    response = client.get("/plain/", headers={"accept-language": "de"})
    assert response.content == b"en False False"


@pytest.mark.parametrize("address", ["/plain/", "/page/", "/nowhere/"])
def test_a_public_page_sets_no_cookie_and_varies_on_nothing(client, address):
    client.cookies = SimpleCookie({"sessionid": "forged", "csrftoken": "malformed", "messages": "x"})
    response = client.get(address, headers={"accept-language": "ar"})
    assert not response.cookies
    assert "Vary" not in response.headers


def test_cookies_reach_the_admin_only(client):
    client.cookies = SimpleCookie({"sessionid": "forged"})
    assert client.get("/cookies/").content == b""
    assert client.get("/admin/cookies/").content == b"sessionid"


def test_the_admin_speaks_the_language_of_the_user(client):
    response = client.get("/admin/plain/", headers={"accept-language": "de"})
    assert response.content == b"de True True"
    assert "Accept-Language" in response.headers["Vary"]


def test_the_language_of_an_admin_request_ends_with_it(rf):
    middleware = AdminLocaleMiddleware(lambda request: HttpResponse(translation.get_language()))
    with translation.override("es"):
        response = middleware(rf.get(ADMIN, headers={"accept-language": "ar"}))
        assert (response.content, translation.get_language()) == (b"ar", "es")


def test_a_post_to_the_admin_needs_a_token():
    client = Client(enforce_csrf_checks=True)
    assert client.post("/admin/plain/").status_code == 403
    assert client.post("/plain/").status_code == 200


def policy(response):
    parts = (part.strip().split() for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def test_the_policy_lets_in_nothing_that_is_not_named(client):
    assert policy(client.get("/plain/")) == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "manifest-src": ["'self'"],
    }


def test_a_nonce_stands_in_the_policy_only_where_a_view_used_it(client):
    response = client.get("/nonce/")
    assert policy(response)["script-src"] == ["'self'", f"'nonce-{response.content.decode()}'"]


@pytest.mark.parametrize("address", ["/plain/", "/nowhere/", "/broken/"])
def test_security_headers_stand_on_every_answer(client, address):
    client.raise_request_exception = False
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_an_error_shows_no_trace(client):
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert b"secret" not in response.content
    assert b"Traceback" not in response.content
