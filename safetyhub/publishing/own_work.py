"""Whose work something is, as a condition of the database: for lists. The rule itself is `actions.contributors`.

A test holds the two together.
"""

from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from .models import OwedReview, Part, Publication, Revision, Transition
from .stages import Verb


def _last_public(part: str) -> Coalesce:
    """Number of the revision that visitors saw last, 0 where they never saw one."""
    moves = Publication.objects.filter(part=OuterRef(part), revision__isnull=False).order_by("-pk")
    return Coalesce(Subquery(moves.values("revision__number")[:1]), 0)


def candidates(parts: QuerySet[Part], user: Any) -> QuerySet[Any]:
    """Parts with a candidate, each with `is_own`: whether the person wrote a part of it, or submitted it."""
    reviewed = Case(
        When(owed_review__isnull=False, then=Coalesce(F("owed_review__before__number"), 0)),
        default=_last_public("pk"),
        output_field=IntegerField(),
    )
    wrote = Revision.objects.filter(
        part=OuterRef("pk"),
        author=user.pk,
        number__gt=OuterRef("reviewed"),
        number__lte=OuterRef("candidate__number"),
    )
    sent = Transition.objects.filter(
        part=OuterRef("pk"), author=user.pk, verb=Verb.SUBMIT, revision=OuterRef("candidate")
    )
    marked = parts.filter(candidate__isnull=False).annotate(reviewed=reviewed)
    return marked.annotate(is_own=Exists(wrote) | Exists(sent))


def owed(user: Any) -> QuerySet[OwedReview]:
    """Publications that nobody has reviewed, without those that the person wrote or published."""
    wrote = Revision.objects.filter(
        part=OuterRef("part"),
        author=user.pk,
        number__gt=OuterRef("from_number"),
        number__lte=OuterRef("to_number"),
    )
    numbered = OwedReview.objects.annotate(
        from_number=Coalesce(F("before__number"), Value(0)),
        to_number=Coalesce(F("part__live__number"), _last_public("part")),
    )
    return numbered.exclude(author=user.pk).exclude(Exists(wrote))


def one_per_view(rows: QuerySet[Any], prefix: str = "") -> QuerySet[Any]:
    """Without the shared part where the source is in the rows too: they are one view, and one item of a list."""
    names = {name: f"{prefix}{name}" for name in ("kind", "object_id", "language")}
    source = rows.filter(
        **{
            names["kind"]: OuterRef(names["kind"]),
            names["object_id"]: OuterRef(names["object_id"]),
            names["language"]: "en",
        }
    )
    return rows.exclude(Q(**{names["language"]: ""}) & Exists(source))
