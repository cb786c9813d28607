import json

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.utils import translation

from safetyhub.locales.views import LONGEST_QUERY, market_suggest


def ask(rf, query=None, user=None, method="get"):
    request = getattr(rf, method)("/admin/markets/suggest/", {} if query is None else {"q": query})
    request.user = user or User(is_staff=True)
    return market_suggest(request)


def results(response):
    return json.loads(response.content)["results"]


def test_staff_get_suggestions_in_the_language_of_the_interface(rf):
    assert results(ask(rf, "ger"))[0] == {"code": "de", "name": "Germany"}
    with translation.override("de"):
        assert results(ask(rf, "deut"))[0] == {"code": "de", "name": "Deutschland"}


@pytest.mark.parametrize(
    "user", [AnonymousUser(), User(is_staff=False), User(is_staff=True, is_active=False)]
)
def test_nobody_else_does(rf, user):
    with pytest.raises(PermissionDenied):
        ask(rf, "ger", user)


def test_at_most_ten_and_never_kept_by_a_cache(rf):
    response = ask(rf, "s")
    assert len(results(response)) == 10
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("query", [None, "", "\x00", "z" * 100_000, "<script>"])
def test_odd_questions_get_an_empty_answer(rf, query):
    assert results(ask(rf, query)) == []


def test_only_the_start_of_a_long_question_is_read(rf):
    assert results(ask(rf, "de" + " " * LONGEST_QUERY + "atlantis"))[0]["code"] == "de"


def test_it_only_reads(rf):
    assert ask(rf, method="post").status_code == 405


def test_it_costs_no_query(rf, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        ask(rf, "ger")
