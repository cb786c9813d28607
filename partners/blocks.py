"""What this room puts on the pages of a locale: the programs with their partners."""

from typing import Any

from django.utils.safestring import SafeString

from safetyhub.content import addresses
from safetyhub.content.frame import Frame
from safetyhub.content.lists import Listing
from safetyhub.content.names import filled, listed
from safetyhub.content.pictures import picture
from safetyhub.content.sections import Section
from safetyhub.locales.cldr import format_partial_date, market_name
from safetyhub.publishing.images import WIDTHS
from safetyhub.publishing.reader import Resolved, Want
from safetyhub.publishing.richtext import is_safe_address
from safetyhub.publishing.text import Text

PROGRAM = "partners.program"
SECTION = "programs"
TITLES = Listing(Want(PROGRAM, alone=True), SECTION)
WHOLE = Listing(Want(PROGRAM), SECTION)


def programs(frame: Frame) -> dict[str, Any]:
    """Data of the block: the programs of the locale, in its order, and the way to all of them if there are more."""
    found = frame.listed(WHOLE)
    more = frame.more(found, addresses.PROGRAMS, frame.words.all_programs)
    return {"programs": [program(frame, entry) for entry in found.entries], "more": more}


def cards(frame: Frame, found: list[Resolved]) -> list[dict[str, Any]]:
    """By name, as lists show them."""
    return [{"entry": entry, "address": addresses.program(frame.root, entry.slug)} for entry in found]


def program(frame: Frame, entry: Resolved) -> dict[str, Any]:
    section = frame.sections.get(SECTION)
    line = section.partner_line if section else None
    return {
        "entry": entry,
        "anchor": f"program-{entry.slug}",
        "address": addresses.program(frame.root, entry.slug),
        "partners": partner_line(line, entry.partnerships, frame.locale.language),
        "partners_attrs": line.attrs if line else "",
        "calls": [call for call in entry.calls_to_action if is_safe_address(str(call.address))],
        "picture": picture(entry.image, private=frame.pictures),
    }


def partner_line(line: Text | None, partnerships: list[Resolved], language: str) -> SafeString | None:
    """ "In partnership with A, B, and C", in the words and the list form of the line's own language.

    Without partners there is no line; without a line (it is no required text) there is the bare list.
    """
    if not partnerships:
        return None
    names = [in_sentence(item.organization) for item in partnerships]
    if not line:
        return listed(names, language)
    return filled(line, "partners", listed(names, line.language))


def in_sentence(organization: Resolved) -> Text:
    """The name for running text; the plain one where that has none, or a foreign one although readers have the name."""
    form, name = organization.name_in_sentence, organization.name
    return form if form and (name.is_foreign or not form.is_foreign) else name


def partner(frame: Frame, item: Resolved) -> dict[str, Any]:
    """A partner with all that is told of the organisation, for the program's own page."""
    organization = item.organization
    return {
        "entry": organization,
        "address": organization.address if is_safe_address(organization.address) else "",
        "term": term(frame, item.since, item.until),
        "formerly": formerly(frame, organization.former_names),
        "status_market": market(organization.legal_status_market, frame.locale.language),
        "logo": picture(organization.logo, private=frame.pictures, width=WIDTHS[0]),
    }


def term(frame: Frame, since: str, until: str) -> Text | None:
    """ "Since May 2021", "2021 to 2027": no more precise than it is known, and nothing where it is not."""
    language = frame.words.language
    start, end = (format_partial_date(value, language) if value else "" for value in (since, until))
    if start and end:
        return frame.words.say("since_until", since=start, until=end)
    if start:
        return frame.words.say("since", date=start)
    return frame.words.say("until", date=end) if end else None


def formerly(frame: Frame, former_names: str) -> Text | None:
    names = [name.strip() for name in former_names.splitlines() if name.strip()]
    return frame.words.say("formerly", names="; ".join(names)) if names else None


def market(code: str | None, language: str) -> str:
    return market_name(code, language) if code else ""


BLOCK = Section(
    SECTION,
    PROGRAM,
    "partners/blocks/programs.html",
    programs,
    listings=(WHOLE,),
    address=addresses.PROGRAMS,
    word="programs",
    titles=TITLES,
)
