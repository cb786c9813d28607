from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from safetyhub.content.demo import build
from safetyhub.content.initial import loader


class Command(BaseCommand):
    help = "Add demonstration content: SCALE times some 200 entries in every language, with gaps. Development only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="how many units to add (default: 1)")

    def handle(self, *args: Any, scale: int, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError(
                "Demonstration content is for development: set DEVELOPMENT=1 if this is no public site."
            )
        if scale < 1:
            raise CommandError("The scale must be 1 or more.")
        loader.load()  # the pages that the rest appears on; nothing if they are there
        self.stdout.write(f"{build.add_locales()} regional versions added.")
        first = build.next_number()
        for number in range(first, first + scale):
            self.stdout.write(f"Unit {number}: {build.add_unit(number)} entries added.")
