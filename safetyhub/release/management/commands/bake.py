import pwd
import sys
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from safetyhub.release import baking, folders

WIDTH = 40


class Command(BaseCommand):
    help = "Bake what is live into a release, verify it, and serve it. Without --all, only what can have changed."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="Render every page anew.")

    def handle(self, *, all, **options):  # noqa: A002 - the option's name
        refuse_for_another_user()
        began = time.monotonic()
        bar = self._bar if sys.stderr.isatty() and options["verbosity"] else lambda done, of: None
        try:
            baked = baking.bake(everything=all, told=bar)
        except folders.Busy:
            raise CommandError("Another bake is at work. Try again when it is done.") from None
        except baking.Failed as failed:
            findings = "\n".join(f"  {finding}" for finding in failed.findings[:50])
            raise CommandError(
                f"The release is not served, the last good one still is:\n{findings}"
            ) from None
        except baking.Outdated as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. The last good release is served.") from None
        except OSError as error:
            raise CommandError(f"The release could not be written: {error}") from None
        except DatabaseError as error:
            raise CommandError(
                f"The database does not answer; the last good release is served: {error}"
            ) from None
        took = time.monotonic() - began
        self.stdout.write(
            f"Release {baked.release.number}: {baked.rendered} pages made and {baked.kept} kept in {took:.1f} s."
        )

    def _bar(self, done, of):
        filled = WIDTH * done // max(of, 1)
        self.stderr.write(f"\r[{'#' * filled:<{WIDTH}}] {done}/{of}", ending="")
        if done >= of:
            self.stderr.write("")


def refuse_for_another_user():
    """Such as root, by hand: whoever takes something down afterwards could not remove its files."""
    served = folders.current()
    if served is None or served.is_own:
        return
    uid = served.folder.stat().st_uid
    owner = next((user.pw_name for user in pwd.getpwall() if user.pw_uid == uid), f"user {uid}")
    raise CommandError(f"The releases belong to {owner}. Bake as {owner}: sudo -u {owner} …")
