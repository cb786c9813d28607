"""What went live without a review: what a reviewer sees of it afterwards, and says to it."""

import pytest

from safetyhub.publishing import actions
from safetyhub.publishing.models import OwedReview
from safetyhub.publishing.schema import SHARED
from tests.factories import make_locale, make_organization, make_program, make_user, partner, save_texts

from .browsing import answer, as_role, page_url, seen_in, text_of

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
