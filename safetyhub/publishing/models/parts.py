"""A part, its revisions, the moves of its live pointer, and what is projected from them. Only `actions` writes them."""

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from safetyhub.publishing.stages import Stage


class Origin(models.TextChoices):
    FORM = "form", _("form")
    COMMAND = "command", _("command")
    IMPORT = "import", _("import")
    TASK = "task", _("task")


class PartQuerySet(models.QuerySet):
    def of(self, kind: str, object_id: int) -> "PartQuerySet":
        """All parts of one entry."""
        return self.filter(kind=kind, object_id=object_id)

    def texts(self) -> "PartQuerySet":
        return self.exclude(language="")

    def shared(self) -> "PartQuerySet":
        return self.filter(language="")

    def described(self, title: str) -> "PartQuerySet":
        """With `has_words` (of head) and `live_title`, without the words themselves: for states and appearances."""
        return self.defer("search").annotate(
            has_words=models.ExpressionWrapper(~models.Q(search=""), models.BooleanField()),
            live_title=KeyTextTransform(title or "", "live__data"),
        )


class Part(models.Model):
    """One language's texts of an entry, or (language "") its shared fields and relations."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12, blank=True)
    version = models.PositiveIntegerField(default=0)  # number of the head revision: the token of a form
    head = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    candidate = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    live = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    # Of the candidate. With a candidate, draft means that it was sent back.
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    publish_at = models.DateTimeField(null=True, db_index=True)  # of a scheduled candidate
    take_down_at = models.DateTimeField(null=True, db_index=True)  # of what is live then
    time_zone = models.CharField(max_length=40, blank=True)  # in which the two were chosen
    # Shared part only: out of the lists, never live again by accident.
    archived = models.BooleanField(default=False)
    # Projections, kept in the transaction that moves the pointer that they follow.
    slug = models.CharField(max_length=80, blank=True)  # of the live shared revision
    position = models.IntegerField(default=0)  # of the live shared revision
    live_since = models.DateTimeField(null=True)
    live_before = models.DateTimeField(
        null=True
    )  # when it was first public: nothing that was is ever deleted
    outdated = models.BooleanField(
        default=False
    )  # a text of head was made from another source than the live one
    search = models.TextField(blank=True)  # normalised words of head

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("kind", "object_id", "language"), name="one_part_per_language"),
            models.UniqueConstraint(
                fields=("kind", "slug"), condition=~models.Q(slug=""), name="one_live_entry_per_slug"
            ),
        ]
        indexes = [models.Index(fields=("kind", "language", "position", "object_id"), name="part_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language or 'shared'}"


class Revision(models.Model):
    """What one part was after one acknowledged save. Never changed, never deleted with anything that was live."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    made_from = models.JSONField(default=dict)  # text key -> digest of the source text that it was made from
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    origin = models.CharField(max_length=10, choices=Origin)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("part", "number"), name="one_revision_per_number")]
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.part_id} #{self.number}"


class Publication(models.Model):
    """One move of a live pointer, for the audit: to a revision, or to nothing (taken down). Never changed."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="publications")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    origin = models.CharField(max_length=10, choices=Origin)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.part_id} {'down' if self.revision_id is None else 'live'}"


class LiveMarket(models.Model):
    """A market that the live shared revision names, or `everywhere`. What a locale reads is found by index."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="markets")
    market = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("part", "market"), name="one_row_per_live_market")]
        indexes = [models.Index(fields=("market", "part"), name="parts_of_market")]

    def __str__(self) -> str:
        return f"{self.part_id} {self.market}"


class LiveImage(models.Model):
    """An image that a live revision shows. While a row stands, the public store has the file."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="images")
    image = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"{self.part_id} {self.image}"


class OldSlug(models.Model):
    """An address that was public once; it leads to the entry for good (301)."""

    kind = models.CharField(max_length=60)
    slug = models.CharField(max_length=80)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "slug"), name="one_entry_per_old_slug")]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class Image(models.Model):
    """An uploaded picture, re-encoded and private, named by the hash of its content (see `images`)."""

    hash = models.CharField(max_length=64, primary_key=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=200)  # what the uploader called it
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
