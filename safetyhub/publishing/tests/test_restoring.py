"""One part as it was at an earlier version, as a new draft: through everything that a save goes through."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from partners.models import CallToAction, Partnership, Program
from safetyhub.publishing import actions, columns
from safetyhub.publishing.models import Part, Revision
from safetyhub.publishing.schema import SHARED
from tests.factories import (
    make_organization,
    make_program,
    make_resource,
    make_user,
    partner,
    publish,
    reference,
    save_texts,
    write_past_the_door,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return make_program(
        slug="facts",
        texts={
            "en": {"title": "First", "summary": "In short", "calls_to_action.a.label": "Learn more"},
            "de": {"title": "Erstens", "summary": "Kurz"},
            "ar": {"title": "أولا"},
        },
        calls_to_action=[{"id": None, "new": "a"}],
        partnerships=[partner(make_organization("Reuters")), partner(make_organization("AAP"))],
    )


def part(entry, language):
    parts = Part.objects.of(entry.kind(), entry.pk).select_related("head", "live", "candidate")
    return parts.get(language=language)


def revision(entry, language, number):
    return Revision.objects.select_related("part").get(part=part(entry, language), number=number)


def restore(entry, language, number, **more):
    more = {"user": None, "seen": None, **more}
    return actions.restore(entry, revision(entry, language, number), **more)


def save_shared(entry, **changes):
    data = {**part(entry, SHARED).head.data, **changes}
    actions.save(entry, language=SHARED, shared=data, user=None, seen=None, origin="command")


def states(entry, *without):
    parts = Part.objects.of(entry.kind(), entry.pk).exclude(language__in=without).order_by("language")
    return list(parts.values_list("language", "version", "head", "live", "candidate", "stage", "outdated"))


def test_a_text_becomes_a_new_draft_and_nothing_else_moves(program):
    save_texts(program, "de", {"title": "Zweitens", "summary": ""})
    save_texts(program, "ar", {"title": "ثانيا"})
    publish(program, "de")
    live, others = part(program, "de").live_id, states(program, "de")
    restored = restore(program, "de", 1, user=make_user("Translator", languages=("de",)), note="Rather so.")
    de = part(program, "de")
    assert restored.is_new and restored.left_out == [] and restored.part == de
    assert de.head.data == {"title": "Erstens", "summary": "Kurz"}
    assert (de.version, de.head.number, de.head.note) == (3, 3, "Rather so.")
    assert de.live_id == live and states(program, "de") == others
    call_command("check_revisions")


def test_a_text_that_was_added_since_is_emptied(program):
    save_texts(program, "ar", {"summary": "باختصار"})
    restore(program, "ar", 1)
    assert part(program, "ar").head.data == {"title": "أولا"}
    assert Program.objects.values_list("summary_ar", flat=True).get(pk=program.pk) is None


def test_a_candidate_stays_as_it_was_submitted(program):
    save_texts(program, "de", {"title": "Zweitens"})
    actions.submit([(program, "de")], user=None)
    restore(program, "de", 1)
    de = part(program, "de")
    assert de.candidate.data["title"] == "Zweitens" and de.stage == "in-review"
    assert de.head.data["title"] == "Erstens"


def test_what_a_text_was_made_from_comes_back_with_it(program):
    """Restored is not translated anew: a text that was outdated then is so again, and the other way round."""
    save_texts(program, "en", {"title": "Second"})
    publish(program, "en")
    assert part(program, "de").outdated
    save_texts(program, "de", {"title": "Zweitens"})
    assert not part(program, "de").outdated
    restore(program, "de", 1)
    assert part(program, "de").outdated
    assert part(program, "de").head.made_from == revision(program, "de", 1).made_from
    restore(program, "de", 2)
    assert not part(program, "de").outdated


def test_rows_that_were_removed_come_back_with_their_ids_and_words(program):
    call, before = CallToAction.objects.get(), part(program, SHARED).head.data
    save_texts(program, "de", {f"calls_to_action.{call.pk}.label": "Mehr"})
    save_shared(program, calls_to_action=[], partnerships=before["partnerships"][1:], position=4)
    assert CallToAction.objects.get().removed
    restored = restore(program, SHARED, 1)
    assert restored.left_out == []
    assert part(program, SHARED).head.data == before
    assert not CallToAction.objects.get(pk=call.pk).removed
    assert part(program, "de").head.data[f"calls_to_action.{call.pk}.label"] == "Mehr"
    assert part(program, SHARED).live.number == 1
    call_command("check_revisions")


def test_the_same_again_is_acknowledged_without_a_revision(program):
    restored = restore(program, "de", 1)
    assert not restored.is_new
    assert part(program, "de").version == 1


def test_a_field_that_is_no_more_is_reported_and_left_out(program):
    write_past_the_door(program, "de", {"title": "Alt", "motto": "<p>Immer wachsam</p>"})
    item = part(program, SHARED).head.data["partnerships"][0]
    old = {**part(program, SHARED).head.data, "colour": "red", "partnerships": [{**item, "rank": 3}]}
    write_past_the_door(program, SHARED, old)
    save_texts(program, "de", {"title": "Neu"})
    write_past_the_door(program, SHARED, {**old, "position": 9})
    assert restore(program, "de", 2).left_out == [
        "There is no field “motto” any more. It said: Immer wachsam"
    ]
    assert restore(program, SHARED, 2).left_out == [
        "There is no field “colour” any more. It said: red",
        "There is no field “rank” any more. It said: 3",
    ]
    assert part(program, "de").head.data["title"] == "Alt"
    assert [row["id"] for row in part(program, SHARED).head.data["partnerships"]] == [item["id"]]


def test_an_old_shape_is_brought_into_todays(program, monkeypatch):
    write_past_the_door(program, "de", {"name": "Alt"})
    save_texts(program, "de", {"title": "Neu"})
    upgrade = classmethod(
        lambda cls, language, data: {"title" if key == "name" else key: text for key, text in data.items()}
    )
    monkeypatch.setattr(Program, "upgrade", upgrade)
    assert restore(program, "de", 2).left_out == []
    assert part(program, "de").head.data["title"] == "Alt"
    assert revision(program, "de", 2).data == {"name": "Alt"}


def test_a_row_that_is_no_more_is_reported_and_left_out(program):
    call = CallToAction.objects.get()
    save_texts(program, "de", {f"calls_to_action.{call.pk}.label": "Mehr"})
    save_texts(program, "de", {"title": "Neu", f"calls_to_action.{call.pk}.label": ""})
    save_shared(program, calls_to_action=[])
    columns.rows(CallToAction).all().delete()
    sentence = f"Call to action {call.pk} does not exist any more."
    assert restore(program, "de", 2).left_out == [sentence]
    assert restore(program, SHARED, 1).left_out == [sentence]
    assert part(program, "de").head.data == {"title": "Erstens", "summary": "Kurz"}


def test_what_refers_to_a_deleted_entry_is_reported_and_left_out():
    gone = make_organization("Gone", live=False)
    resource = make_resource(organization=reference(gone))
    program = make_program(partnerships=[partner(gone, since="2021"), partner(make_organization("AAP"))])
    row, other = Partnership.objects.order_by("pk").values_list("pk", flat=True)
    save_shared(resource, organization=None)
    rows = part(program, SHARED).head.data["partnerships"]
    save_shared(
        program, partnerships=[{**rows[0], "organization": reference(make_organization("New"))}, rows[1]]
    )
    actions.delete_draft(gone, user=None)
    assert restore(resource, SHARED, 1).left_out == ["Organisation: what it referred to has been deleted."]
    assert restore(program, SHARED, 1).left_out == [f"Partner {row}: what it referred to has been deleted."]
    assert [item["id"] for item in part(program, SHARED).head.data["partnerships"]] == [other]
    call_command("check_revisions")


def test_an_address_that_was_taken_meanwhile_is_refused(program):
    save_shared(program, slug="elsewhere")
    draft = make_program(slug="first-address", live=False)
    save_shared(draft, slug="second-address")
    make_program(slug="first-address", live=False)
    before = states(draft)
    with pytest.raises(ValidationError) as caught:
        restore(draft, SHARED, 1)
    assert caught.value.message_dict == {"slug": ["“Fact-checking” has this already. Choose another one."]}
    assert states(draft) == before
    call_command("check_revisions")


def test_what_is_not_allowed_any_more_is_refused(program):
    write_past_the_door(program, "de", {"title": "x" * 300, "body": "<script>x()</script>"})
    save_texts(program, "de", {"title": "Neu", "body": ""})
    with pytest.raises(ValidationError) as caught:
        restore(program, "de", 2)
    assert caught.value.message_dict.keys() == {"title", "body"}
    assert part(program, "de").head.data == {"title": "Neu"}
    assert part(program, "de").version == 3


def test_over_somebody_elses_save_is_refused(program):
    save_texts(program, "de", {"title": "Zweitens"})
    save_texts(program, "de", {"title": "Drittens"})
    with pytest.raises(actions.Stale):
        restore(program, "de", 1, user=make_user("Publisher"), seen={"de": 2})
    assert part(program, "de").head.data["title"] == "Drittens"
    restore(program, "de", 1, user=make_user("Publisher"), seen={"de": 3})


@pytest.mark.parametrize(
    ("role", "languages", "language"),
    [
        ("Translator", ("fr",), "de"),
        ("Translator", ("de",), SHARED),
        ("Translator", ("de",), "en"),
        ("Reviewer", ("fr",), "de"),
        ("Editor", (), "de"),
    ],
)
def test_who_may_not_edit_a_part_may_not_restore_it(program, role, languages, language):
    with pytest.raises(PermissionDenied):
        restore(program, language, 1, user=make_user(role, languages=languages))


def test_another_entrys_version_is_refused_and_logged(program, caplog):
    other = make_program("Other")
    with pytest.raises(ValidationError, match="no such version"):
        actions.restore(program, revision(other, "en", 1), user=None, seen=None)
    assert "Refused: restore" in caplog.text
    assert part(program, "en").head.data["title"] == "First"
