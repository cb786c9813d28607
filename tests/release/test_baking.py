"""What is in a release: every address as its view answers, and only what can have changed is made anew."""

import pytest

from safetyhub import sitemaps
from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.publishing import actions
from safetyhub.publishing.footprint import SHELF
from safetyhub.publishing.models import Part
from safetyhub.release import baking, jobs, making, rollback
from safetyhub.release.addresses import file_name
from safetyhub.release.manifest import Manifest
from safetyhub.release.models import Unreleased
from tests.factories import (
    make_locale,
    make_organization,
    make_program,
    make_resource,
    partner,
    publish,
    save_texts,
)
from tests.public import make_content, rename, shared_of, translate
from tests.released import PAGE, altered, ask, bake, contents, down, file_of, front

pytestmark = pytest.mark.django_db


# --- What is in it ---------------------------------------------------------------------------------------------------


def test_every_address_of_every_locale_is_in_it_as_its_view_answers(site, client):
    make_content()
    LocaleAlias.objects.create(code="german", locale_id="de-de")
    released = bake()
    found = contents(released)
    expected = {address.path: address.status for address in sitemaps.released()}
    assert {path: row[0] for path, row in found.items() if not path.startswith("/static/")} == expected
    assert {"/", "/robots.txt", "/sitemap.xml", "/ar-eg/", "/ar-eg/404/", PAGE} <= set(expected)
    for path, status in expected.items():
        response = client.get(path, headers={"host": "127.0.0.1:8000"})
        assert response.status_code == status, path
        if 300 <= status < 400:
            assert found[path][1] == response["Location"]
        else:
            name = file_name(path, status, is_sensitive=False)
            assert released.file(name).read_bytes() == response.content, path


def test_a_locale_of_any_name_has_a_file_of_its_own(site):
    make_locale("index", "fr", "fr", tag="fr")
    release = bake()
    assert file_of(release, "/") != file_of(release, "/index/")
    assert ask(front(down), "/index/").body == file_of(release, "/index/").read_bytes()
    assert rollback.verify() == (release, [])


def test_the_assets_of_its_pages_are_in_it(released):
    assert ask(front(down), "/static/site/site.css").headers["Content-Type"].startswith("text/css")
    assert ask(front(down), "/static/site/icon.svg").status == 200
    assert ask(front(down), "/favicon.ico").headers["Location"] == "/static/site/icon.svg"


def test_it_is_whole(released):
    assert rollback.verify() == (released, [])
    assert not list(released.folder.glob("manifest.sqlite3-*"))


def test_no_draft_is_in_it(site, settings):
    program = make_program("Public words", slug="public-words")
    save_texts(program, "en", {"title": "Words of a draft"})
    save_texts(program, "de", {"title": "Entwurf"})
    make_program("Secret program", slug="secret-program", live=False)
    release = bake()
    everything = b"".join(
        path.read_bytes() for path in release.folder.rglob("*.*") if path.suffix != ".sqlite3"
    )
    assert b"Public words" in everything
    for words in (b"Words of a draft", b"Entwurf", b"Secret program", b"secret-program"):
        assert words not in everything


# --- Only what can have changed --------------------------------------------------------------------------------------


def new_program(site):
    yield
    make_program("New", texts={"en": {"title": "New"}, "ar": {"title": "جديد"}})


def one_language(site):
    yield
    translate(site["programs"], "de", heading="Programme")


def a_name(site):
    make_program("With a partner", partnerships=[partner(organization := make_organization("AFP"))])
    yield
    translate(organization, "en", name="Agence France-Presse")


def a_target_that_becomes_public(site):
    organization = make_organization("Late", live=False)
    make_program("Waits", slug="waits", partnerships=[partner(organization)])
    yield
    publish(organization, "", "en")


def a_first_translation(site):
    program = make_program("Once", slug="once")
    yield
    translate(program, "ar", title="مرة")


def another_translation(site):
    program = make_program("Twice", slug="twice", texts={"en": {"title": "Twice"}, "de": {"title": "Zwei"}})
    yield
    translate(program, "de", title="Zweimal", summary="Zum zweiten Mal")


def another_place(site):
    program = make_program("Last", slug="last", position=9)
    yield
    actions.save(
        program,
        language="",
        shared={**shared_of(program), "position": 0},
        user=None,
        seen=None,
        origin="command",
    )
    publish(program, "")


def taken_down_and_put_back(site):
    program = make_program("Back", slug="back", texts={"en": {"title": "Back"}, "de": {"title": "Zurück"}})
    live = Part.objects.get(kind=program.kind(), object_id=program.pk, language="").live_id
    actions.take_down(program, language="", user=None)
    yield
    actions.put_back(program, revisions={"": live}, user=None)


def taken_down(site):
    program = make_program("Gone", slug="gone", texts={"en": {"title": "Gone"}, "de": {"title": "Weg"}})
    yield
    actions.take_down(program, language="", user=None)


def one_language_taken_down(site):
    program = make_program("Both", slug="both", texts={"en": {"title": "Both"}, "de": {"title": "Beide"}})
    yield
    actions.take_down(program, language="de", user=None)


def another_address(site):
    program = make_program("Moves", slug="moves")
    yield
    rename(program, "has-moved")


def fewer_markets(site):
    program = make_program("Everywhere", slug="everywhere-once")
    yield
    shared = {**shared_of(program), "markets": ["us"]}
    actions.save(program, language="", shared=shared, user=None, seen=None, origin="command")
    publish(program, "")


def a_resource_of_another_market(site):
    yield
    make_resource("Lifeline", slug="lifeline", markets=["de"], sensitive=True)


def another_locale(site):
    yield
    locale = Locale.objects.get(pk="de-de")
    locale.tag = "de-AT"
    locale.save()


def an_alias(site):
    yield
    LocaleAlias.objects.create(code="german", locale_id="de-de")


CHANGES = [
    new_program,
    one_language,
    a_first_translation,
    another_translation,
    another_place,
    taken_down_and_put_back,
    a_name,
    a_target_that_becomes_public,
    taken_down,
    one_language_taken_down,
    another_address,
    fewer_markets,
    a_resource_of_another_market,
    another_locale,
    an_alias,
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_baked_again_equals_a_bake_of_everything(site, change):
    steps = change(site)
    next(steps)
    before = contents(bake())
    assert next(steps, None) is None
    some, everything = contents(bake()), contents(bake(everything=True))
    assert some == everything
    assert some != before
    assert not Unreleased.objects.exists()


def test_only_pages_that_can_have_changed_are_made(released, site):
    assert baking.bake().rendered == 0
    translate(site["programs"], "de", heading="Programme")
    assert 0 < baking.bake().rendered < baking.bake(everything=True).rendered / 2


def made_for(release):
    with Manifest.read(release.manifest) as manifest:
        return {page.path for page in manifest.share(f"made_in = {release.number}", 0, 1)}


def test_a_correction_touches_the_pages_of_its_language(site):
    program = make_program("One", slug="one", texts={"en": {"title": "One"}, "de": {"title": "Ein"}})
    bake()
    translate(program, "de", title="Eins")
    made = made_for(bake())
    assert "/de-de/programs/one/" in made
    assert {path for path in made if not path.startswith("/de-de/")} == set()


def test_a_list_of_titles_is_not_made_of_what_they_refer_to(site):
    make_program("One", slug="one", partnerships=[partner(organization := make_organization("AFP"))])
    bake()
    translate(organization, "en", name="Agence France-Presse")
    made = made_for(bake())
    assert {"/en-us/programs/one/", "/en-us/safety-partners/"} <= made
    assert not {"/en-us/", "/en-us/programs/"} & made


def test_a_first_translation_is_told_on_the_pages_of_all_languages(site):
    program = make_program("One", slug="one")
    bake()
    translate(program, "de", title="Eins")
    made = made_for(bake())
    sitemap = f"/sitemap-partners.program-{program.pk // SHELF}.xml"
    assert {"/en-us/programs/one/", "/ar-eg/programs/one/", sitemap} <= made


def test_pages_of_one_kind_follow_one_another(released):
    """Each process takes every second page: one must not get all the long ones."""
    with Manifest.read(released.manifest) as manifest:
        paths = [page.path for page in manifest.share("1 = 1", 0, 1)]
    first = min(paths.index(start) for start in ("/en-us/", "/de-de/", "/ar-eg/"))
    assert sorted(paths[first : first + 3]) == ["/ar-eg/", "/de-de/", "/en-us/"]


def test_another_content_of_the_same_size_has_another_second(site):
    """By which nginx tells them apart, where two bakes take less than one."""
    program = make_program(slug="brisk", texts={"en": {"title": "Brisk 0"}})
    told = set()
    for number in range(4):
        translate(program, "en", title=f"Brisk {number}")
        page = file_of(bake(everything=False), "/en-us/programs/brisk/").stat()
        told.add((page.st_size, page.st_mtime_ns // making.SECOND))
    assert len(told) == 4
    assert rollback.verify()[1] == []


def test_what_did_not_change_is_the_same_file(released):
    again = bake()
    assert file_of(again, PAGE).stat().st_ino == file_of(released, PAGE).stat().st_ino


def test_a_page_lapses_with_a_term(site, settings):
    settings.RELEASE_SERVED = True
    organization = make_organization("For a time")
    make_program("Term", slug="term", partnerships=[partner(organization, until="2999")])
    release = bake()
    assert not jobs.is_due()
    assert b"For a time" in file_of(release, "/en-us/programs/term/").read_bytes()
    with altered(release) as manifest:
        (until,) = manifest.execute(
            "SELECT valid_until FROM pages WHERE path = '/en-us/programs/term/'"
        ).fetchone()
        assert until == "3000-01-01"
        manifest.execute("UPDATE pages SET valid_until = '2020-01-01' WHERE path = '/en-us/programs/term/'")
    assert jobs.is_due()
    assert baking.bake().rendered == 1
    assert not jobs.is_due()
