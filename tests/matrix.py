"""What the matrix of addresses is made of: the people, the addresses of the resolver, and what an answer comes to."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.factories import make_user
from tests.races.web import Page

# Role, languages. Nobody of them wrote what the test's entries say.
PEOPLE: Mapping[str, tuple[str, tuple[str, ...]] | None] = {
    "visitor": None,
    "inactive": ("Administrator", ()),
    "staff without a role": ("", ("de",)),
    "translator of another language": ("Translator", ("fr",)),
    "translator": ("Translator", ("de",)),
    "reviewer": ("Reviewer", ("de",)),
    "editor": ("Editor", ()),
    "publisher": ("Publisher", ()),
    "administrator": ("Administrator", ()),
}
Who = frozenset[str]

ALL = frozenset(PEOPLE)
STRANGERS = frozenset({"visitor", "inactive"})
STAFF = ALL - STRANGERS
READERS = STAFF - {"staff without a role"}
NOBODY: Who = frozenset()
CONFIGURE = frozenset({"administrator"})
PUBLISH = CONFIGURE | {"publisher"}
COMPOSE = PUBLISH | {"editor"}  # the shared part, change sets, preview links
EDIT = {"en": COMPOSE, "de": PUBLISH | {"translator", "reviewer"}}
REVIEW = {"en": PUBLISH, "de": PUBLISH | {"reviewer"}}
DISCUSS = {"en": COMPOSE, "de": COMPOSE | EDIT["de"]}

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
ADMIN, LOGIN = "/admin/", "/admin/login/"


class Post(NamedTuple):
    """A POST that changes something for those who may, and nothing for anybody else."""

    who: Who
    body: Callable[[], Mapping[str, Any]]
    refused: frozenset[int] = frozenset({403})  # what staff who may not are answered


class Row(NamedTuple):
    """An address, who gets its page with which answer, and what a POST does."""

    path: str
    get: Who
    status: int = 200  # for them
    refused: int = 403  # for other staff; strangers are sent to the login
    posts: tuple[Post, ...] = ()
    login: int = 302  # for strangers
    only: Who = ALL  # who is asked at all


def body(**values: Any) -> Callable[[], Mapping[str, Any]]:
    return lambda: values


def people() -> dict[str, Client]:
    """A browser for each, all of them logged in who can be."""
    return {name: _browser(name, *found) if found else _client() for name, found in PEOPLE.items()}


def _client() -> Client:
    return Client(raise_request_exception=False)


def _browser(name: str, role: str, languages: tuple[str, ...]) -> Client:
    client, user = _client(), make_user(role, languages=languages, username=name.replace(" ", "-"))
    client.force_login(user)
    if name == "inactive":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return client


def fields(client: Client, address: str) -> dict[str, str]:
    """What the page's forms would send, as they come."""
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return Page(200, "", response.content.decode()).fields


# --- addresses ------------------------------------------------------------------------------------------------------


def routes(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address that the hub answers, as `resolve(path).route` tells of it."""
    for found in (resolver or get_resolver()).url_patterns:
        own = str(found.pattern)
        route = prefix + (own.removeprefix("^") if prefix else own)
        if isinstance(found, URLResolver):
            yield from routes(found, route)
        else:
            yield route


# --- answers --------------------------------------------------------------------------------------------------------


class Answer(NamedTuple):
    status: int
    location: str
    changed: bool
    content: bytes


def _watched() -> list[type[models.Model]]:
    """Content and accounts; not sessions, logs of logins, and what Django keeps for itself."""
    own = ("publishing", "partners", "council", "resources", "content", "locales", "auth")
    return [
        model for label in own for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]


def digest() -> str:
    """Of every row of every table that a person can change."""
    found = hashlib.sha256()
    for model in _watched():
        rows = models.QuerySet(model).order_by("pk").values_list()
        found.update(repr(list(rows)).encode())
    return found.hexdigest()


@contextmanager
def _noticing_writes(tables: frozenset[str]) -> Iterator[list[str]]:
    """Statements that may have changed one of the tables: without one there is nothing to compare."""
    seen: list[str] = []

    def watch(execute: Any, sql: Any, *rest: Any) -> Any:
        if re.match(r"\s*(INSERT|UPDATE|DELETE)", str(sql)) and any(
            f'"{name}"' in str(sql) for name in tables
        ):
            seen.append(str(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield seen


class Desk:
    """Asks for one address after the other; the database is afterwards as it was before."""

    def __init__(self) -> None:
        self.tables = frozenset(model._meta.db_table for model in _watched())
        self.before = digest()

    def ask(self, client: Client, method: str, path: str, data: Mapping[str, Any] | None = None) -> Answer:
        session, cookies = transaction.savepoint(), client.cookies.copy()
        try:
            with _noticing_writes(self.tables) as writes:
                send = getattr(client, method.lower())
                response = send(path, data or {}) if method in ("GET", "POST") else send(path)
            changed = bool(writes) and digest() != self.before
            content = b"".join(response) if response.streaming else response.content
            return Answer(response.status_code, response.headers.get("Location", ""), changed, content)
        finally:
            transaction.savepoint_rollback(session)
            client.cookies = cookies


def findings(desk: Desk, clients: Mapping[str, Client], row: Row, *, thorough: bool) -> Iterator[str]:
    """What is not as the row says: one line each.

    `thorough` is every method by everybody; without, of those who may only the one with the fewest rights, GET and POST.
    """
    for name, client in ((name, client) for name, client in clients.items() if name in row.only):
        for method in METHODS if thorough else ("GET", "POST"):
            if (method == "POST" and row.posts) or not (thorough or _is_telling(name, row.get)):
                continue
            answer = desk.ask(client, method, row.path)
            if wrong := _wrong(row, name, method, answer):
                yield f"{method} {row.path} by {name}: {wrong}"
        for post in row.posts:
            if not (thorough or _is_telling(name, post.who)):
                continue
            answer = desk.ask(client, "POST", row.path, post.body())
            if wrong := _wrong_post(row, post, name, answer):
                yield f"POST {row.path} {dict(post.body())} by {name}: {wrong}"


def _is_telling(name: str, who: Who) -> bool:
    return name not in who or name == next(one for one in PEOPLE if one in who)


def _wrong(row: Row, name: str, method: str, answer: Answer) -> str:
    told = f"{answer.status} {answer.location}".strip()
    if answer.changed:
        return f"{told}: it changed something"
    if method == "HEAD" and answer.content:
        return f"{told}: with a body"
    if method not in ("GET", "HEAD") and answer.status == 405:
        return ""
    if method == "OPTIONS" and not answer.content:
        return ""  # which methods there are is no secret
    if name in row.get:
        asked = {row.status} if method in ("GET", "HEAD") else {row.status, 200, 302, 403, 404}
        return "" if answer.status in asked and LOGIN not in answer.location else told
    more = set() if method in ("GET", "HEAD") else set().union(*(post.refused for post in row.posts))
    return "" if _is_refused(row, name, method, answer, {row.refused, *more}) else told


def _wrong_post(row: Row, post: Post, name: str, answer: Answer) -> str:
    told = f"{answer.status} {answer.location}".strip()
    if name in post.who:
        return "" if answer.changed and answer.status in (200, 302) else f"{told}: nothing happened"
    if answer.changed:
        return f"{told}: it changed something"
    return "" if _is_refused(row, name, "POST", answer, set(post.refused)) else told


def _is_refused(row: Row, name: str, method: str, answer: Answer, statuses: set[int]) -> bool:
    if name not in STRANGERS:
        return answer.status in statuses or answer.status == 405
    if method == "POST" and answer.status == 403:
        return b"Your session ended" in answer.content  # what they sent is kept for them, on their page
    if row.login == 302:
        return answer.status == 405 or (answer.status == 302 and answer.location.startswith(ADMIN))
    return answer.status == row.login
