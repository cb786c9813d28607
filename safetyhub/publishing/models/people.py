"""What the hub keeps about members of staff, beside Django's own account and groups."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from safetyhub.locales.languages import LANGUAGES
from safetyhub.publishing.interface import called


class Assignment(models.Model):
    """A language that a translator or reviewer may work on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments", verbose_name=_("person")
    )
    language = models.CharField(
        _("language"), max_length=12, choices=[(code, language.name) for code, language in LANGUAGES.items()]
    )

    class Meta:
        verbose_name = _("language of a translator or reviewer")
        verbose_name_plural = _("languages of a translator or reviewer")
        constraints = [
            models.UniqueConstraint(fields=("user", "language"), name="one_assignment_per_language")
        ]

    def __str__(self) -> str:
        return called(self.language)


class Dismissal(models.Model):
    """A first step that a person has put away."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="dismissals")
    step = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("user", "step"), name="one_dismissal_per_step")]

    def __str__(self) -> str:
        return self.step
