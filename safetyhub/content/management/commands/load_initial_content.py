from typing import Any

from django.core.management.base import BaseCommand

from safetyhub.content.initial import loader


class Command(BaseCommand):
    help = "Load the initial content and regional versions. A hub that has content already is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        number = loader.load()
        if number:
            self.stdout.write(f"Loaded the initial content: {number} entries.")
        else:
            self.stdout.write("There is content already. Nothing was loaded.")
