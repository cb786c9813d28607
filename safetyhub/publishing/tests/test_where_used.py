"""Where an entry is used: what refers to it, what names it, and the page that says so."""

import datetime
import re

import pytest
from django.utils import timezone

from safetyhub.publishing import actions, links, mentions, schedule
from safetyhub.publishing.models import Mention, Part
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.uses import uses
from tests.factories import (
    make_council,
    make_locale,
    make_organization,
    make_person,
    make_program,
    make_resource,
    make_user,
    partner,
    publish,
    reference,
    save_texts,
)

from .browsing import as_role, part, queries_of

pytestmark = pytest.mark.django_db


def page(entry, name="where-used"):
    return links.page((entry.kind(), entry.pk), name)


def found(entry):
    return {
        (item.object_id, item.language, item.key, item.words)
        for item in mentions.find(entry.kind(), entry.pk)
    }


# --- what refers to it ---


def test_references_tell_live_from_draft_and_where_they_show(fosi):
    us, de = make_locale(), make_locale("de-de", "de", "de", tag="de-DE")
    both = make_program("Both", partnerships=[partner(fosi, markets=["us"])])
    draft = make_program("Draft", live=False, partnerships=[partner(fosi)])
    removed = make_program("Removed", partnerships=[partner(fosi)])
    head = part(removed, SHARED).head.data
    actions.save(removed, language=SHARED, user=None, seen=None, shared={**head, "partnerships": []})
    told = {use.name: use for use in uses(fosi.kind(), fosi.pk, [us, de])}
    assert (told["Both"].is_live, told["Both"].is_draft, told["Both"].shown_in) == (True, True, ("en-us",))
    assert (told["Draft"].is_live, told["Draft"].is_draft, told["Draft"].shown_in) == (False, True, ())
    assert (told["Removed"].is_live, told["Removed"].is_draft) == (True, False)
    assert told["Removed"].shown_in == ("en-us", "de-de")
    assert {both.pk, draft.pk, removed.pk} == {use.object_id for use in told.values()}


def test_a_person_without_a_page_leads_on_to_the_council_that_names_them(fosi):
    locale = make_locale()
    person = make_person("Ada", affiliations=[{"id": None, "organization": reference(fosi)}])
    make_council("Council", memberships=[{"id": None, "person": reference(person)}])
    told = {use.name: use for use in uses(fosi.kind(), fosi.pk, [locale])}
    assert told["Council"].through == "Ada" and told["Council"].shown_in == ("en-us",)
    actions.take_down(person, language=SHARED, user=None)
    told = {use.name: use for use in uses(fosi.kind(), fosi.pk, [locale])}
    assert not told["Council"].is_live and told["Council"].shown_in == ()


def test_what_is_taken_down_is_named_nowhere_until_it_is_back(client, fosi):
    locale, publisher = make_locale(), as_role(client, "Publisher")
    make_program("Safety", partnerships=[partner(fosi)])

    def told():
        [use] = uses(fosi.kind(), fosi.pk, [locale])
        return use.is_live, use.is_draft, use.shown_in

    assert told() == (True, True, ("en-us",))
    done = actions.withdraw_everywhere(fosi, user=publisher, reason="Why")
    assert told() == (False, True, ())
    html = client.get(page(fosi)).content.decode()
    assert "Nowhere." in html and "en-us" not in html
    actions.put_back_everywhere(done, user=publisher)
    assert told() == (True, True, ("en-us",))


def test_without_a_title_that_is_read_there_it_is_named_there_by_nobody():
    locales = [make_locale(), make_locale("de-de", "de", "de", tag="de-DE")]
    organization = make_organization(texts={"en": {"name": "Reuters"}, "de": {"name": "Reuters"}})
    make_program(
        texts={"en": {"title": "Facts"}, "de": {"title": "Fakten"}}, partnerships=[partner(organization)]
    )
    actions.take_down(organization, language="en", user=None)
    [use] = uses(organization.kind(), organization.pk, locales)
    assert use.is_live and use.shown_in == ("de-de",)


# --- what names it ---


def test_live_words_of_every_language_are_searched_for_every_way_to_tell_it(fosi):
    texts = {
        "en": {
            "title": "Safety",
            "summary": "With FOSI.",
            "body": '<p><a href="https://fosi.org/help">Help</a></p>',
        },
        "ar": {"title": "سلامة", "summary": "بالتعاون ومعهد سلامة الأسرة."},
        "ja": {"title": "安全", "summary": "家族安全研究所と協力。"},
        "fil": {"title": "Kaligtasan", "summary": "Dating Internet Watch Circle."},
        "es-419": {"title": "Seguridad", "summary": "sin nombre"},
    }
    program = make_program(texts=texts)
    assert found(fosi) == {
        (program.pk, "en", "summary", "FOSI"),
        (program.pk, "en", "body", "fosi.org"),
        (program.pk, "ar", "summary", "معهد سلامة الأسرة"),
        (program.pk, "ja", "summary", "家族安全研究所"),
        (program.pk, "fil", "summary", "Internet Watch Circle"),
    }


def test_a_draft_and_the_entry_itself_are_no_live_words(fosi):
    make_program(texts={"en": {"title": "FOSI"}}, live=False)
    program = make_program("Other")
    save_texts(program, "en", {"title": "FOSI"})
    assert found(fosi) == set()
    publish(program, "en")
    assert found(fosi) == {(program.pk, "en", "title", "FOSI")}


def test_numbers_stand_in_words_and_in_other_ways_to_reach_somebody():
    line = make_resource(
        "Telefonseelsorge", channels=[{"id": None, "channel_kind": "phone", "value": "0800 111 0 111"}]
    )
    other = make_resource(
        "Elsewhere",
        texts={"en": {"name": "Elsewhere", "description": "Or call +49 800/1110111."}},
        channels=[{"id": None, "channel_kind": "phone", "value": "(0800) 1110111"}],
    )
    channel = part(other, SHARED).head.data["channels"][0]["id"]
    assert found(line) == {
        (other.pk, "en", "description", "0800 111 0 111"),
        (other.pk, "", f"channels.{channel}.value", "0800 111 0 111"),
    }


# --- the page ---


def test_the_page_shows_both_and_leads_to_the_field(client, fosi, naming):
    make_locale()
    as_role(client, "Translator", ("de",))
    html = client.get(page(fosi)).content.decode()
    assert "Safety" in html and "en-us" in html
    assert f"{links.form((naming.kind(), naming.pk), 'de')}#id_summary_de" in html
    assert "Take down everywhere" not in html and 'name="text"' not in html  # not theirs to do


def test_one_click_takes_it_down_and_one_puts_it_back(client, fosi, naming):
    as_role(client, "Publisher")
    german = part(naming, "de").pk
    response = client.post(page(fosi), {"reason": "Lost its licence", "text": [german]}, follow=True)
    assert "Lost its licence" in response.content.decode() and "Put it back" in response.content.decode()
    assert part(fosi, SHARED).live is None and part(naming, "de").live is None
    client.post(page(fosi, "put-back"))
    assert part(fosi, SHARED).live is not None and part(naming, "de").live is not None


def test_what_is_refused_keeps_what_was_typed(client, fosi, naming):
    as_role(client, "Publisher")
    german = part(naming, "de").pk
    html = client.post(page(fosi), {"reason": "", "text": [german]}).content.decode()
    assert "Say why" in html and f'value="{german}"' in html and " checked" in html
    html = client.post(page(fosi), {"reason": "Because", "text": ["x", "999999"]}).content.decode()
    assert "Look again" in html and 'value="Because"' in html
    assert part(fosi, SHARED).live is not None


def listed(html):
    return re.findall(r'name="listed" value="(\d+)"', html)


@pytest.fixture
def line(fosi):
    """Another entry, which names it in what is the same in every language."""
    channels = [{"id": None, "channel_kind": "web", "value": "https://fosi.org/help"}]
    return make_resource("Elsewhere", channels=channels)


def live_parts(*entries):
    return {(entry, code) for entry in entries for code in ("", "en", "de", "ar") if is_live(entry, code)}


def is_live(entry, language):
    own = Part.objects.filter(kind=entry.kind(), object_id=entry.pk, language=language)
    return own.filter(live__isnull=False).exists()


@pytest.mark.parametrize(
    ("which", "left"), [("none", {"", "en", "de", "ar"}), ("ticked", {"", "en", "ar"}), ("all", {""})]
)
def test_all_some_or_none_of_the_texts_go_with_it(client, fosi, naming, line, which, left):
    as_role(client, "Publisher")
    before, german = live_parts(fosi, naming, line), part(naming, "de").pk
    texts = {"listed": listed(client.get(page(fosi)).content.decode()), "text": [german]}
    client.post(page(fosi), {"reason": "Lost its licence", "which": which, **texts})
    assert {language for entry, language in live_parts(naming)} == left
    assert is_live(fosi, SHARED) is False and is_live(line, SHARED) is (which != "all")
    assert Mention.objects.filter(is_settled=False).count() == {"none": 4, "ticked": 3, "all": 0}[which]
    client.post(page(fosi, "put-back"))
    assert live_parts(fosi, naming, line) == before


def test_what_is_the_same_in_every_language_has_a_box_that_says_what_it_means(client, fosi, line):
    as_role(client, "Publisher")
    html = client.get(page(fosi)).content.decode()
    assert "Take down “Elsewhere” everywhere too" in html and "not see it in any regional version" in html
    client.post(page(fosi), {"reason": "Why", "text": [part(line, SHARED).pk]})
    assert not is_live(line, SHARED) and is_live(line, "en")


def test_all_are_those_that_the_page_showed(client, fosi, naming):
    as_role(client, "Publisher")
    shown = listed(client.get(page(fosi)).content.decode())
    later = make_program("Published since, with FOSI")
    client.post(page(fosi), {"reason": "Why", "which": "all", "listed": shown})
    assert not is_live(naming, "de") and is_live(later, "en")
    assert Mention.objects.get(is_settled=False).part == part(later, "en")


def test_another_choice_is_refused(client, fosi, naming):
    as_role(client, "Publisher")
    html = client.post(page(fosi), {"reason": "Why", "which": "every"}).content.decode()
    assert "Say which texts" in html and is_live(fosi, SHARED)


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Translator"])
def test_others_are_refused_by_the_door(client, fosi, role):
    as_role(client, role, ("en", "de"))
    assert client.post(page(fosi), {"reason": "No"}).status_code == 403
    assert client.post(page(fosi, "put-back")).status_code in (403, 404)
    assert part(fosi, SHARED).live is not None


def test_without_a_role_there_is_no_page(client, fosi):
    as_role(client, "")
    assert client.get(page(fosi)).status_code == 403


def test_there_is_nothing_to_put_back(client, fosi):
    as_role(client, "Publisher")
    assert client.post(page(fosi, "put-back")).status_code == 404


def test_as_many_queries_however_many_places(client, fosi, naming):
    make_locale()
    as_role(client, "Publisher")
    client.get(page(fosi))  # what is read once per process
    before = queries_of(client, page(fosi))
    for number in range(8):
        make_program(f"{number} with FOSI", partnerships=[partner(fosi)])
    assert queries_of(client, page(fosi)) == before <= 25


def test_fields_have_anchors_in_the_form(client):
    program = make_program(
        texts={"en": {"title": "A", "calls_to_action.b.label": "Learn"}},
        calls_to_action=[{"id": None, "new": "a"}, {"id": None, "new": "b"}],
    )
    shared = part(program, SHARED).head.data
    second = shared["calls_to_action"][1]["id"]
    as_role(client, "Publisher")
    html = client.get(links.form((program.kind(), program.pk), "de")).content.decode()
    for key in ("title", f"calls_to_action.{second}.label"):
        assert f'id="{links.anchor(program.kind(), key, "de", shared)}"' in html
    html = client.get(links.form((program.kind(), program.pk))).content.decode()
    assert f'id="{links.anchor(program.kind(), "slug", "", shared)}"' in html
    assert f'id="{links.anchor(program.kind(), "calls_to_action.999.label", "", shared)}"' in html


def test_every_live_pointer_is_where_it_was(fosi, naming):
    """A take-down and its undoing leave nothing behind but history."""
    before = dict(Part.objects.values_list("pk", "live"))
    done = actions.withdraw_everywhere(fosi, user=make_user(), reason="Why", texts=[part(naming, "de").pk])
    actions.put_back_everywhere(done, user=make_user())
    assert dict(Part.objects.values_list("pk", "live")) == before


def test_what_waits_for_its_time_does_not_come_back_after_a_withdrawal(fosi):
    """It was taken down once before, and approved and given a time since."""
    pat, soon = make_user("Publisher"), timezone.now() + datetime.timedelta(hours=1)
    actions.take_down(fosi, language=SHARED, user=pat)
    targets = [(fosi, SHARED)]
    actions.submit(targets, user=None)
    actions.approve(targets, user=None)
    actions.schedule(targets, user=pat, publish_at=soon)
    actions.withdraw_everywhere(fosi, user=pat, reason="Lost its licence")
    schedule.run_due(soon)
    assert part(fosi, SHARED).live is None
    assert actions.open_withdrawal(fosi.kind(), fosi.pk) is not None


def test_what_the_shared_part_of_another_entry_says_is_told_by_its_field(client, fosi):
    """An address, for one: on the page, and in the inbox afterwards."""
    make_resource("Parents", address="https://www.fosi.org/parents")
    as_role(client, "Publisher")
    assert "Parents</bdi>: Web address</a>" in client.get(page(fosi)).content.decode()
    client.post(page(fosi), {"reason": "Lost its licence"})
    assert "Web address" in client.get("/admin/").content.decode()
