"""Addresses of the hub with the fourth section: in the house it is one more name in `safetyhub.urls.SECTIONS`."""

from django.urls import include, path

from safetyhub.urls import handler404, pages, urlpatterns

__all__ = ["handler404", "urlpatterns"]

pages.insert(1, path("", include("tests.reports.urls")))  # before the pages that staff add
