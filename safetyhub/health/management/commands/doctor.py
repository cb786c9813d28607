from django.core.management.base import BaseCommand, CommandError

from safetyhub.health import checks


class Command(BaseCommand):
    help = "Say what is not well and what to do about it, also with the database down. Exit code 1 if something is not."

    def handle(self, **options):
        found = checks.problems()
        for name, problems in found.items():
            self.stdout.write(f"{'FAILS' if problems else 'ok':<7}{name}")
            for problem in problems:
                self.stdout.write(f"       {problem.what}\n       -> {problem.remedy}")
        ill = [name for name, problems in found.items() if problems]
        if ill:
            raise CommandError(f"Not well: {', '.join(ill)}.")
