from django.core.management.base import BaseCommand, CommandError

from safetyhub.release import folders, repairs, rollback
from safetyhub.release.manifest import Manifest
from safetyhub.release.seals import is_whole

REPAIRED = {"damaged", "missing"}  # by the worker, from what is live


class Command(BaseCommand):
    help = "List the releases that are kept, go back to one, or verify the one that is served."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="The releases that are kept, the newest first.")
        back = verbs.add_parser("rollback", help="Serve an older release until the next `manage.py bake`.")
        back.add_argument("number", type=int, nargs="?", help="The one before, unless a number is given.")
        check = verbs.add_parser("verify", help="Read every file of a release and follow every link.")
        check.add_argument(
            "number", type=int, nargs="?", help="The one that is served, unless a number is given."
        )

    def handle(self, *, verb, **options):
        try:
            getattr(self, f"_{verb}")(options.get("number"))
        except rollback.Impossible as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"The releases could not be read or changed: {error}") from None

    def _list(self, number):
        served = folders.current()
        for release in folders.releases():
            if not is_whole(release.manifest):
                self.stdout.write(f"{release.number:>6}  damaged, or of another version of the hub")
                continue
            with Manifest.read(release.manifest) as manifest:
                about, pages = manifest.about(), manifest.count()
            marks = [
                "served" if served and release.number == served.number else "",
                "" if release.is_eligible else "something in it was taken down",
            ]
            made = about.get("made", "")[:19]
            words = f"{release.number:>6}  {made}  {pages:>7} pages  {', '.join(filter(None, marks))}"
            self.stdout.write(words.rstrip())
        if folders.is_held():
            self.stdout.write("Held after a rollback: what goes live is not baked until `manage.py bake`.")

    def _rollback(self, number):
        release = rollback.roll_back(number)
        self.stdout.write(f"Release {release.number} is served, until the next `manage.py bake`.")

    def _verify(self, number):
        release, found = rollback.verify(number)
        served = folders.current()
        for finding in found:
            self.stdout.write(str(finding))
            if finding.code in REPAIRED and served and served.number == release.number:
                repairs.report(finding.path, finding.detail)
        if found:
            raise CommandError(f"Release {release.number} has {len(found)} findings.")
        self.stdout.write(f"Release {release.number} is whole.")
