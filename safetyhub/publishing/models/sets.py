"""Changes that go live together, and links by which somebody without an account sees them before."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeSet(models.Model):
    """A named set of candidates that go live together or not at all, when told to or at a time."""

    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    created = models.DateTimeField(auto_now_add=True)
    publish_at = models.DateTimeField(null=True, db_index=True)
    time_zone = models.CharField(max_length=40, blank=True)  # in which `publish_at` was chosen
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    problem = models.CharField(max_length=1000, blank=True)  # why it did not go live when it was due
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("change set")
        verbose_name_plural = _("change sets")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet):
    def open_for_part(self) -> "MemberQuerySet":
        """The part of an outer query, in a set that has not gone live."""
        same: Any = {name: models.OuterRef(name) for name in ("kind", "object_id", "language")}
        return self.filter(is_open=True, **same)


class Member(models.Model):
    """One part of a change set. A part is in one open set at most; `is_open` turns off when the set went live."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="members")
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12, blank=True)
    is_open = models.BooleanField(default=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "object_id", "language"),
                condition=models.Q(is_open=True),
                name="one_open_set_per_part",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language or 'shared'}"


class PreviewLink(models.Model):
    """Lets whoever has it see one entry or one change set as it would be, until it expires or is revoked."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    is_revoked = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)  # for whom
    change_set = models.ForeignKey(ChangeSet, models.CASCADE, null=True, related_name="preview_links")
    kind = models.CharField(max_length=60, blank=True)  # and the id, where it is for one entry
    object_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} until {self.expires:%Y-%m-%d}"
