"""What the page of a change set shows, read once per request."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin
from django.db.models import Exists
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safetyhub.locales.languages import LANGUAGES, SOURCE
from safetyhub.locales.models import Locale

from . import previews
from .entries import Entry, entry_models, model_of
from .entry_page import tokens
from .interface import called
from .missing import Finding, Key, Lack, entries_of, findings, key_of, next_live, parts_of
from .models import ChangeSet, Member, Part
from .numbers import number
from .permissions import Right, access_in
from .progress import person
from .projections import normalise
from .schema import SHARED, schema_of
from .stages import READY
from .timefields import LocalTimeField, TimesForm, said

FOUND = 20  # search results
LONGEST_SEARCH, MOST_WORDS = 200, 12


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SetTimeForm(TimesForm):
    publish_at = LocalTimeField(label=gettext_lazy("Publish at"))
    field_order = ("publish_at", "time_zone")


class Row(NamedTuple):
    """One view of one entry in the set: the shared part stands with the source."""

    entry: Entry
    language: str
    name: str  # of the language
    findings: list[Finding]
    value: str  # for a form
    form: str
    compare: str
    history: str


class Choice(NamedTuple):
    """One view of one entry that could be added."""

    entry: Entry
    name: str
    value: str
    kind: Any


def view_languages(model: type[Entry], language: str) -> tuple[str, ...]:
    """The parts that a view is about."""
    if not schema_of(model).texts:
        return (SHARED,)
    return (SHARED, SOURCE) if language == SOURCE else (language,)


def value_of(kind: str, pk: int, language: str) -> str:
    return f"{kind}:{pk}:{language}"


def keys_in(values: Iterable[str]) -> list[Key]:
    """The parts that a form names. What cannot be read, or is no view of an entry, is left out."""
    found: list[Key] = []
    kinds = {model.kind() for model in entry_models()}
    for value in values:
        kind, _colon, rest = value.partition(":")
        pk, _colon, language = rest.partition(":")
        if kind in kinds and number(pk) and language in LANGUAGES:
            languages = view_languages(model_of(kind), language)
            found += [(kind, int(pk), one) for one in languages]
    return found


def targets_in(values: Iterable[str]) -> list[tuple[Entry, str]]:
    keys = keys_in(values)
    entries = entries_of((kind, pk) for kind, pk, _language in keys)
    return [(entries[key[:2]], key[2]) for key in keys if key[:2] in entries]


class Sheet:
    """One change set, and what this person may do with it."""

    def __init__(self, request: HttpRequest, change_set: ChangeSet) -> None:
        self.request, self.change_set, access = request, change_set, access_in(request)
        self.is_open = change_set.published_at is None
        self.may_publish = access.may_publish(SHARED) and self.is_open
        may_compose = access.has(Right.EDIT_SHARED) and self.is_open
        self.may_compose = may_compose and (change_set.publish_at is None or self.may_publish)
        self.name_form = NameForm(initial={"name": change_set.name, "note": change_set.note})
        self.time_form = SetTimeForm(user=request.user)
        self.reason = ""

    @cached_property
    def keys(self) -> list[Key]:
        members = self.change_set.members.order_by("kind", "object_id", "language")
        return [key_of(member) for member in members]

    @cached_property
    def findings(self) -> list[Finding]:
        return findings(self.keys) if self.is_open else []

    @property
    def blocking(self) -> list[Finding]:
        return [found for found in self.findings if found.blocks]

    @property
    def missing_entries(self) -> list[tuple[Entry, str]]:
        """What it refers to that is neither public nor in the set, to be added with a click."""
        others = {(found.other.kind(), found.other.pk): found.other for found in self.findings if found.other}
        return [(other, value_of(kind, pk, SOURCE)) for (kind, pk), other in sorted(others.items())]

    @cached_property
    def rows(self) -> list[Row]:
        entries = entries_of((kind, pk) for kind, pk, _language in self.keys)
        views: dict[tuple[str, int, str], None] = {
            (kind, pk, code or SOURCE): None for kind, pk, code in self.keys
        }
        return [self._row(entries[key[:2]], key) for key in views if key[:2] in entries]

    def _row(self, entry: Entry, view: Key) -> Row:
        language, name = view[2], called(view[2])
        if {(*view[:2], SHARED), (*view[:2], SOURCE)} <= set(self.keys) and language == SOURCE:
            name = _("%(language)s, and what is the same in every language") % {"language": name}
        form, compare, history = (address(entry, page, language) for page in ("change", "compare", "history"))
        return Row(entry, language, name, self._findings(view), value_of(*view), form, compare, history)

    def _findings(self, view: Key) -> list[Finding]:
        """Of both parts where the view has two, each thing said once. That one has nothing new matters only if both have."""
        keys = [key for key in self.keys if (*key[:2], key[2] or SOURCE) == view]
        own = [found for found in self.findings if found.key in keys]
        stale = [found for found in own if found.lack == Lack.NOTHING_NEW]
        told = own if len(stale) == len(keys) else [found for found in own if found not in stale]
        return list({found.sentence: found for found in told}.values())

    @property
    def seen(self) -> dict[str, int]:
        """The number of each revision that would go live, for the hidden fields."""
        revisions = {key: next_live(part) for key, part in parts_of(self.keys).items()}
        return tokens({key: revision.number for key, revision in revisions.items() if revision})

    @property
    def publisher(self) -> str:
        return person(self.change_set.published_by or self.change_set.scheduled_by)

    @property
    def when(self) -> str:
        at = self.change_set.publish_at
        return said(at, self.change_set.time_zone or "UTC") if at else ""

    @property
    def previews(self) -> list[tuple[str, str]]:
        root = previews.staff_root(self.change_set)
        return [
            (locale.code, f"{root}{locale.code}/safety-partners/") for locale in Locale.objects.previewable()
        ]

    # --- what could be added ---

    @property
    def term(self) -> str:
        return self.request.GET.get("q", "")[:LONGEST_SEARCH]

    @property
    def language(self) -> str:
        chosen = self.request.GET.get("in", "")
        return chosen if chosen in LANGUAGES else SOURCE

    @property
    def languages(self) -> list[tuple[str, str]]:
        used = {code for locale in Locale.objects.previewable() for code in locale.chain} | {
            SOURCE,
            self.language,
        }
        return [(code, called(code)) for code in LANGUAGES if code in used]

    @cached_property
    def choices(self) -> list[Choice]:
        """What was searched for; without a search, what is approved and waits in no set."""
        parts = self._searched() if self.term else self._waiting()
        known = {(kind, pk, code or SOURCE) for kind, pk, code in self.keys}
        kinds = [model.kind() for model in entry_models()]
        rows = parts.filter(kind__in=kinds).order_by("kind", "object_id", "language")
        found = rows.values_list("kind", "object_id", "language")[: FOUND * 2]
        views = dict.fromkeys((kind, pk, code or SOURCE) for kind, pk, code in found)
        entries = entries_of((kind, pk) for kind, pk, _language in views)
        return [
            Choice(
                entries[view[:2]],
                called(view[2]),
                value_of(*view),
                type(entries[view[:2]])._meta.verbose_name,
            )
            for view in views
            if view[:2] in entries and view not in known
        ][:FOUND]

    def _searched(self) -> Any:
        languages = (SHARED, SOURCE) if self.language == SOURCE else (self.language,)
        parts = Part.objects.filter(language__in=languages, head__isnull=False)
        for word in normalise(self.term).split()[:MOST_WORDS]:
            parts = parts.filter(search__contains=word)
        return parts

    def _waiting(self) -> Any:
        taken = Exists(Member.objects.open_for_part())
        return Part.objects.filter(~taken, stage__in=READY, candidate__isnull=False)


def address(entry: Entry, page: str, language: str) -> str:
    opts = entry._meta
    path = reverse(
        f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[entry.pk], current_app=admin.site.name
    )
    return f"{path}?language={language}"
