"""How the database goes about the reader's statement: a page of one entry must not look through all of them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safetyhub.publishing import reader
from tests.factories import make_locale, make_program

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by the size of its tables")
def test_an_entry_is_found_by_the_index_of_slugs():
    """Found by its kind alone, a page took fifteen times as long with a hundred times the content."""
    make_program(slug="facts")
    wants = [reader.Want("content.page"), reader.Want("partners.program", slug="facts")]
    with CaptureQueriesContext(connection) as asked:
        assert reader.read(make_locale(), wants).entries("partners.program")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[-1]['sql']}")
        plan = [row[3] for row in cursor.fetchall()]
    assert [step for step in plan if re.match(r"SEARCH s USING INDEX one_live_entry_per_slug\b", step)], plan
