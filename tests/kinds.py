"""An entry of any kind, with as little as it needs: for tests that go through all of them."""

from typing import Any

from django.utils import timezone

from safetyhub.content.models import Arrangement, Page, PageSection
from safetyhub.publishing import actions
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED, schema_of
from tests.factories import make_entry, make_locale, make_page, make_user, numbers, publish, reference

LANGUAGES = ("en", "de")


def shared_of(model: type[Entry]) -> dict[str, Any]:
    """What the shared part of a new one has to say."""
    key = f"key-{next(numbers)}"
    if model is Page:
        return {"key": key}
    if model is PageSection:
        return {"key": key, "page": reference(make_page(key))}
    if model is Arrangement:
        return {"locale": make_locale(f"zz-{next(numbers)}", market=None, tag="en").pk, "section": "programs"}
    return {"slug": key, "markets": ["everywhere"]} if "slug" in schema_of(model).shared else {}


def parts_of(model: type[Entry]) -> tuple[str, ...]:
    return (SHARED, *LANGUAGES) if schema_of(model).texts else (SHARED,)


def make(model: type[Entry], *, live: bool = True) -> Entry:
    texts = {code: {model.title_field: f"{code} {next(numbers)}"} for code in LANGUAGES}
    return make_entry(model, shared_of(model), texts if schema_of(model).texts else {}, live=live)


def edit(entry: Entry, **more: Any) -> None:
    """A newer draft of every part that can have one."""
    model = type(entry)
    if not schema_of(model).texts:
        shared = Part.objects.of(entry.kind(), entry.pk).get(language=SHARED).head.data
        changed = {**shared, "order": [next(numbers)]}
        actions.save(entry, language=SHARED, shared=changed, user=None, seen=None, **more)
        return
    for language in LANGUAGES:
        texts = {model.title_field: f"{language} {next(numbers)}"}
        actions.save(entry, language=language, texts=texts, user=None, seen=None, **more)


def submitted(model: type[Entry]) -> Entry:
    """Live, with newer drafts that wait for a review."""
    entry = make(model)
    edit(entry)
    actions.submit(_changed(entry), user=None)
    return entry


def approved(model: type[Entry]) -> Entry:
    entry = submitted(model)
    actions.approve(_changed(entry), user=None)
    return entry


def scheduled(model: type[Entry]) -> Entry:
    entry = approved(model)
    in_a_day = timezone.now() + timezone.timedelta(days=1)
    actions.schedule(_changed(entry), user=None, publish_at=in_a_day)
    return entry


def _changed(entry: Entry) -> list[actions.Target]:
    """What `edit` changed."""
    return [(entry, language) for language in (LANGUAGES if schema_of(type(entry)).texts else (SHARED,))]


def unreviewed(model: type[Entry]) -> Entry:
    """Live, with newer drafts that nobody has submitted."""
    entry = make(model)
    edit(entry)
    return entry


def owed(model: type[Entry]) -> Entry:
    """Published by somebody who could not wait for a review."""
    entry = unreviewed(model)
    actions.publish(_changed(entry), user=make_user("Publisher"), reason="It could not wait.")
    return entry


def taken_down(model: type[Entry]) -> Entry:
    entry = make(model)
    actions.take_down(entry, language=SHARED, user=None)
    return entry


def archived(model: type[Entry]) -> Entry:
    entry = taken_down(model)
    actions.archive(entry, user=None)
    return entry


def withdrawn(model: type[Entry]) -> Entry:
    entry = make(model)
    actions.withdraw_everywhere(entry, user=None, reason="They asked for it.")
    return entry


def publish_all(entry: Entry) -> None:
    publish(entry, *parts_of(type(entry)))
