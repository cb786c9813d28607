"""What asks for a bake."""

import pytest

from safetyhub.locales.models import Locale
from safetyhub.release import jobs, tasks
from safetyhub.release.models import Unreleased
from tests.factories import (
    make_program,
)
from tests.public import make_content

pytestmark = pytest.mark.django_db


def test_many_changes_ask_once(released, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_content(2)
    assert tasks.DBTaskResult.objects.count() == 1
    assert jobs.is_due()
    tasks.bake.call()
    assert not jobs.is_due()


def test_nothing_is_asked_for_without_a_release_to_serve(site, settings, django_capture_on_commit_callbacks):
    assert not settings.RELEASE_SERVED
    with django_capture_on_commit_callbacks(execute=True):
        make_program("New")
    assert not tasks.DBTaskResult.objects.exists()


def test_a_locale_that_never_was_public_is_no_change(released):
    Locale.objects.create(code="fr-fr", tag="fr-FR", language="fr", market_id="fr")
    Locale.objects.get(pk="fr-fr").delete()
    assert not Unreleased.objects.exists()
    locale = Locale.objects.get(pk="de-de")
    locale.position = 9
    locale.save()
    assert Unreleased.objects.count() == 1
