from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "safetyhub.publishing"
    verbose_name = _("Review and release")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, signal_handlers  # noqa: F401  (they register themselves)


class AdminConfig(DjangoAdminConfig):
    """Django's admin with an index that groups by what people work on."""

    default_site = "safetyhub.publishing.site.AdminSite"
