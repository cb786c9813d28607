"""The door: what it lets in, what it refuses, and that nothing is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from partners.models import CallToAction, Organization, Program
from safetyhub.publishing import actions, columns
from safetyhub.publishing.models import OldSlug, Part, Publication, Revision
from safetyhub.publishing.schema import SHARED, schema_of
from tests.factories import (
    make_organization,
    make_person,
    make_program,
    make_user,
    partner,
    publish,
    reference,
    save_texts,
)

pytestmark = pytest.mark.django_db


def part(entry, language):
    return Part.objects.select_related("head", "live").get(
        kind=entry.kind(), object_id=entry.pk, language=language
    )


def test_create_makes_a_draft_whose_columns_equal_its_heads():
    reuters = make_organization()
    program = make_program(
        live=False,
        texts={"en": {"title": "Fact-checking", "calls_to_action.more.label": "Learn more"}},
        calls_to_action=[{"id": None, "new": "more"}],
        partnerships=[partner(reuters, since="2021")],
    )
    shared, source = part(program, SHARED), part(program, "en")
    call = CallToAction.objects.get(program=program)
    assert source.head.data == {"title": "Fact-checking", f"calls_to_action.{call.pk}.label": "Learn more"}
    assert shared.head.data["partnerships"][0]["organization"] == reference(reuters)
    assert shared.head.data["partnerships"][0]["since"] == "2021"
    assert source.live is None and shared.live is None
    stored = columns.read_every_part(schema_of(Program), [program.pk])
    assert stored[program.pk, SHARED] == shared.head.data
    assert stored[program.pk, "en"] == source.head.data


def test_a_save_moves_head_and_leaves_live_alone():
    program = make_program("Before")
    save_texts(program, "en", {"title": "After"})
    assert part(program, "en").live.data["title"] == "Before"
    assert part(program, "en").head.data["title"] == "After"
    assert part(program, "en").version == 2


def test_a_save_keeps_the_texts_that_it_does_not_name():
    program = make_program(texts={"en": {"title": "Title", "summary": "Summary"}})
    save_texts(program, "en", {"title": "New"})
    assert part(program, "en").head.data == {"title": "New", "summary": "Summary"}


def test_a_save_that_changes_nothing_makes_no_revision():
    program = make_program("Same")
    save_texts(program, "en", {"title": "Same"})
    assert part(program, "en").version == 1


def test_languages_do_not_conflict_and_one_language_does():
    program = make_program()
    actions.save(program, language="de", texts={"title": "Eins"}, user=None, seen={"de": 0})
    actions.save(program, language="fr", texts={"title": "Un"}, user=None, seen={"fr": 0})
    with pytest.raises(actions.Stale) as caught:
        actions.save(program, language="de", texts={"title": "Zwei"}, user=None, seen={"de": 0})
    assert caught.value.part.head.data == {"title": "Eins"}
    assert part(program, "de").head.data == {"title": "Eins"}


def test_a_stale_source_view_writes_neither_part():
    program = make_program("Source")
    save_texts(program, "en", {"title": "Newer"})
    shared = {**part(program, SHARED).head.data, "slug": "other"}
    with pytest.raises(actions.Stale):
        actions.save(
            program,
            language="en",
            texts={"title": "Mine"},
            shared=shared,
            user=None,
            seen={SHARED: 1, "en": 1},
        )
    assert part(program, SHARED).version == 1
    assert part(program, "en").head.data == {"title": "Newer"}


@pytest.mark.parametrize(
    ("role", "languages", "language", "allowed"),
    [
        ("Translator", ("de",), "de", True),
        ("Translator", ("de",), "fr", False),
        ("Translator", ("de",), "en", False),
        ("Translator", ("de",), SHARED, False),
        ("Reviewer", ("ar",), "ar", True),
        ("Reviewer", ("ar",), "de", False),
        ("Editor", (), "en", True),
        ("Editor", (), SHARED, True),
        ("Editor", (), "de", False),
        ("Publisher", (), "de", True),
        ("Publisher", (), SHARED, True),
        ("Administrator", (), "de", True),
        ("", (), "en", False),
    ],
)
def test_each_role_writes_only_its_parts(role, languages, language, allowed):
    program, user = make_program(), make_user(role, languages=languages)
    arguments = (
        {"shared": part(program, SHARED).head.data} if language == SHARED else {"texts": {"title": "X"}}
    )
    call = {"language": language, "user": user, "seen": None, **arguments}
    if allowed:
        actions.save(program, **call)
    else:
        with pytest.raises(PermissionDenied):
            actions.save(program, **call)


@pytest.mark.parametrize("role", ["Translator", "Reviewer", "Editor", ""])
def test_only_publishers_publish_and_take_down(role):
    program, user = make_program(), make_user(role, languages=("en", "de"))
    save_texts(program, "en", {"title": "New"})
    with pytest.raises(PermissionDenied):
        actions.publish([(program, "en")], user=user)
    with pytest.raises(PermissionDenied):
        actions.take_down(program, language=SHARED, user=user)
    assert part(program, "en").live.data == {"title": "Fact-checking"}


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_staff": False}])
def test_an_account_that_was_closed_may_do_nothing(state):
    program, user = make_program(), make_user("Publisher", **state)
    with pytest.raises(PermissionDenied):
        actions.save(program, language="de", texts={"title": "X"}, user=user, seen=None)


def test_publish_is_all_or_nothing():
    first, second = make_program(live=False), make_program(live=False)
    actions.archive(second, user=None)
    with pytest.raises(ValidationError):
        actions.publish([(first, SHARED), (second, SHARED)], user=None)
    assert part(first, SHARED).live is None


def test_publish_refuses_a_head_that_was_not_seen():
    program = make_program(live=False)
    save_texts(program, "en", {"title": "Unseen"})
    with pytest.raises(actions.Stale):
        actions.publish([(program, "en")], user=None, seen={(program.kind(), program.pk, "en"): 1})
    assert part(program, "en").live is None


def test_every_move_of_a_live_pointer_is_recorded():
    user, program = make_user("Publisher"), make_program()
    actions.take_down(program, language="en", user=user, note="Wrong")
    moves = Publication.objects.filter(part=part(program, "en"))
    assert [(move.revision_id is None, move.author, move.note) for move in moves] == [
        (True, user, "Wrong"),
        (False, None, ""),
    ]


def test_a_changed_address_keeps_the_old_one():
    program = make_program(slug="old")
    shared = {**part(program, SHARED).head.data, "slug": "new"}
    actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    assert not OldSlug.objects.exists()
    publish(program, SHARED)
    assert OldSlug.objects.get().slug == "old"
    assert part(program, SHARED).slug == "new"


@pytest.mark.parametrize("taken", ["live-slug", "head-slug", "former-slug"])
def test_an_address_is_one_entrys_for_good(taken):
    program = make_program(slug="former-slug")
    for slug, published in (("live-slug", True), ("head-slug", False)):
        shared = {**part(program, SHARED).head.data, "slug": slug}
        actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
        if published:
            publish(program, SHARED)
    with pytest.raises(ValidationError) as caught:
        make_program(slug=taken)
    assert "slug" in caught.value.message_dict


def test_a_removed_child_keeps_its_row_and_its_translations():
    program = make_program(
        texts={"en": {"title": "T", "calls_to_action.a.label": "More"}},
        calls_to_action=[{"id": None, "new": "a"}],
    )
    call = CallToAction.objects.get()
    shared = {**part(program, SHARED).head.data, "calls_to_action": []}
    actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    save_texts(program, "de", {f"calls_to_action.{call.pk}.label": "Mehr"})
    assert CallToAction.objects.get().removed
    assert part(program, "de").head.data == {f"calls_to_action.{call.pk}.label": "Mehr"}


def test_a_child_of_another_entry_is_refused():
    other = make_program(
        texts={"en": {"title": "T", "calls_to_action.a.label": "More"}},
        calls_to_action=[{"id": None, "new": "a"}],
    )
    call, program = CallToAction.objects.get(), make_program()
    with pytest.raises(ValidationError):
        save_texts(program, "de", {f"calls_to_action.{call.pk}.label": "Mine now"})
    shared = {**part(program, SHARED).head.data, "calls_to_action": [{"id": call.pk}]}
    with pytest.raises(ValidationError):
        actions.save(program, language=SHARED, shared=shared, user=None, seen=None)
    assert CallToAction.objects.get().program_id == other.pk


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        ({"nonsense": "x"}, "nonsense"),
        ({"slug": "x"}, "slug"),
        ({"title": "x" * 201}, "title"),
        ({"title": "Hello {platfrom}"}, "title"),
        ({"body": "<script>alert(1)</script>"}, "body"),
        ({"body": '<p><a href="javascript:alert(1)">x</a></p>'}, "body"),
        ({"body": '<p onclick="x()">x</p>'}, "body"),
        ({"calls_to_action.999.label": "x"}, "calls_to_action.999.label"),
        ({"calls_to_action.label": "x"}, "calls_to_action.label"),
        ({"title": 7}, "title"),
    ],
)
def test_a_bad_text_is_refused_by_its_key_and_changes_nothing(texts, key):
    program = make_program()
    with pytest.raises(ValidationError) as caught:
        save_texts(program, "de", {"summary": "fine", **texts})
    assert key in caught.value.message_dict
    assert not Part.objects.filter(language="de").exists()


def test_an_unknown_placeholder_is_refused_with_its_name():
    with pytest.raises(ValidationError) as caught:
        make_program("Hello {plattform}")
    assert "{plattform}" in str(caught.value)


def test_the_source_title_is_required_and_others_are_not():
    program = make_program()
    with pytest.raises(ValidationError):
        save_texts(program, "en", {"title": "  "})
    save_texts(program, "de", {"title": "Titel"})
    save_texts(program, "de", {"title": " "})
    assert part(program, "de").head.data == {}
    assert columns.read_texts(schema_of(Program), [program.pk], ["de"])[program.pk, "de"] == {}


def test_what_xml_cannot_carry_is_stripped():
    program = make_program("a\x00b\x0bc\ufffe")
    assert part(program, "en").head.data["title"] == "abc"


def test_a_partner_is_named_once():
    reuters = make_organization()
    with pytest.raises(ValidationError) as caught:
        make_program(partnerships=[partner(reuters), partner(reuters)])
    assert list(caught.value.message_dict) == ["partnerships.1.organization"]


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({"since": "2021-13"}, "partnerships.0.since"),
        ({"since": "2022", "until": "2021"}, "partnerships.0.until"),
        ({"markets": []}, "partnerships.0.markets"),
        ({"markets": ["everywhere", "de"]}, "partnerships.0.markets"),
        ({"organization": None}, "partnerships.0.organization"),
        ({"organization": ["partners.organization", 999]}, "partnerships.0.organization"),
        ({"organization": ["partners.program", 1]}, "partnerships.0.organization"),
        ({"nonsense": 1}, "partnerships.0.nonsense"),
    ],
)
def test_a_bad_row_is_refused_by_its_key(item, key):
    with pytest.raises(ValidationError) as caught:
        make_program(partnerships=[{**partner(make_organization()), **item}])
    assert key in caught.value.message_dict


def test_a_market_is_a_required_choice_and_has_to_exist():
    for markets in ([], ["atlantis"]):
        with pytest.raises(ValidationError) as caught:
            make_program(markets=markets)
        assert "markets" in caught.value.message_dict


def test_a_translation_is_outdated_by_content_not_by_date():
    program = make_program(
        texts={"en": {"title": "One", "summary": "Two"}, "de": {"title": "Eins", "summary": "Zwei"}}
    )
    save_texts(program, "en", {"title": "Changed"})
    assert not part(program, "de").outdated  # the draft of the source concerns nobody yet
    publish(program, "en")
    assert part(program, "de").outdated
    save_texts(program, "en", {"title": "One"})
    publish(program, "en")
    assert not part(program, "de").outdated


def test_a_translator_who_did_not_see_the_new_source_stays_outdated():
    program = make_program(texts={"en": {"title": "One"}})
    shown = {"title": "0" * 16}
    actions.save(program, language="de", texts={"title": "Eins"}, shown=shown, user=None, seen=None)
    assert part(program, "de").outdated


def test_an_outdated_text_that_still_fits_can_be_said_to():
    program = make_program(
        texts={"en": {"title": "One", "summary": "S"}, "de": {"title": "Eins", "summary": "Z"}}
    )
    save_texts(program, "en", {"title": "One!", "summary": "S!"})
    publish(program, "en")
    save_texts(program, "de", {"title": "Eins!"})
    assert part(program, "de").outdated  # the summary is
    save_texts(program, "de", {}, still_fits=("summary",))
    assert not part(program, "de").outdated


def test_what_was_live_is_never_deleted():
    program, admin = make_program(), make_user("Administrator")
    actions.take_down(program, language=SHARED, user=admin)
    with pytest.raises(ValidationError):
        actions.delete_draft(program, user=admin)
    assert Program.objects.filter(pk=program.pk).exists()


def test_a_draft_is_deleted_by_administrators_unless_it_is_used():
    reuters, unused = make_organization(live=False), make_organization("Unused", live=False)
    make_program(live=False, partnerships=[partner(reuters)])
    with pytest.raises(PermissionDenied):
        actions.delete_draft(unused, user=make_user("Publisher"))
    with pytest.raises(ValidationError):
        actions.delete_draft(reuters, user=make_user("Administrator"))
    actions.delete_draft(unused, user=make_user("Administrator"))
    assert list(Organization.objects.values_list("pk", flat=True)) == [reuters.pk]
    assert not Revision.objects.filter(part__object_id=unused.pk, part__kind=unused.kind()).exists()


def test_an_archived_entry_is_not_published_by_accident():
    person = make_person(live=False)
    actions.archive(person, user=None)
    with pytest.raises(ValidationError):
        actions.publish([(person, SHARED)], user=None)
    actions.archive(person, user=None, archived=False)
    publish(person, SHARED)


def test_something_live_is_not_archived():
    with pytest.raises(ValidationError):
        actions.archive(make_person(), user=None)
