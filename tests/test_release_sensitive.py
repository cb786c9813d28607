"""Pages that should leave no trace on somebody's device lie in a tree of their own: a server in front tells them by that."""

import pytest

from safetyhub.locales.models import Locale
from safetyhub.publishing import actions
from safetyhub.release import baking, rollback
from tests.factories import make_resource
from tests.public import make_furniture, shared_of
from tests.released import ask, bake, down, front

pytestmark = pytest.mark.django_db

PAGE = "/de-de/resources/global/lifeline/"
NAME = "/de-de/resources/global/lifeline.html"


@pytest.fixture
def lifeline(locales, settings):
    settings.RELEASE_SERVED = True
    make_furniture()
    return make_resource("Lifeline", slug="lifeline", sensitive=True)


def trees(release):
    return {tree for tree in ("site", "sensitive") if release.file(f"{tree}{NAME}").exists()}


def test_each_page_is_in_one_of_the_trees(lifeline):
    make_resource("Guide", slug="guide", sensitive=False)
    release = bake()
    assert trees(release) == {"sensitive"}
    for page in release.folder.glob("s*/**/*.html"):
        name = page.relative_to(release.folder).as_posix().partition("/")[2].removesuffix(".html")
        path = "/" if name == "+" else f"/{name}/"
        kept = ask(front(down), path).headers["Cache-Control"] != "no-store"
        assert page.relative_to(release.folder).parts[0] == ("site" if kept else "sensitive"), path
    assert release.file("site/de-de/resources/global/guide.html.br").exists()
    assert rollback.verify() == (release, [])


def test_a_page_that_is_sensitive_no_more_changes_its_place(lifeline):
    bake()
    shared = {**shared_of(lifeline), "sensitive": False}
    actions.save(lifeline, language="", shared=shared, user=None, seen=None, origin="command")
    actions.publish([(lifeline, "")], user=None)
    assert trees(bake()) == {"site"}
    assert baking.bake(everything=False).rendered == 0
    assert ask(front(down), PAGE).status == 200


def test_a_page_that_is_kept_stays_where_it_is(lifeline):
    bake()
    assert baking.bake().kept
    assert trees(bake()) == {"sensitive"}


def test_what_was_taken_down_is_gone_from_there(lifeline, django_capture_on_commit_callbacks):
    release = bake()
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(lifeline, language="", user=None)
    assert trees(release) == set()


def test_a_closed_locale_is_gone_from_there(lifeline, django_capture_on_commit_callbacks):
    release = bake()
    locale = Locale.objects.get(pk="de-de")
    locale.visibility = Locale.Visibility.CLOSED
    with django_capture_on_commit_callbacks(execute=True):
        locale.save()
    assert not list(release.folder.glob("s*/de-de"))
    assert list(release.folder.glob("sensitive/en-us"))
