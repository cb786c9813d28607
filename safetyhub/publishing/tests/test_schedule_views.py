"""The page on which something gets its times."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from safetyhub.publishing import actions, schedule_views
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.stages import Stage
from tests.factories import make_program, make_user, save_texts

from .browsing import part, seen_in

pytestmark = pytest.mark.django_db
YEAR = timezone.now().year + 1


def address(entry, language="de"):
    return reverse("admin:partners_program_schedule", args=[entry.pk]) + f"?language={language}"


def approve(entry, language="de", title="Neu"):
    save_texts(entry, language, {"title": title})
    actions.submit([(entry, language)], user=None)
    actions.approve([(entry, language)], user=None)


def shown(client, url):
    """The tokens of the page."""
    html = client.get(url).content.decode()
    return {**seen_in(html), "times": re.search(r'name="times" value="([^"]*)"', html)[1]}


def send(client, url, data, **more):
    """From the page as it is now."""
    return client.post(url, {**shown(client, url), **data}, **more)


def last_sunday(month):
    """Of next year: when clocks in Europe are put forward (3) and back (10)."""
    day = datetime.date(YEAR, month, 31)
    return day - datetime.timedelta(days=(day.weekday() + 1) % 7)


def times(publish=("", ""), down=("", ""), zone="Europe/Berlin"):
    return {
        "publish_at_0": str(publish[0]),
        "publish_at_1": publish[1],
        "take_down_at_0": str(down[0]),
        "take_down_at_1": down[1],
        "time_zone": zone,
    }


@pytest.fixture
def publisher(client):
    user = make_user("Publisher", username="amira")
    client.force_login(user)
    return user


def test_a_local_time_is_kept_as_the_moment_that_it_means(client, publisher, program):
    approve(program)
    day = datetime.date(YEAR, 7, 1)
    response = send(client, address(program), times((day, "09:00"), (day, "18:30")), follow=True)
    assert "goes live on" in response.content.decode()
    found = part(program, "de")
    assert found.stage == Stage.SCHEDULED and found.time_zone == "Europe/Berlin"
    assert found.publish_at == datetime.datetime(YEAR, 7, 1, 7, 0, tzinfo=datetime.UTC)
    assert found.take_down_at == datetime.datetime(YEAR, 7, 1, 16, 30, tzinfo=datetime.UTC)


def test_a_sentence_about_a_time_ends_with_its_zone_and_one_full_stop(client, publisher, program):
    approve(program)
    day = datetime.date(YEAR, 7, 1)
    html = send(client, address(program), times((day, "17:54"), (day, "18:30")), follow=True).content.decode()
    assert f"It goes live on July 1, {YEAR}, 5:54 p.m. (Europe/Berlin)." in html
    assert f"It will be taken down on July 1, {YEAR}, 6:30 p.m. (Europe/Berlin)." in html
    history = client.get(reverse("admin:partners_program_history", args=[program.pk])).content.decode()
    assert f"Publish at: {YEAR}-07-01 17:54 (Europe/Berlin)." in history
    assert "m.." not in html and "m.." not in history


def test_a_time_that_the_clock_skips_is_refused_beside_its_field(client, publisher, program):
    approve(program)
    response = send(client, address(program), times((last_sunday(3), "02:30")))
    text = response.content.decode()
    assert response.status_code == 200 and "There is no such time there" in text
    assert f'value="{last_sunday(3)}"' in text and 'value="02:30"' in text  # what was typed is kept
    assert part(program, "de").stage == Stage.APPROVED


def test_of_a_time_that_comes_twice_it_takes_the_first_and_says_so(client, publisher, program):
    approve(program)
    day = last_sunday(10)
    response = send(client, address(program), times((day, "02:30")), follow=True)
    assert "02:30 twice that day" in response.content.decode()
    assert part(program, "de").publish_at == datetime.datetime(YEAR, 10, day.day, 0, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("publish", "down", "words"),
    [
        (("2020-01-01", "09:00"), ("", ""), "This time has passed."),
        (
            (f"{YEAR}-05-02", "09:00"),
            (f"{YEAR}-05-01", "09:00"),
            "It would be taken down before it is published.",
        ),
        ((f"{YEAR}-05-02", ""), ("", ""), "Choose the time of day too."),
        (("", "09:00"), ("", ""), "Choose the day too."),
        (("", ""), ("", ""), "Choose a time."),
        (("yesterday", "09:00"), ("", ""), "Enter a valid date."),
        (("0001-01-01", "00:00"), ("", ""), "There is no such time there"),
    ],
)
def test_an_impossible_time_is_refused_in_words(client, publisher, program, publish, down, words):
    approve(program)
    response = send(client, address(program), times(publish, down))
    assert response.status_code == 200 and words in response.content.decode()
    assert part(program, "de").stage == Stage.APPROVED


def test_a_zone_that_is_none_is_refused(client, publisher, program):
    approve(program)
    response = send(client, address(program), times((f"{YEAR}-05-02", "09:00"), zone="../../etc/passwd"))
    assert response.status_code == 200 and part(program, "de").stage == Stage.APPROVED


def test_the_zone_chosen_last_comes_first(client, publisher, program):
    approve(program)
    send(client, address(program), times((f"{YEAR}-05-02", "09:00"), zone="Asia/Manila"))
    approve(program, "ar", "جديد")
    text = client.get(address(program, "ar")).content.decode()
    assert text.index('value="Asia/Manila" selected') < text.index('value="Africa/')


def test_what_is_live_can_only_get_an_end(client, publisher, program):
    text = client.get(address(program)).content.decode()
    assert "publish_at" not in text and "take_down_at_0" in text
    send(client, address(program), times(down=(f"{YEAR}-05-02", "09:00")))
    assert part(program, "de").take_down_at is not None and part(program, "de").live
    send(client, address(program), {"cancel": "1"})
    assert part(program, "de").take_down_at is None


def test_the_form_tells_a_time_once_and_not_when_it_was_cancelled(client, publisher, program):
    approve(program)
    form = reverse("admin:partners_program_change", args=[program.pk]) + "?language=de"
    send(client, address(program), times((f"{YEAR}-05-02", "09:00")))
    html = client.get(form).content.decode()
    assert "Scheduled by amira for May 2" in html and "Publish at:" not in html
    send(client, address(program), {"cancel": "1"})
    assert "Publish at:" not in client.get(form).content.decode()


def test_cancelling_keeps_the_approval(client, publisher, program):
    approve(program)
    send(client, address(program), times((f"{YEAR}-05-02", "09:00"), (f"{YEAR}-06-02", "09:00")))
    send(client, address(program), {"cancel": "1"})
    found = part(program, "de")
    assert (found.stage, found.publish_at, found.take_down_at) == (Stage.APPROVED, None, None)


def test_a_time_that_went_while_it_was_being_cancelled_is_told(client, publisher, program, monkeypatch):
    class Overtaken(schedule_views.Plan):
        def __init__(self, *about):
            super().__init__(*about)
            actions.unschedule(self.targets(self.scheduled), user=None)

    approve(program)
    send(client, address(program), times((f"{YEAR}-05-02", "09:00")))
    seen = shown(client, address(program))
    with monkeypatch.context() as patch:
        patch.setattr(schedule_views, "Plan", Overtaken)
        html = client.post(address(program), {**seen, "cancel": "1"}, follow=True).content.decode()
    assert "Somebody changed this after you looked at it." in html and "The times were cancelled." not in html
    assert part(program, "de").stage == Stage.APPROVED


def test_a_time_that_the_page_did_not_show_is_not_cancelled(client, publisher, program):
    approve(program)
    send(client, address(program), times((f"{YEAR}-05-02", "09:00")))
    seen = shown(client, address(program))
    send(client, address(program), times((f"{YEAR}-06-02", "09:00")))
    html = client.post(address(program), {**seen, "cancel": "1"}, follow=True).content.decode()
    assert "Somebody changed this after you looked at it." in html
    assert part(program, "de").publish_at is not None


def test_an_emptied_time_of_publication_is_cancelled_and_that_is_said(client, publisher, program):
    approve(program)
    send(client, address(program), times((f"{YEAR}-05-02", "09:00")))
    end = times(down=(f"{YEAR}-06-02", "09:00"))
    html = send(client, address(program), end, follow=True).content.decode()
    assert "The time to publish it was cancelled. What was approved stays approved." in html
    assert "It will be taken down on" in html
    found = part(program, "de")
    assert (found.stage, found.publish_at) == (Stage.APPROVED, None) and found.take_down_at


def test_an_emptied_end_is_cancelled_and_that_is_said(client, publisher, program):
    approve(program)
    send(client, address(program), times((f"{YEAR}-05-02", "09:00"), (f"{YEAR}-06-02", "09:00")))
    html = send(client, address(program), times((f"{YEAR}-05-02", "09:00")), follow=True).content.decode()
    assert "It goes live on" in html and "The time to take it down was cancelled." in html
    assert part(program, "de").stage == Stage.SCHEDULED and part(program, "de").take_down_at is None


def test_all_times_emptied_are_all_cancelled(client, publisher, program):
    approve(program)
    send(client, address(program), times((f"{YEAR}-05-02", "09:00"), (f"{YEAR}-06-02", "09:00")))
    html = send(client, address(program), times(), follow=True).content.decode()
    assert (
        "The time to publish it was cancelled." in html and "The time to take it down was cancelled." in html
    )
    found = part(program, "de")
    assert (found.stage, found.publish_at, found.take_down_at) == (Stage.APPROVED, None, None)
    assert "Choose a time." in send(client, address(program), times()).content.decode()  # nothing to cancel


def test_what_would_never_be_live_gets_no_end_and_keeps_its_time(client, publisher):
    entry = make_program(live=False)
    actions.submit([(entry, SHARED), (entry, "en")], user=None)
    actions.approve([(entry, SHARED), (entry, "en")], user=None)
    send(client, address(entry, "en"), times((f"{YEAR}-05-02", "09:00")))
    end = times(down=(f"{YEAR}-06-02", "09:00"))
    html = send(client, address(entry, "en"), end).content.decode()
    assert "It is not public: there is nothing to take down." in html and f'value="{YEAR}-06-02"' in html
    assert part(entry, "en").publish_at and part(entry, "en").stage == Stage.SCHEDULED


def test_the_end_of_the_source_view_is_the_end_everywhere(client, publisher, program):
    """Only the English text is approved anew, and what is the same in every language stays: it ends with it."""
    approve(program, "en", "Checking facts")
    send(client, address(program, "en"), times((f"{YEAR}-05-02", "09:00"), (f"{YEAR}-06-02", "09:00")))
    assert part(program, SHARED).take_down_at == part(program, "en").take_down_at is not None
    assert part(program, SHARED).stage == Stage.DRAFT
    send(client, address(program, "en"), times((f"{YEAR}-05-03", "09:00")))
    assert part(program, SHARED).take_down_at is part(program, "en").take_down_at is None


STALE = "Somebody changed this after you looked at it. Look again."


def test_what_was_approved_after_the_page_was_shown_is_not_scheduled(client, publisher, program):
    approve(program, title="FIRST")
    before = shown(client, address(program))
    approve(program, title="SECOND")
    data = times((f"{YEAR}-05-02", "09:00"), (f"{YEAR}-06-02", "09:00"))
    html = client.post(address(program), {**before, **data}).content.decode()
    assert STALE in html and "SECOND" in html
    assert f'value="{YEAR}-05-02"' in html and f'value="{YEAR}-06-02"' in html  # what was typed is kept
    assert STALE in client.post(address(program), data).content.decode()  # nor what was not shown at all
    assert part(program, "de").stage == Stage.APPROVED
    send(client, address(program), data)
    assert part(program, "de").stage == Stage.SCHEDULED


def test_an_end_is_for_what_the_page_showed_too(client, publisher, program):
    before = shown(client, address(program))
    approve(program)
    actions.publish([(program, "de")], user=None)
    data = {**before, **times(down=(f"{YEAR}-05-02", "09:00"))}
    assert STALE in client.post(address(program), data).content.decode()
    assert part(program, "de").take_down_at is None


def test_a_time_that_somebody_else_has_given_it_meanwhile_is_not_replaced(client, publisher, program):
    approve(program)
    before, at = shown(client, address(program)), timezone.now() + datetime.timedelta(days=2)
    actions.schedule([(program, "de")], user=None, publish_at=at)
    data = {**before, **times((f"{YEAR}-05-02", "09:00"))}
    assert STALE in client.post(address(program), data).content.decode()
    assert part(program, "de").publish_at == at


def test_what_is_not_approved_any_more_is_said_even_where_nothing_is_left_to_plan(client, publisher):
    entry = make_program(live=False)
    approve(entry, "en")
    before = shown(client, address(entry, "en"))
    actions.withdraw([(entry, "en")], user=None)
    html = client.post(address(entry, "en"), {**before, **times((f"{YEAR}-05-02", "09:00"))}).content.decode()
    assert STALE in html and "there is nothing to plan yet" in html


def test_the_door_refuses_what_was_not_seen(program):
    approve(program)
    at, live = timezone.now() + datetime.timedelta(days=2), part(program, "en").live.number
    for language, times_of in (("de", {"publish_at": at}), ("en", {"publish_at": None, "take_down_at": at})):
        for seen in ({}, {(program.kind(), program.pk, language): 99}):
            with pytest.raises(actions.Stale):
                actions.schedule([(program, language)], user=None, seen=seen, **times_of)
    seen = {(program.kind(), program.pk, "en"): live}
    actions.schedule([(program, "en")], user=None, publish_at=None, take_down_at=at, seen=seen)


def test_nothing_to_plan_is_said(client, publisher, program):
    save_texts(program, "ar", {"title": "جديد"})
    assert "there is nothing to plan yet" in client.get(address(program, "ar")).content.decode()


def test_it_is_for_publishers(client, program):
    for role in ("Editor", "Reviewer", "Translator"):
        client.force_login(make_user(role, languages=("de",)))
        assert client.get(address(program)).status_code == 403
        assert client.post(address(program), times((f"{YEAR}-05-02", "09:00"))).status_code == 403
    assert not Part.objects.filter(take_down_at__isnull=False).exists()
