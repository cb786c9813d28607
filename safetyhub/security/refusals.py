"""What people are told when what they sent is not taken: in words, and, where it came from the hub, with what they typed."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import permission_denied as anyone_denied

from .middleware import ADMIN
from .sent import is_own, sent


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's `CSRF_FAILURE_VIEW`: a wrong token is an old page of the hub's own, or a form of another site.

    Of the latter nothing is shown, and the database is not asked whose browser brought it.
    """
    if request.method != "POST" or not is_own(request):
        return _refused(_("Your browser says that this comes from another site, or does not say where from."))
    if request.path == reverse("admin:login"):
        return _log_in_again(request)
    return _kept(request, sent(request, get_token(request)))


def session_ended(request: HttpRequest) -> HttpResponse:
    """Somebody was logged out while they filled in a form. Its token has been looked at: see `AdminSite.admin_view`."""
    return _kept(request, sent(request))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler403`."""
    if not request.path_info.startswith(ADMIN):
        return anyone_denied(request, exception)
    context = {"title": _("You may not do this"), "why": str(exception)}
    return _render(request, "admin/403.html", context)


def _kept(request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:
    is_in = admin.site.has_permission(request)
    title = _("Please send this once more") if is_in else _("You are no longer logged in")
    context = {"title": title, "is_in": is_in, "address": request.get_full_path(), **kept}
    response = _render(request, "admin/security/kept.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context}, status=403)


def _log_in_again(request: HttpRequest) -> HttpResponse:
    """Another tab has logged in, or out, since the form was opened: it is offered again, to those who still need it."""
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return _refused(
            _("Your browser sent no cookie. Allow cookies for this site: nobody can log in without.")
        )
    if not admin.site.has_permission(request):
        messages.warning(
            request, _("This page was out of date, so nothing was checked. Please log in again.")
        )
        return HttpResponseRedirect(request.get_full_path())
    messages.info(request, _("You have been logged in already, in another tab."))
    wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
    is_here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(wanted if is_here else reverse("admin:index"))


def _refused(why: str) -> HttpResponse:
    """Without the request, so that nothing of it can be on the page."""
    context = {"title": _("This was not accepted"), "why": why}
    return HttpResponse(render_to_string("admin/security/refused.html", context), status=403)
