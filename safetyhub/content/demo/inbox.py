"""A first day at work: something in the inbox of each demonstration account, put there as people would, through the door."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from safetyhub.publishing import actions
from safetyhub.publishing.entries import Entry, model_of
from safetyhub.publishing.models import Part, Transition
from safetyhub.publishing.schema import SHARED

PEOPLE = ("admin", "editor", "publisher", "german", "arabic")
BERLIN = "Europe/Berlin"

Crew = dict[str, Any]  # user name -> account


@transaction.atomic
def fill() -> bool:
    """Whether it was done: once, for the accounts and the content of a first run, before anybody has submitted anything."""
    crew = {user.username: user for user in get_user_model().objects.filter(username__in=PEOPLE)}
    if len(crew) < len(PEOPLE) or Transition.objects.exists() or not _has_initial_content():
        return False
    for happen in HAPPENINGS:
        happen(crew)
    return True


def _has_initial_content() -> bool:
    slugs = {"media-literacy", "988-lifeline"}
    return Part.objects.filter(language=SHARED, slug__in=slugs).count() == len(slugs)


def _program(slug: str) -> Entry:
    return _entry("partners.program", slug)


def _entry(kind: str, slug: str) -> Entry:
    return model_of(kind)(pk=Part.objects.get(kind=kind, language=SHARED, slug=slug).object_id)


def _write(crew: Crew, name: str, entry: Entry, language: str, **texts: str) -> None:
    actions.save(entry, language=language, user=crew[name], seen=None, texts=texts)


def _submit(crew: Crew, name: str, entry: Entry, language: str, note: str, **texts: str) -> None:
    _write(crew, name, entry, language, **texts)
    actions.submit([(entry, language)], user=crew[name], note=note)


def _submissions(crew: Crew) -> None:
    """For the publisher and the administrator to review; one of them in a change set."""
    literacy, inclusivity = _program("media-literacy"), _program("body-inclusivity")
    summary = "Eine Videoreihe, die hilft, Gesehenes und Eigenes mit klugen Fragen zu prüfen."
    _submit(crew, "german", literacy, "de", "Shorter, as the cards on phones need it.", summary=summary)
    summary = "Certain searches and hashtags lead to people who listen and can help, in confidence."
    _submit(
        crew, "editor", inclusivity, "en", "They listen first. That matters to our partner.", summary=summary
    )
    planned = actions.create_set(name="World Mental Health Day", user=crew["editor"], note="10 October")
    actions.add_to_set(planned, [(inclusivity, "en")], user=crew["editor"])


def _something_sent_back(crew: Crew) -> None:
    """For the German translator to correct."""
    entry = _program("digital-well-being")
    summary = "Features für gute Balance im Netz und Support in schweren Zeiten."
    _submit(crew, "german", entry, "de", "", summary=summary)
    notes = {("de", "summary"): "“Funktionen” and “Unterstützung”, please: we avoid English words here."}
    actions.send_back([(entry, "de")], user=crew["publisher"], note="Nearly there.", field_notes=notes)


def _something_approved(crew: Crew) -> None:
    """For the publisher to publish."""
    entry = _program("fact-checking")
    summary = "في أكثر من 60 سوقًا، تتحقق مؤسسات متخصصة معنا من صحة ما يُتداول."
    _submit(crew, "arabic", entry, "ar", "", summary=summary)
    actions.approve([(entry, "ar")], user=crew["admin"])


def _something_scheduled(crew: Crew) -> None:
    """For the publisher and the German translator to expect."""
    entry = _program("countering-violent-extremism")
    summary = "Forschung und Hilfe von Tech Against Terrorism für die Teams, die gewalttätigen Extremismus fernhalten."
    _submit(crew, "german", entry, "de", "", summary=summary)
    actions.approve([(entry, "de")], user=crew["publisher"])
    day = timezone.localtime(timezone=ZoneInfo(BERLIN)) + datetime.timedelta(days=7)
    at = day.replace(hour=9, minute=0, second=0, microsecond=0)
    actions.schedule([(entry, "de")], user=crew["publisher"], publish_at=at, time_zone=BERLIN)


def _something_urgent(crew: Crew) -> None:
    """Published by the publisher, so for the administrator to look at afterwards."""
    entry = _entry("resources.resource", "988-lifeline")
    description = (
        "Apoyo gratuito y confidencial, las 24 horas, para quien en Estados Unidos piense en el suicidio o atraviese "
        "una crisis emocional. También en español."
    )
    _write(crew, "publisher", entry, "es", description=description)
    reason = "Callers did not know that the line answers in Spanish."
    actions.publish([(entry, "es")], user=crew["publisher"], reason=reason)


def _questions(crew: Crew) -> None:
    """For the editor and the Arabic translator to answer."""
    publisher, entry = crew["publisher"], _program("countering-violent-extremism")
    actions.ask_about(entry, language="en", user=publisher, text="Are we still a member in all markets?")
    draft = Part.objects.filter(kind="council.person", language="ar", live=None).first()
    if draft:
        person = model_of(draft.kind)(pk=draft.object_id)
        text = "Is this one ready? It is the last Arabic text that visitors do not see."
        actions.ask_about(person, language="ar", user=publisher, text=text)


HAPPENINGS = (
    _submissions,
    _something_sent_back,
    _something_approved,
    _something_scheduled,
    _something_urgent,
    _questions,
)
