from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete
from django.utils.translation import gettext_lazy as _


class LocalesConfig(AppConfig):
    name = "safetyhub.locales"
    verbose_name = _("Regional versions")

    def ready(self) -> None:
        from safetyhub.locales import checks, signal_handlers  # noqa: F401

        post_migrate.connect(signal_handlers.seed_markets, sender=self)
        pre_delete.connect(signal_handlers.keep_what_was_public, sender=self.get_model("Locale"))
