"""Middleware that keeps public pages plain: what needs a cookie or varies on a header acts under /admin/ only."""

from collections.abc import Awaitable, Callable
from urllib.parse import unquote

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]

ADMIN = "/admin/"
POLICY = "Content-Security-Policy"
PATTERNS = ("__regex", "__iregex")  # lookups that Django's change lists take from the address
# Every feature that a page of text and pictures has no use for, and that an injected script would like.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


def cookies_for_the_admin_only(get_response: GetResponse) -> GetResponse:
    """Take the cookies off every other request, so that nothing can answer to one.

    Django's own error pages, for one, replace a malformed CSRF cookie, with or without the middleware.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ADMIN):
            request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return middleware


def no_nul_for_the_admin(get_response: GetResponse) -> GetResponse:
    """Refuse an address with a NUL in it: no person types one, and PostgreSQL takes none in any text."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.path_info + unquote(request.META.get("QUERY_STRING", ""))
        if request.path_info.startswith(ADMIN) and "\0" in asked:
            return HttpResponseBadRequest(
                "This address is damaged.", content_type="text/plain; charset=utf-8"
            )
        return get_response(request)

    return middleware


def no_patterns_for_the_admin(get_response: GetResponse) -> GetResponse:
    """Refuse a list filtered by a regular expression: a wrong one is an error of the database, a clever one its work."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(ADMIN) and any(name.endswith(PATTERNS) for name in request.GET):
            return HttpResponseBadRequest(
                "Lists cannot be filtered by patterns.", content_type="text/plain; charset=utf-8"
            )
        return get_response(request)

    return middleware


def fixed_headers(get_response: GetResponse) -> GetResponse:
    """Add the security headers that Django has no setting for, and bring the policy's parts into one order.

    django-csp's own differs from process to process: a baked page and a live one would have two headers that say one thing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if policy := response.headers.get(POLICY):
            response.headers[POLICY] = "; ".join(sorted(policy.split("; ")))
        return response

    return middleware


def only_under(prefix: str, middleware: type) -> type:
    """Return `middleware` as a class that does nothing for a path outside `prefix`.

    A subclass rather than a function, because the admin's system checks look for the classes that it needs.
    """

    class Limited(middleware):
        async_capable = False

        def __call__(self, request: HttpRequest) -> HttpResponse:
            if request.path_info.startswith(prefix):
                return super().__call__(request)
            return self.get_response(request)

    if hasattr(middleware, "process_view"):

        def process_view(self, request: HttpRequest, *args, **kwargs):
            if request.path_info.startswith(prefix):
                return middleware.process_view(self, request, *args, **kwargs)

        Limited.process_view = process_view
    return Limited


AdminSessionMiddleware = only_under(ADMIN, SessionMiddleware)
AdminCsrfMiddleware = only_under(ADMIN, CsrfViewMiddleware)
AdminAuthenticationMiddleware = only_under(ADMIN, AuthenticationMiddleware)
AdminMessageMiddleware = only_under(ADMIN, MessageMiddleware)


class AdminLocaleMiddleware(LocaleMiddleware):
    """The interface language of the user, under /admin/ and for the length of the request.

    Django leaves a request's language active in its thread, where the next one, a public page, would find it.
    """

    async_capable = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if not request.path_info.startswith(ADMIN):
            return self.get_response(request)
        with translation.override(settings.LANGUAGE_CODE):
            return super().__call__(request)
