"""What the fourth section gets without asking. Run by `tests/test_add_a_section.py`, with the section installed."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from safetyhub.content.models import Arrangement
from safetyhub.publishing import actions
from safetyhub.publishing.models import Part, Publication, Revision
from safetyhub.publishing.schema import SHARED
from safetyhub.publishing.tests.browsing import seen_in
from tests.factories import (
    make_entry,
    make_locale,
    make_page,
    make_section,
    make_user,
    publish,
    save_texts,
)
from tests.reports.models import Figure, Report

pytestmark = pytest.mark.django_db

ADD, LIST = "admin:reports_report_add", "admin:reports_report_changelist"
WORDS = {
    "en": {"title": "Safety in 2026", "figures.a.label": "Videos removed"},
    "de": {"title": "Sicherheit 2026"},
}


@pytest.fixture
def report():
    make_locale()
    make_locale("de-de", "de", "de", tag="de-DE")
    make_locale("ar-eg", "ar", "eg", tag="ar-EG")
    section = make_section(make_page(), "reports", "Reports")
    save_texts(section, "de", {"heading": "Berichte"})
    publish(section, "de")
    shared = {"slug": "2026", "markets": ["everywhere"], "published": "2026-10"}
    figures = [{"id": None, "new": "a", "value": "4,711"}]
    return make_entry(Report, {**shared, "figures": figures}, WORDS)


def part(report, language):
    return Part.objects.select_related("head", "live").get(
        kind=report.kind(), object_id=report.pk, language=language
    )


def sent_to(client, url, **values):
    """The hidden values of the form as it is, with these."""
    editing = client.get(url).context["editing"]
    return client.post(url, {"seen": editing.seen, "shown": editing.shown, **values}, follow=True)


def test_admin(client):
    """Index, list and add form, with children and a market chosen by name, published in one go."""
    make_locale()
    client.force_login(make_user("Publisher"))
    index = client.get(reverse("admin:index")).context["app_list"]
    labels = [app["app_label"] for app in index]
    assert labels.index("reports") == labels.index("content") + 1
    values = {
        "title_en": "Safety in 2026",
        "slug": "2026",
        "position": "1",
        "markets-scope": "only",
        "markets": "United States",
        "figures-TOTAL_FORMS": "1",
        "figures-INITIAL_FORMS": "0",
        "figures-0-label_en": "Videos removed",
        "figures-0-value": "4,711",
    }
    asked = sent_to(client, reverse(ADD), **values, _publish="")
    answer = {**seen_in(asked.content.decode()), "reason": "It has to be up today."}
    response = client.post(asked.redirect_chain[-1][0], answer, follow=True)
    assert "Live in en-us" in response.content.decode()
    assert part(Report.objects.get(), SHARED).live.data["markets"] == ["us"]
    assert Figure.objects.get().value == "4,711"
    assert "Safety in 2026" in client.get(reverse(LIST), {"q": "VIDEOS"}).content.decode()


def test_one_language_at_a_time(client, report):
    client.force_login(make_user("Translator", languages=("de",)))
    url = reverse("admin:reports_report_change", args=[report.pk])
    figure = Figure.objects.get()
    rows = {"figures-TOTAL_FORMS": "1", "figures-INITIAL_FORMS": "1", "figures-0-id": figure.pk}
    german = {
        "title_de": "Sicherheit im Jahr 2026",
        "figures-0-label_de": "Entfernte Videos",
        "slug": "forged",
    }
    assert sent_to(client, f"{url}?language=de", **rows, **german, _save="").status_code == 200
    assert part(report, "de").head.data[f"figures.{figure.pk}.label"] == "Entfernte Videos"
    assert part(report, SHARED).version == 1
    assert client.post(f"{url}?language=fr", {"title_fr": "x"}).status_code == 403


def test_door(report):
    with pytest.raises(PermissionDenied):
        actions.save(report, language="de", texts={"title": "x"}, user=make_user("Editor"), seen=None)
    with pytest.raises(actions.Stale):
        actions.save(report, language="de", texts={"title": "x"}, user=None, seen={"de": 0})
    call_command("check_revisions", verbosity=0)
    Report.objects.filter(pk=report.pk).update(title_de="written behind the door")
    with pytest.raises(CommandError):
        call_command("check_revisions", verbosity=0)


def test_history(client, report):
    save_texts(report, "de", {"title": "Neu"})
    publish(report, "de")
    own = {"part__kind": "reports.report"}
    assert (Revision.objects.filter(**own).count(), Publication.objects.filter(**own).count()) == (4, 4)
    client.force_login(make_user("Publisher"))
    html = client.get(reverse("admin:reports_report_history", args=[report.pk])).content.decode()
    assert html.count("<strong>published version") == 4 and "/compare/?" in html


def test_preview(client, report):
    save_texts(report, "de", {"title": "Entwurf"})
    assert client.get("/admin/preview/de-de/reports/2026/").status_code == 302
    client.force_login(make_user("Editor"))
    draft = client.get("/admin/preview/de-de/reports/2026/")
    assert "Entwurf" in draft.content.decode() and draft.headers["Cache-Control"] == "no-store"
    assert "Entwurf" not in client.get("/de-de/reports/2026/").content.decode()


@pytest.mark.parametrize(
    ("locale", "heading", "title", "date"),
    [
        ("en-us", "Reports", "Safety in 2026", "October 2026"),
        ("de-de", "Berichte", "Sicherheit 2026", "Oktober 2026"),
        ("ar-eg", "Reports", "Safety in 2026", "أكتوبر"),
    ],
)
def test_pages(client, report, locale, heading, title, date):
    html = client.get(f"/{locale}/reports/").content.decode()
    assert f">{heading}</h1>" in html and f'href="/{locale}/reports/2026/"' in html
    html = client.get(f"/{locale}/reports/2026/").content.decode()
    assert f">{title}</h1>" in html and "4,711" in html and date in html
    assert 'hreflang="de-DE"' in html
    assert client.get(f"/{locale}/reports/2027/").status_code == 404
    actions.take_down(report, language=SHARED, user=None)
    assert client.get(f"/{locale}/reports/2026/").status_code == 404


def places(client, path):
    """The addresses in a file of the sitemap."""
    return re.findall(r"<loc>(?:https?://[^/]*)?(/[^<]*)</loc>", client.get(path).content.decode())


def test_composed_page(client, report):
    """Its block stands there, in the place and order that staff give it, and goes with its last entry."""
    html = client.get("/de-de/safety-partners/").content.decode()
    assert ">Berichte</h2>" in html and 'href="/de-de/reports/2026/">Sicherheit 2026</a></h3>' in html
    hidden = {"locale": "de-de", "section": "reports", "order": [], "hidden": [report.pk]}
    make_entry(Arrangement, hidden, {})
    assert "Berichte" not in client.get("/de-de/safety-partners/").content.decode()
    assert "2026" not in client.get("/de-de/reports/").content.decode().partition("<main")[2]
    assert ">Reports</h2>" in client.get("/en-us/safety-partners/").content.decode()


def test_sitemap(client, report):
    found = {path for place in places(client, "/sitemap.xml") for path in places(client, place)}
    assert {"/en-us/reports/", "/de-de/reports/2026/", "/ar-eg/reports/2026/"} <= found
    assert all(client.get(path).status_code == 200 for path in found if "report" in path)
    actions.take_down(report, language=SHARED, user=None)
    assert not any("reports.report" in place for place in places(client, "/sitemap.xml"))


def test_the_old_address_leads_to_the_new_one(client, report):
    shared = {**part(report, SHARED).head.data, "slug": "safety-in-2026"}
    actions.save(report, language=SHARED, shared=shared, user=None, seen=None)
    publish(report, SHARED)
    assert client.get("/en-us/reports/2026/").headers["Location"] == "/en-us/reports/safety-in-2026/"
