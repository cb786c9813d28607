import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetyhub.publishing.dates import covers, first_day, last_day

DAYS = st.dates(min_value=datetime.date(1000, 1, 1))
PARTIAL = DAYS.flatmap(lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", day.isoformat()]))


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2021", (2021, 1, 1), (2021, 12, 31)),
        ("2021-04", (2021, 4, 1), (2021, 4, 30)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2021-05-03", (2021, 5, 3), (2021, 5, 3)),
    ],
)
def test_a_partial_date_covers_its_days(value, first, last):
    assert first_day(value) == datetime.date(*first)
    assert last_day(value) == datetime.date(*last)


def test_unknown_is_said_and_never_invented():
    assert first_day("") is None
    assert last_day("") is None


@pytest.mark.parametrize(
    "value",
    ["21", "2021-13", "2021-00", "2021-02-30", "2023-02-29", "2021-5", "2021-05-3", "May 2021", "2021-05-03T00", "0000",
     " 2021", "2021 ", "2021\n", "٢٠٢١", "-2021", "20210503"],
)  # fmt: skip
def test_what_is_no_date_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011  (that is what is promised)
        first_day(value)
    with pytest.raises(ValueError):  # noqa: PT011
        last_day(value)


@given(PARTIAL)
def test_the_first_day_is_not_after_the_last_and_the_term_covers_both(value):
    first, last = first_day(value), last_day(value)
    assert first <= last
    assert covers(value, value, first)
    assert covers(value, value, last)


@given(PARTIAL, DAYS)
def test_an_unknown_end_is_open(value, day):
    assert covers("", "", day)
    assert covers(value, "", day) == (first_day(value) <= day)
    assert covers("", value, day) == (day <= last_day(value))
