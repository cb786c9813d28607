"""A form with many rows: how much it weighs and asks, and what a row keeps."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Partnership
from safetyhub.locales.languages import LANGUAGES
from safetyhub.publishing import actions
from safetyhub.publishing.schema import SHARED
from tests.factories import make_locale, make_organization, make_program, partner

from .browsing import Form, as_role, change_url, form_of, part

pytestmark = pytest.mark.django_db


def make_large_program(partners=15, calls=4):
    """As large as the largest one of the page that the hub was made for."""
    texts = {"title": "Fact-checking", "summary": "Whether it is true. " * 5, "body": "<p>We check.</p>" * 20}
    for name in range(calls):
        texts |= {
            f"calls_to_action.c{name}.label": f"Learn more about the work of partner {name}",
            f"calls_to_action.c{name}.address": f"https://example.org/our-work/fact-checking/{name}",
        }
    names = [f"Association of Independent Checkers {number}" for number in range(partners)]
    return make_program(
        texts={"en": texts, "de": {"title": "Faktenprüfung"}},
        calls_to_action=[{"id": None, "new": f"c{name}"} for name in range(calls)],
        partnerships=[partner(make_organization(name)) for name in names],
    )


def queries_of(send):
    with CaptureQueriesContext(connection) as queries:
        response = send()
    return response, [query["sql"] for query in queries]


@pytest.mark.parametrize("interface", ["en", "de", "ar"])
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_a_form_is_small_and_asks_little(client, language, interface):
    for position, code in enumerate(list(LANGUAGES)[:54]):
        make_locale(f"aa-{position:03}", code, "de", position=position)
    url = change_url(make_large_program(), language)
    as_role(client, "Administrator")
    client.get(url)
    response, queries = queries_of(lambda: client.get(url, headers={"accept-language": interface}))
    assert len(queries) <= 15, queries
    assert len(response.content) <= 40 * 1024


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_query_is_for_one_row(client, language):
    as_role(client, "Publisher")
    asked = []
    for size in (1, 2, 15):  # the first one fills what a process remembers
        url = change_url(make_large_program(size, size), language)
        shown, got = queries_of(lambda url=url: client.get(url))
        values = Form(shown.content.decode()).values
        sent = {name: value for name, value in values.items() if "__prefix__" not in name}
        sent |= {f"title_{language}": "Another title", "_save": ""}
        saved, posted = queries_of(lambda url=url, sent=sent: client.post(url, sent))
        assert saved.status_code == 302
        refused, again = queries_of(lambda url=url, sent=sent: client.post(url, sent))
        assert refused.status_code == 200 and "saved this at" in refused.content.decode()
        asked.append([len(got), len(posted), len(again)])
    assert asked[1] == asked[2]


def test_a_row_is_known_by_its_id_wherever_it_stands_by_now(client):
    program = make_large_program(partners=3)
    first, *_others = Partnership.objects.values_list("pk", flat=True)
    as_role(client, "Editor")
    values = form_of(client, change_url(program))
    shared = part(program, SHARED).head.data
    shared["partnerships"].reverse()
    actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    values |= {"partnerships-0-since": "2021", "_save": "mine"}
    again = Form(client.post(change_url(program), values).content.decode()).values
    assert client.post(change_url(program), {**values, "seen": again["seen"]}).status_code == 302
    kept = {item["id"]: item["since"] for item in part(program, SHARED).head.data["partnerships"]}
    assert kept.pop(first) == "2021" and set(kept.values()) == {""}


def test_a_refused_row_keeps_what_was_picked_and_typed(client):
    program = make_large_program(partners=1)
    picked = make_organization("Picked just now")
    as_role(client, "Editor")
    sent = form_of(client, change_url(program)) | {
        "partnerships-TOTAL_FORMS": "2",
        "partnerships-1-organization": picked.pk,
        "partnerships-1-since": "soon",
        "partnerships-1-markets": "Atlantis, Germany",
        "_save": "",
    }
    text = client.post(change_url(program), sent).content.decode()
    assert "Picked just now" in text and 'value="Atlantis, Germany"' in text and 'value="soon"' in text
    assert "“Atlantis” is no country" in text
    assert Partnership.objects.count() == 1


def test_a_row_names_its_markets_in_one_line(client):
    program = make_large_program(partners=1)
    as_role(client, "Editor")
    values = form_of(client, change_url(program))
    assert values["partnerships-0-markets"] == "Everywhere"
    client.post(change_url(program), {**values, "partnerships-0-markets": "Germany, at", "_save": ""})
    assert part(program, SHARED).head.data["partnerships"][0]["markets"] == ["de", "at"]
    values = form_of(client, change_url(program))
    assert values["partnerships-0-markets"] == "Germany, Austria"
    response = client.post(change_url(program), {**values, "partnerships-0-markets": "", "_save": ""})
    assert response.status_code == 200
    assert part(program, SHARED).head.data["partnerships"][0]["markets"] == ["de", "at"]


def test_a_new_row_with_nothing_but_a_place_is_none(client):
    program = make_large_program(partners=1)
    as_role(client, "Editor")
    new = {"partnerships-1-position": "2", "partnerships-1-markets": "Everywhere", "partnerships-1-id": ""}
    sent = form_of(client, change_url(program)) | new | {"partnerships-TOTAL_FORMS": "2", "_save": ""}
    assert client.post(change_url(program), sent).status_code == 302
    assert len(part(program, SHARED).head.data["partnerships"]) == 1


def test_a_row_of_another_entry_is_refused_in_the_source_view_and_logged(client, caplog):
    program, other = make_large_program(partners=1), make_large_program(partners=1)
    as_role(client, "Editor")
    foreign = form_of(client, change_url(other))["partnerships-0-id"]
    sent = {**form_of(client, change_url(program)), "partnerships-0-id": foreign, "_save": ""}
    response = client.post(change_url(program), sent)
    assert response.status_code == 200 and "There is no such row" in response.content.decode()
    assert f"Refused: save of partners.program {program.pk} by user" in caplog.text
    assert "partnerships: foreign" in caplog.text
    assert len(part(program, SHARED).head.data["partnerships"]) == 1


def test_regional_versions_stand_together_where_the_outcome_is_the_same(client):
    for code, language, market in (("en-us", "en", "us"), ("fr-fr", "fr", "fr"), ("it-it", "it", "it")):
        make_locale(code, language, market)
    as_role(client, "Editor")
    editing = client.get(change_url(make_large_program(partners=1))).context["editing"]
    codes = [[item.locale.code for item in items] for *_outcome, items in editing.outcomes]
    assert codes == [["en-us"], ["fr-fr", "it-it"]]
