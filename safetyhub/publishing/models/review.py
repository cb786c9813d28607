"""Review: the log of what happened to submissions, what is still to be reviewed, and what people ask each other."""

from django.conf import settings
from django.db import models

from safetyhub.publishing.stages import Verb

from .parts import Origin, Part, Revision


class Transition(models.Model):
    """One step of a submission. Never changed, never deleted with anything that was live."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="transitions")
    verb = models.CharField(max_length=20, choices=Verb)
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    origin = models.CharField(max_length=10, choices=Origin)
    note = models.CharField(max_length=1000, blank=True)
    field_notes = models.JSONField(default=dict)  # text key -> what the reviewer says of that text

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.part_id} {self.verb}"


class OwedReview(models.Model):
    """A publication that nobody else has looked at yet. Stands until somebody does."""

    part = models.OneToOneField(Part, models.PROTECT, related_name="owed_review")
    before = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")  # the last one reviewed
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=1000)
    # The last one to what is live now: whoever reads it has to do something.
    objection = models.ForeignKey(Transition, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.part_id}: {self.reason}"


class Thread(models.Model):
    """What translators and editors ask each other about one entry in one language ("" is the shared part)."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12, blank=True)
    is_open = models.BooleanField(default=True)  # somebody waits for an answer

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("kind", "object_id", "language"), name="one_thread_per_part")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language or 'shared'}"


class Note(models.Model):
    """One thing said in a thread. `field` is the key of the text that it is about, if it is about one."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    text = models.TextField(max_length=4000)
    field = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text[:60]
