"""Partial dates: a year, a month or a day, written as a prefix of ISO 8601. "" is unknown, never invented."""

import calendar
import datetime
import re

PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def _parts(value: str) -> tuple[int, int | None, int | None]:
    match = PARTIAL_DATE.fullmatch(value)
    if not match:
        raise ValueError(value)
    year, month, day = (int(part) if part else None for part in match.groups())
    if month == 0 or day == 0:
        raise ValueError(value)
    return year or 0, month, day


def first_day(value: str) -> datetime.date | None:
    """The first day that it covers: "2021" is 2021-01-01. `None` for "". Raises `ValueError` for what is no date."""
    if not value:
        return None
    year, month, day = _parts(value)
    return datetime.date(year, month or 1, day or 1)


def last_day(value: str) -> datetime.date | None:
    """The last day that it covers: "2021" is 2021-12-31. `None` for "". Raises `ValueError` for what is no date."""
    if not value:
        return None
    year, month, day = _parts(value)
    month = month or 12
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


def covers(since: str, until: str, day: datetime.date) -> bool:
    """Whether a term holds on `day`. An unknown end is open."""
    start, end = first_day(since), last_day(until)
    return (start is None or start <= day) and (end is None or day <= end)
