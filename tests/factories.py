"""Plain functions that make what a test needs, through the door, with as little said as possible."""

from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User

from council.models import Council, Person
from partners.models import Organization, Program
from resources.models import Resource
from safetyhub.content.models import Page, PageSection
from safetyhub.locales.models import Locale
from safetyhub.publishing import actions
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.models import Assignment, Part, Revision
from safetyhub.publishing.schema import SHARED, schema_of

numbers = count(1)


def make_user(role: str = "Publisher", *, languages: tuple[str, ...] = (), **fields: Any) -> User:
    """A member of staff in one role, with the languages assigned."""
    fields = {"username": f"user{next(numbers)}", "is_staff": True, **fields}
    user = User.objects.create_user(password="a long passphrase", **fields)
    if role:
        user.groups.add(Group.objects.get_or_create(name=role)[0])
    Assignment.objects.bulk_create(Assignment(user=user, language=language) for language in languages)
    return user


def make_locale(
    code: str = "en-us", language: str = "en", market: str | None = "us", **fields: Any
) -> Locale:
    fields = {"tag": code, "visibility": Locale.Visibility.PUBLIC, **fields}
    Locale.objects.create(code=code, language=language, market_id=market, **fields)
    return Locale.objects.select_related("market").get(code=code)


def make_entry(
    model: type[Entry], shared: dict[str, Any], texts: dict[str, dict[str, str]], *, live: bool = True
) -> Entry:
    """An entry with texts by language, published in all of them unless `live` is False."""
    entry = actions.create(model, user=None, shared=shared, texts=texts.get("en", {}), origin="command")
    for language, words in texts.items():
        if language != "en":
            save_texts(entry, language, words)
    if live:
        publish(entry, SHARED, *(texts if schema_of(model).texts else ()))
    return entry


def make_organization(
    name: str = "Reuters", *, live: bool = True, texts: Any = None, **shared: Any
) -> Organization:
    return make_entry(Organization, shared, texts or {"en": {"name": name}}, live=live)


def make_program(
    title: str = "Fact-checking", *, live: bool = True, texts: Any = None, **shared: Any
) -> Program:
    shared = {"slug": f"program-{next(numbers)}", "markets": ["everywhere"], **shared}
    return make_entry(Program, shared, texts or {"en": {"title": title}}, live=live)


def make_person(name: str = "Hany Farid", *, live: bool = True, texts: Any = None, **shared: Any) -> Person:
    return make_entry(Person, shared, texts or {"en": {"name": name}}, live=live)


def make_council(
    name: str = "Content council", *, live: bool = True, texts: Any = None, **shared: Any
) -> Council:
    shared = {"slug": f"council-{next(numbers)}", "markets": ["everywhere"], **shared}
    return make_entry(Council, shared, texts or {"en": {"name": name}}, live=live)


def make_resource(name: str = "Helpline", *, live: bool = True, texts: Any = None, **shared: Any) -> Resource:
    shared = {"slug": f"resource-{next(numbers)}", "markets": ["everywhere"], **shared}
    return make_entry(Resource, shared, texts or {"en": {"name": name}}, live=live)


def make_page(key: str = "safety-partners", title: str = "Safety partners", *, live: bool = True) -> Page:
    return make_entry(Page, {"key": key}, {"en": {"title": title}}, live=live)


def make_section(page: Page, key: str, heading: str, *, live: bool = True, **texts: str) -> PageSection:
    shared = {"page": reference(page), "key": key, "position": next(numbers)}
    return make_entry(PageSection, shared, {"en": {"heading": heading, **texts}}, live=live)


def reference(entry: Entry) -> list[Any]:
    """`[kind, id]`, as a shared part's data names another entry."""
    return [entry.kind(), entry.pk]


def partner(organization: Organization, **fields: Any) -> dict[str, Any]:
    """A new partnership, as an item of a program's shared data."""
    return {"id": None, "organization": reference(organization), **fields}


def save_texts(entry: Entry, language: str, texts: dict[str, str], **more: Any) -> None:
    """As a system writer, over whatever is there."""
    more = {"user": None, "seen": None, "origin": "command", **more}
    actions.save(entry, language=language, texts=texts, **more)


def publish(entry: Entry, *languages: str) -> None:
    actions.publish([(entry, language) for language in languages], user=None, origin="command")


def write_past_the_door(entry: Entry, language: str, data: dict[str, Any], **more: Any) -> Revision:
    """A new head with just this data, such as an older release may have left it. The columns stay as they are."""
    part = Part.objects.get(kind=entry.kind(), object_id=entry.pk, language=language)
    part.version += 1
    fields = {"number": part.version, "data": data, "origin": "command", **more}
    part.head = Revision.objects.create(part=part, **fields)
    part.save(update_fields=["version", "head"])
    return part.head
