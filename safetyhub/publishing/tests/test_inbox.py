"""The inbox: what waits for whom, with the page that it is done on; and the first steps beside it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from safetyhub.publishing import actions, inbox, own_work
from safetyhub.publishing.models import Dismissal, Mention, OwedReview, Part
from safetyhub.publishing.permissions import access_of
from safetyhub.publishing.schema import SHARED
from tests.factories import make_organization, make_program, make_user, publish, save_texts

from .browsing import as_role, part, queries_of

pytestmark = pytest.mark.django_db

INDEX = "/admin/"


@pytest.fixture
def amira():
    return make_user("Translator", username="amira", first_name="Amira", languages=("de", "fil"))


@pytest.fixture
def bo():
    return make_user("Reviewer", username="bo", languages=("de", "es-419"))


@pytest.fixture
def pat():
    return make_user(username="pat")


def waiting(user):
    """Names, languages and addresses of what waits, by group."""
    return {
        group.key: [(item.name, item.language and item.language.code, item.url) for item in group.items]
        for group in inbox.groups(user, access_of(user))
    }


def draft(entry, user, language="de", **texts):
    save_texts(entry, language, texts or {"title": f"Entwurf {language}"}, user=user, origin="form")


def submitted(entry, user, language="de"):
    draft(entry, user, language)
    actions.submit([(entry, language)], user=user)
    return entry


def approved(entry, user, by, language="de"):
    submitted(entry, user, language)
    actions.approve([(entry, language)], user=by)
    return entry


def address(entry, page, language="de"):
    return reverse(f"admin:partners_program_{page}", args=[entry.pk]) + f"?language={language}"


# --- what waits -----------------------------------------------------------------------------------------------------


def test_submissions_wait_for_reviewers_of_their_language_and_not_for_their_authors(program, amira, bo, pat):
    submitted(program, amira)
    item = ("Fact-checking", "de", address(program, "review"))
    assert waiting(bo)["review"] == [item] and waiting(pat)["review"] == [item]
    assert "review" not in waiting(amira)
    assert "review" not in waiting(make_user("Reviewer", languages=("ar",)))
    assert "review" not in waiting(make_user("Editor"))
    [group] = inbox.groups(bo, access_of(bo))
    assert group.items[0].who == amira and group.items[0].when


def test_a_colleagues_comma_does_not_make_it_anybody_elses_work(program, amira, bo, pat):
    draft(program, bo)
    draft(program, pat, title="Entwurf, von Pat")
    actions.submit([(program, "de")], user=amira)
    assert "review" not in waiting(bo) and "review" not in waiting(pat)
    assert "review" in waiting(make_user())


def test_teams_of_one_see_their_own(program, pat, settings):
    submitted(program, pat)
    assert "review" not in waiting(pat)
    settings.REVIEW_OWN_WORK = True
    assert "review" in waiting(pat)


def test_the_shared_part_and_the_source_are_one_item(program, pat):
    editor = make_user("Editor")
    draft(program, editor, "en", title="New")
    actions.save(
        program,
        language="en",
        user=editor,
        seen=None,
        shared={**part(program, SHARED).head.data, "position": 9},
    )
    actions.submit([(program, SHARED), (program, "en")], user=editor)
    assert waiting(pat)["review"] == [("New", "en", address(program, "review", "en"))]
    actions.approve([(program, "en")], user=pat)
    assert waiting(pat)["review"] == [("New", None, address(program, "review", "en"))]


def test_what_was_approved_waits_for_whoever_may_publish_it(program, amira, bo, pat):
    approved(program, amira, bo)
    assert waiting(pat) == {"publish": [("Fact-checking", "de", address(program, "publish"))]}
    assert "publish" in waiting(make_user("Administrator"))
    for person in (amira, bo, make_user("Editor")):
        assert "publish" not in waiting(person), person
    [group] = inbox.groups(pat, access_of(pat))
    assert group.items[0].who == bo and group.items[0].when


def test_it_waits_for_nobody_once_it_has_a_change_set_or_a_time_or_is_live(program, amira, bo, pat):
    approved(program, amira, bo)
    planned = actions.create_set(name="Launch", user=pat)
    actions.add_to_set(planned, [(program, "de")], user=pat)
    assert waiting(pat) == {}
    actions.remove_from_set(planned, [(program.kind(), program.pk, "de")], user=pat)
    assert list(waiting(pat)) == ["publish"]
    actions.schedule([(program, "de")], user=pat, publish_at=timezone.now() + datetime.timedelta(days=1))
    assert list(waiting(pat)) == ["scheduled"]
    actions.unschedule([(program, "de")], user=pat)
    assert list(waiting(pat)) == ["publish"]
    actions.publish([(program, "de")], user=pat)
    assert waiting(pat) == {}


def test_the_end_of_what_is_live_is_told_with_who_gave_it_not_who_approved_the_next(program, amira, bo, pat):
    end = timezone.now() + datetime.timedelta(days=3)
    actions.schedule([(program, "de")], user=pat, publish_at=None, take_down_at=end)
    approved(program, amira, bo)
    told = {group.key: group.items[0].who for group in inbox.groups(pat, access_of(pat))}
    assert told == {"publish": bo, "scheduled": pat}


def test_the_longest_waiting_comes_first(amira, bo):
    first, second = make_program("First"), make_program("Second")
    submitted(second, amira)
    submitted(first, amira)
    assert [name for name, _language, _url in waiting(bo)["review"]] == ["Second", "First"]


def test_what_was_sent_back_waits_for_its_author_with_the_note(program, amira, bo):
    submitted(program, amira)
    actions.send_back([(program, "de")], user=bo, note="Bitte kürzer.")
    assert waiting(amira)["sent-back"] == [("Fact-checking", "de", address(program, "change"))]
    [group] = inbox.groups(amira, access_of(amira))
    assert group.items[0].note == "Bitte kürzer." and group.items[0].who == bo
    assert "sent-back" not in waiting(bo)
    draft(program, amira, title="Kurz")
    actions.submit([(program, "de")], user=amira)
    assert "sent-back" not in waiting(amira)


def test_a_question_waits_for_the_others(program, amira, bo, pat):
    actions.ask_about(program, language="de", user=amira, text="Which tone?")
    item = ("Fact-checking", "de", address(program, "questions"))
    editor = make_user("Editor")
    for person in (bo, pat, editor):
        assert waiting(person)["questions"] == [item]
    assert "questions" not in waiting(amira)
    assert "questions" not in waiting(make_user("Translator", languages=("ar",)))
    actions.ask_about(program, language="de", user=editor, text="A calm one.")
    assert "questions" in waiting(amira) and "questions" not in waiting(editor)
    actions.close(program, language="de", user=amira)
    assert "questions" not in waiting(bo)


def test_times_are_told_in_their_zone_to_those_whom_they_concern(program, amira, bo, pat):
    approved(program, amira, bo)
    at = datetime.datetime(2031, 3, 28, 8, 0, tzinfo=datetime.UTC)
    actions.schedule([(program, "de")], user=pat, publish_at=at, time_zone="Europe/Berlin")
    other = make_user("Translator", languages=("ar",))
    for person in (amira, bo, pat, make_user()):
        assert "scheduled" in waiting(person), person
    assert "scheduled" not in waiting(other) and "scheduled" not in waiting(make_user("Editor"))
    [group] = inbox.groups(amira, access_of(amira))
    assert "Europe/Berlin" in group.items[0].details[0] and "9 a.m." in group.items[0].details[0]


def test_the_end_of_what_is_live_is_a_time_too(program, pat):
    end = timezone.now() + datetime.timedelta(days=3)
    actions.schedule([(program, "de")], user=pat, publish_at=None, take_down_at=end, time_zone="Asia/Manila")
    assert waiting(pat)["scheduled"] == [("Fact-checking", "de", address(program, "change"))]


def test_what_could_not_be_done_on_time_stays_until_something_happens(program, amira, bo, pat):
    approved(program, amira, bo)
    at = timezone.now() + datetime.timedelta(minutes=1)
    actions.schedule([(program, "de")], user=pat, publish_at=at)
    actions.give_up([(program, "de")], due_by=at, problem="The address is taken.")
    [group] = inbox.groups(pat, access_of(pat))
    assert group.key == "scheduled" and group.items[0].note == "The address is taken."
    publish(program, "de")
    assert waiting(pat) == {}


def test_change_sets_wait_with_their_time_or_their_problem(program, pat):
    done = actions.create_set(name="Launch", user=pat)
    assert "sets" not in waiting(pat)  # nothing is to be done about it yet
    type(done).objects.update(problem="Something is missing.")
    [group] = inbox.groups(pat, access_of(pat))
    assert (group.items[0].name, group.items[0].note) == ("Launch", "Something is missing.")
    assert str(done.pk) in group.items[0].url
    assert "sets" not in waiting(make_user("Translator", languages=("de",)))


def test_what_went_live_unseen_waits_for_somebody_else(program, amira, bo, pat):
    draft(program, amira)
    actions.publish([(program, "de")], user=pat, reason="The number is wrong")
    item = ("Fact-checking", "de", address(program, "review-afterwards"))
    assert waiting(bo)["afterwards"] == [item]
    assert waiting(make_user())["afterwards"] == [item]
    assert "afterwards" not in waiting(pat) and "afterwards" not in waiting(amira)
    actions.review_afterwards(program, language="de", user=bo)
    assert "afterwards" not in waiting(make_user())


def test_words_that_name_what_was_taken_down_wait_for_who_may_edit_them(amira, bo, pat):
    organization = make_organization("Reuters")
    texts = {
        "en": {"title": "A", "summary": "With Reuters."},
        "ar": {"title": "ا", "summary": "مع Reuters"},
        "fil": {"title": "B", "summary": "Kasama ang Reuters."},
    }
    program = make_program(texts=texts)
    actions.withdraw_everywhere(organization, user=pat, reason="Lost its licence")
    [item] = waiting(amira)["mentions"]
    assert item == ("A", "fil", f"{address(program, 'change', 'fil')}#id_summary_fil")
    assert len(waiting(pat)["mentions"]) == 3 and "mentions" not in waiting(bo)
    item = inbox.groups(amira, access_of(amira))[0].items[0]
    assert (item.gone, item.note) == ("Reuters", "Lost its licence") and "says “Reuters”" in item.details


# --- the database and the door agree --------------------------------------------------------------------------------


def test_own_work_is_what_the_door_says_it_is(program, amira, bo, pat):
    """Through many ways of writing, publishing and owing: one condition, two places."""
    people = [amira, bo, pat, make_user("Editor")]
    other, third = make_program("Other"), make_program("Third")
    draft(program, amira)
    actions.publish([(program, "de")], user=pat, reason="Now")
    draft(program, bo, title="Mehr")
    actions.submit([(program, "de")], user=pat)
    submitted(other, amira)
    publish(third, "en")
    draft(third, pat)
    publish(third, "de")
    draft(third, amira, title="Neu")
    draft(third, None, title="Vom System")
    actions.submit([(third, "de")], user=bo)
    for user in people:
        marked = own_work.candidates(Part.objects.all(), user)
        assert marked.count() == 3
        for row in marked:
            assert row.is_own == (user in actions.contributors(row)), (user, row)
        owed = {row.pk for row in own_work.owed(user)}
        for row in OwedReview.objects.select_related("part__live"):
            assert (row.pk in owed) == (user not in actions.published_by(row, actions.went_live(row.part)))


# --- the pages ------------------------------------------------------------------------------------------------------


def test_the_index_says_that_nothing_waits(client):
    as_role(client, "Publisher")
    assert "Nothing waits for you." in client.get(INDEX).content.decode()


def test_without_a_role_there_is_no_inbox(client):
    as_role(client, "")
    html = client.get(INDEX).content.decode()
    assert "waits for you" not in html and "First steps" not in html
    assert client.get(reverse("admin:publishing_inbox", args=["review"])).status_code == 404


def test_a_title_is_text_and_not_markup(client, amira):
    program = make_program("<script>alert(1)</script>")
    submitted(program, amira)
    as_role(client, "Publisher")
    html = client.get(INDEX).content.decode()
    assert "&lt;script&gt;alert(1)" in html and "<script>alert" not in html


def test_the_others_are_a_click_away_and_divided_into_pages(client, amira, monkeypatch):
    monkeypatch.setattr("safetyhub.publishing.inbox_views.PER_PAGE", 7)
    for number in range(inbox.SHOWN + 2):
        submitted(make_program(f"Program {number:02}"), amira)
    as_role(client, "Publisher")
    html = client.get(INDEX).content.decode()
    assert "and 2 more" in html and "Program 09" in html and "Program 10" not in html
    url = reverse("admin:publishing_inbox", args=["review"])
    first, second = (client.get(f"{url}?page={page}").content.decode() for page in (1, 2))
    assert "Program 06" in first and "Program 07" not in first
    assert "Program 07" in second and "Program 11" in second
    assert client.get(f"{url}?page=nonsense").status_code == 200
    assert client.get(reverse("admin:publishing_inbox", args=["forged"])).status_code == 404


def _something_of_everything(number, amira, bo, pat):
    reviewed, back, asked, timed, owed, ready = (make_program(f"{number} {name}") for name in "abcdef")
    approved(ready, amira, bo)
    submitted(reviewed, amira)
    submitted(back, pat)
    actions.send_back([(back, "de")], user=bo, note="No")
    actions.ask_about(asked, language="de", user=amira, text="What?")
    approved(timed, amira, bo)
    at = timezone.now() + datetime.timedelta(days=1)
    actions.schedule([(timed, "de")], user=pat, publish_at=at)
    draft(owed, amira)
    actions.publish([(owed, "de")], user=bo and make_user(), reason="Now")
    gone = make_organization(f"Organisation {number}")
    make_program(f"With Organisation {number}")
    actions.withdraw_everywhere(gone, user=pat, reason="Gone")


def test_as_many_queries_however_much_waits(client, amira, bo, pat):
    client.force_login(pat)
    client.get(INDEX)  # what is read once per process
    _something_of_everything(0, amira, bo, pat)
    assert len(waiting(pat)) == 7
    before = queries_of(client, INDEX)
    for number in range(1, 4):
        _something_of_everything(number, amira, bo, pat)
    assert queries_of(client, INDEX) == before <= 20
    group = reverse("admin:publishing_inbox", args=["review"])
    assert queries_of(client, group) <= 10


def test_undoing_is_one_click_from_the_inbox(client, pat):
    organization = make_organization("Reuters")
    make_program("With Reuters")
    actions.withdraw_everywhere(organization, user=pat, reason="Why")
    as_role(client, "Editor")
    assert "put-back" not in client.get(INDEX).content.decode()
    as_role(client, "Publisher")
    url = reverse("admin:partners_organization_put-back", args=[organization.pk])
    assert url in client.get(INDEX).content.decode()
    assert client.post(url).status_code == 302
    assert part(organization, SHARED).live is not None
    assert not Mention.objects.filter(is_settled=False).exists()


# --- first steps ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "languages"),
    [
        ("Administrator", ()),
        ("Publisher", ()),
        ("Editor", ()),
        ("Reviewer", ("de",)),
        ("Translator", ("ar",)),
    ],
)
def test_five_first_steps_for_each_role_each_a_page_that_opens(client, role, languages):
    as_role(client, role, languages)
    steps = client.get(INDEX).context["steps"]
    assert len(steps) == 5
    for step in steps:
        assert client.get(step.url).status_code in (200, 302), step


def test_they_are_put_away_one_by_one_or_together_and_stay_away(client):
    user = as_role(client, "Publisher")
    first, *others = client.get(INDEX).context["steps"]
    url = reverse("admin:publishing_put_away")
    client.post(url, {"step": first.key})
    assert [step.key for step in client.get(INDEX).context["steps"]] == [step.key for step in others]
    client.post(url, {"step": [step.key for step in others]})
    client.post(url, {"step": [first.key]})  # twice does no harm
    assert "First steps" not in client.get(INDEX).content.decode()
    client.post(url, {"step": ["forged", ""]})
    assert Dismissal.objects.filter(user=user).count() == 5
    as_role(client, "Publisher")
    assert len(client.get(INDEX).context["steps"]) == 5  # theirs are their own


def test_putting_away_wants_a_post_and_a_token(client):
    as_role(client, "Publisher")
    url = reverse("admin:publishing_put_away")
    assert client.get(url).status_code == 405
    strict = type(client)(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(url, {"step": "site"}).status_code == 403
    assert not Dismissal.objects.exists()
