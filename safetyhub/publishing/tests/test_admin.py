"""The admin as staff use it: one language at a time, through real forms."""

import re

import pytest
from django.urls import reverse

from council.models import Council
from partners.models import CallToAction, Organization, Partnership, Program
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_locale,
    make_organization,
    make_program,
    partner,
    publish,
    save_texts,
)

from .browsing import Form, as_role, change_url, form_of, part, seen_in

pytestmark = pytest.mark.django_db


def test_a_translator_saves_one_language_with_its_children(client, program):
    user = as_role(client, "Translator", ("de",))
    values = form_of(client, change_url(program, "de"))
    call = CallToAction.objects.get()
    assert values["title_de"] == "Faktenprüfung"
    assert "slug" not in values and "partnerships-TOTAL_FORMS" not in values
    sent = {**values, "title_de": "Faktencheck", "calls_to_action-0-label_de": "Mehr erfahren", "_save": ""}
    response = client.post(change_url(program, "de"), sent)
    assert response.status_code == 302
    head = part(program, "de").head
    assert head.data == {"title": "Faktencheck", f"calls_to_action.{call.pk}.label": "Mehr erfahren"}
    assert head.author == user
    assert part(program, "de").live.data == {"title": "Faktenprüfung"}
    assert part(program, SHARED).version == 1 and part(program, "en").version == 1


def test_the_source_view_saves_texts_shared_fields_and_children(client, program):
    as_role(client, "Editor")
    values = form_of(client, change_url(program))
    third = make_organization("Third")
    sent = {
        **values,
        "title_en": "Checking facts",
        "slug": "checking",
        "markets-scope": "only",
        "markets": "Germany, Latin America",
        "partnerships-0-position": "2",
        "partnerships-1-position": "1",
        "partnerships-TOTAL_FORMS": "3",
        "partnerships-2-organization": third.pk,
        "partnerships-2-since": "2021-05",
        "partnerships-2-markets": "Everywhere",
        "calls_to_action-0-DELETE": "on",
        "_save": "",
    }
    response = client.post(change_url(program), sent)
    assert response.status_code == 302, response.context["errors"]
    data = part(program, SHARED).head.data
    assert data["slug"] == "checking" and data["markets"] == ["de", "419"]
    names = {item.pk: str(item.organization) for item in Partnership.objects.all()}
    assert [names[item["id"]] for item in data["partnerships"]] == ["AAP", "Reuters", "Third"]
    assert data["calls_to_action"] == [] and CallToAction.objects.get().removed
    assert part(program, "en").head.data["title"] == "Checking facts"


def test_a_new_entry_with_its_children(client):
    as_role(client, "Editor")
    url = reverse("admin:partners_program_add")
    values = form_of(client, url)
    sent = {
        **values,
        "title_en": "New",
        "slug": "new",
        "position": "5",
        "markets-scope": "everywhere",
        "calls_to_action-TOTAL_FORMS": "1",
        "calls_to_action-0-label_en": "Learn more",
        "calls_to_action-0-address_en": "https://example.org/",
        "_save": "",
    }
    response = client.post(url, sent)
    assert response.status_code == 302, response.context["errors"]
    program, call = Program.objects.get(), CallToAction.objects.get()
    assert part(program, "en").head.data[f"calls_to_action.{call.pk}.address"] == "https://example.org/"


def test_a_null_character_that_was_pasted_is_left_out(client, program):
    as_role(client, "Translator", ("de",))
    values = form_of(client, change_url(program, "de"))
    sent = {**values, "title_de": "Fak\x00ten", "_save": ""}
    assert client.post(change_url(program, "de"), sent).status_code == 302
    assert part(program, "de").head.data["title"] == "Fakten"


def test_publish_says_where_it_is_live(client, program):
    make_locale("de-de", "de", "de", position=1)
    make_locale("de-at", "de-at", "at", position=2)
    as_role(client, "Publisher")
    values = form_of(client, change_url(program, "de"))
    asked = client.post(change_url(program, "de"), {**values, "title_de": "Neu", "_publish": ""}, follow=True)
    assert part(program, "de").head.data["title"] == "Neu"
    assert part(program, "de").live.data["title"] == "Faktenprüfung"
    response = client.post(
        asked.redirect_chain[-1][0],
        {**seen_in(asked.content.decode()), "reason": "Wrong number"},
        follow=True,
    )
    assert "Live in de-de, de-at" in response.content.decode()
    assert part(program, "de").live.data["title"] == "Neu"


def test_a_saved_draft_says_what_visitors_see(client, program):
    as_role(client, "Publisher")
    values = form_of(client, change_url(program, "de"))
    response = client.post(change_url(program, "de"), {**values, "title_de": "Neu", "_save": ""}, follow=True)
    text = response.content.decode()
    assert "Draft saved." in text and "Visitors still see the version of" in text and "/compare/" in text


def test_the_source_view_publishes_both_parts_and_lists_what_it_refers_to(client):
    organization = make_organization("Draft organisation", live=False)
    program = make_program(live=False, partnerships=[partner(organization)])
    make_locale()
    as_role(client, "Publisher")
    values = form_of(client, change_url(program))
    response = client.post(change_url(program), {**values, "_publish": ""}, follow=True)
    text = response.content.decode()
    assert "Draft organisation" in text and "Publish these 2 together" in text
    assert part(program, SHARED).live is None
    answer = {**seen_in(text), "together": "1", "reason": "It has to be up today."}
    client.post(response.redirect_chain[-1][0], answer)
    assert part(program, SHARED).live and part(program, "en").live
    assert part(organization, SHARED).live and part(organization, "en").live


def test_the_same_language_is_refused_with_both_texts_shown(client, program):
    as_role(client, "Translator", ("de",))
    values = form_of(client, change_url(program, "de"))
    save_texts(program, "de", {"title": "Ihre Fassung"})
    response = client.post(change_url(program, "de"), {**values, "title_de": "Meine Fassung", "_save": ""})
    text = response.content.decode()
    assert response.status_code == 200
    assert "Meine Fassung" in text and "Ihre Fassung" in text and "Take mine" in text
    assert part(program, "de").head.data == {"title": "Ihre Fassung"}
    again = {**Form(text).values, "_save": "mine"}
    assert client.post(change_url(program, "de"), again).status_code == 302
    assert part(program, "de").head.data["title"] == "Meine Fassung"


def test_different_languages_do_not_conflict(client, program):
    as_role(client, "Publisher")
    german, french = (form_of(client, change_url(program, code)) for code in ("de", "fr"))
    for code, values in (("de", german), ("fr", french)):
        assert (
            client.post(change_url(program, code), {**values, f"title_{code}": code, "_save": ""}).status_code
            == 302
        )
    assert part(program, "de").head.data["title"] == "de"
    assert part(program, "fr").head.data["title"] == "fr"


def test_a_row_removed_meanwhile_keeps_its_translation(client, program):
    as_role(client, "Translator", ("de",))
    values = form_of(client, change_url(program, "de"))
    call = CallToAction.objects.get()
    from safetyhub.publishing import actions

    shared = {**part(program, SHARED).head.data, "calls_to_action": []}
    actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    sent = {**values, "calls_to_action-0-label_de": "Mehr", "_save": ""}
    assert client.post(change_url(program, "de"), sent).status_code == 302
    assert part(program, "de").head.data[f"calls_to_action.{call.pk}.label"] == "Mehr"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title_de": "{unknown}"}, "{unknown}"),
        ({"title_de": "x" * 201}, "200"),
        ({"body_de": "<script>x</script>"}, "script"),
        ({"body_de": '<p><a href="javascript:x">y</a></p>'}, "javascript"),
        ({"calls_to_action-0-label_de": "{unknown}"}, "{unknown}"),
        ({"calls_to_action-0-address_de": "javascript:alert(1)"}, "URL"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_kept(client, program, changed, message):
    as_role(client, "Translator", ("de",))
    values = {**form_of(client, change_url(program, "de")), "summary_de": "typed before"}
    response = client.post(change_url(program, "de"), {**values, **changed, "_save": ""})
    text = response.content.decode()
    assert response.status_code == 200
    assert "errorlist" in text and message in text and "typed before" in text
    assert part(program, "de").version == 1


def test_a_bad_row_of_the_source_view_is_refused_beside_its_field(client, program):
    as_role(client, "Editor")
    values = form_of(client, change_url(program))
    same = values["partnerships-0-organization"]
    sent = {**values, "partnerships-1-organization": same, "partnerships-0-until": "20", "_save": ""}
    response = client.post(change_url(program), sent)
    errors = [form.errors for rows in response.context["editing"].formsets for form in rows.forms]
    assert any("until" in error for error in errors)
    sent["partnerships-0-until"] = ""
    response = client.post(change_url(program), sent)
    errors = [form.errors for rows in response.context["editing"].formsets for form in rows.forms]
    assert any("organization" in error for error in errors)
    assert part(program, SHARED).version == 1


@pytest.mark.parametrize("total", ["-1", "0", "1"])
def test_rows_that_were_not_sent_are_not_removed(client, program, total):
    as_role(client, "Editor")
    sent = {**form_of(client, change_url(program)), "partnerships-TOTAL_FORMS": total, "_save": ""}
    assert "This form arrived incomplete." in client.post(change_url(program), sent).content.decode()
    assert part(program, SHARED).version == 1


@pytest.mark.parametrize("language", ["xx", "EN", "de'--", ""])
def test_an_unknown_language_is_not_found(client, program, language):
    as_role(client, "Publisher")
    assert client.get(change_url(program, language)).status_code == 404


def test_every_content_language_has_a_form(client, program, settings):
    as_role(client, "Publisher")
    for language in ("fil", "ceb", "zh-hant-hk", "id", "es-419", "am", "ckb"):
        values = form_of(client, change_url(program, language))
        column = f"title_{language}".replace("-", "_").replace("title_id", "title_ind")
        assert (
            client.post(change_url(program, language), {**values, column: language, "_save": ""}).status_code
            == 302
        )
        assert part(program, language).head.data["title"] == language


def test_the_admin_speaks_the_persons_language_not_the_edited_one(client, program):
    as_role(client, "Publisher")
    text = client.get(change_url(program, "ar"), headers={"accept-language": "en"}).content.decode()
    assert 'lang="en" dir="ltr"' in text.replace("\n", " ") or '<html lang="en' in text
    assert 'name="title_ar"' in text and 'dir="rtl"' in text


def test_lists_search_every_language_and_say_when_they_are_empty(client):
    make_program(texts={"en": {"title": "Fact-checking"}, "de": {"title": "Faktenprüfung"}}, markets=["150"])
    as_role(client, "Editor")
    url = reverse("admin:partners_program_changelist")
    assert "1 program" in client.get(url, {"q": "faktenprufung"}).content.decode()
    assert (
        "No program has been published for Mexico yet." in client.get(url, {"market": "mx"}).content.decode()
    )


def test_a_list_that_a_search_emptied_does_not_say_that_nothing_is_published(client):
    make_program(markets=["de"])
    as_role(client, "Editor")
    for query in ({"market": "de", "q": "nothing"}, {"market": "de", "state": "draft"}, {"state": "draft"}):
        text = client.get(reverse("admin:partners_program_changelist"), query).content.decode()
        assert "No program fits. Take a filter away" in text and "has been published" not in text


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"state": "draft"}, {"Draft"}),
        ({"state": "live"}, {"Fact-checking", "Live"}),
        ({"in": "de", "state": "live"}, {"Fact-checking"}),
        ({"in": "de", "state": "missing"}, {"Draft", "Live"}),
        ({"in": "de", "state": "outdated"}, set()),
        ({"in": "de"}, {"Fact-checking"}),
        ({"state": "taken-down"}, set()),
        ({"market": "everywhere"}, {"Draft", "Live", "Fact-checking"}),
    ],
)
def test_lists_filter_by_language_and_state(client, program, query, titles):
    make_locale("de-de", "de", "de")
    make_program("Draft", live=False)
    make_program("Live")
    as_role(client, "Editor")
    response = client.get(reverse("admin:partners_program_changelist"), query)
    assert {str(entry) for entry in response.context["cl"].result_list} == titles


@pytest.mark.parametrize(
    ("role", "languages", "query", "opened"),
    [
        ("Translator", ("de", "ar"), {"in": "ar"}, "?language=ar"),
        ("Publisher", (), {"in": "de", "state": "live"}, "?language=de"),
        ("Translator", ("de",), {}, "?language=de"),
        ("Reviewer", ("de",), {"in": "en"}, "?language=en"),
        ("Translator", ("de", "ar"), {}, ""),
        ("Translator", ("en",), {}, ""),
        ("Editor", ("de",), {}, ""),
        ("Administrator", ("de",), {}, ""),
        ("Publisher", (), {"in": "x' y"}, ""),
    ],
)
def test_a_list_opens_the_language_that_somebody_works_on(client, role, languages, query, opened):
    make_locale("ar-eg", "ar", "eg")
    program = make_program(texts={code: {"title": code} for code in ("en", "de", "ar")})
    as_role(client, role, languages)
    changelist = client.get(reverse("admin:partners_program_changelist"), query).context["cl"]
    path = reverse("admin:partners_program_change", args=[program.pk])
    assert changelist.url_for_result(program) == path + opened


def test_the_language_stands_in_the_link_beside_the_filter(client, program):
    make_locale("de-de", "de", "de")
    as_role(client, "Publisher")
    text = client.get(reverse("admin:partners_program_changelist"), {"in": "de"}).content.decode()
    assert "?_changelist_filters=in%3Dde&amp;language=de" in text


def test_what_may_not_be_changed_is_disabled_whatever_its_control(client, program):
    as_role(client, "Translator", ("de",))
    form = client.get(change_url(program)).content.decode().partition('id="program_form"')[2]
    form = form.partition("</form>")[0]
    controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", form)
    open_ones = [tag for tag in controls if "disabled" not in tag and 'type="hidden"' not in tag]
    assert controls and open_ones == []


def test_the_index_groups_by_what_people_work_on(client):
    as_role(client, "Administrator")
    text = client.get(reverse("admin:index")).content.decode()
    names = ["Programs and partners", "Councils", "Resources", "Page texts", "Regional versions"]
    assert sorted(names, key=text.index) == names
    assert "Revision" not in text and "Parts" not in text and "Task" not in text
    as_role(client, "Translator", ("de",))
    assert "Regional versions" not in client.get(reverse("admin:index")).content.decode()


def test_history_and_compare(client, program):
    as_role(client, "Translator", ("de",))
    save_texts(program, "de", {"title": "Faktencheck"}, note="why")
    text = client.get(reverse("admin:partners_program_history", args=[program.pk])).content.decode()
    assert "saved as version 2" in text and "published" in text and "why" in text
    url = reverse("admin:partners_program_compare", args=[program.pk])
    text = client.get(url + "?language=de").content.decode()
    assert "<del>Faktenprüfung</del><ins>Faktencheck</ins>" in text
    other = make_organization()
    revision = part(other, "en").head_id
    assert client.get(url + f"?from={revision}&to={revision}").status_code == 404


def test_take_down_says_what_visitors_will_see(client, program):
    as_role(client, "Publisher")
    url = reverse("admin:partners_program_take-down", args=[program.pk]) + "?language=de"
    assert "will then see the English text" in client.get(url).content.decode()
    client.post(url)
    assert part(program, "de").live is None and part(program, SHARED).live is not None
    everywhere = url + "&everywhere=1"
    assert "in any regional version" in client.get(everywhere).content.decode()
    client.post(everywhere)
    assert part(program, SHARED).live is None


def test_an_outdated_text_is_marked_and_can_be_said_to_fit(client, program):
    save_texts(program, "en", {"title": "Fact checks"})
    publish(program, "en")
    as_role(client, "Translator", ("de",))
    text = client.get(change_url(program, "de")).content.decode()
    assert "The English text has changed since" in text
    values = form_of(client, change_url(program, "de"))
    client.post(change_url(program, "de"), {**values, "still_fits": "title", "_save": ""})
    assert not part(program, "de").outdated


def test_every_section_has_a_working_form(client):
    as_role(client, "Publisher")
    for model in (Organization, Program, Council):
        opts = model._meta
        assert client.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_add")).status_code == 200


def test_an_outdated_text_shows_what_changed_in_the_source(client, program):
    save_texts(program, "en", {"title": "Fact checking"})
    publish(program, "en")
    as_role(client, "Translator", ("de",))
    assert "Fact<del>-</del> checking" in client.get(change_url(program, "de")).content.decode()


def test_what_was_taken_down_can_be_archived_and_brought_back(client, program):
    as_role(client, "Publisher")
    opts = program._meta
    archive = reverse(f"admin:{opts.app_label}_{opts.model_name}_archive", args=[program.pk])
    assert "/archive/" not in client.get(change_url(program)).content.decode()
    assert "before you archive it" in client.post(archive, follow=True).content.decode()
    client.post(reverse("admin:partners_program_take-down", args=[program.pk]) + "?everywhere=1")
    client.post(archive)
    assert part(program, SHARED).archived
    changelist = reverse("admin:partners_program_changelist")
    assert not client.get(changelist).context["cl"].result_list
    assert len(client.get(changelist, {"state": "archived"}).context["cl"].result_list) == 1
    client.post(archive, {"restore": "1"})
    assert not part(program, SHARED).archived
