"""Whom an event concerns, and what they are told. Read when it is sent, so that nobody is told of what is over already.

Nobody is told of their own deed. People without an address, and closed accounts, get nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import Exists, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safetyhub.locales.chains import chain
from safetyhub.locales.languages import LANGUAGES, SOURCE

from . import actions, links
from .models import Member, Note, OwedReview, Part, Publication, Revision, Thread, Transition
from .permissions import Access, Right, staff
from .progress import person as called
from .schema import SHARED
from .stages import Stage, Verb

People = Mapping[Any, Access]


@dataclass(frozen=True)
class Event:
    """One kind of event. `rows` reads what it is about, `whom` says who has to know of one of them."""

    subject: Any
    sentence: Any
    page: str  # where the link leads: a page beside the form, or "change", the form itself
    rows: Callable[[Iterable[int]], Iterable[Any]]
    whom: Callable[[Any, People], Iterable[Any]]


def concerned(event: str, rows: Sequence[int]) -> dict[Any, list[int]]:
    """Who has to know, each with the rows that concern them."""
    people, found = staff(), dict[Any, list[int]]()
    for row in EVENTS[event].rows(rows):
        for person in dict.fromkeys(EVENTS[event].whom(row, people)):
            if person in people and person.email and person != row.author:
                found.setdefault(person, []).append(row.pk)
    return found


def written(event: str, person: int, rows: Sequence[int]) -> EmailMessage | None:
    """The mail, in the receiver's language; `None` when there is nothing to tell any more, or nobody to tell it to."""
    receiver = get_user_model().objects.filter(pk=person, is_active=True, is_staff=True).first()
    found = list(EVENTS[event].rows(rows))
    if receiver is None or not receiver.email or not found:
        return None
    with translation.override(_language_of(receiver)):
        return _message(EVENTS[event], receiver, found)


def _language_of(person: Any) -> str:
    """The interface language that somebody reads for certain: of a language that they work on. Else English."""
    offered = dict(settings.LANGUAGES)
    links_of = (link for own in person.assignments.order_by("pk") for link in chain(own.language))
    return next((code for code in links_of if code in offered and code != SOURCE), SOURCE)


def _message(event: Event, receiver: Any, rows: list[Any]) -> EmailMessage:
    places = dict.fromkeys(_place(row) for row in rows)
    known = links.known((kind, pk) for kind, pk, _language in places)
    lines = {
        f"{known[kind, pk].name} ({_called(language)})": _address(event, kind, pk, language)
        for kind, pk, language in places
        if (kind, pk) in known
    }
    first, *others = lines or [""]
    what = _("%(name)s and %(count)s more") % {"name": first, "count": len(others)} if others else first
    said = dict.fromkeys(text for row in rows if (text := _words(row)))
    paragraphs = [
        event.sentence % {"person": called(rows[0].author)},
        *(f"{line}\n{address}" for line, address in lines.items()),
        *said,
    ]
    return EmailMessage(
        " ".join((event.subject % {"what": what}).split()),
        "\n\n".join(paragraphs) + "\n",
        to=[receiver.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _called(language: str) -> str:
    return LANGUAGES[language].own_name


def _place(row: Any) -> tuple[str, int, str]:
    """Kind, id and language of the view; the shared part is the source's."""
    about = row.thread if isinstance(row, Note) else row.part
    return about.kind, about.object_id, about.language or SOURCE


def _address(event: Event, kind: str, pk: int, language: str) -> str:
    return settings.SITE_URL + links.page((kind, pk), event.page, language)


def _words(row: Any) -> str:
    return row.text if isinstance(row, Note) else row.note


# --- what it is about -----------------------------------------------------------------------------------------------


def _steps(rows: Iterable[int]) -> Iterable[Transition]:
    steps = Transition.objects.filter(pk__in=rows).order_by("pk")
    return steps.select_related("author", "revision", "part__candidate")


def _waiting(rows: Iterable[int]) -> Iterable[Transition]:
    """Submissions that still wait as they were submitted."""
    steps = (step for step in _steps(rows) if step.part.stage == Stage.IN_REVIEW)
    return [step for step in steps if step.part.candidate_id == step.revision_id]


def _to_go_live(rows: Iterable[int]) -> Iterable[Transition]:
    """Approvals after which it waits for a publisher, who has neither published it yet nor put it into a change set."""
    left = Part.objects.filter(stage=Stage.APPROVED).exclude(Exists(Member.objects.open_for_part()))
    waiting = dict(left.filter(transitions__in=rows).values_list("pk", "candidate"))
    return [step for step in _steps(rows) if waiting.get(step.part_id, 0) == step.revision_id]


def _objections(rows: Iterable[int]) -> Iterable[Transition]:
    """Those that still stand."""
    standing = OwedReview.objects.filter(objection__in=rows).values_list("objection", flat=True)
    return _steps(standing)


def _publications(rows: Iterable[int]) -> Iterable[Publication]:
    moves = Publication.objects.filter(pk__in=rows, revision__isnull=False).order_by("pk")
    return moves.select_related("author", "revision", "part")


def _notes(rows: Iterable[int]) -> Iterable[Note]:
    return Note.objects.filter(pk__in=rows).select_related("author", "thread")


# --- whom it concerns -----------------------------------------------------------------------------------------------


def _reviewers(step: Transition, people: People) -> Iterable[Any]:
    """Those to whom the language is assigned; where nobody else can, those who review every language."""
    own_work = actions.contributors(step.part) if not settings.REVIEW_OWN_WORK else set()
    able = {person: access for person, access in people.items() if person not in own_work}
    assigned = [person for person, access in able.items() if _is_assigned(access, step.part.language)]
    return assigned or [person for person, access in able.items() if access.has(Right.REVIEW_EVERY)]


def _is_assigned(access: Access, language: str) -> bool:
    return access.may_review(language) and (language or SOURCE) in access.languages


def _authors_of_approval(step: Transition, people: People) -> Iterable[Any]:
    """Without those who are told, as publishers, that it waits for them."""
    told = set(_publishers_of_approval(step, people)) if _to_go_live([step.pk]) else set()
    return [person for person in _authors(step.part, step.revision) if person not in told]


def _publishers_of_approval(step: Transition, people: People) -> Iterable[Any]:
    """Not where whoever approved it may publish it: who has it before their eyes decides, and the inbox has it for all."""
    approver = people.get(step.author)
    return () if approver and approver.has(Right.PUBLISH) else _who_publish(people)


def _authors_of_step(step: Transition, people: People) -> Iterable[Any]:
    return _authors(step.part, step.revision)


def _authors_of_publication(move: Publication, people: People) -> Iterable[Any]:
    """Not when it was public before: what was put back is nobody's news."""
    before = Publication.objects.filter(part=move.part_id, revision=move.revision_id, pk__lt=move.pk)
    return () if before.exists() else _authors(move.part, move.revision)


def _authors(part: Part, revision: Revision | None) -> Iterable[Any]:
    """Who wrote since what was public before it, and who submitted it."""
    number = revision.number if revision else 0
    moves = Publication.objects.filter(part=part.pk, revision__number__lt=number)
    base = moves.values_list("revision__number", flat=True).first() or 0
    written = Revision.objects.filter(part=part.pk, number__gt=base, number__lte=number).order_by("number")
    steps = Transition.objects.filter(part=part.pk, verb=Verb.SUBMIT, revision=revision)
    return [row.author for rows in (written, steps) for row in rows.select_related("author")]


def _objected_to(step: Transition, people: People) -> Iterable[Any]:
    return [*_authors_of_step(step, people), *_publishers(step, people)]


def _publishers(row: Any, people: People) -> Iterable[Any]:
    return _who_publish(people)


def _who_publish(people: People) -> list[Any]:
    return [person for person, access in people.items() if access.has(Right.PUBLISH)]


def _askable(note: Note, people: People) -> Iterable[Any]:
    """Who has said something, who wrote the text and its source, who reviews it; where there is nobody, every publisher."""
    thread: Thread = note.thread
    said = [other.author for other in thread.notes.select_related("author")]
    wanted = Q(language=thread.language) | Q(language=SOURCE if thread.language != SHARED else SHARED)
    parts = Part.objects.of(thread.kind, thread.object_id).filter(wanted, head__isnull=False)
    wrote = [part.head.author for part in parts.select_related("head__author")]
    review = [person for person, access in people.items() if _is_assigned(access, thread.language)]
    found = [person for person in (*said, *wrote, *review) if person in people and person != note.author]
    return found or [person for person, access in people.items() if access.has(Right.REVIEW_EVERY)]


SUBMITTED, SENT_BACK, APPROVED = Verb.SUBMIT.value, Verb.SEND_BACK.value, Verb.APPROVE.value
OBJECTED = Verb.OBJECT.value
TO_PUBLISH, PUBLISHED, UNREVIEWED, ASKED = "to-publish", "published", "unreviewed", "asked"

EVENTS: Mapping[str, Event] = {
    SUBMITTED: Event(
        gettext_lazy("To review: %(what)s"),
        gettext_lazy("%(person)s has submitted this for review:"),
        "review",
        _waiting,
        _reviewers,
    ),
    SENT_BACK: Event(
        gettext_lazy("Sent back: %(what)s"),
        gettext_lazy("%(person)s has sent this back to you:"),
        "change",
        _steps,
        _authors_of_step,
    ),
    APPROVED: Event(
        gettext_lazy("Approved: %(what)s"),
        gettext_lazy("%(person)s has approved this:"),
        "change",
        _steps,
        _authors_of_approval,
    ),
    TO_PUBLISH: Event(
        gettext_lazy("To publish: %(what)s"),
        gettext_lazy("%(person)s has approved this. It waits for somebody who publishes it:"),
        "publish",
        _to_go_live,
        _publishers_of_approval,
    ),
    PUBLISHED: Event(
        gettext_lazy("Published: %(what)s"),
        gettext_lazy("%(person)s has published this:"),
        "change",
        _publications,
        _authors_of_publication,
    ),
    UNREVIEWED: Event(
        gettext_lazy("Published without a review: %(what)s"),
        gettext_lazy(
            "%(person)s has published this before anybody else looked at it. Somebody has to do so now:"
        ),
        "review-afterwards",
        _publications,
        _publishers,
    ),
    OBJECTED: Event(
        gettext_lazy("Objection: %(what)s"),
        gettext_lazy("%(person)s objects to this, which was published without a review:"),
        "review-afterwards",
        _objections,
        _objected_to,
    ),
    ASKED: Event(
        gettext_lazy("Question: %(what)s"),
        gettext_lazy("%(person)s has written about this:"),
        "questions",
        _notes,
        _askable,
    ),
}
