"""What is refused is in the log: who wanted what, of which part, and a code. Never the words that somebody typed."""

import datetime
import inspect
import logging

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from partners.models import Program
from safetyhub.publishing import actions
from safetyhub.publishing.models import Mention, Part, Revision
from safetyhub.publishing.schema import SHARED
from tests import kinds
from tests.factories import make_program, make_user, save_texts
from tests.races.web import Page

from .browsing import as_role, page_url, part

pytestmark = pytest.mark.django_db

TYPED = "Secret words"
PAST = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)


def older(entry, language="de"):
    return {(entry.kind(), entry.pk, language): 1}


def a_set(entry):
    return actions.create_set(name=TYPED, user=None)


def stale_restore(entry, user):
    first = Revision.objects.get(part=part(entry, "de"), number=1)
    actions.restore(entry, first, user=user, seen={"de": 1}, note=TYPED)


def foreign_restore(entry, user):
    other = kinds.make(Program)
    actions.restore(entry, part(other, "de").head, user=user, seen=None, note=TYPED)


def schedule(entry, user):
    actions.schedule([(entry, "de")], user=user, publish_at=PAST, note=TYPED)


def end_before(entry, user):
    day = timezone.now() + datetime.timedelta(days=1)
    actions.schedule([(entry, "de")], user=user, publish_at=day, take_down_at=day, note=TYPED)


def schedule_set(entry, user):
    actions.schedule_set(a_set(entry), publish_at=PAST, time_zone="UTC", user=user)


def forged_texts(entry, user):
    actions.withdraw_everywhere(entry, user=user, reason=TYPED, texts=[part(kinds.make(Program), "de").pk])


def publish_stale(entry, user):
    actions.publish([(entry, "de")], user=user, seen=older(entry), reason=TYPED)


def save_stale(entry, user):
    actions.save(entry, language="de", user=user, seen={"de": 1}, texts={"title": TYPED})


def ask_stale(entry, user):
    actions.ask(entry, language="de", user=user, seen={"de": 1}, texts={"title": TYPED})


def save_forged_row(entry, user):
    texts = {f"partnerships.{TYPED}.note": TYPED}
    actions.save(entry, language="de", user=user, seen=None, texts=texts)


def publish(entry, user):
    actions.publish([(entry, "de")], user=user)


def publish_empty(entry, user):
    actions.publish([(entry, "fr")], user=user, reason=TYPED)


# What is asked of which entry by whom: what the line says of it.
CASES = {
    "stale publish": (kinds.unreviewed, publish_stale, "publish of partners.program {} de", "stale"),
    "stale save": (kinds.unreviewed, save_stale, "save of partners.program {} de", "stale"),
    "stale form": (kinds.unreviewed, ask_stale, "ask of partners.program {} de", "stale"),
    "stale restore": (kinds.unreviewed, stale_restore, "restore of partners.program {}", "stale"),
    "foreign restore": (kinds.make, foreign_restore, "restore of partners.program {}", "foreign"),
    "forged row": (kinds.make, save_forged_row, "save of partners.program {} de", "?: invalid"),
    "forged texts": (kinds.make, forged_texts, "withdraw_everywhere of partners.program {}", "stale"),
    "withdrawal without a reason": (
        kinds.make,
        lambda entry, user: actions.withdraw_everywhere(entry, user=user, reason=" "),
        "withdraw_everywhere of partners.program {}",
        "reason",
    ),
    "not approved, no reason": (kinds.unreviewed, publish, "publish of partners.program {} de", "review"),
    "archived": (
        kinds.archived,
        lambda entry, user: actions.publish([(entry, SHARED)], user=user),
        "publish of partners.program {} shared",
        "archived",
    ),
    "empty": (kinds.make, publish_empty, "publish of partners.program {} fr", "empty"),
    "in the past": (kinds.approved, schedule, "schedule of partners.program {} de", "publish_at: past"),
    "order": (kinds.approved, end_before, "schedule of partners.program {} de", "take_down_at: order"),
    "set in the past": (
        kinds.make,
        schedule_set,
        "schedule_set of publishing.changeset ",
        "publish_at: past",
    ),
    "not submitted": (
        kinds.make,
        lambda entry, user: actions.approve([(entry, "de")], user=user, note=TYPED),
        "approve of partners.program {} de",
        "stage",
    ),
}


def refusals(caplog):
    return [record for record in caplog.records if record.name == "safetyhub.publishing"]


@pytest.mark.parametrize(("make", "ask", "what", "code"), CASES.values(), ids=CASES)
def test_what_the_door_refuses_is_logged_once(caplog, make, ask, what, code):
    entry, user = make(Program), make_user("Publisher", username="pat")
    caplog.clear()
    with pytest.raises(ValidationError):  # `Stale` is one
        ask(entry, user)
    [record] = refusals(caplog)
    said = record.getMessage()
    assert record.levelno == logging.WARNING
    assert said.startswith(f"Refused: {what.format(entry.pk)}") and said.endswith(f" by pat: {code}")
    assert TYPED not in caplog.text


@pytest.mark.parametrize(
    "ask",
    [
        publish,
        save_stale,
        schedule_set,
        lambda entry, user: actions.take_down(entry, language="de", user=user, note=TYPED),
        lambda entry, user: actions.archive(entry, user=user),
        lambda entry, user: actions.settle_mention(Mention(pk=1, part=part(entry, "de")), user=user),
        lambda entry, user: actions.create(Program, user=user, shared={}, texts={"title": TYPED}),
        lambda entry, user: actions.create_set(name=TYPED, user=user),
    ],
)
def test_what_somebody_may_not_do_is_logged_once(caplog, ask):
    entry, user = kinds.unreviewed(Program), make_user("Translator", username="amira", languages=("ar",))
    caplog.clear()
    with pytest.raises(PermissionDenied):
        ask(entry, user)
    [record] = refusals(caplog)
    assert record.getMessage().startswith("Refused: ")
    assert record.getMessage().endswith(" by amira: permission")
    assert TYPED not in caplog.text


def test_every_verb_of_the_door_logs():
    verbs = [getattr(actions, name) for name in actions.__all__]
    people = [verb for verb in verbs if inspect.isfunction(verb) and _asks_who(verb)]
    assert len(people) > 30
    assert [verb.__name__ for verb in people if not hasattr(verb, "__wrapped__")] == []


def _asks_who(verb):
    user = inspect.signature(verb).parameters.get("user")
    return user is not None and user.kind == inspect.Parameter.KEYWORD_ONLY


def test_targets_that_can_be_read_once_only_are_all_refused_and_named(caplog):
    entries = [make_program() for _number in range(7)]
    for entry in entries:
        save_texts(entry, "en", {"title": TYPED})
    with pytest.raises(ValidationError):
        actions.publish(((entry, "en") for entry in entries), user=make_user("Publisher"))
    assert caplog.text.count("partners.program") == 5 and "2 more by" in caplog.text


# --- what the pages refuse themselves ---


FORMS = {
    "a time that clocks skip": (
        "publish_at",
        {"publish_at_0": "2027-03-28", "publish_at_1": "02:30"},
        "no_such_time",
    ),
    "half a time": ("publish_at", {"publish_at_0": "2027-03-28"}, "time"),
    "a day that is none": ("publish_at", {"publish_at_0": TYPED, "publish_at_1": "02:30"}, "invalid"),
}


@pytest.mark.parametrize(("field", "sent", "code"), FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("of", ["entry", "set"])
def test_times_that_are_none_are_logged(client, caplog, of, field, sent, code):
    as_role(client, "Publisher")
    entry = kinds.approved(Program)
    path = page_url(entry, "schedule")
    if of == "set":
        path = f"/admin/publishing/changeset/{a_set(entry).pk}/"
    shown = Page(200, "", client.get(path).content.decode()).fields  # with what it was made from
    caplog.clear()
    client.post(path, {**shown, "do": "schedule", "time_zone": "Europe/Berlin", **sent})
    [record] = refusals(caplog)
    assert path.partition("?")[0] in record.getMessage()
    assert f"{field}: {code}" in record.getMessage() and TYPED not in caplog.text
    assert not Part.objects.filter(stage="scheduled").exists()


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("review", {"approve": "", "note": TYPED}),
        ("review", {"send_back": "", "note": TYPED * 100}),
        ("review-afterwards", {"note": TYPED}),
        ("review-afterwards", {"object": "", "note": TYPED * 100}),
        ("publish", {"reason": TYPED * 100}),
        ("preview-links", {"days": TYPED}),
    ],
)
def test_pages_log_what_they_refuse_before_the_door(client, caplog, page, sent):
    as_role(client, "Publisher")
    path = page_url(kinds.submitted(Program), page)
    caplog.clear()
    client.post(path, sent)
    assert f"Refused: POST of {path.partition('?')[0]} by user" in caplog.text and TYPED not in caplog.text
