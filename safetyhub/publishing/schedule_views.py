"""The page on which something approved gets the time at which it goes live, or is taken down again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from . import actions, zones
from .compare import differences
from .editing import Editing
from .entries import Entry
from .entry_page import Key, has_shown, key_of, languages_of, opened, page, tokens
from .missing import parts_of
from .models import Part
from .permissions import require_publish
from .progress import heading
from .refusing import is_accepted, refused
from .stages import READY, Stage
from .timefields import LocalTimeField, TimesForm, said


class Plan:
    """The parts of one view, and what can be planned for them."""

    def __init__(self, entry: Entry, editing: Editing) -> None:
        self.entry = entry
        keys = [(entry.kind(), entry.pk, language) for language in languages_of(editing)]
        found = parts_of(keys)
        self.parts = [found[key] for key in keys if key in found]
        self.ready = [part for part in self.parts if part.stage in READY and part.candidate]
        self.scheduled = [part for part in self.ready if part.stage == Stage.SCHEDULED]
        self.live = [part for part in self.parts if part.live_id]
        self.stays = [part for part in self.live if part not in self.ready]

    @property
    def timed(self) -> Part | None:
        """The part whose times the form begins with."""
        with_times = [part for part in self.parts if part.publish_at or part.take_down_at]
        return with_times[0] if with_times else None

    @property
    def seen(self) -> dict[Key, int]:
        """The number of each revision that the page shows or is about."""
        planned = {key_of(part): actions.to_plan(part) for part in self.parts}
        return {key: revision.number for key, revision in planned.items() if revision}

    @property
    def times(self) -> str:
        """The times that the form begins with, as a token: nobody cancels or replaces one that they have not seen."""
        part = self.timed
        return f"{part.publish_at or ''}/{part.take_down_at or ''}" if part else ""

    def is_as_shown(self, request: HttpRequest) -> bool:
        return has_shown(request, self.seen) and self.has_times_as_shown(request)

    def has_times_as_shown(self, request: HttpRequest) -> bool:
        return request.POST.get("times", "") == self.times

    def targets(self, parts: list[Part]) -> list[actions.Target]:
        return [(self.entry, part.language) for part in parts]

    def initial(self) -> dict[str, Any]:
        part = self.timed
        if part is None:
            return {}
        zone = part.time_zone or zones.UTC
        times = {"publish_at": part.publish_at, "take_down_at": part.take_down_at}
        return {"time_zone": zone, **{name: zones.local(at, zone) for name, at in times.items() if at}}


class ScheduleForm(TimesForm):
    publish_at = LocalTimeField(label=gettext_lazy("Publish at"))
    take_down_at = LocalTimeField(label=gettext_lazy("Take down at (not required)"))
    field_order = ("publish_at", "take_down_at", "time_zone")

    def __init__(self, data: Any = None, *, plan: Plan, user: Any) -> None:
        super().__init__(data, user=user, initial=plan.initial())
        if not plan.ready:
            del self.fields["publish_at"]
            self.fields["take_down_at"].label = _("Take down at")


@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    entry, editing = opened(request, model_admin, entry_id)
    require_publish(editing.access, editing.language)
    plan = Plan(entry, editing)
    here = HttpResponseRedirect(model_admin.address_of(entry, editing.text_language))
    if request.method == "POST" and "cancel" in request.POST:
        _cancelled(request, plan)
        return here
    form = ScheduleForm(request.POST if request.method == "POST" else None, plan=plan, user=request.user)
    if request.method == "POST" and _planned(request, form, plan):
        for sentence in (*_told(form, plan), *form.remarks):
            messages.success(request, sentence)
        return here
    context = {
        "title": _("Schedule"),
        "editing": editing,
        "plan": plan,
        "seen": tokens(plan.seen),
        "form": form,
        "sections": [(heading(part), _changes(entry, part)) for part in plan.ready],
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return page(request, model_admin, entry, "schedule", context)


def _cancelled(request: HttpRequest, plan: Plan) -> None:
    """Exactly the times that the page showed."""
    sentence = _("Somebody changed this after you looked at it. Look again.")
    try:
        if not plan.has_times_as_shown(request):
            raise refused(request, sentence, "stale")
        cancel(plan, request.user)
    except ValidationError:  # the door's: it went live, or lost its time, while this was being answered
        messages.error(request, sentence)
    else:
        messages.success(request, _("The times were cancelled. What was approved stays approved."))


def _planned(request: HttpRequest, form: ScheduleForm, plan: Plan) -> bool:
    """Whether it was done: for exactly what the page showed, and only if nobody has changed it since."""
    sentence = _("Somebody changed this after you looked at it. Look again.")
    try:
        if not plan.is_as_shown(request):
            raise refused(request, sentence, "stale")
        return is_accepted(request, form) and _plan(form, plan, request.user)
    except ValidationError:  # `Stale` of the door, where it changed while this was being answered
        messages.error(request, sentence)
        return False


def _plan(form: ScheduleForm, plan: Plan, user: Any) -> bool:
    """Through the door; whether it was accepted, with what was refused beside the fields."""
    try:
        with transaction.atomic():
            _through_the_door(form, plan, user)
    except actions.Stale:
        raise
    except ValidationError as error:
        form.refuse(error)
        return False
    return True


def _through_the_door(form: ScheduleForm, plan: Plan, user: Any) -> None:
    """A time that was there and is empty now is cancelled: who empties a field means it."""
    publish_at, take_down_at = form.moments.get("publish_at"), form.moments.get("take_down_at")
    more: Any = {"time_zone": form.cleaned_data["time_zone"], "user": user, "seen": plan.seen}
    if publish_at:
        times: Any = {"publish_at": publish_at, "take_down_at": take_down_at}
        actions.schedule(plan.targets(plan.ready), **times, **more)
    elif plan.scheduled:
        actions.unschedule(plan.targets(plan.scheduled), user=user)
    ending = plan.targets(plan.stays if publish_at else plan.live or plan.parts)
    if take_down_at or not (publish_at or plan.timed):
        actions.schedule(ending, publish_at=None, take_down_at=take_down_at, **more)
    else:
        actions.keep_live(ending, user=user)


def cancel(plan: Plan, user: Any) -> None:
    """Both times of every part."""
    with transaction.atomic():
        if plan.scheduled:
            actions.unschedule(plan.targets(plan.scheduled), user=user)
        actions.keep_live(plan.targets(plan.parts), user=user)


def _told(form: ScheduleForm, plan: Plan) -> list[str]:
    """`plan` is as it was before."""
    zone = form.cleaned_data["time_zone"]
    sentences = {
        "publish_at": _("It goes live on %(time)s."),
        "take_down_at": _("It will be taken down on %(time)s."),
    }
    told = [sentences[name] % {"time": said(at, zone)} for name, at in form.moments.items() if at]
    return told + _told_of_cancelled(form, plan)


def _told_of_cancelled(form: ScheduleForm, plan: Plan) -> list[str]:
    sentences = {
        "publish_at": _("The time to publish it was cancelled. What was approved stays approved."),
        "take_down_at": _("The time to take it down was cancelled."),
    }
    return [
        sentence
        for name, sentence in sentences.items()
        if not form.moments.get(name) and any(getattr(part, name) for part in plan.parts)
    ]


def _changes(entry: Entry, part: Part) -> Any:
    before = part.live.data if part.live else {}
    return differences(entry, part.language, before, part.candidate.data)


PAGES: dict[str, Callable[..., HttpResponse]] = {"schedule": schedule}
