"""`make password`: a new generated password for somebody who forgot theirs, or was locked out."""

from axes.utils import reset
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from safetyhub.publishing.passwords import generated_password


class Command(BaseCommand):
    help = "Give an account a generated password, print it once, and lift a lock after failed logins."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username", nargs="?", default="admin")

    def handle(self, *args, username: str, **options) -> None:
        people = get_user_model().objects
        try:
            names = list(people.order_by("username").values_list("username", flat=True))
        except DatabaseError as error:
            raise CommandError("The database cannot be read. Has `make run` prepared it?") from error
        if username not in names:
            known = ", ".join(names[:20]) or "none"
            raise CommandError(f"There is no account named {username!r}. There are: {known}.")
        user = people.get(username=username)
        password = generated_password()
        user.set_password(password)
        user.save(update_fields=["password"])
        reset(username=username)
        self.stdout.write(f"{username}  {password}")
