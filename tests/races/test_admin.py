"""The same races through the admin: a server of several processes, people who are logged in, forms parsed from HTML.

A save is acknowledged by the redirect after it, and refused by the form that comes back with a sentence.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from django.conf import settings
from django.test import Client

from partners.models import CallToAction
from safetyhub.publishing.models import Publication
from safetyhub.publishing.schema import SHARED
from tests.factories import make_user, save_texts

from . import people
from .crew import ATTEMPTS, EACH, PROCESSES
from .jobs import said, torn
from .people import Desk
from .test_door import LANGUAGES, check_settled, history, make_program_with_calls, part, saved
from .web import Browser, Server

pytestmark = pytest.mark.races


@pytest.fixture
def server(database_url, tmp_path):
    """One for each test: what a process remembers, such as ids of content types, is of one life of the database."""
    log = tmp_path / "server.log"
    server = Server(database_url, settings.SECRET_KEY, PROCESSES, log)
    yield server
    server.close()
    assert "Traceback" not in log.read_text()


@pytest.fixture
def desk(server):
    """`desk(program, "de")`: a publisher of their own at that form."""

    def sit_down(program, language):
        client = Client()
        client.force_login(make_user("Publisher"))
        return Desk(Browser(server.port, client.cookies["sessionid"].value), program.pk, language)

    return sit_down


def run(*work):
    """Everybody at the same time: (function, its arguments) each."""
    with ThreadPoolExecutor(len(work)) as pool:
        futures = [pool.submit(function, *arguments) for function, *arguments in work]
        return list(chain.from_iterable(future.result() for future in futures))


def check_told(told, program):
    assert list(chain.from_iterable(one.wrong for one in told)) == []
    assert sum(one.attempts for one in told) >= ATTEMPTS
    for one in told:
        for language, token, title in one.shown:
            kept = history(program, language).get(token, {})
            assert kept.get("title", "") == title, f"the form showed {title!r} with the token of {kept}"


def check_no_conflicts(told, program):
    check_told(told, program)
    assert [one.stale for one in told] == [0] * len(told)


def test_different_languages_of_one_entry_never_conflict(desk):
    program, _calls = make_program_with_calls()
    told = run(*((people.translate, [desk(program, code) for code in mine], EACH) for mine in LANGUAGES))
    check_no_conflicts(told, program)
    for language in chain.from_iterable(LANGUAGES):
        kept = {number: said(data) for number, data in history(program, language).items()}
        assert kept == {number: {words} for number, words in saved(told, language).items()}
    check_settled(program)


def test_the_same_language_is_refused_or_kept(desk):
    program, _calls = make_program_with_calls()
    told = run(*((people.insist, desk(program, "de"), f"mate {number}", EACH) for number in range(PROCESSES)))
    check_told(told, program)
    by_number = saved(told, "de")
    kept = {number: said(data) for number, data in history(program, "de").items()}
    assert kept == {number: {words} for number, words in by_number.items()}
    assert said(part(program, "de").head.data) == {by_number[max(by_number)]}
    assert all(one.saved for one in told), "one person never got through"
    assert sum(one.stale for one in told) > 0, "they never met: the race shows nothing"
    check_settled(program)


def test_what_is_live_is_always_one_revision_while_it_is_edited(desk):
    program, _calls = make_program_with_calls()
    save_texts(program, "de", {"title": "de 0"})
    publishers = [desk(program, "en"), desk(program, "de")]
    told = run(
        (people.edit_source_view, desk(program, "en"), EACH),
        (people.insist, desk(program, "de"), "de", EACH),
        *((people.publish, publisher, EACH) for publisher in publishers),
    )
    editors, agreed = told[:2], told[2:]
    check_told(told, program)
    assert [one.stale for one in editors] == [0, 0], "publishing is in nobody's way"
    assert torn(program) == []
    for language in ("en", "de"):
        kept = {number: said(data) for number, data in history(program, language).items() if number > 1}
        assert kept == {number: {words} for number, words in saved(editors, language).items()}
    moves = Publication.objects.values_list("part__language", "revision__number")
    assert {*moves} <= {(language, number) for one in agreed for language, number, _words in one.saved}
    moved = Publication.objects.filter(part__language=SHARED)
    assert moved.exists(), "nothing was published: the race shows nothing"
    check_settled(program)


def test_a_new_shape_never_conflicts_with_a_translation(desk):
    program, _calls = make_program_with_calls()
    shapes = EACH // 2  # its form is the heaviest one; the translators make up for it
    each = -(-(ATTEMPTS - shapes) // 3)
    told = run(
        (people.rearrange, desk(program, "en"), 1, shapes),
        *((people.translate_calls, desk(program, code), 1, each) for code in ("de", "ar", "fil")),
    )
    check_no_conflicts(told, program)
    assert CallToAction.objects.filter(removed=True).exists()
    for language in ("de", "ar", "fil"):
        last = {}
        for _number, words in sorted(saved(told, language).items()):
            call, _, label = words.partition(" ")
            last[f"calls_to_action.{call}.label"] = label
        assert part(program, language).head.data == last
        assert len(history(program, language)) == each
    check_settled(program)
