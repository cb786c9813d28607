"""The strict policy on every page of the admin, in a real browser: the `page` fixture fails for a single breach of it."""

import pytest
from django.test import Client
from django.urls import resolve

from partners.models import Program
from safetyhub.publishing.entries import entry_models
from tests import kinds
from tests.factories import make_user
from tests.matrix import Row
from tests.matrix_rows import (
    Case,
    configuration_rows,
    entry_rows,
    inbox_rows,
    people_rows,
    preview_rows,
    set_rows,
    site_rows,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMED = (
    "login",
    "index",
    "partners_program_changelist",
    "partners_program_add",
    "partners_program_change",
    "partners_program_review",
    "partners_program_history",
    "partners_program_compare",
    "partners_program_restore",
    "partners_program_delete",
    "publishing_changeset_change",
)
NO_PAGES = ("/admin/jsi18n/", "/admin/autocomplete/", "/admin/markets/suggest/")


@pytest.fixture
def administrator(live_server):
    client = Client()
    client.force_login(make_user("Administrator", username="administrator"))
    make_user("Translator", username="translator", languages=("de",))
    return client


@pytest.fixture
def visit(page, live_server):
    """Goes to an address and sees that the policy is there, whole, and kept while the page works."""
    breaches: list[str] = []
    page.expose_binding("breached", lambda source, what: breaches.append(f"{source['page'].url}: {what}"))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (event) =>"
        " breached(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"
    )

    def go(address: str) -> None:
        response = page.goto(address)
        assert response.status == 200, f"{response.status} {address}"
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, f"{address}: {policy}"
        assert breaches == []

    return go


def enter(page, live_server, client) -> None:
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": f"{live_server.url}/admin/"}])


def pages(rows: list[Row]) -> dict[str, str]:
    """One address for each page that an administrator gets, by its name in the URLconf."""
    found = {}
    for row in rows:
        path = row.path.partition("?")[0]
        if (
            "administrator" in row.get
            and row.status == 200
            and path.startswith("/admin/")
            and path not in NO_PAGES
        ):
            match = resolve(path)
            found.setdefault(match.url_name or match.route, row.path)
    return found


def test_no_page_of_the_admin_breaks_the_policy(page, visit, live_server, administrator):
    visit("/admin/login/?next=/admin/")
    clients = {"administrator": administrator}
    found = pages(
        [
            *entry_rows(Case(Program, administrator)),
            *set_rows(clients),
            *people_rows(clients),
            *configuration_rows(clients),
            *site_rows(),
            *inbox_rows(),
        ]
    )
    assert set(NAMED) <= {"login", *found}
    enter(page, live_server, administrator)
    for address in found.values():
        visit(address)


def test_no_form_breaks_the_policy(page, visit, live_server, administrator):
    """Of any kind of entry, in the source and in another language, with rows, rich text and pictures."""
    enter(page, live_server, administrator)
    for model in entry_models():
        entry = kinds.submitted(model)
        address = f"/admin/{model.kind().replace('.', '/')}/{entry.pk}/"
        visit(f"{address}change/")
        if len(kinds.parts_of(model)) > 1:
            visit(f"{address}change/?language=de")
            visit(f"{address}review/?language=de")


def test_no_preview_breaks_the_policy(page, visit, live_server, administrator, settings):
    settings.LIST_LENGTH = 1
    enter(page, live_server, administrator)
    for address in pages(list(preview_rows())).values():
        visit(address)


def test_a_breach_is_noticed(page, visit, problems, live_server, administrator):
    enter(page, live_server, administrator)
    visit("/admin/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(200)
    with pytest.raises(AssertionError, match="style-src"):
        visit("/admin/password_change/")
    assert problems
    problems.clear()
