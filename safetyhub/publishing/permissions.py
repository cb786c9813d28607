"""Who may do what. One table of roles; every question about a person is answered from it and their languages."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from safetyhub.locales.languages import SOURCE

from .interface import called
from .schema import SHARED


class Right(StrEnum):
    READ = "read"
    EDIT_SHARED = "edit-shared"
    EDIT_SOURCE = "edit-source"
    EDIT_ASSIGNED = "edit-assigned"  # the texts of the languages assigned to the person
    EDIT_EVERY = "edit-every"  # the texts of every language
    REVIEW_ASSIGNED = "review-assigned"  # submissions in the languages assigned to the person
    REVIEW_EVERY = "review-every"
    PUBLISH = "publish"
    DELETE_DRAFT = "delete-draft"
    CONFIGURE = "configure"


ROLES: dict[str, frozenset[Right]] = {
    "Administrator": frozenset(Right),
    "Publisher": frozenset(
        {
            Right.READ,
            Right.EDIT_SHARED,
            Right.EDIT_SOURCE,
            Right.EDIT_EVERY,
            Right.REVIEW_EVERY,
            Right.PUBLISH,
        }
    ),
    "Editor": frozenset({Right.READ, Right.EDIT_SHARED, Right.EDIT_SOURCE}),
    "Reviewer": frozenset({Right.READ, Right.EDIT_ASSIGNED, Right.REVIEW_ASSIGNED}),
    "Translator": frozenset({Right.READ, Right.EDIT_ASSIGNED}),
}


@dataclass(frozen=True)
class Access:
    """The rights of one person, read once. A system writer (no user: a command, a task) may do everything."""

    rights: frozenset[Right]
    languages: frozenset[str]

    def has(self, right: Right) -> bool:
        return right in self.rights

    def may_edit(self, language: str) -> bool:
        """Whether the person may write the part: "" is the shared one."""
        if language == SHARED:
            return Right.EDIT_SHARED in self.rights
        if Right.EDIT_EVERY in self.rights or (language == SOURCE and Right.EDIT_SOURCE in self.rights):
            return True
        return Right.EDIT_ASSIGNED in self.rights and language in self.languages

    @property
    def only_language(self) -> str:
        """The one language that the person may edit; "" for the source, or for several."""
        wider = {Right.EDIT_EVERY, Right.EDIT_SOURCE}
        if Right.EDIT_ASSIGNED not in self.rights or self.rights & wider or len(self.languages) != 1:
            return ""
        return next(iter(self.languages - {SOURCE}), "")

    def may_review(self, language: str) -> bool:
        """Whether the person may approve or send back the part. The shared one is reviewed with the source."""
        return Right.REVIEW_EVERY in self.rights or (
            Right.REVIEW_ASSIGNED in self.rights and (language or SOURCE) in self.languages
        )

    def may_discuss(self, language: str) -> bool:
        """Whether the person may ask and answer about a text: who works on it, and who edits or publishes the hub."""
        works_on_it = self.may_edit(language) or self.may_review(language)
        return works_on_it or not self.rights.isdisjoint({Right.EDIT_SOURCE, Right.PUBLISH})

    def may_publish(self, language: str) -> bool:
        return Right.PUBLISH in self.rights


SYSTEM = Access(frozenset(Right), frozenset())


def access_of(user: Any | None) -> Access:
    """Two queries: groups and assignments. Not kept: the door asks anew under its lock."""
    if user is None:
        return SYSTEM
    if not user.is_active or not user.is_staff:
        return Access(frozenset(), frozenset())
    if user.is_superuser:
        return SYSTEM
    rights = frozenset[Right]().union(*(ROLES.get(group.name, frozenset()) for group in user.groups.all()))
    return Access(rights, frozenset(assignment.language for assignment in user.assignments.all()))


def staff() -> dict[Any, Access]:
    """Everybody who can work here now, with their rights. Three queries."""
    people = get_user_model().objects.filter(is_active=True, is_staff=True).order_by("pk")
    return {person: access_of(person) for person in people.prefetch_related("groups", "assignments")}


def access_in(request: Any) -> Access:
    """The rights of the person behind a request, read once per request, so that a revoked role works on the next."""
    if not hasattr(request, "access"):
        request.access = access_of(request.user)
    return request.access


def require(condition: bool, sentence: str) -> None:
    """Raise `PermissionDenied` with a sentence for the person."""
    if not condition:
        raise PermissionDenied(sentence)


def require_edit(access: Access, language: str) -> None:
    if language == SHARED:
        require(access.may_edit(SHARED), _("You may not change the shared fields of an entry."))
    else:
        name = called(language)
        require(access.may_edit(language), _("You may not edit %(language)s texts.") % {"language": name})


def require_review(access: Access, language: str) -> None:
    name = called(language or SOURCE)
    require(access.may_review(language), _("You may not review %(language)s texts.") % {"language": name})


def require_discuss(access: Access, language: str) -> None:
    name = called(language or SOURCE)
    require(access.may_discuss(language), _("You may not ask about %(language)s texts.") % {"language": name})


def require_publish(access: Access, language: str) -> None:
    require(access.may_publish(language), _("You may not publish or take down."))


def require_composing(access: Access) -> None:
    require(access.has(Right.EDIT_SHARED), _("You may not change a change set."))
