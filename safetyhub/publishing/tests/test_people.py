"""The page of people speaks the language of the interface."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from safetyhub.publishing.people import ROLE_LABELS
from safetyhub.publishing.permissions import ROLES
from tests.factories import make_user

pytestmark = pytest.mark.django_db

GERMAN = {"accept-language": "de"}


@pytest.fixture
def person(client):
    client.force_login(make_user("Administrator"))
    return make_user("Translator", languages=("ar",))


def test_every_role_has_a_label():
    assert set(ROLE_LABELS) == set(ROLES)


def test_the_form_names_roles_and_languages(client, person):
    Group.objects.get_or_create(name="Editor")
    text = client.get(reverse("admin:auth_user_change", args=[person.pk]), headers=GERMAN).text
    assert "Übersetzung" in text and "Redaktion" in text
    assert "Translator" not in text and "Editor</label>" not in text
    assert '<option value="ar" selected>Arabisch — العربية</option>' in text
    assert "Arabic" not in text and ">German" not in text


def test_the_list_and_its_filter_name_roles_and_languages(client, person):
    text = client.get(reverse("admin:auth_user_changelist"), headers=GERMAN).text
    assert '<td class="field-roles">Übersetzung</td>' in text
    assert '<td class="field-languages">Arabisch</td>' in text
    assert "Translator" not in text


def test_languages_are_still_assigned_one_by_one(client, person):
    address = reverse("admin:auth_user_change", args=[person.pk])
    row = person.assignments.get()
    data = {"username": person.username, "is_active": "on", "is_staff": "on"}
    data |= {"assignments-TOTAL_FORMS": 3, "assignments-INITIAL_FORMS": 1}
    data |= {"assignments-0-id": row.pk, "assignments-0-user": person.pk, "assignments-0-language": "ar"}
    data |= {"assignments-1-user": person.pk, "assignments-1-language": "de", "assignments-2-language": ""}
    assert client.post(address, data).status_code == 302
    assert set(person.assignments.values_list("language", flat=True)) == {"ar", "de"}


def test_the_list_calls_the_name_of_a_person_a_name(client, person):
    type(person).objects.filter(pk=person.pk).update(first_name="Amira", last_name="Haddad")
    text = client.get(reverse("admin:auth_user_changelist"), headers=GERMAN).text
    assert '<td class="field-full_name">Amira Haddad</td>' in text
    assert re.search(r'column-full_name">\s*<div class="text">\s*<span>Name</span>', text)
