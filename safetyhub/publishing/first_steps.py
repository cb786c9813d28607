"""Five things to try on a first visit, by what a person may do. Each is a link, and goes away when it is put away."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .entries import Entry
from .interface import called
from .models import Dismissal
from .permissions import Access, Right

SHOWN = 5


class Here(NamedTuple):
    """Who looks, and the lists of entries that they find on the index."""

    access: Access
    lists: list[dict[str, Any]]  # Django's description of each model

    @property
    def language(self) -> str:
        """One that the person translates or reviews; "" for none."""
        return min(self.access.languages, default="")

    def list_url(self, query: str = "") -> str:
        return f"{self.lists[0]['admin_url']}{query}" if self.lists else ""

    @property
    def add_url(self) -> str:
        return next((model["add_url"] for model in self.lists if model.get("add_url")), "")


class Step(NamedTuple):
    key: str
    label: Any  # may have %(language)s
    url: Callable[[Here], str]  # "" where it does not apply
    needs: Right


class Shown(NamedTuple):
    key: str
    label: str
    url: str


STEPS = (
    Step(
        "people",
        _("Give your colleagues accounts, roles and languages"),
        lambda here: reverse("admin:auth_user_changelist"),
        Right.CONFIGURE,
    ),
    Step(
        "locales",
        _("See which regional versions the public can open"),
        lambda here: reverse("admin:locales_locale_changelist"),
        Right.CONFIGURE,
    ),
    Step(
        "missing",
        _("Translate something that is missing in %(language)s"),
        lambda here: _in_language(here, "missing"),
        Right.EDIT_ASSIGNED,
    ),
    Step(
        "outdated",
        _("Bring something up to date in %(language)s"),
        lambda here: _in_language(here, "outdated"),
        Right.EDIT_ASSIGNED,
    ),
    Step(
        "review",
        _("See what waits to be reviewed in your languages"),
        lambda here: reverse("admin:publishing_inbox", args=["review"]),
        Right.REVIEW_ASSIGNED,
    ),
    Step(
        "review",
        _("See what waits to be reviewed"),
        lambda here: reverse("admin:publishing_inbox", args=["review"]),
        Right.REVIEW_EVERY,
    ),
    Step(
        "add",
        _("Write something new: it stays a draft until it is published"),
        lambda here: here.add_url,
        Right.EDIT_SHARED,
    ),
    Step(
        "drafts", _("Look at what is a draft"), lambda here: here.list_url("?state=draft"), Right.EDIT_SHARED
    ),
    Step(
        "changed",
        _("Look at what has changed since it was published"),
        lambda here: here.list_url("?state=changed"),
        Right.READ,
    ),
    Step(
        "password",
        _("Choose a password of your own"),
        lambda here: reverse("admin:password_change"),
        Right.READ,
    ),
    Step("site", _("See the pages as visitors do"), lambda here: "/", Right.READ),
)


def _in_language(here: Here, state: str) -> str:
    return here.list_url(f"?in={here.language}&state={state}") if here.language else ""


def steps(access: Access, apps: Iterable[dict[str, Any]], put_away: Iterable[str]) -> list[Shown]:
    """The first five that apply, without those that were put away: no other moves up."""
    lists = [model for app in apps for model in app["models"] if issubclass(model["model"], Entry)]
    here = Here(access, lists)
    names = {"language": called(here.language) if here.language else ""}
    found: dict[str, Shown] = {}
    for step in STEPS:
        url = step.url(here) if access.has(step.needs) else ""
        if url and step.key not in found and len(found) < SHOWN:
            found[step.key] = Shown(step.key, step.label % names, url)
    gone = set(put_away)
    return [shown for key, shown in found.items() if key not in gone]


def put_away(user: Any, keys: Iterable[str]) -> None:
    known = {step.key for step in STEPS}
    rows = [Dismissal(user=user, step=key) for key in keys if key in known]
    Dismissal.objects.bulk_create(rows, ignore_conflicts=True)
