"""Who may do what, tried with forged forms: the door decides, whatever a form offered."""

import pytest
from django.urls import reverse

from partners.models import CallToAction, Program
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED
from tests.factories import make_program, save_texts

from .browsing import as_role, change_url, form_of, part

pytestmark = pytest.mark.django_db

FORGED = {
    "another language's text": {"title_fr": "EVIL"},
    "the base column": {"title": "EVIL"},
    "a shared field": {"slug": "evil", "position": "1"},
    "a delete box": {"calls_to_action-0-DELETE": "on"},
    "another entry's id": {"id": "999", "pk": "999"},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_field_changes_nothing_but_the_language(client, program, forged):
    as_role(client, "Translator", ("de",))
    values = form_of(client, change_url(program, "de"))
    client.post(change_url(program, "de"), {**values, "title_de": "Gut", **forged, "_save": ""})
    assert part(program, "de").head.data["title"] == "Gut"
    assert part(program, SHARED).version == 1 and part(program, "en").version == 1
    assert not Part.objects.filter(language="fr").exists()
    assert not CallToAction.objects.filter(removed=True).exists()


@pytest.mark.parametrize(
    "forged",
    [
        {"calls_to_action-0-id": "999"},
        {"calls_to_action-TOTAL_FORMS": "2", "calls_to_action-1-label_de": "added"},
    ],
)
def test_a_forged_row_is_refused(client, program, forged):
    as_role(client, "Translator", ("de",))
    values = form_of(client, change_url(program, "de"))
    sent = {**values, "calls_to_action-0-label_de": "Mehr", **forged, "_save": ""}
    assert client.post(change_url(program, "de"), sent).status_code == 200
    assert part(program, "de").version == 1
    assert CallToAction.objects.count() == 1


ROLES = [
    ("Administrator", (), {"en", "de", "fr"}, True),
    ("Publisher", (), {"en", "de", "fr"}, True),
    ("Editor", (), {"en"}, False),
    ("Reviewer", ("de",), {"de"}, False),
    ("Translator", ("de",), {"de"}, False),
    ("", (), set(), False),
]


@pytest.mark.parametrize(("role", "languages", "editable", "publishes"), ROLES)
@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_each_role_against_each_language(client, program, role, languages, editable, publishes, language):
    as_role(client, "Publisher")
    values = form_of(client, change_url(program, language))
    as_role(client, role, languages)
    response = client.post(change_url(program, language), {**values, f"title_{language}": "Neu", "_save": ""})
    if language in editable:
        assert response.status_code == 302
        assert part(program, language).head.data["title"] == "Neu"
    else:
        assert response.status_code == 403
        assert not Part.objects.filter(language=language, search__contains="neu").exists()


@pytest.mark.parametrize("role", ["Translator", "Reviewer", "Editor"])
@pytest.mark.parametrize(
    ("page", "refused"),
    [
        ("take-down/?language=de", "You may not publish or take down."),
        ("take-down/?everywhere=1", "You may not publish or take down."),
        ("schedule/?language=de", "You may not publish or take down."),
        ("change-set/?language=de", "You may not change a change set."),
    ],
)
def test_a_page_of_something_that_somebody_may_not_do_does_not_open(client, program, role, page, refused):
    as_role(client, role, ("de",))
    response = client.get(f"/admin/partners/program/{program.pk}/{page}")
    if role == "Editor" and "change-set" in page:
        assert response.status_code == 200
    else:
        assert response.status_code == 403 and refused in response.content.decode()


@pytest.mark.parametrize(("role", "languages", "editable", "publishes"), ROLES)
@pytest.mark.parametrize(
    "page", ["publish", "take-down", "take-down everywhere", "bulk publish", "bulk take down"]
)
def test_each_role_against_publishing(client, program, role, languages, editable, publishes, page):
    as_role(client, role, languages)
    save_texts(program, "de", {"title": "Entwurf"})
    save_texts(program, "en", {"title": "Draft"})
    if page.startswith("bulk"):
        action = page.replace("bulk ", "").replace(" ", "_") + "_selected"
        data = {"action": action, "_selected_action": [program.pk], "confirmed": "1", "reason": "Urgent"}
        kind = f"seen-partners.program-{program.pk}"
        data |= {f"{kind}-shared": "1", f"{kind}-en": "2"}
        client.post(reverse("admin:partners_program_changelist"), data)
    else:
        name = page.split()[0]
        url = reverse(f"admin:partners_program_{name}", args=[program.pk]) + "?language=de"
        seen = {f"seen-partners.program-{program.pk}-de": "2", "reason": "Urgent"}
        client.post(url + ("&everywhere=1" if "everywhere" in page else ""), seen)
    live = (part(program, SHARED).live, part(program, "en").live.data, (part(program, "de").live or object))
    unmoved = (
        part(program, SHARED).live is not None
        and part(program, "en").live.data["title"] == "Fact-checking"
        and part(program, "de").live is not None
        and part(program, "de").live.data["title"] == "Faktenprüfung"
    )
    assert unmoved is not publishes, live


def test_a_revoked_role_works_on_the_next_request(client, program):
    user = as_role(client, "Translator", ("de",))
    values = form_of(client, change_url(program, "de"))
    user.assignments.all().delete()
    assert client.post(change_url(program, "de"), {**values, "title_de": "X", "_save": ""}).status_code == 403


def test_what_was_live_offers_no_delete_and_refuses_it(client, program):
    as_role(client, "Administrator")
    url = reverse("admin:partners_program_delete", args=[program.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert Program.objects.filter(pk=program.pk).exists()


def test_an_unused_draft_is_deleted_by_an_administrator_only(client):
    draft = make_program(live=False)
    url = reverse("admin:partners_program_delete", args=[draft.pk])
    as_role(client, "Publisher")
    assert client.post(url, {"post": "yes"}).status_code == 403
    as_role(client, "Administrator")
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not Program.objects.exists() and not Part.objects.filter(kind="partners.program").exists()
