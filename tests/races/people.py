"""What each person of a race does in the admin, over and over, and what they were told. Only HTTP and HTML."""

import json
import random
import re
from dataclasses import dataclass, field

from .web import Browser, Page

STALE = "saved this at"  # of the sentence that refuses a form
CHANGED = "changed this after you looked at it"  # of the one that refuses to publish
# Forms that are sent before the page is fetched anew; in between, the token is the one that the person must have.
LOOK_AGAIN = 10


@dataclass
class Told:
    """What a person was told."""

    saved: list[tuple[str, int, str]] = field(
        default_factory=list
    )  # language, number of the revision, its words
    shown: list[tuple[str, int, str]] = field(
        default_factory=list
    )  # language, token, the words that the form showed
    attempts: int = 0
    stale: int = 0
    wrong: list[str] = field(default_factory=list)

    def refuse(self, page: Page) -> None:
        """An answer that is no redirect: stale, or a mistake."""
        if page.status == 200 and STALE in page.html:
            self.stale += 1
        else:
            errors = re.findall(r'class="errorlist[^>]*>(.*?)</ul>', page.html, re.DOTALL)
            self.wrong.append(f"{page.status} {errors or page.html[:300]}")


class Desk:
    """A person at the form of one program in one language."""

    def __init__(self, browser: Browser, program: int, language: str) -> None:
        self.browser, self.language, self.told = browser, language, Told()
        self.address = f"/admin/partners/program/{program}/change/?language={language}"
        self.publishing = f"/admin/partners/program/{program}/publish/?language={language}"
        self.fields: dict[str, str] = {}

    def open(self) -> None:
        """Fetch the form, and remember which words it showed with which token."""
        page = self.browser.get(self.address)
        if page.status != 200:
            self.told.refuse(page)
        self.fields = page.fields
        self.told.shown.append((self.language, self.token(), self.fields[f"title_{self.column}"]))

    @property
    def column(self) -> str:
        """The language as the names of fields have it: modeltranslation writes Indonesian as `ind`."""
        return next(name.removeprefix("title_") for name in self.fields if name.startswith("title_"))

    def token(self) -> int:
        return json.loads(self.fields["seen"])[self.language]

    def write(self, words: str) -> None:
        """The same words into every text, so that two people's words in one revision would show."""
        for name in self.fields:
            if name in (f"title_{self.column}", f"summary_{self.column}") or name.endswith(
                f"-label_{self.column}"
            ):
                self.fields[name] = words
        self.fields[f"body_{self.column}"] = f"<p>{words}</p>"

    def send(self, words: str) -> bool:
        """Save. A refused form comes back with what was typed and a new token."""
        self.told.attempts += 1
        page = self.browser.post(self.address, {**self.fields, "_save": ""})
        if page.status == 302:
            seen = json.loads(self.fields["seen"])
            self.told.saved.append((self.language, seen[self.language] + 1, words))
            self.fields["seen"] = json.dumps({language: number + 1 for language, number in seen.items()})
            return True
        self.told.refuse(page)
        if page.status == 200:
            self._keep(page)
        return False

    def _keep(self, page: Page) -> None:
        """The form that came back, which has to hold what was typed."""
        expected = self.fields.keys() - {"seen", "csrfmiddlewaretoken"}
        lost = [name for name in expected if self.fields[name] != page.fields.get(name)]
        if lost:
            self.told.wrong.append(f"typed words were lost: {lost}")
        self.fields = page.fields


def translate(desks: list[Desk], attempts: int) -> list[Told]:
    """One person at several languages, which nobody else writes."""
    for number in range(attempts):
        desk = desks[number % len(desks)]
        if number // len(desks) % LOOK_AGAIN == 0:
            desk.open()
        words = f"{desk.language} {number}"
        desk.write(words)
        desk.send(words)
    return [desk.told for desk in desks]


def insist(desk: Desk, name: str, attempts: int) -> list[Told]:
    """A language that everybody writes; refused, the person writes again into the form that came back, and gets through."""
    saves = 0
    desk.open()
    for number in range(attempts * 10):
        if number >= attempts and saves:
            break
        words = f"{name} {number}"
        desk.write(words)
        if desk.send(words):
            saves += 1
            if saves % LOOK_AGAIN == 0:
                desk.open()
    return [desk.told]


def edit_source_view(desk: Desk, attempts: int) -> list[Told]:
    """Texts and shared fields in one form, address and place anew each time."""
    for number in range(1, attempts + 1):
        if number % LOOK_AGAIN == 1:
            desk.open()
        words = f"en {number}"
        desk.write(words)
        desk.fields |= {"slug": f"place-{number}", "position": str(number)}
        desk.send(words)
    return [desk.told]


def publish(desk: Desk, attempts: int) -> list[Told]:
    """Look at what would go live, and agree. Which versions were agreed to is remembered as `saved`.

    Whoever was too late every time goes on until something is public.
    """
    got_through = False
    for number in range(attempts * 10):
        if number >= attempts and got_through:
            break
        desk.told.attempts += 1
        page = desk.browser.get(desk.publishing)
        seen = {name: value for name, value in page.fields.items() if name.startswith("seen-")}
        answer = desk.browser.post(desk.publishing, {**page.fields, "reason": "It cannot wait."})
        if answer.status == 200 and CHANGED in answer.html:
            desk.told.stale += 1
        elif answer.status != 302:
            desk.told.refuse(answer)
        else:
            got_through = True
        for name, number in seen.items():
            language = name.split("-", 3)[-1].replace("shared", "")  # seen-partners.program-1-de
            desk.told.saved.append((language, int(number), ""))
    return [desk.told]


def rearrange(desk: Desk, seed: int, attempts: int) -> list[Told]:
    """Add, remove and reorder calls to action, in the source view."""
    dice = random.Random(seed)
    for number in range(1, attempts + 1):
        desk.open()
        count = int(desk.fields["calls_to_action-TOTAL_FORMS"])
        if count < 3 or (count < 5 and dice.random() < 0.4):
            _add_row(desk.fields, count, f"en {number}")
        elif dice.random() < 0.5:
            desk.fields[f"calls_to_action-{dice.randrange(count)}-DELETE"] = "on"
        places = dice.sample(range(1, 50), count)
        desk.fields |= {f"calls_to_action-{row}-position": str(place) for row, place in enumerate(places)}
        desk.fields["title_en"] = f"en {number}"
        desk.send(f"en {number}")
    return [desk.told]


def _add_row(fields: dict[str, str], count: int, label: str) -> None:
    prefix = f"calls_to_action-{count}"
    new = {"id": "", "label_en": label, "address_en": "", "position": "60"}
    fields |= {f"{prefix}-{name}": value for name, value in new.items()}
    fields[f"{prefix}-program"] = fields.get("calls_to_action-0-program", "")
    fields["calls_to_action-TOTAL_FORMS"] = str(count + 1)


def translate_calls(desk: Desk, seed: int, attempts: int) -> list[Told]:
    """Words of one call to action at a time, of those that the form showed, also of one that is being removed."""
    dice = random.Random(seed)
    for number in range(attempts):
        if number % LOOK_AGAIN == 0:
            desk.open()
        row = dice.randrange(int(desk.fields["calls_to_action-TOTAL_FORMS"]))
        words = f"{desk.language} {number}"
        desk.fields[f"calls_to_action-{row}-label_{desk.column}"] = words
        desk.send(f"{desk.fields[f'calls_to_action-{row}-id']} {words}")
    return [desk.told]
