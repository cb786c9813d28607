"""Races through the door, in several processes: refused in words, or kept."""

import io
from itertools import chain

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from partners.models import CallToAction, Organization, Program
from safetyhub.publishing import images, projections
from safetyhub.publishing.models import LiveImage, OldSlug, Part, Publication, Revision
from safetyhub.publishing.schema import SHARED
from tests.factories import make_organization, make_program, make_user, partner, save_texts

from .crew import ATTEMPTS, EACH, PROCESSES
from .jobs import said, torn

pytestmark = pytest.mark.races

LANGUAGES = [["de", "ar"], ["de-at", "zh-hant"], ["fil", "id"], ["es", "es-mx"]]  # of each process


def make_program_with_calls(count=3, **more):
    calls = [f"c{number}" for number in range(count)]
    labels = {f"calls_to_action.{call}.label": "en 0" for call in calls}
    texts = {"en": {"title": "en 0", "summary": "en 0", "body": "<p>en 0</p>", **labels}}
    more = {"live": False, "calls_to_action": [{"id": None, "new": call} for call in calls], **more}
    program = make_program(texts=texts, **more)
    return program, list(
        CallToAction.objects.filter(program=program).order_by("pk").values_list("pk", flat=True)
    )


def part(entry, language):
    return Part.objects.select_related("head", "live").get(
        kind=entry.kind(), object_id=entry.pk, language=language
    )


def history(entry, language):
    """Number -> data of every revision of a part."""
    parts = Part.objects.of(entry.kind(), entry.pk).filter(language=language)
    return dict(Revision.objects.filter(part__in=parts).values_list("number", "data"))


def saved(tallies, language):
    """Number -> words of every save of a language that was acknowledged, a save that changed nothing counted once."""
    told = [(number, token) for tally in tallies for name, number, token in tally.saved if name == language]
    by_number = dict(told)
    assert set(told) == set(by_number.items()), "one number was acknowledged for two different texts"
    return by_number


def check_settled(*entries):
    """What must hold after every race, whatever it was."""
    call_command("check_revisions")
    for entry in entries:
        source = projections.live_source(entry.kind(), entry.pk)
        for one in Part.objects.of(entry.kind(), entry.pk).select_related("head"):
            numbers = sorted(one.revisions.values_list("number", flat=True))
            assert numbers == list(range(1, one.version + 1))
            assert one.head.number == one.version
            assert one.outdated == projections.is_outdated(one, source)
            last = Publication.objects.filter(part=one).order_by("pk").last()
            assert one.live_id == (last.revision_id if last else None)
            assert (
                Publication.objects.filter(part=one, revision__isnull=False)
                .exclude(revision__part=one)
                .count()
                == 0
            )


def check_nothing_wrong(tallies, attempts=ATTEMPTS):
    assert [wrong for tally in tallies for wrong in tally.wrong] == []
    assert sum(tally.attempts for tally in tallies) >= attempts


def check_no_conflicts(tallies):
    check_nothing_wrong(tallies)
    assert [tally.stale for tally in tallies] == [0] * len(tallies)
    assert [tally.refused for tally in tallies] == [[]] * len(tallies)


def test_different_languages_of_one_entry_never_conflict(crew):
    program, calls = make_program_with_calls()
    common = {"program": program.pk, "calls": calls, "user": make_user().pk, "attempts": EACH}
    tallies = crew.run(*(("translate", {**common, "languages": mine}) for mine in LANGUAGES))
    check_no_conflicts(tallies)
    for language in chain.from_iterable(LANGUAGES):
        kept = {number: said(data) for number, data in history(program, language).items()}
        assert kept == {number: {token} for number, token in saved(tallies, language).items()}
    check_settled(program)


def test_the_same_language_is_refused_or_kept(crew):
    program, calls = make_program_with_calls()
    common = {
        "program": program.pk,
        "language": "de",
        "calls": calls,
        "user": make_user().pk,
        "attempts": EACH,
    }
    tallies = crew.run(*(("insist", {**common, "name": f"mate {number}"}) for number in range(PROCESSES)))
    check_nothing_wrong(tallies)
    kept = {number: said(data) for number, data in history(program, "de").items()}
    told = saved(tallies, "de")
    assert kept == {number: {token} for number, token in told.items()}
    assert said(part(program, "de").head.data) == {told[max(told)]}
    assert all(tally.saved for tally in tallies), "one process never got through"
    assert sum(tally.stale for tally in tallies) > 0, "they never met: the race shows nothing"
    assert sum(tally.stale + len(tally.saved) for tally in tallies) == sum(
        tally.attempts for tally in tallies
    )
    check_settled(program)


def test_what_is_live_is_always_one_revision_while_it_is_edited(crew):
    program, calls = make_program_with_calls()
    save_texts(program, "de", {"title": "de 0"})
    parts = [SHARED, "en", "de"]
    publishing = {"program": program.pk, "languages": parts, "attempts": EACH}
    tallies = crew.run(
        ("edit_source_view", {"program": program.pk, "calls": calls, "attempts": EACH}),
        (
            "insist",
            {
                "program": program.pk,
                "language": "de",
                "calls": calls,
                "user": make_user().pk,
                "name": "de",
                "attempts": EACH,
            },
        ),
        ("move_live", {**publishing, "seed": 1}),
        ("move_live", {**publishing, "seed": 2}),
    )
    check_no_conflicts(tallies)
    assert torn(program) == []
    for language in ("en", "de"):
        kept = {number: said(data) for number, data in history(program, language).items() if number > 1}
        assert kept == {number: {token} for number, token in saved(tallies, language).items()}
    slugs = {number: data["slug"] for number, data in history(program, SHARED).items() if number > 1}
    assert slugs == saved(tallies, SHARED)
    assert Publication.objects.exists(), "nothing was published: the race shows nothing"
    ever = set(
        Publication.objects.filter(part__language=SHARED, revision__isnull=False).values_list(
            "revision__data__slug", flat=True
        )
    )
    assert ever == {*OldSlug.objects.values_list("slug", flat=True), part(program, SHARED).slug} - {""}
    check_settled(program)


def test_a_new_shape_never_conflicts_with_a_translation(crew):
    program, _calls = make_program_with_calls()
    tallies = crew.run(
        ("rearrange", {"program": program.pk, "seed": 1, "attempts": EACH}),
        *(
            ("translate_calls", {"program": program.pk, "language": language, "seed": seed, "attempts": EACH})
            for seed, language in enumerate(("de", "ar", "fil"))
        ),
    )
    check_no_conflicts(tallies)
    shapes = {
        number: " ".join(str(item["id"]) for item in data["calls_to_action"])
        for number, data in history(program, SHARED).items()
        if number > 1
    }
    told = saved(tallies, SHARED)
    assert shapes == {number: shape for number, shape in told.items() if number > 1}
    assert CallToAction.objects.filter(removed=True).exists()
    for language in ("de", "ar", "fil"):
        last = {}
        for _number, told_words in sorted(saved(tallies, language).items()):
            call, _, label = told_words.partition(" ")
            last[f"calls_to_action.{call}.label"] = label
        assert part(program, language).head.data == last
        assert len(history(program, language)) == EACH
    check_settled(program)


def test_entries_published_together_in_any_order_wait_for_each_other(crew):
    organization = make_organization(live=False)
    program = make_program(live=False, partnerships=[partner(organization)])
    there = [("program", program.pk), ("organization", organization.pk)]
    tallies = crew.run(
        *(
            ("publish_together", {"pairs": pairs, "name": f"mate {number}", "attempts": EACH})
            for number, pairs in enumerate((there, there[::-1], there, there[::-1]))
        )
    )
    check_no_conflicts(tallies)
    for entry in (program, organization):
        assert len(saved(tallies, entry.kind())) == ATTEMPTS // 2
        assert part(entry, "en").live_id == part(entry, "en").head_id
    check_settled(program, organization)


def test_one_address_goes_to_exactly_one_entry(crew):
    programs = [make_program(slug=f"program-{number}", live=number == 0) for number in range(PROCESSES)]
    tallies = []
    for number in range(EACH):
        slug = f"prize-{number}"
        takers = [None if (number + place) % 3 == 0 else program.pk for place, program in enumerate(programs)]
        round_ = crew.run(*(("take_address", {"slug": slug, "program": taker}) for taker in takers))
        assert sorted(len(tally.saved) for tally in round_) == [0, 0, 0, 1], slug
        assert all("slug" in words for tally in round_ for words in tally.refused)
        tallies += round_
    check_nothing_wrong(tallies)
    assert sum(len(tally.refused) for tally in tallies) == ATTEMPTS * 3 // 4
    winners = {slug: int(pk) for tally in tallies for pk, _number, slug in tally.saved}
    held = dict(Program.objects.values_list("slug", "pk"))
    latest = {pk: slug for slug, pk in winners.items()}
    assert all(held[slug] == pk for pk, slug in latest.items())
    check_settled(*Program.objects.all())


def test_a_picture_of_several_entries_is_public_while_one_of_them_shows_it(crew, settings, tmp_path):
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (8, 8)).save(buffer, "PNG")
    picture = images.store(SimpleUploadedFile("dot.png", buffer.getvalue()), None)
    programs = [make_program(image=picture, live=False) for _number in range(PROCESSES)]
    folders = {"MEDIA_ROOT": str(settings.MEDIA_ROOT), "PRIVATE_MEDIA_ROOT": str(settings.PRIVATE_MEDIA_ROOT)}
    for number in range(EACH // 2):
        # One after the other has it to itself: its only one goes down in the moment in which the next one goes live.
        jobs = (
            {"program": program.pk, "live": place == number % PROCESSES, "folders": folders}
            for place, program in enumerate(programs)
        )
        check_nothing_wrong(crew.run(*(("show", job) for job in jobs)), PROCESSES)
        live = LiveImage.objects.filter(image=picture).exists()
        public = [images.public_path(picture, width).exists() for width in images.WIDTHS]
        assert public == [live] * len(images.WIDTHS), f"round {number}"
    check_settled(*programs)


def test_a_draft_that_is_being_used_is_not_deleted(crew):
    for number in range(EACH):
        organization = make_organization(live=False)
        tallies = crew.run(
            ("delete_draft", {"organization": organization.pk}),
            ("name_as_partner", {"organization": organization.pk, "slug": f"program-{number}"}),
        )
        check_nothing_wrong(tallies, 2)
        (outcome,) = (token for tally in tallies for _language, _number, token in tally.saved)
        assert Organization.objects.filter(pk=organization.pk).exists() == (outcome == "named")
    check_settled(*Program.objects.all())
