"""What happened to an entry, on its pages: the merged history, two versions side by side, and one restored."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from safetyhub.publishing import actions, history_views
from safetyhub.publishing.models import Revision
from safetyhub.publishing.schema import SHARED
from tests.factories import make_organization, make_user, publish, save_texts, write_past_the_door

from .browsing import as_role, part

YEAR = timezone.now().year + 1
TIMES = f"Publish at: {YEAR}-07-01 09:00 (Europe/Berlin). Take down at: {YEAR}-07-02 09:00 (Europe/Berlin)."

pytestmark = pytest.mark.django_db


def url(entry, page, **values):
    query = "&".join(f"{name.rstrip('_')}={value}" for name, value in values.items())
    return reverse(f"admin:partners_program_{page}", args=[entry.pk]) + (f"?{query}" if query else "")


def text_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response
    return " ".join(response.content.decode().split())


def rows(html):
    """The words of each line of the table."""
    lines = re.findall(r"<tr>(.*?)</tr>", html)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in lines]


def revision(entry, language, number):
    return Revision.objects.get(part=part(entry, language), number=number)


@pytest.fixture
def reviewed(program):
    """A German text on its way: saved, submitted, sent back with notes, saved, submitted, approved, published, down."""
    amira = make_user("Translator", languages=("de",), first_name="Amira", last_name="Haddad")
    jonas = make_user("Reviewer", languages=("de",), first_name="Jonas")
    paula = make_user("Publisher", first_name="Paula")
    de = [(program, "de")]
    save_texts(program, "de", {"title": "Faktencheck"}, user=amira, origin="form", note="Shorter.")
    actions.submit(de, user=amira)
    notes = {("de", "title"): "Not the usual word."}
    actions.send_back(de, user=jonas, note="Almost.", field_notes=notes)
    save_texts(program, "de", {"title": "Faktenprüfung heute"}, user=amira, origin="import")
    actions.submit(de, user=amira, note="Now?")
    actions.approve(de, user=jonas)
    publish_at = datetime.datetime(YEAR, 7, 1, 7, 0, tzinfo=datetime.UTC)
    end = publish_at + datetime.timedelta(days=1)
    actions.schedule(
        de, user=paula, publish_at=publish_at, take_down_at=end, time_zone="Europe/Berlin", note="Monday."
    )
    actions.unschedule(de, user=paula)
    actions.publish(de, user=paula, note="Go.")
    actions.take_down(program, language="de", user=paula, note="A mistake.")
    return program


def test_everything_that_happened_stands_in_one_list_newest_first(client, reviewed):
    as_role(client, "Translator", ("fr",))
    lines = rows(text_of(client, url(reviewed, "history", language="de")))
    expected = [
        ("Paula", "form", "taken down", "A mistake."),
        ("Paula", "form", "published version 3", "Go."),
        ("Paula", "form", "cancelled the schedule: version 3", TIMES),
        ("Paula", "form", "scheduled: version 3", f"{TIMES} Monday."),
        ("Jonas", "form", "approved: version 3"),
        ("Amira Haddad", "form", "submitted for review: version 3", "Now?"),
        ("Amira Haddad", "import", "saved as version 3"),
        ("Jonas", "form", "sent back: version 2", "Almost.", "Title: Not the usual word."),
        ("Amira Haddad", "form", "submitted for review: version 2"),
        ("Amira Haddad", "form", "saved as version 2", "Shorter."),
        ("the system", "command", "published version 1"),
        ("the system", "command", "saved as version 1"),
    ]
    assert len(lines) == len(expected)
    for line, words in zip(lines, expected, strict=True):
        assert all(word in line for word in words), f"{words} in {line}"


def test_an_end_is_told_with_its_time_when_it_is_given_and_when_it_is_cancelled(client, program):
    end = datetime.datetime(YEAR, 7, 1, 7, 0, tzinfo=datetime.UTC)
    times = {"publish_at": None, "take_down_at": end, "time_zone": "Asia/Manila"}
    actions.schedule([(program, "de")], user=make_user(), **times)
    actions.keep_live([(program, "de")], user=make_user())
    as_role(client, "Editor")
    cancelled, given = rows(text_of(client, url(program, "history", language="de")))[:2]
    for line in (given, cancelled):
        assert f"Take down at: {YEAR}-07-01 15:00 (Asia/Manila)." in line and "Publish at" not in line


def test_what_was_stopped_before_it_went_live_has_a_line(client, program):
    """Nothing that visitors saw has moved, so no publication tells of it."""
    for title in ("Eins", "Zwei"):
        save_texts(program, "de", {"title": title})
        actions.submit([(program, "de")], user=None)
        actions.approve([(program, "de")], user=None)
        actions.take_down(program, language="de", user=make_user(), note=f"Not {title}.")
    as_role(client, "Editor")
    lines = rows(text_of(client, url(program, "history", language="de")))
    assert "stopped before it went live: version 3" in lines[0] and "Not Zwei." in lines[0]
    [told] = [line for line in lines if "Not Eins." in line]
    assert "taken down" in told  # it took down what was live, and that says it


def test_a_language_is_chosen_by_a_link(client, reviewed):
    as_role(client, "Editor")
    html = text_of(client, url(reviewed, "history"))
    assert re.findall(r'<a href="\?language=([\w-]+)"', html) == ["en", "de"]
    for name in ("German", "English", "The same in every language"):
        assert f"<td>{name}</td>" in html
    html = text_of(client, url(reviewed, "history", language="en"))
    assert "<td>German</td>" not in html and "<td>The same in every language</td>" in html
    assert "Nothing has happened yet." in text_of(client, url(reviewed, "history", language="fil"))


def test_older_lines_are_on_further_pages_and_none_is_lost(client, reviewed, monkeypatch):
    as_role(client, "Editor")
    everything = rows(text_of(client, url(reviewed, "history")))
    monkeypatch.setattr(history_views, "LINES", 5)
    pages, address = [], url(reviewed, "history")
    while address:
        html = text_of(client, address)
        pages.append(rows(html))
        older = re.search(r'<a href="(\?[^"]*)" rel="next"', html)
        address = url(reviewed, "history") + older[1].replace("&amp;", "&") if older else ""
    assert [line for page in pages for line in page] == everything
    assert {len(page) for page in pages[:-1]} == {5}
    assert rows(text_of(client, url(reviewed, "history") + "?page=x")) == pages[0]


def test_a_page_of_the_history_costs_the_same_however_long_it_is(client, program):
    as_role(client, "Editor")

    def queries():
        with CaptureQueriesContext(connection) as found:
            text_of(client, url(program, "history"))
        return len(found)

    queries()
    save_texts(program, "de", {"title": "0"})
    actions.submit([(program, "de")], user=None)
    few = queries()
    for number in range(1, 8):
        save_texts(program, "de", {"title": str(number)})
        actions.submit([(program, "de")], user=None)
        publish(program, "de")
    assert queries() == few <= 14


def test_any_two_versions_of_a_part_are_compared_without_a_script(client, reviewed):
    as_role(client, "Translator", ("de",))
    html = text_of(client, url(reviewed, "history", language="de"))
    first, third = revision(reviewed, "de", 1).pk, revision(reviewed, "de", 3).pk
    assert '<form action="../compare/">' in html
    for name in ("from", "to"):
        values = re.findall(rf'<input type="radio" name="{name}" value="(\d+)"', html)
        assert {int(value) for value in values} == {revision(reviewed, "de", n).pk for n in (1, 2, 3)}
    assert f'name="to" value="{third}" checked' in html
    html = text_of(client, url(reviewed, "compare", language="de", from_=first, to=third))
    assert "Faktenprüfung<ins> heute</ins>" in html
    assert "Version 1, saved" in html and "Version 3, saved" in html
    assert f"revision={first}" in html and f"revision={third}" not in html  # the newest is the draft already


def test_one_version_is_compared_with_the_one_before(client, reviewed):
    as_role(client, "Translator", ("fr",))
    second = revision(reviewed, "de", 2).pk
    html = text_of(client, url(reviewed, "compare", to=second))
    assert "<del>Faktenprüfung</del><ins>Faktencheck</ins>" in html
    assert "../restore/" not in html  # not this person's language
    html = text_of(client, url(reviewed, "compare", to=revision(reviewed, "de", 1).pk))
    assert "<ins>Faktenprüfung</ins>" in html


def test_versions_of_two_different_parts_are_not_compared(client, reviewed):
    as_role(client, "Editor")
    one, other = revision(reviewed, "de", 1).pk, revision(reviewed, "en", 1).pk
    response = client.get(url(reviewed, "compare", from_=one, to=other), follow=True)
    assert response.redirect_chain[-1][0].startswith(url(reviewed, "history"))
    assert "two different things" in response.content.decode()


@pytest.mark.parametrize("value", ["", "0", "x", "99999999999999999999", "-1", "²"])
def test_a_forged_version_is_not_found(client, reviewed, value):
    as_role(client, "Publisher")
    assert "no such version" in text_of(client, url(reviewed, "compare", to=value), 404)
    address = url(reviewed, "restore", revision=value)
    assert "no such version" in text_of(client, address, 404)
    assert client.post(address, {"seen": "3"}).status_code == 404


def test_another_entrys_version_is_not_found(client, reviewed):
    as_role(client, "Publisher")
    other = part(make_organization(), "en")
    assert "no such version" in text_of(client, url(reviewed, "restore", revision=other.head_id), 404)
    assert client.post(url(reviewed, "restore", revision=other.head_id), {"seen": "1"}).status_code == 404
    assert part(reviewed, "en").version == 1


def test_a_version_is_restored_by_a_page_that_says_what_changes(client, reviewed):
    as_role(client, "Translator", ("de",))
    first = revision(reviewed, "de", 1)
    address = url(reviewed, "restore", language="de", revision=first.pk)
    html = text_of(client, address)
    assert "Faktenprüfung<del> heute</del>" in html and "Version 1, saved" in html
    live = part(reviewed, "de").live_id
    response = client.post(address, {"seen": "3", "note": "It was better."}, follow=True)
    assert "Version 1 is the draft again" in response.content.decode()
    de = part(reviewed, "de")
    assert de.head.data == first.data and de.version == 4 and de.live_id == live
    assert de.head.note == "Version 1 restored. It was better." and de.head.origin == "form"
    assert "Version 1 restored. It was better." in rows(text_of(client, url(reviewed, "history")))[0]


def test_a_restore_over_a_newer_save_is_refused(client, reviewed):
    as_role(client, "Translator", ("de",))
    address = url(reviewed, "restore", language="de", revision=revision(reviewed, "de", 1).pk)
    save_texts(reviewed, "de", {"title": "Neuer"})
    for seen in ("3", "", "x"):
        response = client.post(address, {"seen": seen}, follow=True)
        assert "Look again before you restore it" in response.content.decode()
        assert response.redirect_chain[-1][0] == address
    assert part(reviewed, "de").head.data["title"] == "Neuer"


def test_what_there_is_no_place_for_is_told_before_and_after(client, program):
    write_past_the_door(program, "de", {"title": "Alt", "motto": "Immer <b>wachsam</b>"})
    save_texts(program, "de", {"title": "Neu"})
    as_role(client, "Translator", ("de",))
    address = url(program, "restore", language="de", revision=revision(program, "de", 2).pk)
    sentence = "There is no field “motto” any more. It said: Immer wachsam"
    assert sentence in text_of(client, address)
    assert sentence in client.post(address, {"seen": "3"}, follow=True).content.decode()


def test_a_refused_restore_names_the_field(client, program):
    data = part(program, SHARED).head.data
    write_past_the_door(program, SHARED, {**data, "slug": "not a slug"})
    write_past_the_door(program, SHARED, data)
    as_role(client, "Editor")
    address = url(program, "restore", revision=revision(program, SHARED, 2).pk)
    html = client.post(address, {"seen": "3"}, follow=True).content.decode()
    label = capfirst(program._meta.get_field("slug").verbose_name)
    assert f"{label}: An address has only" in html
    assert part(program, SHARED).version == 3


@pytest.mark.parametrize("role", ["Translator", "Reviewer", ""])
def test_who_may_not_edit_the_part_gets_no_page_to_restore_it(client, reviewed, role):
    as_role(client, role, ("fr",))
    address = url(reviewed, "restore", language="de", revision=revision(reviewed, "de", 1).pk)
    assert client.get(address).status_code == 403
    assert client.post(address, {"seen": "3"}).status_code == 403
    assert part(reviewed, "de").version == 3
    if role:
        assert "../restore/" not in text_of(client, url(reviewed, "history"))
