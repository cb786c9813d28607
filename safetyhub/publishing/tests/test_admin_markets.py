"""Where an entry is for, in its form: somebody has to say it, and in one way."""

import pytest
from django.urls import reverse

from safetyhub.publishing.schema import SHARED

from .browsing import Form, as_role, change_url, form_of, part

pytestmark = pytest.mark.django_db


def test_where_a_new_entry_is_for_somebody_has_to_say(client):
    as_role(client, "Editor")
    url = reverse("admin:partners_program_add")
    values = form_of(client, url)
    assert "markets-scope" not in values
    response = client.post(url, {**values, "title_en": "New", "slug": "new", "_save": ""})
    assert "name at least one market" in str(response.context["adminform"].form.errors["markets"])


def test_everywhere_beside_a_country_is_refused_with_both_kept(client, program):
    """Else a helpline of one country would be shown in all."""
    as_role(client, "Editor")
    values = form_of(client, change_url(program))
    sent = {**values, "markets-scope": "everywhere", "markets": "Austria", "_save": ""}
    response = client.post(change_url(program), sent)
    assert "not both" in str(response.context["adminform"].form.errors["markets"])
    again = Form(response.content.decode()).values
    assert (again["markets-scope"], again["markets"]) == ("everywhere", "Austria")
    assert part(program, SHARED).version == 1
