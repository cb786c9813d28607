"""What went live without a review: what a reviewer sees of it afterwards, and says to it."""

import pytest

from safetyhub.publishing import actions
from safetyhub.publishing.models import OwedReview
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.stages import Stage
from tests.factories import make_locale, make_organization, make_program, make_user, partner, save_texts

from .browsing import answer, as_role, change_url, page_url, part, seen_in, text_of

pytestmark = pytest.mark.django_db

PAGE = "review-afterwards"


@pytest.fixture
def publisher():
    return make_user("Publisher", username="pat")


@pytest.fixture
def owed(program, publisher):
    """A German text that went live unseen, and that somebody is writing on."""
    save_texts(program, "de", {"title": "Eilig"}, user=publisher)
    actions.publish([(program, "de")], user=publisher, reason="A wrong number")
    save_texts(program, "de", {"title": "Noch ein Entwurf"}, user=publisher)
    return program


def test_review_afterwards_shows_what_went_live_and_settles_it(client, program):
    publisher = make_user("Publisher")
    save_texts(program, "de", {"title": "Eilig"}, user=publisher)
    actions.publish([(program, "de")], user=publisher, reason="A wrong number")
    as_role(client, "Reviewer", ("de",))
    url = page_url(program, PAGE)
    text = text_of(client, url)
    assert "<del>Faktenprüfung</del><ins>Eilig</ins>" in text and "A wrong number" in text
    answer(client, url)
    assert not OwedReview.objects.exists()
    assert "Nothing of it has to be reviewed afterwards." in text_of(client, url)


def test_who_published_it_does_not_review_it_afterwards(client, program):
    publisher = as_role(client, "Publisher")
    save_texts(program, "de", {"title": "Eilig"})
    actions.publish([(program, "de")], user=publisher, reason="A wrong number")
    url = page_url(program, PAGE)
    text = text_of(client, url)
    assert "It is your own work" in text
    client.post(url, seen_in(text))
    assert OwedReview.objects.exists()


def test_a_review_afterwards_of_something_else_is_refused(client, program):
    publisher = make_user("Publisher")
    save_texts(program, "de", {"title": "Eilig"}, user=publisher)
    actions.publish([(program, "de")], user=publisher, reason="A wrong number")
    as_role(client, "Reviewer", ("de",))
    url = page_url(program, PAGE)
    seen = seen_in(text_of(client, url))
    save_texts(program, "de", {"title": "Eiliger"}, user=publisher)
    actions.publish([(program, "de")], user=publisher, reason="Again")
    text = client.post(url, seen).content.decode()
    assert "Look again" in text and "Eiliger" in text and OwedReview.objects.exists()
    assert client.post(url, {}).status_code == 200 and OwedReview.objects.exists()


# --- the preview beside it ---


def framed(client, entry):
    """The page, and the answers of the frames beside it."""
    response = client.get(page_url(entry, PAGE))
    return response.content.decode(), [client.get(path) for _code, path in response.context["previews"]]


def test_the_preview_beside_it_shows_what_went_live_and_no_newer_draft(client, owed):
    make_locale("de-de", "de", "de")
    as_role(client, "Reviewer", ("de",))
    words, [frame] = framed(client, owed)
    html = frame.content.decode()
    assert frame.status_code == 200 and frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Eilig" in html and "Noch ein Entwurf" not in html and "Preview: what went live" in html
    assert "visitors do not see it" not in words


@pytest.mark.parametrize("language", [SHARED, "de"])
def test_what_was_taken_down_meanwhile_is_shown_as_it_was_and_said_to_be_gone(client, owed, language):
    make_locale("de-de", "de", "de")
    actions.take_down(owed, language=language, user=None)
    as_role(client, "Reviewer", ("de",))
    words, [frame] = framed(client, owed)
    assert "taken down meanwhile: visitors do not see it any more" in words
    assert "Eilig" in frame.content.decode() and "Noch ein Entwurf" not in frame.content.decode()


def test_other_texts_that_are_taken_down_do_not_come_back_in_the_frame(client, owed):
    make_locale("de-ch", "de-ch", "ch")
    save_texts(owed, "de-ch", {"title": "Schweizer Titel"})
    actions.publish([(owed, "de-ch")], user=None)
    actions.take_down(owed, language="de-ch", user=None)
    as_role(client, "Reviewer", ("de",))
    _words, [frame] = framed(client, owed)
    assert "Eilig" in frame.content.decode() and "Schweizer Titel" not in frame.content.decode()


def test_what_has_no_page_is_shown_where_it_is_named_even_after_it_was_taken_down(client, publisher):
    make_locale("de-de", "de", "de")
    organization = make_organization("Reuters")
    make_program(partnerships=[partner(organization)])
    save_texts(organization, "de", {"name": "Reuters Deutschland"}, user=publisher)
    actions.publish([(organization, "de")], user=publisher, reason="It cannot wait")
    actions.take_down(organization, language=SHARED, user=None)
    as_role(client, "Reviewer", ("de",))
    _words, [frame] = framed(client, organization)
    assert "Reuters Deutschland" in frame.content.decode()


def test_what_is_archived_has_no_preview(client, owed):
    make_locale("de-de", "de", "de")
    actions.take_down(owed, language=SHARED, user=None)
    actions.archive(owed, user=None)
    as_role(client, "Reviewer", ("de",))
    assert framed(client, owed)[1] == []


# --- an objection ---


def object_to(client, entry, note="Die Nummer ist falsch", **more):
    return answer(client, page_url(entry, PAGE), object="", note=note, **more).content.decode()


def test_an_objection_stays_owed_changes_nothing_and_is_in_the_history(client, owed):
    live = part(owed, "de").live
    rana = as_role(client, "Reviewer", ("de",))
    assert "You objected: Fact-checking (German)." in object_to(client, owed, **{"note-de-title": "Hier"})
    objection = OwedReview.objects.get().objection
    assert (objection.verb, objection.author, objection.revision) == ("object", rana, live)
    assert (objection.note, objection.field_notes) == ("Die Nummer ist falsch", {"title": "Hier"})
    assert part(owed, "de").live == live and part(owed, "de").stage == Stage.DRAFT
    history = text_of(client, page_url(owed, "history"))
    assert "objected to after publication: version 2" in history and "Die Nummer ist falsch" in history


@pytest.mark.parametrize("note", ["", "   "])
def test_an_objection_needs_a_reason(client, owed, note):
    as_role(client, "Reviewer", ("de",))
    assert "Say why" in object_to(client, owed, note)
    assert OwedReview.objects.get().objection is None


def test_a_note_on_one_field_is_a_reason(client, owed):
    as_role(client, "Reviewer", ("de",))
    object_to(client, owed, "", **{"note-de-title": "Hier"})
    assert OwedReview.objects.get().objection.note == "Hier"


def test_nobody_objects_to_their_own_work_or_to_what_they_did_not_see(client, owed, publisher):
    client.force_login(publisher)
    url = page_url(owed, PAGE)
    seen = seen_in(text_of(client, url))
    assert "It is your own work" in client.post(url, {**seen, "object": "", "note": "No"}).content.decode()
    as_role(client, "Reviewer", ("de",))
    stale = dict.fromkeys(seen, "1")
    assert "Look again" in client.post(url, {**stale, "object": "", "note": "No"}).content.decode()
    assert OwedReview.objects.get().objection is None


def test_an_objection_stands_in_the_inbox_and_on_the_form_of_whoever_can_do_something(
    client, owed, publisher
):
    translator, other = (make_user("Translator", languages=("de",)) for _number in range(2))
    rana = make_user("Reviewer", languages=("de",), first_name="Rana")
    client.force_login(rana)
    object_to(client, owed)
    told = {}
    for user in (publisher, make_user("Publisher"), rana, translator, other):
        client.force_login(user)
        index = text_of(client, "/admin/")
        told[user] = ("Objections to what was published" in index, index.count("Die Nummer ist falsch"))
        assert "Rana objected to it on" in text_of(client, change_url(owed, "de"))
    publishers = [told[user] for user in told if user not in (rana, translator, other)]
    assert publishers == [(True, 1), (True, 1)]
    assert told[rana] == (False, 1) and told[translator] == told[other] == (False, 0)


def test_whose_work_it_is_finds_the_objection_in_the_inbox(client, program):
    translator = make_user("Translator", languages=("de",))
    save_texts(program, "de", {"title": "Eilig"}, user=translator)
    actions.publish([(program, "de")], user=make_user("Publisher"), reason="A wrong number")
    as_role(client, "Reviewer", ("de",))
    object_to(client, program)
    client.force_login(translator)
    assert "Die Nummer ist falsch" in text_of(client, "/admin/")


def test_publishers_have_the_ways_to_undo_it_and_reviewers_have_not(client, owed):
    before = OwedReview.objects.get().before.pk
    ways = (f"restore/?language=de&revision={before}", "take-down/?language=de")
    page = page_url(owed, PAGE)
    as_role(client, "Publisher")
    html = text_of(client, page).replace("&amp;", "&")
    for way in ways:
        assert f'href="../{way}"' in html
        assert client.get(page.replace("review-afterwards/?language=de", way)).status_code == 200
    as_role(client, "Reviewer", ("de",))
    html = text_of(client, page).replace("&amp;", "&")
    assert not any(f'href="../{way}"' in html for way in ways)


@pytest.mark.parametrize("then", ["published again", "reviewed", "approved"])
def test_an_objection_is_over_with_what_it_was_about(client, owed, publisher, then):
    as_role(client, "Reviewer", ("de",))
    object_to(client, owed)
    if then == "reviewed":
        answer(client, page_url(owed, PAGE))
    elif then == "approved":
        actions.submit([(owed, "de")], user=publisher)
        actions.approve([(owed, "de")], user=make_user("Publisher"))
        actions.publish([(owed, "de")], user=publisher)
    else:
        actions.publish([(owed, "de")], user=publisher, reason="Corrected")
    assert [row.objection for row in OwedReview.objects.all()] == (
        [None] if then == "published again" else []
    )


def test_what_was_objected_to_and_taken_down_still_has_to_be_seen_to(client, owed):
    as_role(client, "Reviewer", ("de",))
    object_to(client, owed)
    actions.take_down(owed, language="de", user=None)
    assert OwedReview.objects.get().objection is not None


def test_source_and_shared_part_are_objected_to_together(client, program, publisher):
    shared = {**part(program, SHARED).head.data, "position": 9}
    actions.save(program, language="en", user=publisher, seen=None, shared=shared, texts={"title": "Fast"})
    targets = [(program, SHARED), (program, "en")]
    actions.publish(targets, user=publisher, reason="A wrong number")
    as_role(client, "Reviewer", ("en",))
    answer(client, page_url(program, PAGE, "en"), object="", note="", **{"note-en-title": "Too short"})
    objections = OwedReview.objects.order_by("part__language").values_list(
        "objection__note", "objection__field_notes"
    )
    assert list(objections) == [("Too short", {}), ("Too short", {"title": "Too short"})]
