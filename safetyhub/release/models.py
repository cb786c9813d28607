from django.db import models

from safetyhub.publishing.footprint import LISTED


class Unreleased(models.Model):
    """A change that is live and in no release yet. Written in the transaction that makes it, so that none is forgotten.

    Rows are only added and removed, never changed: whoever publishes waits for nobody else who does.
    """

    kind = models.CharField(max_length=60)  # of the entry; "" for what concerns every page
    object_id = models.BigIntegerField(default=0)
    language = models.CharField(max_length=12, blank=True)  # "" for the shared part
    # Of `publishing.footprint`. Those of long lists count in this language; the others in any.
    keys = models.JSONField(default=list)
    is_down = models.BooleanField(default=False)  # taken down: what shows it must go before anything else
    locale = models.CharField(max_length=20, blank=True)  # a regional version that is closed now
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind or 'everything'} {self.object_id} {self.language}".strip()

    @property
    def changes(self) -> list[tuple[str, str]]:
        """As a manifest understands them."""
        return [*self.shown, *((key, self.language) for key in self.keys if key.endswith(LISTED))]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Without those of pages where others only move up."""
        own = [(f"{self.kind}/{self.object_id}", self.language)] if self.kind else []
        return [*own, *((key, "") for key in self.keys if not key.endswith(LISTED))]


class DeadLink(models.Model):
    """An address that was taken down, to which a live page still leads.

    What was once there, releases know from one another; where all are lost, this is what keeps such a link from looking
    like a slip, for which no release would be made.
    """

    path = models.TextField(unique=True)

    def __str__(self) -> str:
        return self.path
