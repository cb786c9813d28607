from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "safetyhub.content"
    verbose_name = _("Page texts")

    def ready(self) -> None:
        from . import checks  # noqa: F401  (they register themselves)
