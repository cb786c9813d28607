"""Questions between translators and editors: who may ask, what is refused, and that nothing typed is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from safetyhub.publishing import actions
from safetyhub.publishing.models import Note, Thread
from safetyhub.publishing.schema import SHARED
from tests.factories import make_program, make_user

from .browsing import as_role, change_url

pytestmark = pytest.mark.django_db


def url_of(entry, language="de"):
    return reverse("admin:partners_program_questions", args=[entry.pk]) + f"?language={language}"


def test_a_question_waits_until_it_is_closed(program):
    translator, editor = make_user("Translator", languages=("fil",)), make_user("Editor")
    actions.ask_about(program, language="fil", user=translator, text="Is this a name?", field="title")
    thread = Thread.objects.get()
    assert thread.is_open and thread.notes.get().field == "title"
    actions.reply(program, language="fil", user=editor, text="Yes.")
    thread.refresh_from_db()
    assert thread.is_open
    actions.close(program, language="fil", user=translator)
    thread.refresh_from_db()
    assert not thread.is_open and thread.notes.count() == 2
    actions.ask_about(program, language="fil", user=translator, text="And this?")
    thread.refresh_from_db()
    assert thread.is_open and Thread.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "languages", "language", "may"),
    [
        ("Translator", ("de",), "de", True),
        ("Translator", ("de",), "fr", False),
        ("Translator", ("de",), SHARED, False),
        ("Reviewer", ("de",), "de", True),
        ("Reviewer", ("fr",), "de", False),
        ("Editor", (), "de", True),
        ("Publisher", (), "ar", True),
        ("", (), "de", False),
    ],
)
def test_who_may_ask(program, role, languages, language, may):
    user = make_user(role, languages=languages)
    verbs = (
        lambda: actions.ask_about(program, language=language, user=user, text="?"),
        lambda: actions.reply(program, language=language, user=user, text="!"),
        lambda: actions.close(program, language=language, user=user),
    )
    for verb in verbs:
        if may:
            verb()
        else:
            with pytest.raises(PermissionDenied):
                verb()
    assert Note.objects.exists() is may


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "?", "field": "nothing"}, "field"),
        ({"text": "?", "field": "calls_to_action.1." + "x" * 200}, "field"),
    ],
)
def test_what_is_refused_changes_nothing(program, fields, key):
    with pytest.raises(ValidationError) as refused:
        actions.ask_about(program, language="de", user=None, **fields)
    assert key in refused.value.message_dict
    assert not Note.objects.exists() and not Thread.objects.filter(is_open=True).exists()


def test_a_draft_takes_its_questions_with_it(program):
    draft = make_program(live=False)
    actions.ask_about(draft, language="en", user=None, text="?")
    actions.delete_draft(draft, user=None)
    assert not Thread.objects.exists()


def test_the_page_asks_answers_and_closes(client, program):
    as_role(client, "Translator", ("de",))
    text = client.post(
        url_of(program), {"text": "Was heißt <b>das</b>?", "field": "title", "ask": ""}, follow=True
    )
    html = text.content.decode()
    assert "It waits for an answer." in html and "Was heißt &lt;b&gt;das&lt;/b&gt;?" in html
    assert f"{change_url(program, 'de')}#id_title_de" in html
    assert "Questions (open)" in client.get(change_url(program, "de")).content.decode()
    assert "Questions (open)" not in client.get(change_url(program, "ar")).content.decode()
    as_role(client, "Editor")
    client.post(url_of(program), {"text": "Ein Name.", "close": ""})
    assert not Thread.objects.get().is_open and Note.objects.count() == 2
    client.post(url_of(program), {"text": "", "close": ""})
    assert Note.objects.count() == 2


def test_what_is_too_long_stays_typed(client, program):
    as_role(client, "Translator", ("de",))
    response = client.post(url_of(program), {"text": "x" * 4001, "field": "title", "ask": ""})
    html = response.content.decode()
    assert "x" * 4001 in html and 'value="title" selected' in html and "4000" in html
    assert not Note.objects.exists()


def test_who_may_not_ask_reads_and_is_refused(client, program):
    actions.ask_about(program, language="de", user=None, text="Only to read")
    as_role(client, "Translator", ("fr",))
    html = client.get(url_of(program)).content.decode()
    assert "Only to read" in html and "<textarea" not in html
    assert client.post(url_of(program), {"text": "?", "ask": ""}).status_code == 403
    assert Note.objects.count() == 1


def test_asked_on_the_review_screen_one_stays_there(client, program):
    as_role(client, "Reviewer", ("de",))
    response = client.post(url_of(program), {"text": "?", "ask": "", "page": "review"})
    assert "/review/?language=de#questions" in response.headers["Location"]
    response = client.post(url_of(program), {"text": "?", "ask": "", "page": "https://elsewhere.example/"})
    assert "/questions/?language=de#questions" in response.headers["Location"]
