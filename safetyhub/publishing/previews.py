"""What a preview shows: which parts as drafts, or as they went live, and the addresses: signed ones for outsiders."""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

from .entries import Entry, model_of
from .fields import ImageField
from .models import ChangeSet, LiveImage, Part, PreviewLink
from .schema import SHARED, schema_of
from .statements import Drafts, Shown

PREFIX = "/preview/"
STAFF = "/admin/preview/"
LIVE = "live"  # before a kind: the entry as it went live, not as it was drafted since


def _signer() -> Signer:
    return Signer(salt="safetyhub.publishing.previews", sep=".")


def of_entry(kind: str, pk: int) -> Drafts:
    """One entry in all its languages."""
    return _drafts(Part.objects.of(kind, pk))


def of_what_went_live(kind: str, pk: int) -> Shown:
    """What is owed a review of an entry, as visitors see it, or saw it until it was taken down."""
    parts = Part.objects.of(kind, pk).filter(Q(language=SHARED) | Q(owed_review__isnull=False))
    return Shown(frozenset(parts.values_list("pk", flat=True)))


def of_set(change_set: ChangeSet) -> Drafts:
    """Everything that would go live with a set."""
    condition = Q(pk__in=())
    for kind, pk, language in change_set.members.values_list("kind", "object_id", "language"):
        condition |= Q(kind=kind, object_id=pk, language=language)
    return _drafts(Part.objects.filter(condition))


def of_link(link: PreviewLink) -> Drafts:
    return of_set(link.change_set) if link.change_set else of_entry(link.kind, link.object_id or 0)


def _drafts(parts: QuerySet) -> Drafts:
    return Drafts(frozenset(parts.values_list("pk", flat=True)))


def token_of(link: PreviewLink) -> str:
    return _signer().sign(str(link.pk))


def link_of(token: str) -> PreviewLink | None:
    """The link that the hub signed, whether it still works or not; `None` for anything else."""
    try:
        pk = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    return PreviewLink.objects.filter(pk=pk).select_related("change_set").first()


def address_of(link: PreviewLink) -> str:
    return f"{PREFIX}{token_of(link)}/"


def staff_root(shown: Any) -> str:
    """Where staff see this entry, or this set, as it would be and everything else live: a locale's code follows."""
    of = f"set:{shown.pk}" if isinstance(shown, ChangeSet) else f"{shown.kind()}:{shown.pk}"
    return f"{STAFF}{of}/"


def root_of_what_went_live(entry: Entry) -> str:
    return f"{STAFF}{LIVE}:{entry.kind()}:{entry.pk}/"


def shows_picture(drafts: Drafts, name: str) -> bool:
    """Whether a preview may show the picture: a draft in it does, or it is public."""
    if LiveImage.objects.filter(image=name).exists():
        return True
    parts = Part.objects.filter(pk__in=drafts.parts, language=SHARED).select_related("head", "candidate")
    return any(name in _pictures(part) for part in parts.defer("search"))


def _pictures(part: Part) -> set[str]:
    model = model_of(part.kind)
    names = [name for name in schema_of(model).shared if isinstance(model._meta.get_field(name), ImageField)]
    revisions = [revision for revision in (part.head, part.candidate) if revision]
    return {revision.data.get(name, "") for revision in revisions for name in names} - {""}
