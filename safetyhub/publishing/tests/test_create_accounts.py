import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command

from safetyhub.publishing.models import Assignment
from safetyhub.publishing.permissions import ROLES

pytestmark = pytest.mark.django_db


def printed(capsys):
    """{username: password} of what the command printed."""
    return dict(re.findall(r"^  (\w+) +((?:\w{4}-){3}\w{4})", capsys.readouterr().out, re.MULTILINE))


def test_development_gets_five_accounts_whose_printed_passwords_work(settings, capsys):
    settings.DEVELOPMENT = True
    call_command("create_accounts")
    passwords = printed(capsys)
    assert list(passwords) == ["admin", "editor", "publisher", "german", "arabic"]
    for name, password in passwords.items():
        user = get_user_model().objects.get(username=name)
        assert user.check_password(password)
        assert user.is_staff


def test_production_gets_an_administrator_only(settings, capsys):
    settings.DEVELOPMENT = False
    call_command("create_accounts")
    assert list(printed(capsys)) == ["admin"]
    assert list(get_user_model().objects.values_list("username", flat=True)) == ["admin"]


def test_roles_are_groups_and_translators_have_their_language():
    call_command("create_accounts")
    assert set(Group.objects.values_list("name", flat=True)) >= set(ROLES)
    found = get_user_model().objects.values_list("username", "groups__name", "is_superuser")
    assert set(found) == {
        ("admin", "Administrator", True),
        ("editor", "Editor", False),
        ("publisher", "Publisher", False),
        ("german", "Translator", False),
        ("arabic", "Translator", False),
    }
    assert set(Assignment.objects.values_list("user__username", "language")) == {
        ("german", "de"),
        ("arabic", "ar"),
    }


def test_a_second_run_changes_and_prints_nothing(capsys):
    call_command("create_accounts")
    before = list(get_user_model().objects.order_by("id").values_list("username", "password"))
    capsys.readouterr()
    call_command("create_accounts")
    assert capsys.readouterr().out == ""
    assert list(get_user_model().objects.order_by("id").values_list("username", "password")) == before


def test_accounts_of_others_keep_the_demonstration_away(capsys):
    get_user_model().objects.create_user("amira")
    call_command("create_accounts")
    assert list(get_user_model().objects.values_list("username", flat=True)) == ["amira"]
