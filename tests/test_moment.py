"""A page or a form is of one moment: what is saved while it is made is not seen half, and nobody waits for anybody."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, connections, transaction

from safetyhub.publishing.moment import one_moment
from tests.factories import (
    make_organization,
    make_page,
    make_program,
    make_user,
    partner,
    publish,
    save_texts,
)
from tests.public import make_locales
from tests.races.web import Page

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 30  # seconds, for somebody else's work
ADDRESS = "/en-us/programs/checks/"


def elsewhere(job):
    """Do it in another thread, and so on another connection, and wait until it is done."""

    def work():
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(PATIENCE)


def make_entries():
    make_locales()
    page = make_page(title="Version 0")
    organization = make_organization("Version 0")
    texts = {"en": {"title": "Version 0"}}
    program = make_program(slug="checks", texts=texts, partnerships=[partner(organization)])
    return {page: "title", organization: "name", program: "title"}


def publish_version(entries, number):
    with transaction.atomic():
        for entry, field in entries.items():
            save_texts(entry, "en", {field: f"Version {number}"})
            publish(entry, "en")


def asked_with(client, after_statement, job, address=ADDRESS):
    """The page, while `job` is done after that many statements, and how many there were."""
    count = 0

    def between(execute, *arguments):
        nonlocal count
        result = execute(*arguments)
        count += 1
        if count == after_statement:
            elsewhere(job)
        return result

    with connection.execute_wrapper(between):
        response = client.get(address)
    assert response.status_code == 200
    return response.content.decode(), count


def test_a_publication_between_any_two_statements_is_not_seen_half(client):
    entries = make_entries()
    _page, statements = asked_with(client, 0, None)
    assert statements >= 4
    for number in range(1, statements + 1):
        page, _count = asked_with(client, number, lambda number=number: publish_version(entries, number))
        seen = set(re.findall(r"Version \d+", page))
        assert len(seen) == 1, f"after statement {number}: {seen}"
        assert seen <= {f"Version {number - 1}", f"Version {number}"}
    assert f"Version {statements}" in client.get(ADDRESS).content.decode()


def test_a_form_shows_the_words_of_its_token_whatever_is_saved_between_two_statements(client):
    program = make_program(texts={"en": {"title": "Checks"}, "de": {"title": "Version 1"}})
    client.force_login(make_user("Publisher"))
    form = f"/admin/partners/program/{program.pk}/change/?language=de"
    _page, statements = asked_with(client, 0, None, form)
    assert statements >= 4
    for number in range(2, statements + 2):
        texts = {"title": f"Version {number}"}
        page, _count = asked_with(client, number - 1, partial(save_texts, program, "de", texts), form)
        fields = Page(200, "", page).fields
        token = json.loads(fields["seen"])["de"]
        assert fields["title_de"] == f"Version {token}", f"after statement {number - 1}"
        assert token in (number - 1, number)


def test_a_page_does_not_wait_for_a_writer(client):
    entries = make_entries()
    with transaction.atomic():
        publish_version(entries, 1)
        page = elsewhere(lambda: client.get(ADDRESS))
    assert "Version 0" in page.content.decode()
    assert "Version 1" in client.get(ADDRESS).content.decode()


def test_writers_begin_as_before_once_the_moment_is_over():
    make_locales()
    with one_moment():
        pass
    if connection.vendor == "sqlite":
        assert connection.transaction_mode == "IMMEDIATE"
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW default_transaction_read_only")
            assert cursor.fetchone() == ("off",)
    publish_version({make_page(): "title"}, 1)
