"""On a first run nobody's inbox is empty, and visitors see what they saw before but for what was urgent."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from safetyhub.content.demo import inbox
from safetyhub.content.initial import loader
from safetyhub.publishing.inbox import groups
from safetyhub.publishing.models import Part, Publication, Transition
from safetyhub.publishing.permissions import access_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def first_run(settings):
    settings.DEVELOPMENT = True
    loader.load()
    call_command("create_accounts")
    call_command("demo_inbox")


def waiting(name):
    user = get_user_model().objects.get(username=name)
    return {group.key: [item.name for item in group.items] for group in groups(user, access_of(user))}


def test_something_waits_for_everybody(first_run):
    assert waiting("publisher") == {
        "review": ["Media literacy", "Body inclusivity"],
        "publish": ["Fact-checking"],
        "scheduled": ["Countering violent extremism"],
    }
    assert "afterwards" in waiting("admin")
    assert waiting("german")["sent-back"] == ["Digital well-being"]
    assert waiting("german")["scheduled"] == ["Countering violent extremism"]
    assert "Countering violent extremism" in waiting("editor")["questions"]
    assert waiting("arabic")["questions"] == ["Dan Schnur"]


def test_it_is_done_once(first_run):
    steps = Transition.objects.count()
    assert not inbox.fill()
    assert Transition.objects.count() == steps


def test_only_what_was_urgent_is_public(first_run):
    (moved,) = Publication.objects.filter(author__isnull=False)
    assert (moved.part.language, moved.part.kind) == ("es", "resources.resource")
    call_command("check_revisions")


def test_without_the_accounts_nothing_happens(settings):
    settings.DEVELOPMENT = True
    loader.load()
    make_user("Publisher")
    call_command("demo_inbox")
    assert not Part.objects.exclude(candidate=None).exists()


def test_a_public_site_has_no_demonstration(settings):
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError):
        call_command("demo_inbox")
