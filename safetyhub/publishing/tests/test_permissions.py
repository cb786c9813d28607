"""The table of roles, question by question."""

import pytest
from django.core.exceptions import PermissionDenied

from safetyhub.publishing.permissions import (
    ROLES,
    SYSTEM,
    Right,
    access_of,
    require_edit,
    require_publish,
)
from safetyhub.publishing.schema import SHARED
from tests.factories import make_user

PARTS = [SHARED, "en", "de", "ar"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "languages", "edits", "publishes"),
    [
        ("Administrator", (), {SHARED, "en", "de", "ar"}, True),
        ("Publisher", (), {SHARED, "en", "de", "ar"}, True),
        ("Editor", (), {SHARED, "en"}, False),
        ("Editor", ("de",), {SHARED, "en"}, False),
        ("Reviewer", ("de",), {"de"}, False),
        ("Translator", ("de", "ar"), {"de", "ar"}, False),
        ("Translator", ("en",), {"en"}, False),
        ("Translator", (), set(), False),
        ("", ("de",), set(), False),
        ("Nonsense", ("de",), set(), False),
    ],
)
def test_each_role_edits_its_parts(role, languages, edits, publishes):
    access = access_of(make_user(role, languages=languages))
    assert {part for part in PARTS if access.may_edit(part)} == edits
    assert {access.may_publish(part) for part in PARTS} == {publishes}


@pytest.mark.django_db
def test_two_roles_add_up():
    user = make_user("Editor", languages=("de",))
    user.groups.add(make_user("Translator").groups.get())
    access = access_of(user)
    assert {part for part in PARTS if access.may_edit(part)} == {SHARED, "en", "de"}


@pytest.mark.django_db
@pytest.mark.parametrize("state", [{"is_active": False}, {"is_staff": False}])
def test_a_closed_account_has_no_rights_not_even_a_superusers(state):
    for fields in (state, {**state, "is_superuser": True}):
        assert access_of(make_user("Administrator", **fields)).rights == frozenset()


@pytest.mark.django_db
def test_a_revoked_role_works_at_once():
    user = make_user("Publisher")
    assert access_of(user).has(Right.PUBLISH)
    user.groups.clear()
    assert not access_of(user).has(Right.PUBLISH)


@pytest.mark.django_db
def test_the_rights_of_a_person_cost_two_queries(django_assert_num_queries):
    user = make_user("Translator", languages=("de",))
    with django_assert_num_queries(2):
        access_of(user)


def test_a_command_may_do_everything():
    assert access_of(None) is SYSTEM
    assert frozenset(Right) == SYSTEM.rights


def test_only_administrators_configure_and_delete():
    for right in (Right.CONFIGURE, Right.DELETE_DRAFT):
        assert [role for role, rights in ROLES.items() if right in rights] == ["Administrator"]


def test_who_has_a_role_may_read():
    assert all(Right.READ in rights for rights in ROLES.values())


@pytest.mark.django_db
def test_a_refusal_names_the_language():
    access = access_of(make_user("Translator", languages=("de",)))
    with pytest.raises(PermissionDenied, match="French"):
        require_edit(access, "fr")
    with pytest.raises(PermissionDenied, match="shared"):
        require_edit(access, SHARED)
    with pytest.raises(PermissionDenied, match="publish"):
        require_publish(access, "de")
