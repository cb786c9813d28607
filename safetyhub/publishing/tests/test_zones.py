import datetime

import pytest

from safetyhub.publishing import zones

BERLIN = "Europe/Berlin"


def at(*numbers):
    return datetime.datetime(*numbers)


def utc(*numbers):
    return datetime.datetime(*numbers, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        (at(2027, 1, 15, 9, 0), BERLIN, utc(2027, 1, 15, 8, 0)),
        (at(2027, 7, 15, 9, 0), BERLIN, utc(2027, 7, 15, 7, 0)),
        (at(2027, 3, 28, 1, 59), BERLIN, utc(2027, 3, 28, 0, 59)),
        (at(2027, 3, 28, 3, 0), BERLIN, utc(2027, 3, 28, 1, 0)),
        (at(2027, 4, 4, 2, 0), "Asia/Kathmandu", utc(2027, 4, 3, 20, 15)),
        (at(2027, 1, 15, 9, 0), "UTC", utc(2027, 1, 15, 9, 0)),
    ],
)
def test_a_local_time_is_one_moment(local, zone, moment):
    assert zones.moment(local, zone) == (moment, False)
    assert zones.local(moment, zone) == local


@pytest.mark.parametrize(
    ("local", "zone"),
    [
        (at(2027, 3, 28, 2, 0), BERLIN),
        (at(2027, 3, 28, 2, 59), BERLIN),
        (at(2027, 3, 14, 2, 30), "America/New_York"),
        (at(2027, 10, 3, 2, 15), "Australia/Lord_Howe"),  # half an hour is missing there
        (at(2011, 12, 30, 12, 0), "Pacific/Apia"),  # the day is missing there
        (at(1, 1, 1, 0, 0), "Asia/Tokyo"),
    ],
)
def test_a_time_over_which_the_clock_is_put_forward_is_none(local, zone):
    with pytest.raises(zones.NoSuchTime):
        zones.moment(local, zone)


def test_of_a_time_that_comes_twice_it_is_the_first():
    assert zones.moment(at(2027, 10, 31, 2, 30), BERLIN) == (utc(2027, 10, 31, 0, 30), True)
    assert zones.moment(at(2027, 10, 31, 3, 0), BERLIN) == (utc(2027, 10, 31, 2, 0), False)


def test_the_names_are_those_of_places():
    assert zones.names()[0] == "UTC"
    assert {"Africa/Nairobi", BERLIN, "Asia/Manila"} <= set(zones.names())
    assert not {"posixrules", "GMT+0", "Etc/GMT-3", "localtime"} & set(zones.names())


def test_a_zone_that_the_machine_does_not_know_is_written_as_utc():
    assert zones.written(utc(2027, 1, 15, 8, 0), "Mars/Olympus") == "2027-01-15 08:00 (UTC)"
    assert zones.written(utc(2027, 1, 15, 8, 0), BERLIN) == "2027-01-15 09:00 (Europe/Berlin)"
