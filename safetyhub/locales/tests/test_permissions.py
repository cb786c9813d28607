import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

from safetyhub.locales.permissions import ADMINISTRATOR, is_administrator

pytestmark = pytest.mark.django_db


def make_user(group=None, **kwargs):
    user = User.objects.create_user(f"user-{User.objects.count()}", **({"is_staff": True} | kwargs))
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def test_superusers_and_the_group_are_administrators():
    assert is_administrator(make_user(is_superuser=True))
    assert is_administrator(make_user(ADMINISTRATOR))


def test_nobody_else_is():
    assert not is_administrator(AnonymousUser())
    assert not is_administrator(make_user())
    assert not is_administrator(make_user("Publisher"))
    assert not is_administrator(make_user(ADMINISTRATOR, is_active=False))
    assert not is_administrator(make_user(ADMINISTRATOR, is_staff=False))


def test_a_page_asks_the_database_once(django_assert_num_queries):
    user = make_user(ADMINISTRATOR)
    with django_assert_num_queries(1):
        assert all(is_administrator(user) for _time in range(5))


def test_who_leaves_the_group_is_out_on_the_next_request():
    user = make_user(ADMINISTRATOR)
    assert is_administrator(user)
    user.groups.clear()
    assert not is_administrator(User.objects.get(pk=user.pk))
