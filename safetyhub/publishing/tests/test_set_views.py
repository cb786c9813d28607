"""The pages of change sets."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from safetyhub.publishing import actions
from safetyhub.publishing.models import ChangeSet, PreviewLink
from safetyhub.publishing.schema import SHARED
from tests.factories import make_locale, make_organization, make_program, make_user, partner, save_texts

from .browsing import part

pytestmark = pytest.mark.django_db
LIST = "/admin/publishing/changeset/"


def approve(entry, *languages, title="Neu"):
    for language in languages:
        if language:
            save_texts(entry, language, {"title": title})
    actions.submit([(entry, language) for language in languages], user=None)
    actions.approve([(entry, language) for language in languages], user=None)


def address(change_set):
    return f"{LIST}{change_set.pk}/"


def hidden(html):
    """The tokens of the publish form."""
    found = [tag.split('"') for tag in html.split("<input ") if 'name="seen-' in tag.partition(">")[0]]
    return {words[3]: words[5] for words in found}


def said(client, change_set, **data):
    return client.post(address(change_set), data, follow=True).content.decode()


@pytest.fixture
def publisher(client):
    user = make_user("Publisher", username="amira")
    client.force_login(user)
    return user


@pytest.fixture
def change_set(publisher):
    return actions.create_set(name="Spring", user=publisher)


def test_a_set_is_made_filled_from_the_form_and_published(client, publisher, program):
    make_locale("de-de", "de", "de")
    approve(program, "de")
    index = client.get("/admin/").content.decode()
    assert LIST in index and "Review and release" in index
    page = reverse("admin:partners_program_change-set", args=[program.pk]) + "?language=de"
    assert client.get(page).status_code == 200
    response = client.post(page, {"set": "", "name": "Frühling"}, follow=True)
    made = ChangeSet.objects.get()
    html = response.content.decode()
    assert response.redirect_chain[-1][0] == address(made)
    assert "Frühling" in html and "Fact-checking" in html and "Approved, ready to go live." in html
    assert f"/admin/preview/set:{made.pk}/de-de/safety-partners/" in html
    assert "It is in this change set already" in client.get(page).content.decode()
    html = said(client, made, do="publish", **hidden(html))
    assert "Live. 1 part changed" in html and "kept as a record" in html
    assert part(program, "de").live.data["title"] == "Neu"
    assert "live since" in client.get(LIST).content.decode()


def test_what_changed_after_the_page_was_shown_is_not_published(client, change_set, program):
    approve(program, "de")
    actions.add_to_set(change_set, [(program, "de")], user=None)
    shown = hidden(client.get(address(change_set)).content.decode())
    actions.withdraw([(program, "de")], user=None)
    approve(program, "de", title="Neuer")
    assert "Look again" in said(client, change_set, do="publish", **shown)
    assert "Look again" in said(client, change_set, do="publish")  # nor what was not shown at all
    assert part(program, "de").live.data["title"] == "Faktenprüfung"


def test_what_is_missing_is_told_with_what_to_do(client, change_set):
    organization = make_organization("Reuters", live=False)
    entry = make_program("Facts", live=False, partnerships=[partner(organization)])
    said(client, change_set, do="add", part=f"partners.program:{entry.pk}:en")
    assert change_set.members.count() == 2
    html = client.get(address(change_set)).content.decode()
    assert "It has not been approved." in html and "refers to “Reuters”" in html
    assert f"partners.organization:{organization.pk}:en" in html
    html = said(client, change_set, do="publish", **hidden(html))
    assert "Facts (English): It has not been approved." in html
    html = said(client, change_set, do="publish", reason="  The law changes tonight ", **hidden(html))
    assert part(entry, "en").live and "Live." in html
    assert part(organization, "en").live is None


def test_entries_are_found_by_their_words_in_a_language(client, change_set, program):
    url = f"{address(change_set)}?q=faktenpruf&in=de"
    assert f'value="partners.program:{program.pk}:de"' in client.get(url).content.decode()
    assert "partners.program" not in client.get(f"{address(change_set)}?q=faktenpruf&in=en").content.decode()
    said(client, change_set, do="add", part=f"partners.program:{program.pk}:de")
    assert (
        f'type="checkbox" name="part" value="partners.program:{program.pk}:de"'
        not in client.get(url).content.decode()
    )
    said(client, change_set, do="remove", part=f"partners.program:{program.pk}:de")
    assert not change_set.members.exists() and part(program, "de").live


def test_without_a_search_what_is_approved_and_in_no_set_is_offered(client, change_set, program):
    approve(program, "de")
    assert f'value="partners.program:{program.pk}:de"' in client.get(address(change_set)).content.decode()
    other = actions.create_set(name="Other", user=None)
    actions.add_to_set(other, [(program, "de")], user=None)
    assert f'value="partners.program:{program.pk}:de"' not in client.get(address(change_set)).content.decode()


def test_each_thing_is_said_once_and_to_the_language_that_it_concerns(client, change_set, program):
    approve(program, "en", title="Checking")
    approve(program, "de")
    actions.add_to_set(change_set, [(program, code) for code in (SHARED, "en", "de")], user=None)
    html = client.get(address(change_set)).content.decode()
    assert html.count("Approved, ready to go live.") == 2 and "already" not in html
    assert "English, and what is the same" in html and "German, and what" not in html
    actions.withdraw([(program, "en")], user=None)
    actions.publish([(program, "en")], user=None)
    html = client.get(address(change_set)).content.decode()
    assert html.count("Visitors see this version already.") == 1


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "x",
        "partners.program",
        "partners.program:999999:en",
        "auth.user:1:en",
        "partners.program:1:tlh",
        "::",
    ],
)
def test_a_forged_part_is_refused(client, change_set, forged):
    assert "Choose at least one." in said(client, change_set, do="add", part=forged)


def test_a_time_keeps_what_was_typed_and_says_when(client, change_set, program):
    approve(program, "de")
    actions.add_to_set(change_set, [(program, "de")], user=None)
    year = timezone.now().year
    typed = {
        "do": "schedule",
        "publish_at_0": f"{year - 1}-05-02",
        "publish_at_1": "09:00",
        "time_zone": "Asia/Manila",
    }
    response = client.post(address(change_set), typed)
    html = response.content.decode()
    assert (
        response.status_code == 200
        and "This time has passed." in html
        and f'value="{year - 1}-05-02"' in html
    )
    html = said(client, change_set, **{**typed, "publish_at_0": f"{year + 1}-05-02"})
    assert "(Asia/Manila)" in html and "Cancel the time" in html
    change_set.refresh_from_db()
    assert change_set.publish_at == datetime.datetime(year + 1, 5, 2, 1, 0, tzinfo=datetime.UTC)
    said(client, change_set, do="cancel")
    change_set.refresh_from_db()
    assert change_set.publish_at is None


def test_renaming_and_deleting(client, change_set, program):
    actions.add_to_set(change_set, [(program, "de")], user=None)
    assert "Herbst" in said(client, change_set, do="rename", name="Herbst", note="")
    html = said(client, change_set, do="rename", name="", note="typed")
    assert "This field is required." in html and "typed" in html
    client.post(address(change_set), {"do": "rename", "delete": "1"})
    assert not ChangeSet.objects.exists() and part(program, "de").live


def test_links_of_a_set(client, change_set):
    html = said(client, change_set, do="link", note="For the ministry", days="3")
    link = PreviewLink.objects.get()
    assert "For the ministry" in html and "/preview/" in html and link.change_set == change_set
    other = actions.make_link(actions.create_set(name="Other", user=None), user=None)
    assert client.post(address(change_set), {"do": "link", "revoke": other.pk}).status_code == 404
    said(client, change_set, do="link", revoke=str(link.pk))
    link.refresh_from_db()
    other.refresh_from_db()
    assert (link.is_revoked, other.is_revoked) == (True, False)


def test_who_may_what(client, change_set, program):
    actions.add_to_set(change_set, [(program, SHARED), (program, "en")], user=None)
    client.force_login(make_user("Translator", languages=("de",)))
    html = client.get(address(change_set)).content.decode()
    assert (
        'value="publish"' not in html and "Search for words" not in html and "Make a preview link" not in html
    )
    for data in ({"do": "add", "part": "x"}, {"do": "rename", "name": "x"}, {"do": "link", "days": "7"}):
        data["part"] = f"partners.program:{program.pk}:de"
        assert client.post(address(change_set), data).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    client.force_login(make_user("Editor"))
    html = client.get(address(change_set)).content.decode()
    assert 'value="publish"' not in html and "Search for words" in html
    assert client.post(address(change_set), {"do": "publish"}).status_code == 403
    client.force_login(make_user(role=""))
    assert client.get(address(change_set)).status_code == 403
    assert client.get(f"{LIST}999/").status_code == 403


def test_an_editor_is_not_offered_a_set_that_has_its_time(client, change_set, program):
    ChangeSet.objects.create(name="Timed", publish_at=timezone.now() + datetime.timedelta(days=1))
    page = reverse("admin:partners_program_change-set", args=[program.pk])
    assert "Timed" in client.get(page).content.decode()
    client.force_login(make_user("Editor"))
    html = client.get(page).content.decode()
    assert "Timed" not in html and "Spring" in html


def test_odd_requests_are_answered_in_words(client, publisher, change_set):
    assert client.post(address(change_set), {"do": "explode"}).status_code == 404
    assert client.get(f"{LIST}999999/").status_code == 404
    assert client.get(f"{LIST}{change_set.pk}/delete/").status_code == 404


def test_the_page_costs_the_same_whatever_the_size(client, change_set, django_assert_max_num_queries):
    for count in (1, 5):
        for _ in range(count):
            entry = make_program(live=False, partnerships=[partner(make_organization(live=False))])
            actions.add_to_set(change_set, [(entry, SHARED), (entry, "en")], user=None)
        with django_assert_max_num_queries(25):
            client.get(address(change_set))


def to_set(program):
    return reverse("admin:partners_program_change-set", args=[program.pk]) + "?language=de"


def test_a_new_name_beside_a_chosen_set_is_asked_about_and_nothing_is_added(client, change_set, program):
    response = client.post(to_set(program), {"set": change_set.pk, "name": "Frühling"}, follow=True)
    html = response.content.decode()
    assert "Choose a change set or name a new one, not both." in html
    assert 'value="Frühling"' in html and f'value="{change_set.pk}" checked' in html
    assert list(ChangeSet.objects.all()) == [change_set] and not change_set.members.exists()


def test_no_set_is_chosen_for_anybody(client, change_set, program):
    assert " checked" not in client.get(to_set(program)).content.decode()


@pytest.mark.parametrize("data", [{"name": ""}, {"set": "", "name": " "}])
def test_choosing_neither_a_set_nor_a_name_is_asked_about(client, change_set, program, data):
    html = client.post(to_set(program), data, follow=True).content.decode()
    assert "Choose a change set, or type a name for a new one." in html
    assert ChangeSet.objects.count() == 1 and not change_set.members.exists()


@pytest.mark.parametrize("name", ["name", "author"])
def test_the_columns_of_the_list_are_named_in_the_language_of_the_interface(name):
    assert isinstance(ChangeSet._meta.get_field(name).verbose_name, Promise)
