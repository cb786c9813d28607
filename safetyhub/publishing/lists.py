"""Change lists of entries: their columns, filters, search and what an empty one says. `bulk` has their actions."""

import datetime
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safetyhub.locales.chains import chain, same_language
from safetyhub.locales.cldr import market_name
from safetyhub.locales.languages import LANGUAGES, SOURCE
from safetyhub.locales.m49 import CODES, containing
from safetyhub.locales.markets import EVERYWHERE
from safetyhub.locales.models import Locale

from .entries import Entry
from .interface import called, interface_language
from .models import Part
from .permissions import access_in
from .progress import CONDITIONS as STAGE_CONDITIONS
from .progress import LABELS as STAGES
from .progress import mark_of
from .projections import normalise
from .schema import SHARED, schema_of
from .states import LABELS, State, state_of


class Facts(NamedTuple):
    """What a list tells of a part. Plain values: fifty entries in fifty languages are thousands of parts."""

    object_id: int
    language: str
    head_id: int | None
    live_id: int | None
    live_before: datetime.datetime | None
    archived: bool
    outdated: bool
    stage: str
    candidate_id: int | None
    saved: datetime.datetime | None


class EntryChangeList(ChangeList):
    """Reads the parts of the entries on the page in one query, for the columns that tell about them."""

    language = ""  # in which an entry is opened; "": as the form itself decides

    def url_for_result(self, result: Any) -> str:
        url = super().url_for_result(result)
        return f"{url}?language={self.language}" if self.language else url

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.language = _language_to_open(self.model, request)
        by_entry: dict[int, dict[str, Facts]] = defaultdict(dict)
        parts = Part.objects.filter(
            kind=self.model.kind(), object_id__in=[entry.pk for entry in self.result_list]
        )
        for row in parts.values_list(*Facts._fields[:-1], "head__created"):
            facts = Facts(*row)
            by_entry[facts.object_id][facts.language] = facts
        for entry in self.result_list:
            entry.parts = by_entry[entry.pk]


def _language_to_open(model: Any, request: HttpRequest) -> str:
    """The one that the list is filtered by, else the only one that the person may edit."""
    if not schema_of(model).texts:
        return ""
    chosen = request.GET.get(LanguageFilter.parameter_name, "") or access_in(request).only_language
    return chosen if chosen in LANGUAGES else ""


@admin.display(description=gettext_lazy("state"))
def state(entry: Any) -> str:
    shared, source = entry.parts.get(SHARED), entry.parts.get(SOURCE)
    found = state_of(shared) or State.DRAFT
    if found in (State.LIVE, State.CHANGED) and source is not None and source.live_id is None:
        found = state_of(source) or State.DRAFT
    elif found == State.LIVE and source is not None and source.live_id != source.head_id:
        found = State.CHANGED
    marks = dict.fromkeys(mark for part in (shared, source) if (mark := mark_of(part)))
    said = ", ".join(str(label) for label in (LABELS[found], *(STAGES[mark] for mark in marks)))
    return format_html('<span class="state {}">{}</span>', found, said)


@admin.display(description=gettext_lazy("languages"))
def languages(entry: Any) -> str:
    texts = [part for code, part in entry.parts.items() if code != SHARED and part.head_id]
    shared = entry.parts.get(SHARED)
    is_public = shared is not None and shared.live_id is not None
    live = sum(part.live_id is not None for part in texts) if is_public else 0
    outdated = sum(part.outdated for part in texts)
    drafts = sum(part.live_id is None for part in texts)
    words = [_("%(count)s live") % {"count": live}] if live else []
    words += [_("%(count)s outdated") % {"count": outdated}] if outdated else []
    words += [_("%(count)s with a draft") % {"count": drafts}] if drafts else []
    marks = Counter(mark for part in texts if (mark := mark_of(part)))
    words += [f"{marks[mark]} {label}" for mark, label in STAGES.items() if marks[mark]]
    return ", ".join(words)


@admin.display(description=gettext_lazy("last saved"))
def saved(entry: Any) -> str:
    last = max((part.saved for part in entry.parts.values() if part.saved), default=None)
    return date_format(localtime(last), "DATETIME_FORMAT") if last else ""


def _parts(model: type[Entry]) -> QuerySet:
    """Parts of the entry that an outer query is at."""
    return Part.objects.filter(kind=model.kind(), object_id=OuterRef("pk"))


class LanguageFilter(admin.SimpleListFilter):
    """Entries with words in the language; with a state, entries whose text in the language is in that state."""

    title = gettext_lazy("language")
    parameter_name = "in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = {code for locale in Locale.objects.public() for code in locale.chain}
        return [(code, called(code)) for code in LANGUAGES if code in used]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None or StateFilter.parameter_name in request.GET:
            return queryset
        return queryset.filter(
            Exists(_parts(queryset.model).filter(language=self.value()).exclude(search=""))
        )


class StateFilter(admin.SimpleListFilter):
    """State of the chosen language; without one, of the entry itself, or for what is under way, of any of its parts."""

    title = gettext_lazy("state")
    parameter_name = "state"

    CONDITIONS = {
        "live": Q(live__isnull=False, head=F("live")),
        "changed": Q(live__isnull=False) & ~Q(head=F("live")),
        "draft": Q(live__isnull=True, live_before__isnull=True, head__isnull=False, archived=False),
        "taken-down": Q(live__isnull=True, live_before__isnull=False, archived=False),
        "outdated": Q(outdated=True),
        "archived": Q(archived=True),
        **STAGE_CONDITIONS,
    }
    OF_ANY = {"outdated", *STAGE_CONDITIONS}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        extra = [("outdated", gettext_lazy("outdated"))]
        return [(str(key), LABELS[key]) for key in State] + extra + list(STAGES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen, language = self.value(), request.GET.get("in", SHARED)
        archived = _parts(queryset.model).filter(archived=True)
        if chosen is None:
            return queryset.exclude(Exists(archived))
        parts = _parts(queryset.model)
        if chosen in (State.MISSING, State.INHERITED):
            return _without_words(queryset, parts, language or SOURCE, chosen)
        condition = self.CONDITIONS.get(chosen, Q(pk__isnull=True))
        if chosen in self.OF_ANY and not language:
            return queryset.filter(Exists(parts.filter(condition)))
        if language and chosen not in self.OF_ANY:
            return _seen_with(queryset, parts, language, chosen, condition)
        return queryset.filter(Exists(parts.filter(condition, language=language)))


def _seen_with(queryset: QuerySet, parts: QuerySet, language: str, chosen: str, own: Q) -> QuerySet:
    """Entries whose text is in the state as visitors have it, by the rule of `states.seen_with`."""
    text = parts.filter(~Q(search="") | Q(live__isnull=False), language=language)
    shared = parts.filter(language=SHARED)
    if chosen == State.ARCHIVED:
        return queryset.filter(Exists(text), Exists(shared.filter(own)))
    is_public, archived = Exists(shared.filter(live__isnull=False)), Exists(shared.filter(archived=True))
    if chosen in (State.LIVE, State.CHANGED):
        return queryset.filter(Exists(text.filter(own)), is_public)
    hidden = Exists(text.filter(live__isnull=False)) & Exists(shared.filter(own))
    return queryset.filter(hidden | Exists(text.filter(own))).exclude(archived)


def _without_words(queryset: QuerySet, parts: QuerySet, language: str, chosen: str) -> QuerySet:
    """Entries without words in the language: inherited where another variant of the same language has some."""
    worded = parts.exclude(search="")
    kin = [link for link in chain(language)[1:] if same_language(language, link)]
    found = queryset.exclude(Exists(worded.filter(language=language)))
    inherits: Any = Exists(worded.filter(language__in=kin))
    if (words := _beside_names(queryset.model)) is not None:
        inherits |= ~Exists(parts.filter(words, language=SOURCE))
    return found.filter(inherits) if chosen == State.INHERITED else found.exclude(inherits)


def _beside_names(model: type[Entry]) -> Q | None:
    """A source with a text that is no proper name (see `states.is_named_only`); `None` where children may have such."""
    schema = schema_of(model)
    if any(set(fields.texts) - set(fields.model.proper_names) for fields in schema.children.values()):
        return None
    condition = Q(pk__in=())
    for name in set(schema.texts) - set(model.proper_names):
        condition |= Q(**{f"head__data__{name}__isnull": False})
    return condition


class MarketFilter(admin.SimpleListFilter):
    """Entries whose draft is offered in the market: by its name, by an area around it, or everywhere."""

    title = gettext_lazy("market")
    parameter_name = "market"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        codes = {locale.market_id for locale in Locale.objects.public() if locale.market_id}
        chosen = request.GET.get("market")
        codes |= {chosen} & CODES
        named = sorted((market_name(code, interface_language()), code) for code in codes)
        return [(EVERYWHERE, _("Everywhere")), *((code, name) for name, code in named)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if not chosen:
            return queryset
        codes = (chosen, *containing(chosen), EVERYWHERE) if chosen in CODES else (chosen,)
        condition = Q()
        for code in codes:
            condition |= Q(markets__contains=f" {code} ")
        return queryset.filter(condition)


LONGEST_SEARCH, MOST_WORDS = 200, 12  # each word is a condition, and databases have a limit for those


def search(queryset: QuerySet, model: type[Entry], term: str) -> QuerySet:
    """Entries that have every word of the term in one of their parts, in any language."""
    for word in normalise(term[:LONGEST_SEARCH]).split()[:MOST_WORDS]:
        queryset = queryset.filter(Exists(_parts(model).filter(search__contains=word)))
    return queryset


def empty_state(model_admin: Any, request: HttpRequest) -> dict[str, Any]:
    """What a list without rows says: what is not there, and the next step."""
    names = {"name": model_admin.opts.verbose_name, "names": model_admin.opts.verbose_name_plural}
    market, others = request.GET.get("market", ""), request.GET.keys() - {"market"}
    if market in CODES and not others:
        names["market"] = market_name(market, interface_language())
        sentence = _("No %(name)s has been published for %(market)s yet.") % names
    elif market or others:
        sentence = _("No %(name)s fits. Take a filter away, or search for fewer words.") % names
    else:
        sentence = _("There are no %(names)s yet.") % names
    add = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_add")
    return {"empty_sentence": sentence, "empty_add": add if model_admin.has_add_permission(request) else ""}
