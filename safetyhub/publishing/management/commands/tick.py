from typing import Any

from django.core.management.base import BaseCommand

from safetyhub.publishing.ticks import tick


class Command(BaseCommand):
    help = "Do what is due now, once: for cron or a timer, every minute. Two at the same time do no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"tick: {tick()}")
