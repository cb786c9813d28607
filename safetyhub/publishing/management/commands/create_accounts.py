"""The accounts of a first run: an administrator, and in development four people to try the roles with."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from safetyhub.publishing.models import Assignment
from safetyhub.publishing.passwords import generated_password
from safetyhub.publishing.permissions import ROLES


class Account(NamedTuple):
    username: str
    role: str
    language: str = ""


ADMINISTRATOR = Account("admin", "Administrator")
DEMONSTRATION = (
    Account("editor", "Editor"),
    Account("publisher", "Publisher"),
    Account("german", "Translator", "de"),
    Account("arabic", "Translator", "ar"),
)


class Command(BaseCommand):
    help = "Make the groups, and on an empty database the first accounts; print each generated password once."

    def handle(self, *args, **options) -> None:
        with transaction.atomic():
            for role in ROLES:
                Group.objects.get_or_create(name=role)
            if get_user_model().objects.exists():
                return
            accounts = (ADMINISTRATOR, *DEMONSTRATION) if settings.DEVELOPMENT else (ADMINISTRATOR,)
            passwords = {account: create(account) for account in accounts}
        self.stdout.write("\n  Accounts (their passwords are shown only now):\n")
        for account, password in passwords.items():
            role = f"{account.role} ({account.language})" if account.language else account.role
            self.stdout.write(f"  {account.username:<14}{password:<24}{role}")


def create(account: Account) -> str:
    """Make the account and return its generated password."""
    password = generated_password()
    user = get_user_model().objects.create_user(
        account.username,
        password=password,
        is_staff=True,
        is_superuser=account is ADMINISTRATOR,
    )
    user.groups.add(Group.objects.get(name=account.role))
    if account.language:
        Assignment.objects.create(user=user, language=account.language)
    return password
