"""What this room does when Django announces something."""

from django.apps import apps as global_apps
from django.db import router
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from safetyhub.locales import m49


def seed_markets(sender, *, using, apps=global_apps, **kwargs) -> None:
    """Add the countries and areas of ``m49`` that are missing, and correct those that it says otherwise of.

    After migrate and not in a migration, so that a longer table needs none, and so that the rows are back after
    ``flush``, which is how Django ends each test that commits. One query when nothing has changed.
    """
    try:
        market = apps.get_model("locales", "Market")
    except LookupError:  # migrated back to before there were any
        return
    if router.allow_migrate_model(using, market):
        rows = market.objects.using(using)
        have = {code: (kind, within) for code, kind, within in rows.values_list("code", "kind", "within")}
        facts = {code: (m49.kind(code), list(m49.containing(code))) for code in sorted(m49.CODES)}
        stale = [
            market(code=code, kind=kind, within=within)
            for code, (kind, within) in facts.items()
            if have.get(code) != (kind, within)
        ]
        rows.bulk_create(
            stale, update_conflicts=True, update_fields=["kind", "within"], unique_fields=["code"]
        )


def keep_what_was_public(sender, *, instance, **kwargs) -> None:
    """Refuses for the shell and for querysets too, where no admin asks."""
    if not instance.is_deletable:
        raise ProtectedError(_("A regional version that was public is closed, not deleted."), {instance})
