"""Change sets go live together or not at all."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from safetyhub.publishing import actions, schedule
from safetyhub.publishing.missing import Lack, findings, key_of
from safetyhub.publishing.models import ChangeSet, Member, OwedReview, Publication
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.stages import Stage
from tests.factories import make_organization, make_program, make_user, partner, save_texts

from .browsing import part

pytestmark = pytest.mark.django_db


def approve(entry, *languages, title="Neu"):
    for language in languages:
        if language:
            save_texts(entry, language, {entry.title_field: title})
    targets = [(entry, language) for language in languages]
    actions.submit(targets, user=None)
    actions.approve(targets, user=None)


def live_title(entry, language="de"):
    live = part(entry, language).live
    return live.data[entry.title_field] if live else None


def lacks(change_set):
    return [(found.key[2], found.lack) for found in findings(map(key_of, change_set.members.order_by("pk")))]


@pytest.fixture
def publisher():
    return make_user("Publisher", username="amira")


@pytest.fixture
def change_set(publisher):
    return actions.create_set(name=" Spring  ", note="", user=publisher)


@pytest.fixture
def other():
    return make_program(texts={"en": {"title": "Literacy"}, "es-mx": {"title": "Alfabetización"}})


@pytest.fixture
def both(change_set, program, other):
    """German of one program and Mexican Spanish of another, approved, in the set."""
    approve(program, "de")
    approve(other, "es-mx", title="Nuevo")
    actions.add_to_set(change_set, [(program, "de"), (other, "es-mx")], user=None)
    return change_set


def soon():
    return timezone.now() + datetime.timedelta(hours=1)


def test_all_of_it_goes_live_together(both, program, other, publisher):
    moved = actions.publish_set(both, user=publisher)
    assert len(moved) == 2
    assert (live_title(program), live_title(other, "es-mx")) == ("Neu", "Nuevo")
    assert live_title(program, "en") == "Fact-checking"  # no other language moved
    kept = ChangeSet.objects.get()
    assert (kept.name, kept.published_by) == ("Spring", publisher) and kept.published_at
    assert [member.is_open for member in kept.members.all()] == [False, False]
    assert Publication.objects.first().note == "Change set “Spring”"


def test_what_is_approved_goes_live_whatever_was_saved_since(both, program):
    save_texts(program, "de", {"title": "Ungeprüft"})
    actions.publish_set(both, user=None)
    assert live_title(program) == "Neu"


def withdraw(entry):
    actions.withdraw([(entry, "de")], user=None)


def send_back(entry):
    actions.send_back([(entry, "de")], user=None, note="Not so.")


def take_down(entry):
    actions.take_down(entry, language="de", user=None)


@pytest.mark.parametrize(
    ("meanwhile", "lack"),
    [(withdraw, Lack.NOT_APPROVED), (send_back, Lack.SENT_BACK), (take_down, Lack.TAKEN_DOWN)],
)
def test_one_that_is_not_ready_any_more_holds_back_all(both, program, other, meanwhile, lack, publisher):
    actions.schedule_set(both, publish_at=soon(), time_zone="UTC", user=publisher)
    meanwhile(program)
    before = live_title(program)
    assert lacks(both) == [("de", lack)]
    assert str(schedule.run_due(soon())) == "1 could not be done"
    assert (live_title(program), live_title(other, "es-mx")) == (before, "Alfabetización")
    both.refresh_from_db()
    assert (both.publish_at, both.published_at) == (None, None)
    assert "Fact-checking (German)" in both.problem
    assert part(other, "es-mx").stage == Stage.APPROVED
    assert str(schedule.run_due(soon())) == "nothing was due"
    with pytest.raises(ValidationError, match="Fact-checking"):
        actions.publish_set(both, user=publisher)


def test_one_reason_lets_a_publisher_go_ahead_and_owes_a_review(both, program, other, publisher):
    withdraw(program)
    actions.publish_set(both, user=publisher, reason="The law changes tonight")
    assert live_title(program) == "Neu" and live_title(other, "es-mx") == "Nuevo"
    assert [owed.part for owed in OwedReview.objects.all()] == [part(program, "de")]


def test_a_reason_does_not_bring_back_what_is_archived(change_set, publisher):
    entry = make_program(live=False)
    approve(entry, SHARED, "en")
    actions.add_to_set(change_set, [(entry, SHARED), (entry, "en")], user=None)
    actions.archive(entry, user=None)
    assert lacks(change_set) == [("", Lack.ARCHIVED), ("en", Lack.ARCHIVED)]
    with pytest.raises(ValidationError, match="archived"):
        actions.publish_set(change_set, user=publisher, reason="Now!")
    assert part(entry, SHARED).live is None


def test_a_text_of_an_entry_that_nobody_sees_is_missing_its_entry(both, program, publisher):
    actions.take_down(program, language=SHARED, user=None)
    assert lacks(both) == [("de", Lack.HIDDEN)]
    with pytest.raises(ValidationError):
        actions.publish_set(both, user=publisher)
    actions.submit([(program, SHARED)], user=None)
    actions.approve([(program, SHARED)], user=None)
    actions.add_to_set(both, [(program, SHARED)], user=None)
    actions.publish_set(both, user=publisher)
    assert part(program, SHARED).live and live_title(program) == "Neu"


def test_what_it_refers_to_is_told_unless_it_comes_along(change_set):
    organization = make_organization("Reuters", live=False)
    entry = make_program(live=False, partnerships=[partner(organization)])
    approve(entry, SHARED, "en")
    actions.add_to_set(change_set, [(entry, SHARED), (entry, "en")], user=None)
    [found] = findings(map(key_of, change_set.members.all()))
    assert (found.lack, found.other, found.blocks) == (Lack.REFERS, organization, False)
    assert "Reuters" in found.sentence
    approve(organization, SHARED, "en")
    actions.add_to_set(change_set, [(organization, SHARED), (organization, "en")], user=None)
    assert lacks(change_set) == []


def test_nothing_new_is_told_and_does_no_harm(both, program, publisher):
    actions.add_to_set(both, [(program, "en")], user=None)
    assert lacks(both) == [("en", Lack.NOTHING_NEW)]
    before = part(program, "en").live_since
    actions.publish_set(both, user=publisher)
    assert part(program, "en").live_since == before


def test_a_draft_without_a_review_is_not_scheduled(change_set, program, publisher):
    save_texts(program, "de", {"title": "Ungeprüft"})
    actions.add_to_set(change_set, [(program, "de")], user=None)
    with pytest.raises(ValidationError, match="not been approved"):
        actions.schedule_set(change_set, publish_at=soon(), time_zone="UTC", user=publisher)


def test_a_part_is_in_one_open_set_at_most(both, program, publisher):
    second = actions.create_set(name="Second", user=None)
    with pytest.raises(ValidationError, match="“Spring”"):
        actions.add_to_set(second, [(program, "en"), (program, "de")], user=None)
    assert not second.members.exists()  # all or none
    actions.publish_set(both, user=publisher)
    actions.add_to_set(second, [(program, "de")], user=None)
    assert Member.objects.filter(is_open=True).count() == 1


def test_only_what_was_shown_goes_live(both, program, other, publisher):
    shown = {(program.kind(), program.pk, "de"): part(program, "de").candidate.number}
    with pytest.raises(actions.Stale):
        actions.publish_set(both, user=publisher, seen=shown)
    shown |= {(other.kind(), other.pk, "es-mx"): part(other, "es-mx").candidate.number}
    withdraw(program)
    approve(program, "de", title="Neuer")
    with pytest.raises(actions.Stale):
        actions.publish_set(both, user=publisher, seen=shown)
    assert live_title(other, "es-mx") == "Alfabetización"


def test_a_published_set_is_a_record(both, program, publisher):
    actions.publish_set(both, user=publisher)
    for verb in (
        lambda: actions.rename_set(both, name="x", user=None),
        lambda: actions.add_to_set(both, [(program, "en")], user=None),
        lambda: actions.remove_from_set(both, [(program.kind(), program.pk, "de")], user=None),
        lambda: actions.delete_set(both, user=None),
        lambda: actions.publish_set(both, user=publisher),
    ):
        with pytest.raises(ValidationError, match="record"):
            verb()


def test_an_empty_set_does_not_go_live(change_set, publisher):
    with pytest.raises(ValidationError, match="nothing in this"):
        actions.publish_set(change_set, user=publisher)


def test_a_cancelled_time_does_not_come(both, program, publisher):
    actions.schedule_set(both, publish_at=soon(), time_zone="UTC", user=publisher)
    actions.unschedule_set(both, user=publisher)
    assert str(schedule.run_due(soon())) == "nothing was due"
    assert live_title(program) == "Faktenprüfung"


def test_names_and_times_are_refused_in_words(change_set, publisher):
    for name in ("", "  ", "x" * 121):
        with pytest.raises(ValidationError):
            actions.rename_set(change_set, name=name, user=publisher)
    with pytest.raises(ValidationError, match="passed"):
        actions.schedule_set(change_set, publish_at=timezone.now(), time_zone="UTC", user=publisher)


def test_editors_compose_and_publishers_release(both, program, publisher):
    editor, translator = make_user("Editor"), make_user("Translator", languages=("de",))
    actions.remove_from_set(both, [(program.kind(), program.pk, "de")], user=editor)
    actions.add_to_set(both, [(program, "de")], user=editor)
    for person in (editor, translator):
        with pytest.raises(PermissionDenied):
            actions.publish_set(both, user=person)
        with pytest.raises(PermissionDenied):
            actions.schedule_set(both, publish_at=soon(), time_zone="UTC", user=person)
    with pytest.raises(PermissionDenied):
        actions.add_to_set(both, [(program, "en")], user=translator)
    actions.schedule_set(both, publish_at=soon(), time_zone="UTC", user=publisher)
    with pytest.raises(PermissionDenied):  # what a publisher gave a time is not for an editor to change
        actions.add_to_set(both, [(program, "en")], user=editor)


def test_the_report_costs_the_same_whatever_the_size(change_set, django_assert_num_queries):
    def grow(count):
        for _ in range(count):
            entry = make_program(live=False, partnerships=[partner(make_organization(live=False))])
            actions.add_to_set(change_set, [(entry, SHARED), (entry, "en")], user=None)
        return [key_of(member) for member in change_set.members.all()]

    for count in (1, 6):
        keys = grow(count)
        with django_assert_num_queries(5):
            assert len(findings(keys)) == 3 * len(keys) / 2
