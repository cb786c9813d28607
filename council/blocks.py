"""What this room puts on the pages of a locale: the councils with their members."""

from typing import Any

from django.utils.safestring import SafeString, mark_safe

from safetyhub.content import addresses
from safetyhub.content.frame import Frame
from safetyhub.content.lists import Listing
from safetyhub.content.names import comma, semicolon, within
from safetyhub.content.pictures import picture
from safetyhub.content.sections import Section
from safetyhub.locales.cldr import format_partial_date
from safetyhub.publishing.images import WIDTHS
from safetyhub.publishing.reader import Resolved, Want
from safetyhub.publishing.text import Text

COUNCIL = "council.council"
SECTION = "councils"
TITLES = Listing(Want(COUNCIL, alone=True), SECTION)
WHOLE = Listing(Want(COUNCIL), SECTION, weight=5)  # each with its members


def councils(frame: Frame) -> dict[str, Any]:
    """Data of the block: the councils of the locale, in its order, and the way to all of them if there are more."""
    found = frame.listed(WHOLE)
    more = frame.more(found, addresses.COUNCILS, frame.words.all_councils)
    return {"councils": [council(frame, entry) for entry in found.entries], "more": more}


def cards(frame: Frame, found: list[Resolved]) -> list[dict[str, Any]]:
    """By name, as lists show them."""
    return [{"entry": entry, "address": addresses.council(frame.root, entry.slug)} for entry in found]


def council(frame: Frame, entry: Resolved) -> dict[str, Any]:
    return {
        "entry": entry,
        "anchor": f"council-{entry.slug}",
        "address": addresses.council(frame.root, entry.slug),
        "launched": said(frame, "launched", entry.launched),
        "ended": said(frame, "ended", entry.ended),
        "members": [member(frame, item) for item in entry.memberships],
    }


def said(frame: Frame, sentence: str, date: str) -> Text | None:
    """No date, no sentence: what is not known is not invented."""
    if not date:
        return None
    return frame.words.say(sentence, date=format_partial_date(date, frame.words.language))


def member(frame: Frame, item: Resolved) -> dict[str, Any]:
    """In the reduced form there is no person, only the words that stand for one."""
    person = item.person
    photo = picture(person.photo, private=frame.pictures, width=WIDTHS[0]) if person else None
    return {
        "entry": item,
        "person": person,
        "photo": photo,
        "name": full_name(person, frame.locale.language) if person else "",
        "affiliation": affiliation(item),
    }


def full_name(person: Resolved, language: str) -> SafeString:
    """ "Dr. Ayesha Khan, PhD", each piece isolated, with the comma of the page's language."""
    before = f"{person.honorific.isolated} " if person.honorific else ""
    after = f"{comma(language)}{person.post_nominals.isolated}" if person.post_nominals else ""
    return mark_safe(f"{before}{person.name.isolated}{after}")


def affiliation(item: Resolved) -> dict[str, Any] | None:
    """The one to be shown with this membership, else all of the person's."""
    if item.affiliation:
        return {"html": item.affiliation, "attrs": item.affiliation.attrs}
    return affiliations(item.person.affiliations) if item.person else None


def affiliations(items: list[Resolved]) -> dict[str, Any] | None:
    """ "Title, body" each, with semicolons in between, in the language of the first."""
    shown = [texts for item in items if (texts := [text for text in (item.title, body(item)) if text])]
    if not shown:
        return None
    language = shown[0][0].language
    parts = [comma(language).join(within(text, language) for text in texts) for texts in shown]
    return {"html": mark_safe(semicolon(language).join(parts)), "attrs": shown[0][0].attrs}


def body(item: Resolved) -> Text | None:
    return item.body or (item.organization.name if item.organization else None)


BLOCK = Section(
    SECTION,
    COUNCIL,
    "council/blocks/councils.html",
    councils,
    listings=(WHOLE,),
    address=addresses.COUNCILS,
    word="councils",
    titles=TITLES,
)
