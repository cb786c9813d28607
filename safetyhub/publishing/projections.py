"""What must be found by index, derived from a pointer in the transaction that moves it. No other code writes these."""

import unicodedata
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.html import strip_tags

from safetyhub.locales.languages import SOURCE
from safetyhub.locales.markets import EVERYWHERE

from . import images
from .digests import outdated_keys, rows_of
from .entries import upgraded
from .fields import ImageField
from .models import LiveImage, LiveMarket, OldSlug, Part
from .schema import SHARED, Schema


def normalise(text: str) -> str:
    """Text as it is searched: without accents, case or mark-up, one blank between words."""
    words = unescape(strip_tags(text.replace("<", " <")))  # the words of two paragraphs are two words
    decomposed = unicodedata.normalize("NFKD", words).casefold()
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(plain.split())


def search_words(data: Mapping[str, Any]) -> str:
    """The words of a part's data, a text's or a shared one's, as they are searched."""
    return normalise(" ".join(value for value in data.values() if isinstance(value, str)))


def project_shared(schema: Schema, part: Part, data: Mapping[str, Any] | None) -> None:
    """Slug, place, markets and images of a shared part whose live pointer moved; `None` when it was taken down."""
    data = upgraded(part.kind, SHARED, data) if data is not None else None
    _keep_old_slug(part, data)
    part.slug = (data or {}).get("slug", "")
    part.position = (data or {}).get("position", 0)
    part.save(update_fields=["slug", "position"])
    LiveMarket.objects.filter(part=part).delete()
    if data is not None:
        chosen = data.get("markets", [EVERYWHERE])
        LiveMarket.objects.bulk_create(LiveMarket(part=part, market=market) for market in chosen)
    _project_images(schema, part, data)


def _keep_old_slug(part: Part, data: Mapping[str, Any] | None) -> None:
    new = (data or {}).get("slug", "")
    OldSlug.objects.filter(kind=part.kind, object_id=part.object_id, slug=new).delete()
    if part.slug and part.slug != new:
        OldSlug.objects.get_or_create(kind=part.kind, slug=part.slug, defaults={"object_id": part.object_id})


def _project_images(schema: Schema, part: Part, data: Mapping[str, Any] | None) -> None:
    names = [name for name in schema.shared if isinstance(schema.model._meta.get_field(name), ImageField)]
    if not names:
        return
    before = set(LiveImage.objects.filter(part=part).values_list("image", flat=True))
    now = {data[name] for name in names if data.get(name)} if data is not None else set()
    if before != now:
        LiveImage.objects.filter(part=part).delete()
        LiveImage.objects.bulk_create(LiveImage(part=part, image=image) for image in now)
    if before | now:
        transaction.on_commit(lambda: images.reconcile(before | now), robust=True)  # others have to follow


class Source(NamedTuple):
    texts: Mapping[str, str]
    rows: set[str] | None  # the children that there are; `None`: not known, so all


def live_source(kind: str, object_id: int) -> Source | None:
    """The source texts that are public now, `None` when none are."""
    parts = Part.objects.filter(kind=kind, object_id=object_id, live__isnull=False)
    live = dict(parts.filter(language__in=(SHARED, SOURCE)).values_list("language", "live__data"))
    if SOURCE not in live:
        return None
    found = {language: upgraded(kind, language, data) for language, data in live.items()}
    return Source(found[SOURCE], rows_of(found[SHARED]) if SHARED in found else None)


def is_outdated(part: Part, source: Source | None) -> bool:
    """Whether a text of head was made from another source text than the one that is live now."""
    if source is None or part.head is None or part.language in (SOURCE, SHARED):
        return False
    return bool(outdated_keys(*made(part), *source))


def made(part: Part) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of head, and the digests of what they were made from, by the keys of today."""
    if part.head is None:
        return {}, {}
    texts, made_from = part.head.data, part.head.made_from
    return upgraded(part.kind, part.language, texts), upgraded(part.kind, part.language, made_from)


def project_outdated(kind: str, object_id: int) -> None:
    """After the live source or the live rows moved: the mark of every translation. Writes only the marks that turn."""
    source = live_source(kind, object_id)
    parts = Part.objects.of(kind, object_id).texts().exclude(language=SOURCE).select_related("head")
    turned: dict[bool, list[int]] = {True: [], False: []}
    for part in parts:
        if (outdated := is_outdated(part, source)) != part.outdated:
            turned[outdated].append(part.pk)
    for outdated, pks in turned.items():
        _mark(pks, outdated)


def _mark(pks: Iterable[int], outdated: bool) -> None:
    if pks:
        Part.objects.filter(pk__in=pks).update(outdated=outdated)
