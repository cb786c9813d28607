"""Django's admin site, with an index that shows what people work on, in the order in which they do."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from safetyhub.security.refusals import session_ended

from . import entry_views, inbox_views

# Groups of the index, in order: app label -> names of its models in order (the others follow).
GROUPS: dict[str, tuple[str, ...]] = {
    "partners": ("Program", "Organization"),
    "council": ("Council", "Person"),
    "resources": ("Resource",),
    "content": ("Page", "PageSection", "Arrangement"),
    "publishing": ("ChangeSet",),
    "locales": ("Locale", "LocaleAlias", "Market"),
    "auth": ("User", "Group"),
}
OFF_THE_INDEX = {"django_tasks_database"}  # tables of libraries: there for whoever looks into a fault


NAMES = {  # of groups that are not ours to name
    "auth": _("People and access"),
}


class AdminSite(admin.AdminSite):
    site_title = _("Safety Hub")
    site_header = _("Safety Hub")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = False
    site_url = "/"
    index_template = "admin/publishing/index.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        around = inbox_views.around_index(request, self.get_app_list(request))
        return super().index(request, {**around, **(extra_context or {})})

    def admin_view(
        self, view: Callable[..., HttpResponse], cacheable: bool = False
    ) -> Callable[..., HttpResponse]:
        """As Django's, but keeps what is sent after a session has ended: Django would ask for a password, and forget it."""
        usual, ended = super().admin_view(view, cacheable), never_cache(csrf_protect(session_ended))

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return ended(request) if _has_ended(request) else usual(request, *args, **kwargs)

        return update_wrapper(inner, usual)

    def get_urls(self) -> list[Any]:
        image = self.admin_view(entry_views.private_image)
        own = [path("images/<slug:name>/", image, name="publishing_image"), *inbox_views.urls(self)]
        return [*own, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """As Django's, without the list of everything for the side bar: that is off, and costs three queries a page."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "is_popup": False,
            "is_nav_sidebar_enabled": self.enable_nav_sidebar,
            "log_entries": self.get_log_entries(request),
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Known groups first, in their order; a section added later stands before the configuration."""
        found = super().get_app_list(request, app_label)
        apps = [app for app in found if app_label or app["app_label"] not in OFF_THE_INDEX]
        for app in apps:
            app["name"] = NAMES.get(app["app_label"], app["name"])
            names = GROUPS.get(app["app_label"], ())
            app["models"].sort(key=lambda model: _place(model["object_name"], names))
        return sorted(apps, key=lambda app: _place(app["app_label"], tuple(GROUPS), unknown=4))


def _has_ended(request: HttpRequest) -> bool:
    """Whether somebody sends something who is nobody any more. Who is logged in and may not work here is told so."""
    is_sent = request.method == "POST" and request.path != reverse("admin:logout")
    return is_sent and request.user.is_anonymous


def _place(name: str, names: tuple[str, ...], unknown: float = 99) -> float:
    return names.index(name) if name in names else unknown - 0.5
