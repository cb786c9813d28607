"""What a careful reader of the admin found wrong once: each stays found."""

import pytest
from django.urls import reverse

from partners.models import CallToAction, Program
from safetyhub.content.models import PageSection
from safetyhub.publishing import actions
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_council,
    make_locale,
    make_organization,
    make_page,
    make_person,
    make_program,
    make_section,
    make_user,
    partner,
    publish,
    reference,
    save_texts,
)

from .browsing import change_url, form_of, seen_in

pytestmark = pytest.mark.django_db


def part(entry, language):
    return Part.objects.select_related("head", "live").get(
        kind=entry.kind(), object_id=entry.pk, language=language
    )


def address(entry, page, query=""):
    return reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_{page}", args=[entry.pk]) + query


@pytest.fixture
def publisher(client):
    user = make_user("Publisher")
    client.force_login(user)
    return user


def test_a_member_in_the_reduced_form_is_not_published_with_the_council(client, publisher):
    person = make_person("Secret", live=False)
    texts = {"en": {"name": "Youth council", "memberships.a.reduced_label": "A student"}}
    member = {"id": None, "new": "a", "person": reference(person), "form": "reduced"}
    council = make_council(texts=texts, memberships=[member], live=False)
    text = client.get(address(council, "publish")).content.decode()
    assert "<bdi>Secret</bdi>" not in text and "together" not in text


def test_what_was_taken_down_does_not_come_back_with_something_else(client, publisher):
    organization = make_organization("Withdrawn")
    program = make_program(partnerships=[partner(organization)])
    actions.take_down(organization, language=SHARED, user=None)
    save_texts(program, "en", {"title": "New"})
    text = client.get(address(program, "publish")).content.decode()
    assert "taken down" in text and "Withdrawn" in text and "together" not in text
    client.post(address(program, "publish"), {**seen_in(text), "together": "1", "reason": "Urgent"})
    assert part(program, "en").live.data["title"] == "New"
    assert part(organization, SHARED).live is None


def test_only_what_was_seen_goes_live_with_it(client, publisher):
    organization = make_organization("Seen", live=False)
    program = make_program(partnerships=[partner(organization)], live=False)
    seen = seen_in(client.get(address(program, "publish")).content.decode())
    save_texts(organization, "en", {"name": "Not seen"})
    answer = {**seen, "together": "1", "reason": "Urgent"}
    text = client.post(address(program, "publish"), answer).content.decode()
    assert "Look again" in text and ">Urgent</textarea>" in text
    assert part(program, SHARED).live is None and part(organization, "en").live is None


@pytest.mark.parametrize("token", ["", "abc", "²", "9" * 5000])
def test_a_publish_page_without_its_tokens_is_refused(client, publisher, token):
    program = make_program(live=False)
    names = seen_in(client.get(address(program, "publish")).content.decode())
    client.post(address(program, "publish"), {**dict.fromkeys(names, token), "reason": "Urgent"})
    assert part(program, SHARED).live is None


def test_publishing_nothing_is_no_success(client, publisher):
    program = make_program()
    text = client.post(address(program, "publish", "?language=th"), follow=True).content.decode()
    assert "nothing to publish" in text


def test_a_key_that_a_page_is_built_around_is_set_once(client, publisher):
    section = make_section(make_page(), "programs", "Programs")
    shared = {**part(section, SHARED).head.data, "key": "progs"}
    with pytest.raises(Exception, match="cannot be changed"):
        actions.save(section, language=SHARED, shared=shared, user=None, seen=None)
    assert PageSection.objects.get().key == "programs"


def test_an_address_is_in_small_letters():
    program = make_program(slug="Media-Lit")
    assert part(program, SHARED).slug == "media-lit"


def test_a_removed_row_leaves_no_mark_that_nobody_can_clear():
    texts = {"en": {"title": "T", "calls_to_action.a.label": "More"}}
    program = make_program(texts=texts, calls_to_action=[{"id": None, "new": "a"}])
    key = f"calls_to_action.{CallToAction.objects.get().pk}.label"
    save_texts(program, "de", {"title": "T", key: "Mehr"})
    save_texts(program, "en", {key: "Learn more"})
    publish(program, "en")
    assert part(program, "de").outdated
    shared = {**part(program, SHARED).head.data, "calls_to_action": []}
    actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    publish(program, SHARED)
    assert not part(program, "de").outdated


def test_an_administrator_keeps_their_own_access(client):
    user = make_user("Administrator")
    client.force_login(user)
    url = reverse("admin:auth_user_change", args=[user.pk])
    rows = {"assignments-TOTAL_FORMS": "0", "assignments-INITIAL_FORMS": "0"}
    response = client.post(url, {"username": user.username, "is_active": "on", **rows})
    assert response.status_code == 200 and user.groups.exists()


def test_a_draft_of_what_is_down_does_not_claim_visitors(client, publisher):
    program = make_program(texts={"en": {"title": "T"}, "de": {"title": "T"}})
    actions.take_down(program, language=SHARED, user=None)
    editing = client.get(address(program, "change", "?language=de")).context["editing"]
    sent = {"title_de": "N", "seen": editing.seen, "shown": editing.shown, "_save": ""}
    rows = {"calls_to_action-TOTAL_FORMS": "0", "calls_to_action-INITIAL_FORMS": "0"}
    text = client.post(
        address(program, "change", "?language=de"), {**sent, **rows}, follow=True
    ).content.decode()
    assert "Visitors see none of it yet" in text
    text = client.get(address(program, "take-down", "?language=de")).content.decode()
    assert "before and after" in text


def test_a_take_down_says_what_it_has_changed(client, publisher):
    program = make_program(texts={"en": {"title": "T"}, "de": {"title": "T"}})
    url = address(program, "take-down", "?language=de")
    text = client.post(url, {}, follow=True).content.decode()
    assert "Taken down. Visitors who read German will then see the English text." in text
    text = client.post(f"{url}&everywhere=1", {}, follow=True).content.decode()
    assert "Taken down. Visitors will not see it in any regional version" in text


def test_words_without_a_title_are_shown_and_said_to_be(client, publisher):
    make_locale("es-mx", "es-mx", "mx")
    program = make_program(
        texts={"en": {"title": "T"}, "es": {"title": "T"}, "es-mx": {"summary": "Resumen"}}
    )
    text = client.get(address(program, "change", "?language=es-mx")).content.decode()
    assert "Partly in its own words" in text


def test_a_list_counts_what_is_live(client, publisher):
    make_program(live=False)
    text = client.get(reverse("admin:partners_program_changelist")).content.decode()
    assert "1 live" not in text


def test_lists_know_markets_around_and_inherited_languages(client, publisher):
    make_locale("de-ch", "de-ch", "ch")
    make_program("Everywhere", texts={"en": {"title": "Everywhere"}, "de": {"title": "Überall"}})
    make_program("Europe", markets=["150"])
    make_program("Mexico", markets=["mx"])

    def found(**query):
        context = client.get(reverse("admin:partners_program_changelist"), query).context
        return {str(entry) for entry in context["cl"].result_list}

    assert found(market="de") == {"Everywhere", "Europe"}
    assert found(**{"in": "de-ch", "state": "missing"}) == {"Europe", "Mexico"}
    assert found(**{"in": "de-ch", "state": "inherited"}) == {"Everywhere"}


def test_a_bulk_take_down_asks_first(client, publisher):
    program = make_program("Asked about")
    data = {"action": "take_down_selected", "_selected_action": [program.pk]}
    url = reverse("admin:partners_program_changelist")
    assert "Asked about" in client.post(url, data).content.decode()
    assert part(program, SHARED).live is not None
    client.post(url, {**data, "confirmed": "1"})
    assert part(program, SHARED).live is None


def test_previews_are_offered_where_there_is_something_to_see(client, publisher):
    make_locale()
    make_locale("de-de", "de", "de")
    program = make_program(markets=["us"], live=False)
    text = client.get(address(program, "change")).content.decode()
    assert "/admin/preview/en-us/" in text and "/admin/preview/de-de/" not in text


@pytest.mark.parametrize("text", ["²", "9" * 5000, "-1", "x"])
@pytest.mark.parametrize("name", ["change", "history", "delete"])
def test_an_odd_number_is_not_found(client, publisher, text, name):
    assert client.get(f"/admin/partners/program/{text}/{name}/").status_code in (404, 403)


@pytest.mark.parametrize("query", ["?from=²&to=1", f"?from={'9' * 5000}&to=1"])
def test_an_odd_version_is_not_found(client, publisher, query):
    assert client.get(address(make_program(), "compare", query)).status_code == 404


def test_versions_of_two_parts_are_not_compared(client, publisher):
    program = make_program()
    shared, source = part(program, SHARED).head_id, part(program, "en").head_id
    answer = client.get(address(program, "compare", f"?from={shared}&to={source}"), follow=True)
    assert answer.redirect_chain[0][0] == address(program, "history", "?language=en")
    assert "Choose two of the same" in answer.content.decode()


@pytest.mark.parametrize(
    "forged",
    [
        {"partnerships-0-organization": "abc"},
        {"partnerships-0-organization": "9" * 30},
        {"seen": "[" * 100_000},
        {"seen": "null"},
        {"image-current": "a\0b"},
        {"image-current": "../../x"},
    ],
)
def test_a_forged_value_is_refused_in_words(client, publisher, forged):
    program = make_program(partnerships=[partner(make_organization())])
    editing = client.get(address(program, "change")).context["editing"]
    row = editing.shared.head.data["partnerships"][0]
    sent = {
        "title_en": "N",
        "slug": "n",
        "position": "1",
        "markets-scope": "everywhere",
        "seen": editing.seen,
        "calls_to_action-TOTAL_FORMS": "0",
        "calls_to_action-INITIAL_FORMS": "0",
        "partnerships-TOTAL_FORMS": "1",
        "partnerships-INITIAL_FORMS": "1",
        "partnerships-0-id": row["id"],
        "partnerships-0-organization": row["organization"][1],
        "partnerships-0-markets": "Everywhere",
        "_save": "",
    }
    response = client.post(address(program, "change"), {**sent, **forged})
    assert response.status_code == 200 and "errorlist" in response.content.decode()
    assert Program.objects.get().title_en != "N"


@pytest.mark.parametrize("path", ["?market=%00", "?state=live&in=%00", "?status__exact=%00", "%00/change/"])
def test_a_nul_in_an_address_is_refused(client, publisher, path):
    assert client.get(f"/admin/partners/organization/{path}").status_code == 400


def test_a_search_for_a_book_is_a_search_for_its_first_words(client, publisher):
    url = reverse("admin:partners_program_changelist")
    assert client.get(url, {"q": "word " * 1500}).status_code == 200


@pytest.mark.parametrize(
    "name", ["slug__regex", "markets__iregex", "partnerships__organization__name_en__regex"]
)
def test_no_list_is_filtered_by_a_pattern(client, publisher, name):
    client.raise_request_exception = False
    response = client.get(reverse("admin:partners_program_changelist"), {name: "(("})
    assert response.status_code == 400
    assert response.content == b"Lists cannot be filtered by patterns."


def refused_address(client, program, slug):
    values = form_of(client, change_url(program))
    response = client.post(change_url(program), {**values, "slug": slug, "_save": ""})
    assert response.status_code == 200
    return response.content.decode()


def test_who_has_an_address_already_is_named_and_linked(client, publisher):
    other, program = make_program("Ask & learn", slug="asked"), make_program("Mine", slug="mine")
    html = refused_address(client, program, "asked")
    link = f'<a href="{change_url(other)}">Ask &amp; learn</a>'
    assert f"“{link}” has this already. Choose another one." in html


def test_who_had_an_address_before_is_named_too(client, publisher):
    other, program = make_program("Moved", slug="first"), make_program("Mine", slug="mine")
    shared = {**part(other, SHARED).head.data, "slug": "second"}
    actions.save(other, language=SHARED, shared=shared, user=None, seen=None)
    actions.publish([(other, SHARED)], user=None)
    html = refused_address(client, program, "first")
    assert f'“<a href="{change_url(other)}">Moved</a>” has, or had, this address.' in html


def test_a_name_with_signs_of_html_or_formats_is_only_a_name(client, publisher):
    make_program("100%(s) <b>", slug="asked")
    html = refused_address(client, make_program("Mine", slug="mine"), "asked")
    assert "100%(s) &lt;b&gt;</a>” has this already." in html


def test_what_an_address_may_consist_of_is_told_with_the_word_of_its_label(client, publisher):
    html = refused_address(client, make_program(slug="mine"), "not this one")
    assert "An address has only the letters a to z, numbers, hyphens and underscores." in html
    assert "“slug”" not in html
