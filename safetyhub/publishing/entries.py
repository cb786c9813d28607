"""What a section declares to become something that is edited, translated and published: `Entry` and its `Child` rows.

A declaration is all a section writes. Its texts are the fields that it registers with modeltranslation; every other
editable field belongs to the shared part; `children` names the related rows that the entry owns.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from safetyhub.locales.languages import SOURCE
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.locales.models import Locale


class Entry(models.Model):
    """Anything edited, translated and published. Identified by `kind()` and id."""

    title_field: ClassVar[str] = (
        "title"  # the text without which the entry is not shown; "" for one without texts
    )
    children: ClassVar[tuple[str, ...]] = ()  # related names of the `Child` models it owns
    proper_names: ClassVar[
        tuple[str, ...]
    ] = ()  # texts that are names: shown untranslated without an apology
    fixed: ClassVar[tuple[str, ...]] = ()  # shared fields that the pages are built around: set once
    named_by: ClassVar[
        tuple[str, ...]
    ] = ()  # fields that tell it in other texts; empty: its title (see `traces`)
    stands_on: ClassVar[str] = (
        ""  # reference to the entry of whose page it is a piece: shown with that one only
    )
    placeholders: ClassVar[dict[str, tuple[str, ...]]] = {}  # text -> placeholders allowed beside {platform}

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.__dict__.get(f"{self.title_field}_{SOURCE}") or f"{self._meta.verbose_name} {self.pk}"

    @classmethod
    def kind(cls) -> str:
        return cls._meta.label_lower

    @classmethod
    def clean_part(cls, language: str, data: dict[str, Any]) -> None:
        """Raise `ValidationError({key: message})` for a rule of the section. `language` is "" for the shared part."""

    @classmethod
    def is_offered(cls, shared: Mapping[str, Any], locale: Locale) -> bool:
        """Whether a regional version shows it, as far as the shared part decides: by default, by its markets."""
        return not set(shared.get("markets", [EVERYWHERE])).isdisjoint(locale.scope)

    @classmethod
    def public_path(cls, root: str, shared: Mapping[str, Any]) -> str:
        """The address of its page below a locale's `root` (`/de-de/`), from slug, key and markets; "" for none."""
        return ""

    @classmethod
    def market_pages(cls, root: str, shared: Mapping[str, Any]) -> list[tuple[str, str]]:
        """(Market, address) of pages below `root` that show it in every version, whatever market that one is for."""
        return []

    @classmethod
    def leaves_out(cls, shared: Mapping[str, Any], model: type["Entry"]) -> Collection[int]:
        """Ids of the entries of another model that are not in the lists where this one is offered."""
        return ()

    @classmethod
    def names_in(cls, field: str, shared: Mapping[str, Any]) -> Mapping[int, str]:
        """What the ids in a shared field that lists entries are called; none in any other field."""
        return {}

    @classmethod
    def upgrade(cls, language: str, data: dict[str, Any]) -> dict[str, Any]:
        """Bring the JSON of an older revision into today's shape. A new field needs nothing: its default is read."""
        return data


class Child(models.Model):
    """A row that an entry owns and orders. The shared part says which ones exist; texts supply words per id."""

    parent: ClassVar[str]  # the foreign key to the entry
    title_fields: ClassVar[
        tuple[str, ...]
    ] = ()  # not shown unless one of these has a text; empty: always shown
    unique_field: ClassVar[str] = ""  # a reference that may be picked once only
    proper_names: ClassVar[tuple[str, ...]] = ()

    position = models.PositiveIntegerField(_("position"), default=0)
    removed = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @classmethod
    def names_its_references(cls, item: Mapping[str, Any]) -> bool:
        """Whether visitors may see what the row refers to at all; otherwise publishing leaves it alone."""
        return True

    @classmethod
    def needed_words(cls, item: Mapping[str, Any]) -> tuple[str, ...]:
        """The texts of which visitors need one to get the row at all; empty: it is shown without."""
        return cls.title_fields

    @classmethod
    def presented(cls, values: dict[str, Any], required: frozenset[str]) -> dict[str, Any] | None:
        """What visitors get of the row, `None` for nothing: its texts and references are resolved in `values`."""
        if cls.title_fields and not any(values[name] for name in cls.title_fields):
            return None
        return values if all(values[name] is not None for name in required) else None

    @classmethod
    def clean_row(cls, data: dict[str, Any]) -> None:
        """Raise `ValidationError({field: message})` for a rule of the section about one row's shared fields."""


def entry_models() -> list[type[Entry]]:
    """Every model of an installed app that is an entry, in the order of the apps."""
    return [model for model in apps.get_models() if issubclass(model, Entry)]


def upgraded(kind: str, language: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """A revision's data in today's shape. Whoever reads a revision reads it through here; twice does no harm."""
    return model_of(kind).upgrade(language, dict(data))


@cache
def model_of(kind: str) -> type[Entry]:
    """The model behind a kind. Raises `LookupError` for a kind that is no entry."""
    try:
        model = apps.get_model(kind)
    except ValueError as error:
        raise LookupError(kind) from error
    if not issubclass(model, Entry):
        raise LookupError(kind)
    return model
