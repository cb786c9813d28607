"""Local times and what they mean: a clock is put forward over some, and shows others twice. Pure."""

import datetime
import zoneinfo
from functools import cache
from typing import NamedTuple

UTC = "UTC"
AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


class NoSuchTime(ValueError):
    """The clock never shows it: it is put forward over this time."""


class Moment(NamedTuple):
    at: datetime.datetime  # aware, in UTC
    is_first_of_two: bool  # the clock shows this time twice; it is the earlier one


@cache
def names() -> tuple[str, ...]:
    """Time zones that people live in, by name, UTC first."""
    found = (name for name in zoneinfo.available_timezones() if name.partition("/")[0] in AREAS)
    return (UTC, *sorted(found))


def moment(local: datetime.datetime, zone: str) -> Moment:
    """What a clock in the zone shows, as a moment. Raises `NoSuchTime`."""
    early, late = (local.replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=fold) for fold in (0, 1))
    try:
        at = early.astimezone(datetime.UTC)
    except OverflowError as error:  # at either end of the calendar
        raise NoSuchTime(local) from error
    if at.astimezone(early.tzinfo).replace(tzinfo=None) != local:
        raise NoSuchTime(local)
    return Moment(at, early.utcoffset() != late.utcoffset())


def local(at: datetime.datetime, zone: str) -> datetime.datetime:
    """What a clock in the zone shows at that moment. A zone that the machine does not know is read as UTC."""
    known = zone if zone in names() else UTC
    return at.astimezone(zoneinfo.ZoneInfo(known)).replace(tzinfo=None)


def written(at: datetime.datetime, zone: str) -> str:
    """For logs and notes: "2027-03-28 09:00 (Europe/Berlin)"."""
    return f"{local(at, zone):%Y-%m-%d %H:%M} ({zone if zone in names() else UTC})"
