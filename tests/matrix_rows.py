"""The table: every address that the hub answers, who gets its page, and whose POST does something."""

import re
from collections.abc import Callable, Iterator

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from partners.models import Organization, Program
from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.publishing import actions, first_steps, inbox, previews
from safetyhub.publishing.entries import Entry, entry_models
from safetyhub.publishing.models import Mention, Part, Withdrawal
from safetyhub.publishing.schema import schema_of
from tests import kinds
from tests.factories import make_locale
from tests.matrix import (
    ALL,
    COMPOSE,
    CONFIGURE,
    DISCUSS,
    EDIT,
    NOBODY,
    PUBLISH,
    READERS,
    REVIEW,
    STAFF,
    STRANGERS,
    Post,
    Row,
    body,
    fields,
)
from tests.public import make_content, make_locales, make_site

Rows = Iterator[Row]

NEW_PASSWORD = "another long passphrase"


AREAS = {
    **{model.kind(): f"admin/{model.kind().replace('.', '/')}/" for model in entry_models()},
    "previews": "(admin/)?preview/",
    "change sets": "admin/publishing/changeset/",
    "configuration": "admin/(auth/user|locales)/",
    "tasks": "admin/django_tasks_database/.*/",
    "site": "admin/",
    "public": "",
}


def area_of(route):
    return next(area for area, start in AREAS.items() if re.match(start, route))


# --- pages of an entry: the same for every kind ---------------------------------------------------------------------


class Case:
    """The entries of one kind, in every state that a page needs."""

    def __init__(self, model: type[Entry], administrator: object) -> None:
        self.model, self.administrator = model, administrator
        self.draft = kinds.make(model, live=False)
        self.unreviewed, self.submitted = kinds.unreviewed(model), kinds.submitted(model)
        self.approved, self.owed, self.withdrawn = (
            kinds.approved(model),
            kinds.owed(model),
            kinds.withdrawn(model),
        )
        self.languages = kinds.LANGUAGES if schema_of(model).texts else ("en",)

    def at(self, page: str, entry: Entry | None = None, query: str = "") -> str:
        name = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_{page}"
        return reverse(name, args=[entry.pk] if entry else []) + (f"?{query}" if query else "")

    def sent(self, path: str, **more: str) -> Callable[[], dict[str, str]]:
        """What an administrator would send from that page, with the button pressed."""
        found = fields(self.administrator, path)
        return lambda: {**found, **more}

    def written(self, path: str, language: str) -> Callable[[], dict[str, str]]:
        """The same form with another text, or another shared field where there are no texts."""
        name = f"{self.model.title_field}_{language}" if schema_of(self.model).texts else "order"
        return self.sent(path, **{name: "[7]" if name == "order" else "Another text", "_save": ""})


def entry_rows(case: Case) -> Rows:
    yield from list_rows(case)
    for language in case.languages:
        yield from text_rows(case, language, f"language={language}")
    yield Row(case.at("archive", case.draft), NOBODY, 405, posts=(Post(PUBLISH, body()),))
    yield Row(case.at("put-back", case.withdrawn), NOBODY, 405, posts=(Post(PUBLISH, body()),))
    yield Row(case.at("delete", case.draft), CONFIGURE, posts=(Post(CONFIGURE, body(post="yes")),))
    yield Row(case.at("delete", case.approved), NOBODY)
    everywhere = case.at("take-down", case.approved, "everywhere=1")
    yield Row(everywhere, PUBLISH, posts=(Post(PUBLISH, body(note="Because.")),))


def list_rows(case: Case) -> Rows:
    address = case.at("changelist")
    chosen = {"_selected_action": str(case.approved.pk), "confirmed": "1", "post": "yes"}
    refused = frozenset({200, 302, 403})  # of an action that somebody does not have, Django says nothing
    posts = (
        Post(PUBLISH, body(action="take_down_selected", **chosen), refused),
        Post(NOBODY, body(action="delete_selected", **chosen), refused),
        Post(PUBLISH, body(action="publish_selected", _selected_action=str(case.approved.pk)), refused),
    )
    yield Row(address, READERS, posts=posts)
    yield Row(f"{address}add/", COMPOSE, posts=(Post(NOBODY, body(_save=""), frozenset({200, 403})),))
    yield Row(f"{address}{case.draft.pk}/", STAFF, 302)


def text_rows(case: Case, language: str, query: str) -> Rows:
    edit, review = EDIT[language], REVIEW[language]

    def at(page: str, entry: Entry, more: str = "") -> str:
        return case.at(page, entry, query + more)

    form, publishing = at("change", case.unreviewed), at("publish", case.unreviewed)
    yield Row(form, READERS, posts=(Post(edit, case.written(form, language)),))
    yield Row(at("history", case.unreviewed), READERS)
    yield Row(at("compare", case.unreviewed), READERS)
    yield Row(publishing, READERS, posts=publish_posts(case, publishing, edit))
    ready = at("publish", case.approved)
    yield Row(ready, READERS, posts=(Post(PUBLISH, case.sent(ready, alone="1")),))
    yield Row(at("take-down", case.approved), PUBLISH, posts=(Post(PUBLISH, body()),))
    yield from restore_rows(case, language, at)
    waiting = at("review", case.submitted)
    posts = (
        Post(review, case.sent(waiting, approve="")),
        Post(review, case.sent(waiting, **{"send-back": "", "note": "Not yet."})),
    )
    yield Row(waiting, READERS, posts=posts)
    owing = at("review-afterwards", case.owed)
    objected = Post(review, case.sent(owing, object="", note="Not so."))
    yield Row(owing, READERS, posts=(Post(review, case.sent(owing)), objected))
    yield from around_rows(case, language, at)


def publish_posts(case: Case, page: str, edit: frozenset[str]) -> tuple[Post, ...]:
    """Not approved: a publisher says why it cannot wait, and whoever may edit it submits it."""
    return (
        Post(PUBLISH, case.sent(page, alone="1", reason="It cannot wait.")),
        Post(edit, case.sent(page, submit="1")),
        Post(NOBODY, case.sent(page, alone="1"), frozenset({200, 302, 403})),
    )


def restore_rows(case: Case, language: str, at: Callable[..., str]) -> Rows:
    part = Part.objects.of(case.model.kind(), case.unreviewed.pk).exclude(head__number=1)
    part = part.filter(language__in=(language, "")).order_by("-language").first()
    first = part.revisions.get(number=1).pk
    path = at("restore", case.unreviewed, f"&revision={first}")
    yield Row(path, EDIT[language], posts=(Post(EDIT[language], body(seen=str(part.version))),))


def around_rows(case: Case, language: str, at: Callable[..., str]) -> Rows:
    times = {"publish_at_0": "2099-01-01", "publish_at_1": "10:00", "time_zone": "UTC"}
    planning = at("schedule", case.approved)
    yield Row(planning, PUBLISH, posts=(Post(PUBLISH, case.sent(planning, **times)),))
    yield Row(at("change-set", case.unreviewed), COMPOSE, posts=(Post(COMPOSE, body(name="A set")),))
    yield Row(at("preview-links", case.draft), READERS, posts=(Post(COMPOSE, body(days="7")),))
    asked = Post(DISCUSS[language], body(text="Which word is it?"))
    yield Row(at("questions", case.unreviewed), READERS, posts=(asked,))
    yield Row(
        at("where-used", case.approved), READERS, posts=(Post(PUBLISH, body(reason="They asked for it.")),)
    )


# --- the others -----------------------------------------------------------------------------------------------------


def public_rows() -> Rows:
    """The same for everybody: nobody is known there."""
    make_locales()
    make_site()
    make_content()
    for path in ("", "robots.txt", "sitemap.xml", "healthz/live", "healthz/ready"):
        yield Row(f"/{path}", ALL)
    yield Row("/favicon.ico", ALL, 302)
    yield Row("/sitemap-none.xml", ALL, 404)
    yield Row(f"/media/{'0' * 64}-800.webp", ALL, 404)
    yield Row("/nowhere/at/all/", ALL, 404)
    yield from (Row(f"/en-us/{rest}", ALL) for rest in PAGES)
    yield Row("/en-us/programs/nowhere/", ALL, 404)


# With one entry on each page of a list.
PAGES = (
    "",
    "safety-partners/",
    "programs/",
    "programs/page/2/",
    "programs/fact-checking/",
    "council/",
    "council/page/2/",
    "council/experts/",
    "resources/",
    "resources/page/2/",
    "resources/de/",
    "resources/global/page/2/",
    "resources/global/helpline/",
)


def preview_rows() -> Rows:
    """By an address for staff, of everything or of one entry; and for whoever has a link."""
    make_locales()
    make_site()
    make_content()
    program = Program.objects.get(slug="fact-checking")
    link = previews.address_of(actions.make_link(program, user=None))
    for rest in PAGES:
        yield Row(f"/admin/preview/en-us/{rest}", READERS)
        for before in ("", "live:"):
            yield Row(f"/admin/preview/{before}partners.program:{program.pk}/en-us/{rest}", READERS)
        yield Row(f"{link}en-us/{rest}", ALL)
    yield Row(link, ALL)
    yield Row(f"{link}media/{'0' * 64}/", ALL, 404)
    yield Row(f"{link[:-2]}x/", ALL, 404)


def site_rows() -> Rows:
    """The admin's own pages."""
    yield Row("/admin/", STAFF)
    yield Row("/admin/markets/suggest/?q=ger", STAFF, login=403)
    yield Row(f"/admin/images/{'0' * 64}/", READERS, 404)
    yield Row("/admin/jsi18n/", STAFF)
    program = ContentType.objects.get_for_model(Program).pk
    yield Row(f"/admin/r/{program}/{kinds.make(Program).pk}/", STAFF, 404)
    wanted = "app_label=partners&model_name=partnership&field_name=organization"
    yield Row(f"/admin/autocomplete/?{wanted}", READERS)
    yield Row("/admin/nowhere/at/all/", STAFF, 404)
    nothing = Post(NOBODY, body(), frozenset({200, 302}))
    yield Row("/admin/login/", STRANGERS, posts=(nothing,), login=200, only=STRANGERS)
    yield Row("/admin/logout/", NOBODY, 405, posts=(nothing,))
    for label in ("partners", "council", "resources", "content", "publishing"):
        yield Row(f"/admin/{label}/", READERS, refused=404)
    for label in ("auth", "locales"):
        yield Row(f"/admin/{label}/", CONFIGURE, refused=404)
    passwords = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    own = Post(STAFF, body(old_password="a long passphrase", **passwords))
    yield Row("/admin/password_change/", STAFF, posts=(own,))
    yield Row("/admin/password_change/done/", STAFF)


def inbox_rows() -> Rows:
    for key in inbox.KINDS:
        yield Row(f"/admin/inbox/{key}/", READERS, refused=404)
    yield Row("/admin/inbox/nothing/", STAFF, 404)
    step = first_steps.STEPS[0].key
    yield Row("/admin/inbox/put-away/", NOBODY, 405, posts=(Post(STAFF, body(step=step)),))
    entry = kinds.make(Organization)
    part = Part.objects.of(entry.kind(), entry.pk).get(language="de")
    withdrawal = Withdrawal.objects.create(kind=entry.kind(), object_id=entry.pk, reason="Why")
    mention = Mention.objects.create(withdrawal=withdrawal, part=part, key="name", words="Reuters")
    yield Row(f"/admin/inbox/mentions/{mention.pk}/settle/", NOBODY, 405, posts=(Post(EDIT["de"], body()),))


def set_rows(clients) -> Rows:
    entry = kinds.approved(Program)
    change_set = actions.create_set(name="A set", user=None)
    actions.add_to_set(change_set, [(entry, "de")], user=None)
    page = reverse("admin:publishing_changeset_change", args=[change_set.pk])
    found = fields(clients["administrator"], page)
    posts = (
        Post(COMPOSE, body(do="rename", name="Another name")),
        Post(COMPOSE, body(do="remove", part=found.get("part", f"{entry.kind()}:{entry.pk}:de"))),
        Post(COMPOSE, body(do="link", days="7")),
        Post(COMPOSE, body(delete="1")),
        Post(PUBLISH, lambda: {**found, "do": "publish"}),
        Post(PUBLISH, body(do="schedule", publish_at_0="2099-01-01", publish_at_1="10:00", time_zone="UTC")),
    )
    yield Row("/admin/publishing/changeset/", READERS)
    yield Row("/admin/publishing/changeset/add/", COMPOSE, posts=(Post(COMPOSE, body(name="New")),))
    yield Row(page, READERS, posts=posts)


def people_rows(clients) -> Rows:
    """Roles and languages are an administrator's to give."""
    person = User.objects.get(username="translator")
    boss = Group.objects.get(name="Administrator").pk
    page = reverse("admin:auth_user_change", args=[person.pk])
    promoted = {**fields(clients["administrator"], page), "groups": str(boss)}
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    new = {"username": "new", "usable_password": "true", **passwords}
    yield Row("/admin/auth/user/", CONFIGURE)
    yield Row("/admin/auth/user/add/", CONFIGURE, posts=(Post(CONFIGURE, lambda: new),))
    yield Row(page, CONFIGURE, posts=(Post(CONFIGURE, lambda: promoted),))
    again = Post(CONFIGURE, lambda: {"usable_password": "true", **passwords})
    yield Row(f"/admin/auth/user/{person.pk}/password/", CONFIGURE, posts=(again,))
    yield Row(f"/admin/auth/user/{person.pk}/history/", CONFIGURE)
    yield Row(f"/admin/auth/user/{person.pk}/delete/", NOBODY, posts=(Post(NOBODY, body(post="yes")),))
    yield Row(f"/admin/auth/user/{person.pk}/", STAFF, 302)


def configuration_rows(clients) -> Rows:
    locale = make_locale("fil-ph", "fil", "ph", visibility=Locale.Visibility.PREVIEW)
    alias = LocaleAlias.objects.create(code="ph", locale=locale)
    for name, row in (("locale", locale), ("localealias", alias)):
        page = reverse(f"admin:locales_{name}_change", args=[row.pk])
        start = reverse(f"admin:locales_{name}_changelist")
        changed = {**fields(clients["administrator"], page), **CHANGES[name]}
        yield Row(page, CONFIGURE, posts=(Post(CONFIGURE, lambda changed=changed: changed),))
        yield Row(page.replace("/change/", "/delete/"), CONFIGURE, posts=(Post(CONFIGURE, body(post="yes")),))
        yield Row(page.replace("/change/", "/history/"), CONFIGURE)
        yield Row(page.replace("/change/", "/"), STAFF, 302)
        yield Row(start, CONFIGURE)
        yield Row(f"{start}add/", CONFIGURE)
    for page in ("de/change/", "de/history/", ""):
        yield Row(f"/admin/locales/market/{page}", CONFIGURE)
    for page in ("de/delete/", "add/"):
        yield Row(f"/admin/locales/market/{page}", NOBODY)
    yield Row("/admin/locales/market/de/", STAFF, 302)


CHANGES = {"locale": {"position": "77"}, "localealias": {"code": "pp"}}


def task_rows() -> Rows:
    """What Django would let a superuser look at: no role's."""
    start = "/admin/django_tasks_database/dbtaskresult/"
    for page in ("", "add/", "1/change/", "1/delete/"):
        yield Row(f"{start}{page}", NOBODY)
    for page in ("1/", "1/history/"):
        yield Row(f"{start}{page}", STAFF, 302)  # to the page of it, and back to the index
