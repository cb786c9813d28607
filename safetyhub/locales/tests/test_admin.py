import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safetyhub.locales.models import Locale, LocaleAlias
from safetyhub.locales.permissions import ADMINISTRATOR
from safetyhub.locales.tests.factories import make_alias, make_locale

pytestmark = pytest.mark.django_db

LIST = "admin:locales_locale_changelist"
ADD = "admin:locales_locale_add"
CHANGE = "admin:locales_locale_change"


@pytest.fixture
def administrator(client):
    user = User.objects.create_user("amira", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=ADMINISTRATOR)[0])
    client.force_login(user)
    return client


def form(aliases=(), existing=(), **kwargs):
    rows = [*existing, *({"code": code} for code in aliases)]
    data = {"aliases-TOTAL_FORMS": len(rows), "aliases-INITIAL_FORMS": len(existing), "visibility": "public"}
    data |= {
        f"aliases-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()
    }
    return {
        "code": "de-at",
        "language": "de-at",
        "tag": "de-AT",
        "market": "at",
        "position": 0,
        **data,
        **kwargs,
    }


def our_queries(client, address):
    """This room's, and the one that asks for the group; what the rest of the admin's page costs is not ours."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    asked = [query["sql"] for query in captured]
    assert sum("= 'Administrator'" in sql for sql in asked) == 1
    return sum('"locales_' in sql for sql in asked)


def errors(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def test_a_new_version_comes_last(administrator):
    """The first one is where search engines send whoever reads none of the languages."""
    make_locale("es", position=7)
    page = administrator.get(reverse(ADD))
    assert page.context["adminform"].form["position"].initial == 8
    assert "shown after saving" in page.text


def test_a_version_in_preparation_leads_to_its_preview(administrator):
    locale = make_locale("ar-eg", visibility=Locale.Visibility.PREVIEW)
    assert 'href="/admin/preview/ar-eg/"' in administrator.get(reverse(CHANGE, args=[locale.pk])).text


def test_the_list_shows_address_language_market_and_visibility(administrator):
    make_locale("ar-eg", visibility=Locale.Visibility.PREVIEW)
    make_locale("es")
    text = administrator.get(reverse(LIST)).text
    for shown in ("ar-eg", "العربية", "Egypt", "Preview, for staff only", "Español", "none"):
        assert shown in text


def test_the_list_costs_the_same_with_many_rows(administrator):
    make_locale("de-de")
    cost_of_one = our_queries(administrator, reverse(LIST))
    for number in range(40):
        make_locale(f"de-de-{number}", tag="de-DE", language="de", market_id="de")
    assert our_queries(administrator, reverse(LIST)) == cost_of_one <= 3


def test_opening_a_version_needs_nothing_but_the_form_and_is_in_the_log(administrator):
    response = administrator.post(reverse(ADD), form(aliases=["at", "de-aut"]))
    assert response.status_code == 302
    locale = Locale.objects.public().get()
    assert (locale.code, locale.language, locale.market_id) == ("de-at", "de-at", "at")
    assert set(locale.aliases.values_list("code", flat=True)) == {"at", "de-aut"}
    assert LogEntry.objects.get().object_id == "de-at"


def test_the_form_explains_itself_and_names_markets_in_order_of_the_interface_language(administrator):
    text = administrator.get(reverse(ADD), headers={"accept-language": "de"}).text
    assert text.index(">Afrika<") < text.index(">Ägypten<") < text.index(">Zypern<")
    assert "Deutsch (Österreich)" in text
    assert 'aria-describedby="id_tag_helptext"' in text


def test_languages_are_called_by_their_names_in_the_interface_language(administrator):
    german = {"accept-language": "de"}
    text = administrator.get(reverse(ADD), headers=german).text
    assert text.index("Arabisch — العربية") < text.index("Französisch — Français") < text.index(">Ungarisch")
    assert "German —" not in text and "French —" not in text
    response = administrator.post(reverse(ADD), form(tag="fr"), headers=german)
    assert "Deutsch" in errors(response)["tag"][0] and "German" not in errors(response)["tag"][0]


def test_the_form_stays_small_and_cheap(administrator):
    make_locale("de-at")
    address = reverse(CHANGE, args=["de-at"])
    assert our_queries(administrator, address) <= 4
    assert len(administrator.get(address).content) < 60 * 1024


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "admin"}, "code"),
        ({"code": "DE"}, "code"),
        ({"tag": "fr"}, "tag"),
        ({"tag": "de-latam"}, "tag"),
        ({"language": "xx"}, "language"),
        ({"market": "zz"}, "market"),
        ({"visibility": "secret"}, "visibility"),
        ({"position": "-1"}, "position"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_saved(administrator, change, field):
    response = administrator.post(reverse(ADD), form(**change))
    assert list(errors(response)) == [field]
    assert not Locale.objects.exists()


def test_an_alias_that_is_the_new_address_itself_is_refused(administrator):
    response = administrator.post(reverse(ADD), form(aliases=["de-at"]))
    assert response.status_code == 200
    assert "This address is that of a regional version itself." in response.text
    assert not Locale.objects.exists()


def test_the_address_of_a_version_cannot_be_forged(administrator):
    make_locale("de-at")
    administrator.post(reverse(CHANGE, args=["de-at"]), form(code="de-xx", position=7))
    assert list(Locale.objects.values_list("code", "position")) == [("de-at", 7)]


def test_aliases_are_changed_and_removed_in_the_form_of_their_version(administrator):
    make_locale("de-at")
    first, second = (make_alias(code, Locale.objects.get()) for code in ("at", "oe"))
    rows = [
        {"id": first.pk, "locale": "de-at", "code": "aut"},
        {"id": second.pk, "locale": "de-at", "code": "oe", "DELETE": "on"},
    ]
    assert administrator.post(reverse(CHANGE, args=["de-at"]), form(existing=rows)).status_code == 302
    assert list(LocaleAlias.objects.values_list("code", flat=True)) == ["aut"]


def test_closing_says_what_visitors_now_read(administrator):
    make_locale("de-at")
    response = administrator.post(reverse(CHANGE, args=["de-at"]), form(visibility="closed"), follow=True)
    assert "Visitors of this version now read “not found”." in response.text


def test_what_was_public_cannot_be_deleted_and_a_slip_can(administrator):
    make_locale("de-at")
    make_locale("de-ta", tag="de", language="de", market_id=None, visibility=Locale.Visibility.PREVIEW)
    delete = "admin:locales_locale_delete"
    assert administrator.post(reverse(delete, args=["de-at"]), {"post": "yes"}).status_code == 403
    assert administrator.post(reverse(delete, args=["de-ta"]), {"post": "yes"}).status_code == 302
    assert list(Locale.objects.values_list("code", flat=True)) == ["de-at"]


def test_several_cannot_be_deleted_at_once(administrator):
    make_locale("de-at", visibility=Locale.Visibility.PREVIEW)
    administrator.post(
        reverse(LIST), {"action": "delete_selected", "_selected_action": ["de-at"], "post": "yes"}
    )
    assert Locale.objects.exists()


def test_markets_are_looked_up_by_name_and_never_changed(administrator):
    text = administrator.get(reverse("admin:locales_market_changelist"), {"q": "mexi"}).text
    assert "Mexico" in text
    assert "Central America, Latin America, North America, and Americas" in text
    assert "Germany" not in text
    change = reverse("admin:locales_market_change", args=["mx"])
    assert administrator.get(change).status_code == 200
    assert administrator.post(change, {"kind": "area"}).status_code == 403
    assert administrator.get(reverse("admin:locales_market_add")).status_code == 403


def test_the_list_of_markets_costs_the_same_for_all_of_them(administrator):
    assert our_queries(administrator, reverse("admin:locales_market_changelist") + "?all=") <= 3


@pytest.mark.parametrize("group", ["Publisher", "Editor", "Reviewer", "Translator"])
@pytest.mark.parametrize("name", ["locale", "localealias", "market"])
def test_only_administrators_see_or_change_any_of_it(client, group, name):
    user = User.objects.create_user("bea", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    client.force_login(user)
    make_alias("at", make_locale("de-at"))
    key = {"locale": "de-at", "localealias": LocaleAlias.objects.get().pk, "market": "at"}[name]
    for page, args in (("changelist", []), ("add", []), ("change", [key]), ("delete", [key])):
        address = reverse(f"admin:locales_{name}_{page}", args=args)
        assert client.get(address).status_code == 403
        assert client.post(address, form()).status_code == 403
    assert "Regional versions" not in client.get(reverse("admin:index")).text


def test_the_index_calls_the_room_by_its_plain_name(administrator):
    assert "Regional versions" in administrator.get(reverse("admin:index")).text
