"""Django's admin site, with an index that shows what people work on, in the order in which they do."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import entry_views

# Groups of the index, in order: app label -> names of its models in order (the others follow).
GROUPS: dict[str, tuple[str, ...]] = {
    "partners": ("Program", "Organization"),
    "council": ("Council", "Person"),
    "resources": ("Resource",),
    "content": ("Page", "PageSection", "Arrangement"),
    "locales": ("Locale", "LocaleAlias", "Market"),
    "auth": ("User", "Group"),
}


NAMES = {"auth": _("People and access")}  # of groups that are not ours to name


class AdminSite(admin.AdminSite):
    site_title = _("Safety Hub")
    site_header = _("Safety Hub")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = False
    site_url = "/"

    def get_urls(self) -> list[Any]:
        image = self.admin_view(entry_views.private_image)
        return [path("images/<slug:name>/", image, name="publishing_image"), *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Known groups first, in their order; a section added later stands before the configuration."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = NAMES.get(app["app_label"], app["name"])
            names = GROUPS.get(app["app_label"], ())
            app["models"].sort(key=lambda model: _place(model["object_name"], names))
        return sorted(apps, key=lambda app: _place(app["app_label"], tuple(GROUPS), unknown=4))


def _place(name: str, names: tuple[str, ...], unknown: float = 99) -> float:
    return names.index(name) if name in names else unknown - 0.5
