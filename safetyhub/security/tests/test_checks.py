import pytest

from safetyhub.security import checks


def ids(found):
    return [message.id for message in found]


def test_the_settings_of_the_tests_are_in_order():
    functions = [value for name, value in vars(checks).items() if name.startswith("check_")]
    assert len(functions) == 10
    assert [message for function in functions for message in function(None)] == []


@pytest.mark.parametrize("key", ["", "short", "a" * 60])
def test_secret_key_missing_or_weak(settings, key):
    settings.SECRET_KEY = key
    assert ids(checks.check_secret_key(None)) == ["settings.E001"]


@pytest.mark.parametrize(
    "url",
    ["", "safety.example.org", "ftp://example.org", "https://", "https://example.org/hub", "http://a:b"],
)
def test_site_url_missing_or_impossible(settings, url):
    settings.SITE_URL = url
    assert ids(checks.check_site_url(None)) == ["settings.E002"]


def test_site_url_without_tls_is_for_development(settings):
    settings.SITE_URL, settings.ON_LOOPBACK = "http://safety.example.org", False
    settings.DEVELOPMENT = False
    assert ids(checks.check_site_url(None)) == ["settings.W003"]
    settings.DEVELOPMENT = True
    assert ids(checks.check_site_url(None)) == []


def test_a_public_site_is_not_on_loopback(settings):
    settings.SITE_URL, settings.ON_LOOPBACK = "http://127.0.0.1:8000", True
    assert ids(checks.check_site_is_not_on_loopback(None)) == []
    settings.DEVELOPMENT = False
    assert ids(checks.check_site_is_not_on_loopback(None)) == ["settings.W013"]
    assert ids(checks.check_site_url(None)) == []
    settings.ON_LOOPBACK = False
    assert ids(checks.check_site_is_not_on_loopback(None)) == []


@pytest.mark.parametrize(
    ("hosts", "found"),
    [([], "E004"), ([""], "E004"), (["*"], "E005"), (["other.org"], "E006"), ([".example.org"], None)],
)
def test_allowed_hosts(settings, hosts, found):
    settings.DEVELOPMENT = False
    settings.SITE_URL = "https://safety.example.org"
    settings.ALLOWED_HOSTS = hosts
    assert ids(checks.check_allowed_hosts(None)) == ([f"settings.{found}"] if found else [])


@pytest.mark.parametrize("name", ["", "  ", "{platform}", "<b>Tik</b>"])
def test_platform_name(settings, name):
    settings.PLATFORM_NAME = name
    assert ids(checks.check_platform_name(None)) == ["settings.E007"]


def test_email_backend(settings):
    settings.EMAIL_BACKEND = ""
    assert ids(checks.check_email_url(None)) == ["settings.E012"]


def test_database_engine(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.dummy")
    assert ids(checks.check_database_url(None)) == ["settings.E008"]


def test_var_that_does_not_exist(settings, tmp_path):
    settings.VAR = tmp_path / "nowhere"
    assert ids(checks.check_var(None)) == ["settings.E009"]


@pytest.mark.parametrize(("setting", "value"), [("PROXIES", -1), ("RELEASES_KEPT", 0), ("LIST_LENGTH", -1)])
def test_number_that_is_none_or_too_small(settings, setting, value):
    setattr(settings, setting, value)
    assert ids(checks.check_numbers(None)) == ["settings.E010"]


def test_debug_outside_development(settings):
    settings.DEBUG, settings.DEVELOPMENT = True, False
    assert ids(checks.check_debug(None)) == ["settings.E011"]


def test_every_message_has_a_hint(settings):
    settings.PLATFORM_NAME = settings.SITE_URL = ""
    for message in (*checks.check_platform_name(None), *checks.check_site_url(None)):
        assert message.hint
