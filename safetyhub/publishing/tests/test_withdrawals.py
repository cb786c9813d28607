"""Taking an entry off everything at once, and the way back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from safetyhub.publishing import actions
from safetyhub.publishing.models import Mention, Withdrawal
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_program,
    make_user,
    publish,
    save_texts,
)

from .browsing import as_role, part

pytestmark = pytest.mark.django_db


def test_it_goes_with_the_texts_chosen_and_the_others_wait_for_somebody(fosi, naming):
    publisher = make_user()
    german = part(naming, "de")
    done = actions.withdraw_everywhere(fosi, user=publisher, reason="Lost its licence", texts=[german.pk])
    assert part(fosi, SHARED).live is None and part(naming, "de").live is None
    assert part(naming, "ar").live is not None and part(naming, SHARED).live is not None
    assert sorted(done.moved) == sorted(
        [[part(fosi, SHARED).pk, part(fosi, SHARED).head_id], [german.pk, german.live_id]]
    )
    waiting = set(Mention.objects.values_list("part__language", "key", "words"))
    assert waiting == {("en", "summary", "FOSI"), ("ar", "summary", "FOSI")}


def test_undoing_puts_back_exactly_what_was_live(fosi, naming):
    publisher, german = make_user(), part(naming, "de")
    done = actions.withdraw_everywhere(fosi, user=publisher, reason="A mistake", texts=[german.pk])
    save_texts(naming, "de", {"summary": "Ein neuer Entwurf"})
    save_texts(fosi, "en", {"name": "Another draft"})
    actions.put_back_everywhere(done, user=publisher)
    assert part(naming, "de").live_id == german.live_id
    assert part(fosi, SHARED).live is not None and part(fosi, "en").live.data["name"].startswith("Family")
    assert not Mention.objects.filter(is_settled=False).exists()
    done.refresh_from_db()
    assert done.undone and done.undone_by == publisher
    with pytest.raises(ValidationError, match="put back already"):
        actions.put_back_everywhere(done, user=publisher)


def test_one_publisher_is_enough_and_nobody_less(fosi):
    for role in ("Editor", "Reviewer", "Translator"):
        with pytest.raises(PermissionDenied):
            actions.withdraw_everywhere(fosi, user=make_user(role, languages=("en", "de")), reason="No")
    done = actions.withdraw_everywhere(fosi, user=make_user(), reason="Yes")
    with pytest.raises(PermissionDenied):
        actions.put_back_everywhere(done, user=make_user("Editor"))
    actions.put_back_everywhere(done, user=make_user())


@pytest.mark.parametrize("reason", ["", "   ", "\x00"])
def test_it_wants_a_reason(fosi, reason):
    with pytest.raises(ValidationError, match="Say why"):
        actions.withdraw_everywhere(fosi, user=make_user(), reason=reason)
    assert part(fosi, SHARED).live is not None


def test_a_text_that_does_not_name_it_is_refused_and_nothing_moves(fosi, naming):
    other = make_program("Other")
    for forged in (part(other, "en").pk, part(naming, SHARED).pk, part(fosi, "ar").pk, 10**9):
        with pytest.raises(ValidationError, match="Look again"):
            actions.withdraw_everywhere(fosi, user=make_user(), reason="Why", texts=[forged])
    assert part(fosi, SHARED).live is not None and not Withdrawal.objects.exists()


def test_twice_is_refused_until_it_is_back(fosi):
    publisher = make_user()
    actions.withdraw_everywhere(fosi, user=publisher, reason="Once")
    with pytest.raises(ValidationError, match="already"):
        actions.withdraw_everywhere(fosi, user=publisher, reason="Twice")
    publish(fosi, SHARED)  # by way of the form
    assert actions.open_withdrawal(fosi.kind(), fosi.pk) is None
    actions.withdraw_everywhere(fosi, user=publisher, reason="Twice")
    assert part(fosi, SHARED).live is None


def test_a_mention_is_settled_when_the_live_text_no_longer_says_it(fosi, naming):
    actions.withdraw_everywhere(fosi, user=make_user(), reason="Why")
    open_ones = Mention.objects.filter(is_settled=False)
    save_texts(naming, "de", {"summary": "Mit anderen."})
    assert open_ones.filter(part__language="de").exists()  # visitors still read it
    publish(naming, "de")
    assert not open_ones.filter(part__language="de").exists()
    save_texts(naming, "en", {"summary": "With the Family Online Safety Institute."})
    publish(naming, "en")
    assert open_ones.filter(part__language="en").exists()  # by another of its names
    actions.take_down(naming, language="ar", user=None)
    assert set(open_ones.values_list("part__language", flat=True)) == {"en"}


def test_publishing_it_again_settles_its_mentions(fosi, naming):
    actions.withdraw_everywhere(fosi, user=make_user(), reason="Why")
    publish(fosi, SHARED)
    assert not Mention.objects.filter(is_settled=False).exists()


def test_by_hand_a_mention_is_settled_by_who_may_edit_the_text(client, fosi, naming):
    actions.withdraw_everywhere(fosi, user=make_user(), reason="Why")
    mention = Mention.objects.get(part__language="de")
    url = reverse("admin:publishing_settle", args=[mention.pk])
    as_role(client, "Translator", ("ar",))
    assert client.post(url).status_code == 403
    as_role(client, "Translator", ("de",))
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert not Mention.objects.filter(pk=mention.pk, is_settled=False).exists()
    assert client.post(reverse("admin:publishing_settle", args=[10**9])).status_code == 404
