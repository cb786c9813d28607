"""One person editing one entry in one language: what the form shows, read once per request."""

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from safetyhub.locales.languages import LANGUAGES, SOURCE, Language
from safetyhub.locales.models import Locale

from . import columns
from .actions import open_withdrawal
from .appearance import Appearance, Around, Words, appearances, left_out
from .compare import marked, plain
from .digests import digest, digests, outdated_keys, rows_of
from .entries import Entry, upgraded
from .fields import MarketsField
from .hosts import Hosts
from .interface import called
from .models import Part, Revision, Withdrawal
from .numbers import number
from .permissions import Right, access_in
from .progress import LABELS as STAGES
from .progress import Progress, asked, mark_of
from .projections import made
from .reader import HEAD, LIVE, Same
from .schema import SHARED, schema_of
from .states import LABELS, State, is_named_only, is_outdated, seen_with, state_in, state_of

HISTORY = 200  # revisions of the source that are searched for what a text was made from
PREVIEW = "/admin/preview/"  # the public pages along the head pointer, for staff


class LanguageChoice(NamedTuple):
    language: Language
    state: State
    is_outdated: bool
    stage: str  # of its submission, in a word; "" without one
    is_current: bool
    is_mine: bool  # the person may edit it


Languages = list[tuple[State, str, list[LanguageChoice]]]  # by state, with its label


def _by_state(choices: Iterable[LanguageChoice]) -> Languages:
    """The state is said once for all languages in it, the most finished first."""
    found: dict[State, list[LanguageChoice]] = {}
    for choice in choices:
        found.setdefault(choice.state, []).append(choice)
    return [(state, LABELS[state], found[state]) for state in reversed(State) if state in found]


class Editing:
    """Everything about the entry that the form needs, in four queries (and the person's rights, in two)."""

    def __init__(self, model: type[Entry], entry_id: int | None, language: str, request: Any) -> None:
        self.model, self.entry_id, self.user = model, entry_id, request.user
        self.schema = schema_of(model)
        self.text_language = language
        self.language = language if self.schema.texts else SHARED  # of the part that is saved
        self.is_source = language == SOURCE
        self.access = access_in(request)
        self.formsets: list[Any] = []

    @property
    def may_edit(self) -> bool:
        shared = not self.is_source or self.access.may_edit(SHARED)
        return shared and self.access.may_edit(self.language)

    @property
    def may_publish(self) -> bool:
        return self.access.may_publish(self.language)

    @property
    def may_plan(self) -> bool:
        """Whether the person may put it into change sets, and give out preview links."""
        return self.access.has(Right.EDIT_SHARED)

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Every part of the entry by language, as `described()`."""
        parts = Part.objects.of(self.schema.kind, self.entry_id or 0).described(self.model.title_field)
        return {part.language: part for part in parts}

    @cached_property
    def detail(self) -> dict[str, Part]:
        """The shared part, the source and the language edited, with their revisions."""
        wanted = {SHARED, SOURCE, self.language}
        parts = Part.objects.of(self.schema.kind, self.entry_id or 0).filter(language__in=wanted)
        parts = parts.select_related(
            "head__author", "live", "owed_review__author", "owed_review__objection__author"
        )
        return {part.language: part for part in asked(parts, self.language)}

    @cached_property
    def progress(self) -> Progress:
        """Where the submissions of what is edited are, and who said what about them."""
        return Progress(self)

    @cached_property
    def locales(self) -> list[Locale]:
        """Public ones and, for previews, those being prepared."""
        return list(Locale.objects.previewable())

    @property
    def public_locales(self) -> list[Locale]:
        return [locale for locale in self.locales if locale.visibility == Locale.Visibility.PUBLIC]

    # --- what the form carries ---

    def versions(self) -> dict[str, int]:
        """The token: versions of the parts that this form saves, as stored at this moment."""
        wanted = {SHARED, self.language} if self.is_source else {self.language}
        stored = Part.objects.of(self.schema.kind, self.entry_id or 0).filter(language__in=wanted)
        found = dict(stored.values_list("language", "version"))
        return {language: found.get(language, 0) for language in wanted}

    @property
    def seen(self) -> str:
        wanted = {SHARED, self.language} if self.is_source else {self.language}
        return json.dumps(
            {code: self.detail[code].version if code in self.detail else 0 for code in sorted(wanted)}
        )

    @property
    def shown(self) -> str:
        return json.dumps(digests(self.source))

    @cached_property
    def source(self) -> Mapping[str, str]:
        """The source texts beside the fields: the live ones, or the draft as long as nothing is live."""
        part = self.detail.get(SOURCE)
        revision = part and (part.live or part.head)
        return upgraded(self.schema.kind, SOURCE, revision.data) if revision else {}

    @cached_property
    def outdated(self) -> list[str]:
        """Keys whose source changed since they were made from it."""
        part, source = self.detail.get(self.language), self.detail.get(SOURCE)
        if self.is_source or part is None or part.head is None or source is None or source.live is None:
            return []
        shared = self.shared_data(LIVE)
        return outdated_keys(*made(part), self.source, rows_of(shared) if shared else None)

    @cached_property
    def source_changes(self) -> dict[str, str]:
        """For each outdated key, what happened to the source since, marked; absent where history no longer tells."""
        if not self.outdated:
            return {}
        _texts, made_from = made(self.detail[self.language])
        now = self.source
        past = Revision.objects.filter(part=self.detail[SOURCE]).values_list("data", flat=True)
        texts = [
            data
            for data in (upgraded(self.schema.kind, SOURCE, data) for data in past[:HISTORY])
            if any(digest(data.get(key, "")) == made_from[key] for key in self.outdated)
        ]
        found: dict[str, str] = {}
        for key in self.outdated:
            before = next(
                (data.get(key, "") for data in texts if digest(data.get(key, "")) == made_from[key]), None
            )
            if before is not None:
                found[key] = marked(plain(before), plain(now.get(key, "")))
        return found

    def initial(self, instance: Entry) -> dict[str, Any]:
        """Values of the form's own fields, from the working copy. Where a new entry is for, somebody has to say."""
        names = [self.schema.column(name, self.text_language) for name in self.schema.texts]
        if self.is_source:
            names += self.schema.shared
        fields = {name: instance._meta.get_field(name) for name in names}
        values = {name: getattr(instance, field.attname) for name, field in fields.items()}
        unsaid = {name: () for name, field in fields.items() if isinstance(field, MarketsField)}
        return {**values, **(unsaid if instance.pk is None else {})}

    def instance(self, object_id: str) -> Entry | None:
        """The entry with only the columns that this form needs: the others would cost time and are not its business."""
        # The token before the words: of a save between the two, the form must not know the version without the text.
        _token = self.detail
        languages = {SOURCE, self.text_language}
        names = [self.schema.column(name, language) for name in self.schema.texts for language in languages]
        own = [self.schema.attname(name) for name in self.schema.shared]
        return columns.rows(self.model).only("pk", *names, *own).filter(pk=number(object_id)).first()

    # --- what the person is told ---

    @property
    def name(self) -> str:
        return called(self.text_language)

    @cached_property
    def choices(self) -> list[LanguageChoice]:
        """The language bar, in the order of the languages."""
        return [self._choice(language) for language in LANGUAGES.values()]

    @property
    def near_languages(self) -> Languages:
        """Those that the regional versions read or that have words; the others are a click away."""
        return _by_state(choice for choice in self.choices if self._is_near(choice))

    @cached_property
    def far_choices(self) -> list[LanguageChoice]:
        return [choice for choice in self.choices if not self._is_near(choice)]

    @property
    def far_languages(self) -> Languages:
        return _by_state(self.far_choices)

    def _is_near(self, choice: LanguageChoice) -> bool:
        has_words = choice.state not in (State.MISSING, State.INHERITED)
        return has_words or choice.is_current or choice.language.code in self._read

    @cached_property
    def _read(self) -> set[str]:
        return {code for locale in self.locales for code in locale.chain}

    @cached_property
    def is_named_only(self) -> bool:
        return is_named_only(self.schema, self.source)

    def _choice(self, language: Language) -> LanguageChoice:
        code = language.code
        state = state_in(self.parts, code, is_named_only=self.is_named_only)
        outdated = is_outdated(self.parts, code)
        is_mine = bool(self.access.languages) and code in self.access.languages
        stage = str(STAGES.get(mark_of(self.parts.get(code)), ""))
        is_current = code == self.text_language
        return LanguageChoice(language, state, outdated, stage, is_current, is_mine)

    @cached_property
    def appearances(self) -> list[Appearance]:
        titled = {language for language, part in self.parts.items() if part.live_title}
        worded = {language for language, part in self.parts.items() if language and part.live_id}
        shared, words = self.shared_data(LIVE), Words(titled, worded)
        pages = self.hosts.links if self.hosts else None
        rules = left_out(self.model, self.entry_id or 0, self.public_locales) if shared and not pages else {}
        return appearances(self.model, shared, words, self.public_locales, Around(rules, pages))

    @property
    def outcomes(self) -> list[tuple[str, str, str, list[Appearance]]]:
        """Language shown ("" for none), where alone, why, and the regional versions of which all that is true."""
        found: dict[tuple[str, str, str], list[Appearance]] = {}
        for item in self.appearances:
            found.setdefault((item.language_name, item.only, item.reason), []).append(item)
        return [(*outcome, items) for outcome, items in found.items()]

    def shared_data(self, pointer: Same) -> Mapping[str, Any] | None:
        """The shared part as visitors have it, or as it was drafted."""
        part = self.detail.get(SHARED)
        revision = part and getattr(part, pointer)
        return upgraded(self.schema.kind, SHARED, revision.data) if revision else None

    @cached_property
    def hosts(self) -> Hosts | None:
        """The pages of other entries that show it, `None` for one that has a page for itself."""
        if not self.entry_id or (self.has_page and not self.model.stands_on):
            return None
        shared = {pointer: self.shared_data(pointer) for pointer in (LIVE, HEAD)}
        return Hosts((self.schema.kind, self.entry_id), shared)

    @cached_property
    def previews(self) -> list[tuple[str, str]]:
        """(locale code, address) of the draft where it is offered, in versions that are being prepared too.

        Of an entry without a page, a page that names it.
        """
        shared = self.shared_data(HEAD)
        if shared is None:
            return []
        offered = [locale for locale in self.locales if self.model.is_offered(shared, locale)]
        found = [(locale.code, self._preview(locale, shared)) for locale in offered]
        return [(code, path) for code, path in found if path]

    def _preview(self, locale: Locale, shared: Mapping[str, Any]) -> str:
        root = f"{PREVIEW}{locale.code}/"
        if self.hosts is None:
            return self.model.public_path(root, shared)
        return next((link.path for link in self.hosts.links(locale, root, HEAD)), "")

    @property
    def other_previews(self) -> list[tuple[str, str]]:
        """Those that a script does not make of the link to the public page."""
        public = {item.path for item in self.appearances} if self.has_page else set()
        return [item for item in self.previews if item[1].removeprefix(PREVIEW.rstrip("/")) not in public]

    @property
    def shown_in(self) -> list[Appearance]:
        """The regional versions whose visitors read words of this language; of what has no texts, those that show it."""
        shown = [item for item in self.appearances if item.is_shown]
        return [item for item in shown if self.text_language in item.languages or not self.model.title_field]

    @cached_property
    def has_page(self) -> bool:
        """Whether it has a page, and does not just show where it is named."""
        shared = self.shared_data(HEAD)
        return bool(shared and self.model.public_path("/", shared))

    @property
    def view_path(self) -> str:
        """Its page where visitors read this language; else in any version that shows it."""
        shown = [*self.shown_in, *self.appearances]
        return next((item.path for item in shown if item.path), "")

    @property
    def preview_path(self) -> str:
        """The draft in the first version that reads this language."""
        own = {
            locale.code
            for locale in self.locales
            if self.text_language in locale.chain[:-1] or self.is_source
        }
        return next((path for code, path in self.previews if code in own), "")

    @property
    def part(self) -> Part | None:
        return self.detail.get(self.language)

    @property
    def shared(self) -> Part | None:
        return self.detail.get(SHARED)

    @cached_property
    def withdrawal(self) -> Withdrawal | None:
        """The decision that took it off everything at once and still stands; asked for only where something is down."""
        is_down = (
            self.shared is not None and self.shared.live_id is None and self.shared.live_before is not None
        )
        return open_withdrawal(self.schema.kind, self.entry_id or 0) if is_down else None

    @property
    def has_changes(self) -> bool:
        """Whether publishing would change something for visitors."""
        wanted = (SHARED, self.language) if self.is_source else (self.language,)
        parts = [self.detail[code] for code in wanted if code in self.detail]
        return any(part.head_id is not None and part.head_id != part.live_id for part in parts)

    @property
    def state_label(self) -> str:
        state = state_of(self.part)
        return str(LABELS[seen_with(state, self.shared)]) if state else _("no words yet")
