"""One person editing one entry in one language: what the form shows, read once per request."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from safetyhub.locales.languages import LANGUAGES, SOURCE, Language
from safetyhub.locales.models import Locale

from . import columns
from .appearance import Appearance, Words, appearances
from .compare import marked, plain
from .digests import digest, digests, outdated_keys, rows_of
from .entries import Entry
from .interface import called
from .models import Part, Revision
from .numbers import number
from .permissions import access_in
from .references import referring
from .schema import SHARED, schema_of
from .states import LABELS, State, is_outdated, state_in, state_of

HISTORY = 200  # revisions of the source that are searched for what a text was made from
PREVIEW = "/admin/preview/"  # the public pages along the head pointer, for staff


class LanguageChoice(NamedTuple):
    language: Language
    state: State
    label: str
    is_outdated: bool
    is_current: bool
    is_mine: bool  # the person may edit it


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
        return {part.language: part for part in parts.select_related("head__author", "live")}

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
        return revision.data if revision else {}

    @cached_property
    def outdated(self) -> list[str]:
        """Keys whose source changed since they were made from it."""
        part, source = self.detail.get(self.language), self.detail.get(SOURCE)
        if self.is_source or part is None or part.head is None or source is None or source.live is None:
            return []
        shared = self.detail.get(SHARED)
        rows = rows_of(shared.live.data) if shared and shared.live else None
        return outdated_keys(part.head.data, part.head.made_from, source.live.data, rows)

    @cached_property
    def source_changes(self) -> dict[str, str]:
        """For each outdated key, what happened to the source since, marked; absent where history no longer tells."""
        if not self.outdated:
            return {}
        made_from, now = self.detail[self.language].head.made_from, self.source
        past = Revision.objects.filter(part=self.detail[SOURCE]).values_list("data", flat=True)
        texts = [
            data
            for data in past[:HISTORY]
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
        """Values of the form's own fields, from the working copy."""
        names = [self.schema.column(name, self.text_language) for name in self.schema.texts]
        if self.is_source:
            names += self.schema.shared
        attnames = {name: instance._meta.get_field(name).attname for name in names}
        return {name: getattr(instance, attname) for name, attname in attnames.items()}

    def instance(self, object_id: str) -> Entry | None:
        """The entry with only the columns that this form needs: the others would cost time and are not its business."""
        # The token before the words: of a save between the two, the form must not know the version without the text.
        _token = self.detail
        languages = {SOURCE, self.text_language}
        names = [self.schema.column(name, language) for name in self.schema.texts for language in languages]
        own = [self.schema.attname(name) for name in self.schema.shared]
        return columns.rows(self.model).only("pk", *names, *own).filter(pk=number(object_id)).first()

    def column_of(self, key: str) -> str:
        return self.schema.column(key, self.text_language) if key in self.schema.texts else key

    # --- what the person is told ---

    @property
    def name(self) -> str:
        return called(self.text_language)

    @cached_property
    def choices(self) -> list[LanguageChoice]:
        """The language bar, in the order of the languages; the person's own and those with words come first."""
        return [self._choice(language) for language in LANGUAGES.values()]

    @property
    def near_choices(self) -> list[LanguageChoice]:
        """Those that the public versions read or that have words; the others are a click away."""
        used = {code for locale in self.locales for code in locale.chain}
        return [
            choice
            for choice in self.choices
            if choice.language.code in used
            or choice.state not in (State.MISSING, State.INHERITED)
            or choice.is_current
        ]

    @property
    def far_choices(self) -> list[LanguageChoice]:
        near = {choice.language.code for choice in self.near_choices}
        return [choice for choice in self.choices if choice.language.code not in near]

    def _choice(self, language: Language) -> LanguageChoice:
        code = language.code
        state = state_in(self.parts, code)
        outdated = is_outdated(self.parts, code)
        is_mine = bool(self.access.languages) and code in self.access.languages
        return LanguageChoice(language, state, LABELS[state], outdated, code == self.text_language, is_mine)

    @cached_property
    def appearances(self) -> list[Appearance]:
        shared = self.detail.get(SHARED)
        titled = {language for language, part in self.parts.items() if part.live_title}
        worded = {language for language, part in self.parts.items() if language and part.live_id}
        data = shared.live.data if shared and shared.live else None
        return appearances(self.model, data, Words(titled, worded), self.public_locales)

    @property
    def previews(self) -> list[tuple[str, str]]:
        """(locale code, address) of the draft where it is offered, in versions that are being prepared too."""
        part = self.detail.get(SHARED)
        if part is None or part.head is None:
            return []
        offered = [locale for locale in self.locales if self.model.is_offered(part.head.data, locale)]
        paths = [(locale.code, f"{PREVIEW}{locale.code}/") for locale in offered]
        found = [(code, self.model.public_path(root, part.head.data)) for code, root in paths]
        return [(code, path) for code, path in found if path]

    @property
    def shown_in(self) -> list[Appearance]:
        """The regional versions whose visitors read words of this language."""
        return [item for item in self.appearances if self.text_language in item.languages]

    @cached_property
    def has_page(self) -> bool:
        """Whether it has a page, and does not just show where it is named."""
        part = self.detail.get(SHARED)
        return bool(part and part.head and self.model.public_path("/", part.head.data))

    @cached_property
    def named_by(self) -> list[Entry]:
        return [] if self.has_page or not self.entry_id else referring(self.schema.kind, self.entry_id)

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

    @property
    def has_changes(self) -> bool:
        """Whether publishing would change something for visitors."""
        wanted = (SHARED, self.language) if self.is_source else (self.language,)
        parts = [self.detail[code] for code in wanted if code in self.detail]
        return any(part.head_id is not None and part.head_id != part.live_id for part in parts)

    @property
    def state_label(self) -> str:
        state = state_of(self.part)
        return str(LABELS[state]) if state else _("no words yet")
