"""What people are told when the database does not answer: in words, and with what they typed.

Nothing here may ask the database, so nothing knows who is asking.
"""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.defaults import server_error as any_error

from safetyhub.security.sent import sent

RETRY_AFTER = 30  # seconds


def server_error(request: HttpRequest, template_name: str = "500.html") -> HttpResponse:
    """Django's `handler500`, called while the exception is handled."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return any_error(request, template_name)


def unavailable(request: HttpRequest) -> HttpResponse:
    is_admin = request.path_info.startswith(reverse("admin:index"))
    body = _for_staff(request) if is_admin else render_to_string("500.html")
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(body, status=503, headers=headers)


def _for_staff(request: HttpRequest) -> str:
    """In the language of the request, which the middleware may have left already."""
    context: dict[str, Any] = {"is_sent": request.method == "POST", "address": request.get_full_path()}
    if context["is_sent"]:
        context |= sent(request)
    with translation.override(translation.get_language_from_request(request)):
        return render_to_string("admin/health/unavailable.html", context)
