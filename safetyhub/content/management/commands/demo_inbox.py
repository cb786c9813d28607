from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from safetyhub.content.demo import inbox


class Command(BaseCommand):
    help = "Put something into the inbox of each demonstration account, once. Development only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("The demonstration accounts exist only in development.")
        if inbox.fill():
            self.stdout.write("\n  Something waits in the inbox of each account.")
