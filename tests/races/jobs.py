"""What one process of a race does, over and over, and what it was told each time. Everything goes through the door.

Only other people's mistakes are caught here: a refusal in words is counted, anything else is written down as wrong.
"""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import override_settings
from django.utils.html import strip_tags

from partners.models import Organization, Program
from safetyhub.publishing import actions, columns, images
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED, schema_of
from tests.factories import partner


@dataclass
class Tally:
    """What a process was told."""

    saved: list[tuple[str, int, str]] = field(
        default_factory=list
    )  # language, number of the revision, its words
    attempts: int = 0
    stale: int = 0
    refused: list[str] = field(default_factory=list)  # in words, other than stale
    wrong: list[str] = field(default_factory=list)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        self.attempts += 1
        try:
            yield
        except actions.Stale:
            self.stale += 1
        except ValidationError as error:
            self.refused.append(str(error))
        except Exception as error:
            self.wrong.append(f"{type(error).__name__}: {error}")


def save_by_form(entry: Any, *, language: str, **what: Any) -> actions.Parts:
    """As the admin does it: the form asks, which locks, and then the save executes, in one transaction."""
    with transaction.atomic():
        actions.ask(entry, language=language, **what)
        return actions.save(entry, language=language, **what)


def words(token: str, calls: list[int]) -> dict[str, str]:
    """Texts that all say the same, so that two writers' words in one revision would show."""
    labels = {f"calls_to_action.{pk}.label": token for pk in calls}
    return {"title": token, "summary": token, "body": f"<p>{token}</p>", **labels}


def said(data: dict[str, str]) -> set[str]:
    """The tokens in a text revision's data: one, unless it is torn."""
    return {strip_tags(text) for text in data.values()}


def version(entry: Any, language: str) -> int:
    part = Part.objects.of(entry.kind(), entry.pk).filter(language=language)
    return part.values_list("version", flat=True).first() or 0


# --- (a) different languages ----------------------------------------------------------------------------------------


def translate(program: int, languages: list[str], calls: list[int], user: int, attempts: int) -> Tally:
    """Texts of languages that nobody else writes, knowing only its own versions. Each tenth save changes nothing."""
    tally, entry, person = Tally(), Program(pk=program), User.objects.get(pk=user)
    seen = dict.fromkeys(languages, 0)
    token = dict.fromkeys(languages, "")
    for number in range(attempts):
        language = languages[number % len(languages)]
        if not token[language] or number % 10:
            token[language] = f"{language} {number}"
        with tally.attempt():
            texts = words(token[language], calls)
            parts = actions.save(
                entry, language=language, seen={language: seen[language]}, texts=texts, user=person
            )
            seen[language] = parts[language].version
            tally.saved.append((language, seen[language], token[language]))
    return tally


# --- (b) the same language ------------------------------------------------------------------------------------------


def insist(program: int, language: str, calls: list[int], user: int, name: str, attempts: int) -> Tally:
    """Texts of a language that everybody writes. Refused, it opens the form again and tries once more, until it has its way.

    Typing takes a moment: with none, whoever holds the lock is the first to see the new version, and wins again.
    """
    tally, entry, person, dice = Tally(), Program(pk=program), User.objects.get(pk=user), random.Random(name)
    for number in range(attempts * 10):
        if number >= attempts and tally.saved:
            break
        token, seen = f"{name} {number}", version(entry, language)
        time.sleep(dice.uniform(0, 0.03))
        with tally.attempt():
            texts = words(token, calls)
            parts = save_by_form(entry, language=language, seen={language: seen}, texts=texts, user=person)
            tally.saved.append((language, parts[language].version, token))
            if parts[language].version != seen + 1:
                tally.wrong.append(f"{token} went over a revision that it had not seen")
    return tally


# --- (c) edit against publish ---------------------------------------------------------------------------------------


def edit_source_view(program: int, calls: list[int], attempts: int) -> Tally:
    """Shared part and source together, address, place and markets anew each time."""
    tally, entry = Tally(), Program(pk=program)
    seen = {SHARED: version(entry, SHARED), "en": version(entry, "en")}
    shared = Part.objects.of(entry.kind(), entry.pk).get(language=SHARED).head.data
    for number in range(1, attempts + 1):
        market = ("de", "at", "ch", "us")[number % 4]
        place = {"slug": f"place-{number}", "position": number, "markets": [market]}
        token = f"en {number}"
        with tally.attempt():
            texts = words(token, calls)
            what = {"texts": texts, "shared": {**shared, **place}, "seen": seen, "user": None}
            parts = actions.save(entry, language="en", **what)
            seen = {language: part.version for language, part in parts.items()}
            tally.saved += [("en", seen["en"], token), (SHARED, seen[SHARED], place["slug"])]
    return tally


def move_live(program: int, languages: list[str], seed: int, attempts: int) -> Tally:
    """Publish some of the parts, now and then take one down, and look at what a reader of the database sees then."""
    tally, entry, dice = Tally(), Program(pk=program), random.Random(seed)
    for _number in range(attempts):
        with tally.attempt():
            if dice.random() < 0.15:
                actions.take_down(entry, language=dice.choice(languages), user=None)
            else:
                some = dice.sample(languages, dice.randint(1, len(languages)))
                actions.publish([(entry, language) for language in some], user=None)
            tally.wrong += torn(entry)
    return tally


def torn(entry: Any) -> list[str]:
    """What one query finds in the live parts that is not exactly one revision of that part."""
    parts = Part.objects.of(entry.kind(), entry.pk).filter(live__isnull=False)
    found, markets = [], {}
    names = ("pk", "language", "live__part", "slug", "position", "live__data", "markets__market")
    for pk, language, owner, slug, position, data, market in parts.values_list(*names):
        if owner != pk:
            found.append(f"{language}: the live revision is another part's")
        if language and len(said(data)) > 1:
            found.append(f"{language}: {said(data)}")
        if language == SHARED:
            markets.setdefault((slug, position, data["slug"], data["position"], *data["markets"]), []).append(
                market
            )
    for (slug, position, *told, one_market), stored in markets.items():
        if [slug, position, [one_market]] != [*told, stored]:
            found.append(f"shared: {slug} {position} {stored} against {told} {one_market}")
    return found


# --- (d) the shared part against a translation of children's words --------------------------------------------------


def rearrange(program: int, seed: int, attempts: int) -> Tally:
    """Add, remove, reorder and bring back calls to action, in the source view."""
    tally, entry, dice = Tally(), Program(pk=program), random.Random(seed)
    parts = {part.language: part for part in Part.objects.of(entry.kind(), entry.pk).select_related("head")}
    seen = {language: parts[language].version for language in (SHARED, "en")}
    shared, removed = parts[SHARED].head.data, []
    for number in range(attempts):
        calls, texts = list(shared["calls_to_action"]), {}
        CHANGES[number % len(CHANGES)](calls, removed, dice)
        if any(item.get("new") for item in calls):
            texts = {"calls_to_action.first.label": f"en {number}"}
        what = {"texts": texts, "shared": {**shared, "calls_to_action": calls}, "seen": seen, "user": None}
        with tally.attempt():
            parts = actions.save(entry, language="en", **what)
            seen = {language: part.version for language, part in parts.items()}
            shared = parts[SHARED].head.data
            tally.saved.append(
                (SHARED, seen[SHARED], " ".join(str(item["id"]) for item in shared["calls_to_action"]))
            )
    return tally


def _add(calls: list[Any], removed: list[Any], dice: random.Random) -> None:
    if len(calls) > 8:
        _remove(calls, removed, dice)
    calls.insert(dice.randint(0, len(calls)), {"id": None, "new": "first"})


def _remove(calls: list[Any], removed: list[Any], dice: random.Random) -> None:
    if calls:
        removed.append(calls.pop(dice.randrange(len(calls))))


def _bring_back(calls: list[Any], removed: list[Any], dice: random.Random) -> None:
    if removed:
        calls.append(removed.pop(dice.randrange(len(removed))))


def _reorder(calls: list[Any], removed: list[Any], dice: random.Random) -> None:
    dice.shuffle(calls)


def translate_calls(program: int, language: str, seed: int, attempts: int) -> Tally:
    """Words of one call to action at a time, of any that was ever there, also of one that is being removed."""
    tally, entry, dice = Tally(), Program(pk=program), random.Random(seed)
    seen = 0
    for number in range(attempts):
        call = dice.choice(sorted(columns.child_ids(schema_of(Program), program)["calls_to_action"]))
        texts = {f"calls_to_action.{call}.label": f"{language} {number}"}
        with tally.attempt():
            parts = actions.save(entry, language=language, seen={language: seen}, texts=texts, user=None)
            seen = parts[language].version
            tally.saved.append((language, seen, f"{call} {language} {number}"))
    return tally


CHANGES = (_add, _remove, _reorder, _add, _bring_back)  # in turn: each of them, however few the attempts


# --- (e) two entries together, in opposite order --------------------------------------------------------------------


def publish_together(pairs: list[tuple[str, int]], name: str, attempts: int) -> Tally:
    """Change the first entry, then publish all, in the order given."""
    models = {"program": Program, "organization": Organization}
    tally, entries = Tally(), [models[kind](pk=pk) for kind, pk in pairs]
    for number in range(attempts):
        with tally.attempt():
            token, first = f"{name} {number}", entries[0]
            parts = actions.save(first, language="en", texts={first.title_field: token}, user=None, seen=None)
            tally.saved.append((first.kind(), parts["en"].version, token))
            actions.publish(
                [(entry, language) for entry in entries for language in ("en", SHARED)], user=None
            )
    return tally


# --- (f) one address for several ------------------------------------------------------------------------------------


def take_address(slug: str, program: int | None) -> Tally:
    """Give a program an address, or make a new one with it where there is none."""
    tally = Tally()
    with tally.attempt():
        if program is None:
            shared = {"slug": slug, "markets": ["everywhere"]}
            made = actions.create(Program, user=None, shared=shared, texts={"title": slug})
            tally.saved.append((str(made.pk), 1, slug))
        else:
            entry = Program(pk=program)
            shared = {**Part.objects.of(entry.kind(), program).get(language=SHARED).head.data, "slug": slug}
            parts = save_by_form(entry, language=SHARED, shared=shared, user=None, seen=None)
            tally.saved.append((str(program), parts[SHARED].version, slug))
    return tally


# --- (g) one picture of several, (h) a draft that is deleted while it is being used ------------------------------------


@contextmanager
def slow_to_remove() -> Iterator[None]:
    """Between finding that nobody shows a picture and removing it: until somebody has published it, if they can."""
    place = images._place

    def dawdle(name: str, *, live: bool) -> None:
        if not live:
            _wait_for_another(images.public_path(name, images.WIDTHS[-1]))
        place(name, live=live)

    with patch.object(images, "_place", dawdle):
        yield


def _wait_for_another(path: Path, patience: float = 0.1) -> None:
    """Until another process writes the file; in vain where the lock keeps them out."""
    before, end = _written(path), time.monotonic() + patience
    while _written(path) == before and time.monotonic() < end:
        time.sleep(0.002)


def _written(path: Path) -> int:
    return path.stat().st_ino if path.exists() else 0


def show(program: int, live: bool, folders: dict[str, str]) -> Tally:
    """Publish a program with its picture, or take it down. `folders`: settings of the media stores."""
    tally, entry = Tally(), Program(pk=program)
    with override_settings(**folders), slow_to_remove(), tally.attempt():
        if live:
            time.sleep(0.01)  # so that who takes it down has looked already
            actions.publish([(entry, SHARED)], user=None)
        else:
            actions.take_down(entry, language=SHARED, user=None)
    return tally


def delete_draft(organization: int) -> Tally:
    tally = Tally()
    with tally.attempt():
        actions.delete_draft(Organization(pk=organization), user=None)
        tally.saved.append(("", 0, "deleted"))
    return tally


def name_as_partner(organization: int, slug: str) -> Tally:
    tally = Tally()
    with tally.attempt():
        shared = {
            "slug": slug,
            "markets": ["everywhere"],
            "partnerships": [partner(Organization(pk=organization))],
        }
        actions.create(Program, user=None, shared=shared, texts={"title": slug})
        tally.saved.append(("", 1, "named"))
    return tally
