"""Taking something off every page at once, in a way that can be undone, and the words that still name it."""

from django.conf import settings
from django.db import models

from .parts import Part


class Withdrawal(models.Model):
    """One decision to take an entry off everywhere, with the revisions that were live, so that it can be undone."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    reason = models.CharField(max_length=1000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    moved = models.JSONField(default=list)  # [part id, revision id that was live]
    undone = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.reason}"


class Mention(models.Model):
    """A live text that still has the name, number or site of what was withdrawn in its words: somebody has to look."""

    withdrawal = models.ForeignKey(Withdrawal, models.CASCADE, related_name="mentions")
    part = models.ForeignKey(Part, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)  # of the text
    words = models.CharField(max_length=200)  # what was found in it
    is_settled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("withdrawal", "part", "key"), name="one_mention_per_text")
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.key}: {self.words}"
