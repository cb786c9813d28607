"""Addresses. The public pages stand here along the live pointer, and for previews along drafts: see `content.preview`."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path, register_converter

from safetyhub import views
from safetyhub.content import preview
from safetyhub.content.converters import FurtherConverter, IdConverter, PageConverter, PreviewedConverter
from safetyhub.content.views import not_found
from safetyhub.locales.converters import LocaleConverter
from safetyhub.publishing import reader

register_converter(LocaleConverter, "locale")
register_converter(PreviewedConverter, "previewed")
register_converter(FurtherConverter, "further")
register_converter(IdConverter, "id")
register_converter(PageConverter, "page")

SECTIONS = ("partners.urls", "council.urls", "resources.urls")

pages = [
    path("", views.Home.as_view()),
    *(path("", include(section)) for section in SECTIONS),
    path("<page:key>/", views.ComposedPage.as_view()),
]

urlpatterns = [
    path("", views.chooser),
    path("favicon.ico", views.favicon),
    path("robots.txt", views.robots),
    path("sitemap.xml", views.sitemap),
    re_path(r"^sitemap-(?P<name>[a-z0-9._-]{1,80})\.xml\Z", views.sitemap_file),
    re_path(rf"^{settings.MEDIA_URL.strip('/')}/(?P<name>[0-9a-f]{{64}}-\d+\.webp)\Z", views.media),
    path("healthz/", include("safetyhub.health.urls")),
    path("", include("safetyhub.locales.urls")),
    path("admin/preview/<previewed:kind>:<id:pk>/<locale:locale>/", include(pages), {"pointer": reader.HEAD}),
    path("admin/preview/<locale:locale>/", include(pages), {"pointer": reader.HEAD}),
    path("admin/", admin.site.urls),
    path("preview/<str:link>/", preview.front),
    path("preview/<str:link>/media/<slug:name>/", preview.picture),
    path("preview/<str:link>/<locale:locale>/", include(pages), {"pointer": reader.HEAD}),
    path("<locale:locale>/", include(pages), {"pointer": reader.LIVE}),
    re_path(r"^(?P<path>.*)\Z", views.anywhere_else),
]

handler403 = "safetyhub.security.refusals.permission_denied"
handler404 = not_found
handler500 = "safetyhub.health.outage.server_error"
