"""A day and a time as a clock in some zone shows them, in a form: refused in words where there is no such time."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import zones
from .models import ChangeSet, Transition
from .stages import Verb


class LocalTimeWidget(forms.SplitDateTimeWidget):
    """The browser's own fields for a day and a time: no script, and in the person's own order of day and month."""

    def __init__(self) -> None:
        day: Any = {"type": "date", "aria-label": gettext_lazy("Day")}
        clock: Any = {"type": "time", "aria-label": gettext_lazy("Time")}
        super().__init__(date_attrs=day, time_attrs=clock, date_format="%Y-%m-%d", time_format="%H:%M")


class LocalTimeField(forms.SplitDateTimeField):
    """Its value is naive: only with a zone is it a moment (see `TimesForm`)."""

    widget = LocalTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        formats: Any = {"input_date_formats": ["%Y-%m-%d"], "input_time_formats": ["%H:%M", "%H:%M:%S"]}
        super().__init__(required=False, **formats, **kwargs)

    def compress(self, data_list: Any) -> datetime.datetime | None:
        day, clock = data_list or (None, None)
        if not day and not clock:
            return None
        if not day:
            raise ValidationError(_("Choose the day too."), code="day")
        if clock is None or clock == "":
            raise ValidationError(_("Choose the time of day too."), code="time")
        return datetime.datetime.combine(day, clock)


class TimesForm(forms.Form):
    """Local times and the zone that they are meant in. `moments` has them in UTC, by field."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    field_order: Any = None

    def __init__(self, data: Any = None, *, user: Any, initial: dict[str, Any] | None = None) -> None:
        last = last_zone(user)
        super().__init__(data, initial={"time_zone": last, **(initial or {})})
        self.fields["time_zone"].choices = [
            (_("Chosen last"), [(last, last)]),
            (_("All"), [(name, name) for name in zones.names()]),
        ]
        self.moments: dict[str, datetime.datetime | None] = {}
        self.remarks: list[str] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, LocalTimeField) and name in cleaned and "time_zone" in cleaned:
                self.moments[name] = self._moment(name, cleaned[name], cleaned["time_zone"])
        return cleaned

    def _moment(self, name: str, local: datetime.datetime | None, zone: str) -> datetime.datetime | None:
        if local is None:
            return None
        try:
            found = zones.moment(local, zone)
        except zones.NoSuchTime:
            sentence = _(
                "There is no such time there: the clocks are put forward over it. Choose another one."
            )
            self.add_error(name, ValidationError(sentence, code="no_such_time"))
            return None
        if found.is_first_of_two:
            sentence = _(
                "Clocks there show %(time)s twice that day, because they are put back. The first one counts."
            )
            self.remarks.append(sentence % {"time": f"{local:%H:%M}"})
        return found.at

    def refuse(self, error: ValidationError) -> None:
        """What the door said, beside the fields that it is about."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {}
        for name, sentences in by_field.items():
            self.add_error(name if name in self.fields else None, sentences)
        if not by_field:
            self.add_error(None, error.messages)


def last_zone(user: Any) -> str:
    """The zone that the person chose last, so that it is asked for once."""
    step = Transition.objects.filter(author=user, verb=Verb.SCHEDULE).exclude(part__time_zone="")
    zone = step.values_list("part__time_zone", flat=True).first()
    zone = zone or ChangeSet.objects.filter(scheduled_by=user).values_list("time_zone", flat=True).first()
    return zone if zone in zones.names() else zones.UTC


def said(at: datetime.datetime, zone: str) -> str:
    """For people: "28 March 2027, 09:00 (Europe/Berlin)", in the language of the interface."""
    from_zone = zones.local(at, zone)
    return f"{date_format(from_zone, 'DATETIME_FORMAT')} ({zone})"
