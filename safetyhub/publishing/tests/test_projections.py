"""What is found by index follows the live pointer, in the transaction that moves it."""

import pytest
from django.db import transaction

from safetyhub.publishing import actions, projections
from safetyhub.publishing.models import LiveMarket, OldSlug, Part
from safetyhub.publishing.schema import SHARED
from tests.factories import make_organization, make_program, publish, save_texts

pytestmark = pytest.mark.django_db


def part(entry, language=SHARED):
    return Part.objects.select_related("head", "live").get(
        kind=entry.kind(), object_id=entry.pk, language=language
    )


def markets(entry):
    return set(LiveMarket.objects.filter(part=part(entry)).values_list("market", flat=True))


def change(entry, **fields):
    shared = {**part(entry).head.data, **fields}
    actions.save(entry, language=SHARED, shared=shared, user=None, seen=None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Denúncialo YA", "denuncialo ya"),
        ("<p>Straße <strong>und</strong></p>", "strasse und"),
        ("<p>one</p><p>two</p><ul><li>three</li></ul>", "one two three"),
        ("<p>Trust &amp; Safety</p>", "trust & safety"),
        ("  a\n\tb ", "a b"),
        ("ﬁnance Ｆｕｌｌ", "finance full"),
        ("İstanbul", "istanbul"),
        ("مُحَتَوى", "محتوى"),
        ("東京 हिन्दी", "東京 हिनदी"),
        ("", ""),
    ],
)
def test_words_are_searched_without_accents_case_and_mark_up(text, found):
    assert projections.normalise(text) == found


def test_the_words_of_a_part_are_those_of_all_its_texts_and_of_its_children():
    program = make_program(
        texts={"en": {"title": "Title", "body": "<p>Body</p>", "calls_to_action.a.label": "More"}},
        calls_to_action=[{"id": None, "new": "a"}],
        slug="the-slug",
    )
    assert set(part(program, "en").search.split()) == {"title", "body", "more"}
    assert "the-slug" in part(program).search
    save_texts(program, "en", {"title": "Übung"})
    assert "ubung" in part(program, "en").search


def test_nothing_is_projected_before_it_is_live():
    program = make_program(slug="draft", markets=["de"], live=False)
    assert (part(program).slug, markets(program)) == ("", set())


def test_slug_place_and_markets_follow_what_is_live_and_not_the_draft():
    program = make_program(slug="first", position=3, markets=["de", "150"])
    change(program, slug="second", position=9, markets=["everywhere"])
    assert (part(program).slug, part(program).position, markets(program)) == ("first", 3, {"de", "150"})
    publish(program, SHARED)
    assert (part(program).slug, part(program).position, markets(program)) == ("second", 9, {"everywhere"})
    actions.take_down(program, language=SHARED, user=None)
    assert (part(program).slug, markets(program)) == ("", set())


def test_an_entry_without_markets_is_everywhere():
    assert markets(make_organization()) == {"everywhere"}


def test_a_text_that_goes_live_moves_no_projection_of_the_shared_part():
    program = make_program(markets=["de"])
    rows = set(LiveMarket.objects.values_list("pk", flat=True))
    save_texts(program, "en", {"title": "New"})
    publish(program, "en")
    assert set(LiveMarket.objects.values_list("pk", flat=True)) == rows


def test_every_address_that_was_public_leads_to_the_entry():
    program = make_program(slug="a")
    for slug in ("b", "c", "a"):
        change(program, slug=slug)
        publish(program, SHARED)
    assert part(program).slug == "a"
    assert set(OldSlug.objects.values_list("slug", "object_id")) == {("b", program.pk), ("c", program.pk)}


def test_an_address_that_was_taken_down_is_kept_for_its_entry():
    program = make_program(slug="a")
    actions.take_down(program, language=SHARED, user=None)
    assert OldSlug.objects.get().slug == "a"
    publish(program, SHARED)
    assert not OldSlug.objects.exists()


def test_an_address_that_was_never_public_is_free_again():
    program = make_program(slug="draft", live=False)
    change(program, slug="other")
    publish(program, SHARED)
    assert make_program(slug="draft").pk


def test_a_move_that_fails_leaves_no_trace():
    program = make_program(slug="a", markets=["de"], live=False)

    def fail():
        with transaction.atomic():
            publish(program, SHARED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (part(program).live, part(program).slug, markets(program)) == (None, "", set())


def test_only_marks_that_turn_are_written(django_assert_num_queries):
    texts = {"en": {"title": "One"}, "de": {"title": "Eins"}, "fr": {"title": "Un"}, "ar": {"summary": "x"}}
    program = make_program(texts=texts)
    with django_assert_num_queries(2):
        projections.project_outdated(program.kind(), program.pk)
    save_texts(program, "en", {"title": "Two"})
    publish(program, "en")
    assert {one.language for one in Part.objects.filter(outdated=True)} == {"de", "fr"}
    actions.take_down(program, language="en", user=None)
    assert not Part.objects.filter(outdated=True).exists()
