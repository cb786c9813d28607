"""Mail: who is told what, in which language, and that a dead server stands in nobody's way. The real queue and worker."""

import datetime
import socket

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from safetyhub.publishing import actions, mail, tasks
from safetyhub.publishing.models import Note, Thread
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.signals import ticked
from tests.factories import make_program, make_user, save_texts

from .browsing import part

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://hub.example.org"


@pytest.fixture
def amira():
    return make_user("Translator", username="amira", email="amira@example.org", languages=("de",))


@pytest.fixture
def bo():
    return make_user("Reviewer", username="bo", email="bo@example.org", languages=("de",))


@pytest.fixture
def pat():
    return make_user("Publisher", username="pat", email="pat@example.org")


def worker():
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
    )


def work_off():
    """What the worker does with the queue, inside the transaction of the test (its own loop closes the connection)."""
    while (task := DBTaskResult.objects.ready().first()) is not None:
        task.claim("test")
        worker().run_task(task)


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Call it with what somebody does: whom a mail reached, with its subject."""

    def run(do):
        with django_capture_on_commit_callbacks(execute=True):
            do()
        assert not outbox.outbox  # nothing was sent before the worker came
        work_off()
        found = [(message.to[0].partition("@")[0], message.subject) for message in outbox.outbox]
        return sorted(found)

    return run


def draft(entry, user, language="de", **texts):
    save_texts(entry, language, texts or {"title": "Neu"}, user=user, origin="form")


def submit(entry, user, *languages):
    return actions.submit([(entry, language) for language in languages or ("de",)], user=user)


def test_reviewers_of_the_language_are_told_of_a_submission(program, amira, bo, pat, told):
    make_user("Reviewer", email="other@example.org", languages=("ar",))
    draft(program, amira)
    assert [name for name, _subject in told(lambda: submit(program, amira))] == ["bo"]
    [message] = outbox.outbox
    assert "https://hub.example.org/admin/partners/program/" in message.body
    assert f"/{program.pk}/review/?language=de" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_without_a_reviewer_of_the_language_the_publishers_are_told(program, amira, pat, told):
    draft(program, amira)
    assert [name for name, _subject in told(lambda: submit(program, amira))] == ["pat"]


def test_whose_work_it_is_cannot_review_it_and_is_not_asked(program, amira, bo, pat, told):
    draft(program, bo)
    draft(program, amira, title="Neuer")
    assert [name for name, _subject in told(lambda: submit(program, amira))] == ["pat"]


def test_authors_and_every_publisher_are_told_of_an_objection(program, amira, bo, pat, told):
    make_user("Translator", email="other@example.org", languages=("de",))
    make_user("Publisher", username="paul", email="paul@example.org")
    draft(program, amira)
    actions.publish([(program, "de")], user=pat, reason="It could not wait")

    def object_to():
        actions.object_to(program, language="de", user=bo, note="The number is wrong")

    found = told(object_to)
    assert [name for name, _subject in found] == ["amira", "pat", "paul"]
    assert [subject.partition(":")[0] for _name, subject in found] == [
        "Widerspruch",
        "Objection",
        "Objection",
    ]
    assert all("The number is wrong" in message.body for message in outbox.outbox)
    assert all("/review-afterwards/?language=de" in message.body for message in outbox.outbox)


def test_nobody_is_told_of_an_objection_that_is_settled(program, amira, bo, pat, told):
    draft(program, amira)
    actions.publish([(program, "de")], user=pat, reason="It could not wait")

    def object_and_think_again():
        actions.object_to(program, language="de", user=bo, note="The number is wrong")
        actions.review_afterwards(program, language="de", user=bo)

    assert told(object_and_think_again) == []


def test_closed_accounts_and_people_without_an_address_get_nothing(program, amira, bo, told):
    make_user("Publisher", email="gone@example.org", is_active=False)
    bo.email = ""
    bo.save()
    draft(program, amira)
    assert told(lambda: submit(program, amira)) == []


def test_shared_part_and_source_are_one_mail(program, told):
    editor = make_user("Editor", email="ed@example.org")
    make_user("Reviewer", email="rev@example.org", languages=("en",))
    draft(program, editor, "en", title="New")
    head = {**part(program, SHARED).head.data, "position": 7}
    actions.save(program, language="en", user=editor, seen=None, shared=head)
    found = told(lambda: submit(program, editor, SHARED, "en"))
    assert found == [("rev", "To review: New (English)")]


def test_what_is_over_before_the_worker_comes_is_not_told(program, amira, bo, told):
    draft(program, amira)

    def both():
        submit(program, amira)
        actions.withdraw([(program, "de")], user=amira)

    assert told(both) == []


def test_authors_hear_of_what_became_of_their_text(program, amira, bo, pat, told):
    draft(program, amira)
    submit(program, amira)
    found = told(lambda: actions.send_back([(program, "de")], user=bo, note="Bitte kürzer.", field_notes={}))
    assert [name for name, _subject in found] == ["amira"]
    [message] = outbox.outbox
    assert "Bitte kürzer." in message.body and f"/{program.pk}/change/?language=de" in message.body
    outbox.outbox.clear()
    submit(program, amira)
    found = told(lambda: actions.approve([(program, "de")], user=bo))
    assert found[0] == ("amira", "Freigegeben: Fact-checking (Deutsch)")
    outbox.outbox.clear()
    found = told(lambda: actions.publish([(program, "de")], user=pat))
    assert [name for name, _subject in found] == ["amira"]


def test_publishers_hear_that_something_waits_for_them(program, amira, bo, pat, told):
    draft(program, pat)
    submit(program, amira)
    found = told(lambda: actions.approve([(program, "de")], user=bo))
    assert found == [  # pat wrote some of it too, and is told once
        ("amira", "Freigegeben: Fact-checking (Deutsch)"),
        ("pat", "To publish: Fact-checking (Deutsch)"),
    ]
    [body] = [message.body for message in outbox.outbox if message.subject.startswith("To publish")]
    assert "It waits for somebody who publishes it" in body and f"/{program.pk}/publish/?language=de" in body


def test_publishers_hear_nothing_of_what_waits_for_none_of_them(program, amira, bo, pat, told):
    """One of them approved it and may publish it; it was put into a change set; it is live before the worker comes."""
    other = make_user("Publisher", email="other@example.org")
    draft(program, amira)
    submit(program, amira)
    assert [name for name, _subject in told(lambda: actions.approve([(program, "de")], user=other))] == [
        "amira"
    ]
    outbox.outbox.clear()
    actions.withdraw([(program, "de")], user=amira)
    submit(program, amira)
    actions.add_to_set(actions.create_set(name="Launch", user=pat), [(program, "de")], user=pat)
    assert [name for name, _subject in told(lambda: actions.approve([(program, "de")], user=bo))] == ["amira"]


def test_nobody_is_told_of_their_own_deed(program, pat, settings, told):
    settings.REVIEW_OWN_WORK = True
    draft(program, pat)

    def all_of_it():
        submit(program, pat)
        actions.approve([(program, "de")], user=pat)
        actions.publish([(program, "de")], user=pat)

    assert told(all_of_it) == []


def test_all_publishers_are_told_of_what_nobody_has_reviewed(program, amira, bo, pat, told):
    make_user("Publisher", email="other@example.org")
    make_user("Administrator", email="admin@example.org")
    draft(program, pat)
    found = told(lambda: actions.publish([(program, "de")], user=pat, reason="The number is wrong"))
    assert [name for name, _subject in found] == ["admin", "other"]
    assert "The number is wrong" in outbox.outbox[0].body and "/review-afterwards/" in outbox.outbox[0].body


def test_putting_back_what_was_public_is_no_news(program, amira, pat, told):
    draft(program, amira)
    actions.publish([(program, "de")], user=None)
    live = part(program, "de").live_id
    actions.take_down(program, language="de", user=pat)
    assert told(lambda: actions.put_back(program, revisions={"de": live}, user=pat)) == []


def test_a_command_tells_nobody(program, amira, pat, told):
    draft(program, amira)
    assert told(lambda: actions.publish([(program, "de")], user=None, origin="command")) == []


def test_a_question_reaches_those_whom_it_concerns(program, amira, bo, pat, told):
    editor = make_user("Editor", email="ed@example.org")
    draft(program, editor, "en", title="Source")
    thread = Thread.objects.create(kind=program.kind(), object_id=program.pk, language="de")

    def ask(author, text):
        return lambda: Note.objects.create(thread=thread, author=author, text=text)

    found = told(ask(amira, "Which tone?"))
    assert [name for name, _subject in found] == ["bo", "ed"]
    assert "Which tone?" in outbox.outbox[0].body and "/questions/?language=de" in outbox.outbox[0].body
    outbox.outbox.clear()
    assert [name for name, _subject in told(ask(editor, "A calm one."))] == ["amira", "bo"]


def test_a_question_that_concerns_nobody_yet_goes_to_the_publishers(program, pat, told):
    amira = make_user("Translator", email="amira@example.org", languages=("de",))
    thread = Thread.objects.create(kind=program.kind(), object_id=program.pk, language="de")
    found = told(lambda: Note.objects.create(thread=thread, author=amira, text="Anybody?"))
    assert [name for name, _subject in found] == ["pat"]


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (("de-ch",), "de"),
        (("es-419",), "es"),
        (("ar",), "ar"),
        (("fil", "de"), "de"),
        (("fil",), "en"),
        ((), "en"),
    ],
)
def test_the_language_of_a_mail_is_one_that_its_reader_works_in(languages, expected):
    assert mail._language_of(make_user("Translator", languages=languages)) == expected


def test_a_subject_is_one_line(program, amira, bo, told):
    save_texts(program, "en", {"title": "Two\nlines"})
    draft(program, amira)
    told(lambda: submit(program, amira))
    assert "\n" not in outbox.outbox[0].subject and "Two lines" in outbox.outbox[0].subject


# --- the queue ------------------------------------------------------------------------------------------------------


def test_what_is_rolled_back_is_not_told(program, amira, bo, told):
    draft(program, amira)

    def fail():
        with transaction.atomic():
            submit(program, amira)
            transaction.set_rollback(True)

    assert told(fail) == []
    assert not DBTaskResult.objects.exists()


def test_one_event_for_what_one_person_did_in_one_transaction(program, amira, bo, told):
    other = make_program(texts={"en": {"title": "Other"}})
    draft(program, amira)
    draft(other, amira)
    found = told(lambda: actions.submit([(program, "de"), (other, "de")], user=amira))
    assert len(found) == 1 and found[0][0] == "bo" and "1" in found[0][1]
    assert outbox.outbox[0].body.count("https://") == 2


@pytest.fixture
def dead_server(settings):
    """An address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = probe.getsockname()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def waiting():
    return DBTaskResult.objects.filter(status="READY")


def test_a_dead_server_is_tried_again_later_and_later_and_then_given_up(
    program, amira, bo, dead_server, told, caplog
):
    draft(program, amira)
    assert told(lambda: submit(program, amira)) == []
    pauses = []
    while (later := waiting().first()) is not None:
        pauses.append(later.run_after - timezone.now())
        waiting().update(run_after=timezone.now())  # the time comes
        work_off()
    assert len(pauses) == len(tasks.PAUSES) and pauses == sorted(pauses)
    assert DBTaskResult.objects.filter(status="FAILED").count() == len(tasks.PAUSES) + 1
    assert "Mail given up" in caplog.text
    assert part(program, "de").stage == "in-review"  # and nothing else noticed


def test_one_address_that_fails_does_not_tell_the_others_twice(program, amira, bo, settings, told):
    make_user("Reviewer", email="second@example.org", languages=("de",))
    draft(program, amira)
    assert len(told(lambda: submit(program, amira))) == 2
    assert DBTaskResult.objects.filter(task_path__endswith="send").count() == 2
    assert not waiting().exists()


def test_the_queue_holds_no_words_and_no_addresses(program, amira, bo, told):
    draft(program, amira, title="Geheim")
    told(lambda: submit(program, amira))
    for row in DBTaskResult.objects.all():
        assert "Geheim" not in str(row.args_kwargs) and "@" not in str(row.args_kwargs)


def test_what_a_killed_worker_left_is_taken_up_again_and_what_is_long_done_forgotten(
    program, amira, bo, told
):
    draft(program, amira)
    told(lambda: submit(program, amira))
    now, rows = timezone.now(), DBTaskResult.objects.order_by("enqueued_at")
    rows.filter(pk=rows[1].pk).update(status="RUNNING", started_at=now)
    ticked.send(None, now=now)
    assert not waiting().exists() and rows.count() == 2
    ticked.send(None, now=now + datetime.timedelta(hours=1))
    assert waiting().count() == 1
    ticked.send(None, now=now + datetime.timedelta(days=15))
    assert rows.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_worker_itself_sends_what_a_request_left_behind(client):
    program = make_program(texts={"en": {"title": "Facts"}, "de": {"title": "Fakten"}})
    make_user("Publisher", email="pat@example.org")
    amira = make_user("Translator", email="amira@example.org", languages=("de",))
    draft(program, amira)
    submit(program, amira)
    assert outbox.outbox == [] and waiting().count() == 1
    worker().run()
    assert [message.to for message in outbox.outbox] == [["pat@example.org"]] and not waiting().exists()
