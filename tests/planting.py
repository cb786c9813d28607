"""Words that stand nowhere else, planted in every field of every part of an entry, in every state that one can be in."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import PIL.Image
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone

from safetyhub.publishing import actions, images
from safetyhub.publishing.entries import Entry
from safetyhub.publishing.fields import ImageField, PartialDateField, RichTextField, WebAddressField
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED, Fields, schema_of

# Left to right and right to left; one that Django does not know, and one that begins with what another says.
LANGUAGES = ("en", "de", "ar", "fil", "es-mx")
LINKS = {"address", "value"}  # fields that hold a web address, whatever their type
CHOSEN = {"channel_kind": "web"}


@dataclass
class Garden:
    """Word -> where it was planted: "partners.program live, newer draft: 2: de: title"; pictures by their hash."""

    words: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)  # words and pictures that visitors should find somewhere
    numbers: Any = field(default_factory=count)

    def word(self, where: str) -> str:
        word = f"zq{next(self.numbers):05d}x"
        self.words[word] = where
        return word

    def picture(self, where: str) -> str:
        number, buffer = next(self.numbers), io.BytesIO()
        PIL.Image.new("RGB", (8, 8), (number % 256, number // 256, 7)).save(buffer, "PNG")
        name = images.store(SimpleUploadedFile("dot.png", buffer.getvalue()), None)
        self.pictures[name] = where
        return name

    def value(self, fields: Fields, name: str, where: str) -> Any:
        """Something to find in that field; `None` for a field that holds no words."""
        found = fields.model._meta.get_field(name)
        if isinstance(found, ImageField):
            return self.picture(where)
        if name in CHOSEN:
            return CHOSEN[name]
        if name in LINKS or isinstance(found, WebAddressField):
            return f"https://{self.word(where)}.example/"
        if not isinstance(found, models.CharField | models.TextField) or isinstance(found, PartialDateField):
            return None
        if found.choices or type(found).__name__ == "MarketsField":
            return None
        if isinstance(found, RichTextField):
            return f"<p>{self.word(where)}</p>"
        return f"{self.word(where)} {{partners}}" if name == "partner_line" else self.word(where)

    def shared(
        self, fields: Fields, where: str, references: Mapping[str, Any], fixed: Mapping[str, Any]
    ) -> dict[str, Any]:
        kinds, names = fields.references, [name for name in fields.shared if name not in fixed]
        found = {name: references.get(kinds[name]) for name in names if name in kinds}
        own = {name: self.value(fields, name, f"{where}: {name}") for name in names if name not in kinds}
        return {**found, **{name: value for name, value in own.items() if value is not None}, **fixed}

    def texts(self, fields: Fields, where: str, prefix: str = "") -> dict[str, str]:
        return {prefix + name: self.value(fields, name, f"{where}: {prefix}{name}") for name in fields.texts}


@dataclass
class Plot:
    """One entry, planted anew with each version. `fixed` is what its shared part says whatever the version."""

    garden: Garden
    model: type[Entry]
    state: str
    references: Mapping[str, Any]
    fixed: dict[str, Any]
    entry: Any = None
    version: int = 0

    @property
    def where(self) -> str:
        return f"{self.model.kind()} {self.state}: {self.version}"

    def plant(self) -> None:
        """The first version, or one more of every part: other words in every field."""
        self.version += 1
        schema, stored = schema_of(self.model), self._head() if self.entry else {}
        fixed = self.fixed | {name: stored[name] for name in self.model.fixed if name in stored}
        shared = self.garden.shared(schema, f"{self.where}: shared", self.references, fixed)
        english = self.garden.texts(schema, f"{self.where}: en")
        for child, fields in schema.children.items():
            where = f"{self.where}: row"
            item = self.garden.shared(fields, f"{where} shared {child}", self.references, {})
            known = stored[child][0]["id"] if stored.get(child) else None
            shared[child] = [{"id": known, **({} if known else {"new": "a"}), **item}]
            english |= self.garden.texts(fields, f"{where} en", f"{child}.{known or 'a'}.")
        if self.entry is None:
            self.entry = actions.create(self.model, user=None, shared=shared, texts=english)
        else:
            actions.save(self.entry, language="en", user=None, seen=None, shared=shared, texts=english)
        self._translate(schema)

    def _translate(self, schema: Any) -> None:
        for language in LANGUAGES[1:]:
            texts = self.garden.texts(schema, f"{self.where}: {language}")
            for child, fields in schema.children.items():
                prefix = f"{child}.{self._head()[child][0]['id']}."
                texts |= self.garden.texts(fields, f"{self.where}: row {language}", prefix)
            actions.save(self.entry, language=language, user=None, seen=None, texts=texts)

    def _head(self) -> dict[str, Any]:
        parts = Part.objects.of(self.entry.kind(), self.entry.pk)
        return parts.select_related("head").get(language=SHARED).head.data

    @property
    def targets(self) -> list[actions.Target]:
        return [(self.entry, language) for language in (SHARED, *LANGUAGES)]

    def own(self) -> set[str]:
        """Words and pictures of this version, and what was set once with the first."""
        every = self._every()
        once = {
            word
            for word, where in every.items()
            if where.endswith(tuple(f": {name}" for name in self.model.fixed))
        }
        return {word for word, where in every.items() if where.startswith(f"{self.where}: ")} | once

    def go_live(self) -> None:
        """From now on this version is what visitors see."""
        actions.publish(self.targets, user=None)
        self._wither()
        self.garden.live |= self.own()

    def _wither(self, *parts: str) -> None:
        """What was live of it, or of some of its parts, is not any more."""
        gone = {word for word, where in self._every().items() if all(f": {part}" in where for part in parts)}
        self.garden.live -= gone

    def _every(self) -> dict[str, str]:
        start = f"{self.model.kind()} {self.state}: "
        planted = {**self.garden.words, **self.garden.pictures}
        return {word: where for word, where in planted.items() if where.startswith(start)}

    def submit(self) -> None:
        actions.submit(self.targets, user=None)

    @property
    def submitted(self) -> list[actions.Target]:
        """What had anything new in it: a page has nothing else in its shared part than its key."""
        waiting = Part.objects.of(self.entry.kind(), self.entry.pk).filter(candidate__isnull=False)
        return [(self.entry, language) for language in waiting.values_list("language", flat=True)]

    def approve(self) -> None:
        actions.approve(self.submitted, user=None)

    def schedule(self) -> None:
        at = timezone.now() + timezone.timedelta(days=1)
        actions.schedule(self.submitted, user=None, publish_at=at)

    def take_down(self) -> None:
        actions.take_down(self.entry, language=SHARED, user=None)
        self._wither()

    def take_german_down(self) -> None:
        actions.take_down(self.entry, language="de", user=None)
        self._wither("de: ")
        self._wither("row de: ")

    def archive(self) -> None:
        actions.archive(self.entry, user=None)

    def take_rows_out(self) -> None:
        """Its rows leave the shared part; their words stay in every text, for whoever brings them back."""
        none = {child: [] for child in schema_of(self.model).children}
        actions.save(self.entry, language=SHARED, user=None, seen=None, shared={**self._head(), **none})
        actions.publish([(self.entry, SHARED)], user=None)
        self._wither("row ")


Step = Callable[[Plot], None]
NEW, LIVE = Plot.plant, Plot.go_live

STATES: Mapping[str, tuple[Step, ...]] = {
    "live": (NEW, LIVE),
    "never published": (NEW,),
    "in review": (NEW, Plot.submit),
    "approved": (NEW, Plot.submit, Plot.approve),
    "scheduled": (NEW, Plot.submit, Plot.approve, Plot.schedule),
    "live, newer draft": (NEW, LIVE, NEW),
    "live, newer in review": (NEW, LIVE, NEW, Plot.submit, NEW),
    "live, newer approved": (NEW, LIVE, NEW, Plot.submit, Plot.approve, NEW),
    "live, newer scheduled": (NEW, LIVE, NEW, Plot.submit, Plot.approve, Plot.schedule),
    "live, published again": (NEW, LIVE, NEW, LIVE),
    "one text taken down": (NEW, LIVE, Plot.take_german_down),
    "rows taken out": (NEW, LIVE, Plot.take_rows_out),
    "taken down": (NEW, LIVE, Plot.take_down),
    "archived": (NEW, LIVE, Plot.take_down, Plot.archive),
}


def plant(
    garden: Garden, model: type[Entry], references: Mapping[str, Any], fixed: Mapping[str, dict[str, Any]]
) -> dict[str, Entry]:
    """One entry of a kind in each state, by state. `fixed` is what their shared parts say: for all ("") or for a state."""
    found = {}
    for state, steps in STATES.items():
        plot = Plot(garden, model, state, references, {**fixed.get("", {}), **fixed.get(state, {})})
        for step in steps:
            step(plot)
        found[state] = plot.entry
    return found
