"""The database is gone, silent, slow, torn away or locked: visitors notice nothing, staff are told, nothing is lost."""

import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from .proxy import SLOW, TORN
from .visitors import until

pytestmark = pytest.mark.faults

LENGTH = float(os.environ.get("FAULT_SECONDS", "3"))  # of a fault, at least
LOCKED = float(os.environ.get("FAULT_LOCKED", "3"))  # the same, where SQLite is locked
JAM = 64  # requests of staff at once: four for each thread


def stopped(proxy):
    proxy.stop()
    yield
    proxy.heal()


def hanging(proxy):
    proxy.hang()
    yield
    proxy.heal()


def hanging_for_ever(proxy):
    proxy.hang()
    yield
    proxy.heal(forgets=True)


def slow(proxy):
    proxy.fault = SLOW
    yield
    proxy.heal()


def torn(proxy):
    proxy.fault = TORN
    yield
    proxy.heal()


def jam(staff, pool):
    """As many people as there is no room for."""
    return [pool.submit(staff.get, "/admin/partners/program/") for _number in range(JAM)]


def go_through(step, length, hub, site, visitors, clerk, staff):
    """Begin the fault, look at everything, end it, and see that all is well within 30 s."""
    with visitors, clerk, ThreadPoolExecutor(JAM) as pool:
        until(lambda: clerk.saved, 60)
        next(step)
        hub.serve()  # so that nothing has ever been fetched from it
        staff.port = hub.port
        visitors.read_everything()
        began = time.monotonic()
        pages = jam(staff, pool)
        until(lambda: all(page.done() for page in pages), 60)
        until(lambda: time.monotonic() > began + length, length + 30)
        until(lambda: clerk.unavailable or step.__name__ == "slow", 60)
        visitors.read_everything()
        assert next(step, None) is None
        before = len(clerk.saved)
        visitors.see(site.publish())
        until(lambda: len(clerk.saved) > before + 1)
    assert {page.result().status for page in pages} <= {200, 503}
    clerk.check(site.draft)


@pytest.mark.parametrize("fault", [stopped, hanging, hanging_for_ever, slow, torn])
def test_visitors_notice_nothing_staff_are_told_and_nothing_is_lost(
    fault, proxy, hub, site, visitors, clerk, staff
):
    if proxy is None:
        pytest.skip("only a server can be stopped or cut off")
    go_through(fault(proxy), LENGTH, hub, site, visitors, clerk, staff)


def locked():
    """By a writer who does not end: nobody else can write, and everybody can read."""
    writer = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    yield
    writer.close()


def test_a_locked_sqlite_keeps_no_visitor_waiting(proxy, hub, site, visitors, clerk, staff):
    if proxy is not None:
        pytest.skip("only SQLite locks all of itself")
    go_through(locked(), LOCKED, hub, site, visitors, clerk, staff)
