"""Settings that are missing or cannot work stop the start here: one problem, one function, one id, one hint.

`manage.py` runs these before migrate, runserver and most commands; wsgi.py runs those tagged "safetyhub" before serving.
"""

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

TAG = "safetyhub"
Found = list[CheckMessage]
# Variable, setting, and the least that it may be.
NUMBERS = (
    ("PROXIES", "PROXIES", 0),
    ("HSTS_SECONDS", "SECURE_HSTS_SECONDS", 0),
    ("LIST_LENGTH", "LIST_LENGTH", 1),
    ("RELEASES_KEPT", "RELEASES_KEPT", 1),
    ("REQUESTS_AT_ONCE", "REQUESTS_AT_ONCE", 1),
)


@register(TAG)
def check_secret_key(app_configs, **kwargs) -> Found:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    if len(key) >= 32 and len(set(key)) >= 5:
        return []
    return [
        Error(
            f"SECRET_KEY is {'too weak' if key else 'missing'}.",
            hint='Set it to at least 32 random characters, such as python -c "import secrets; '
            'print(secrets.token_urlsafe(50))" prints; or set DEVELOPMENT=1 on your own machine.',
            id="settings.E001",
        )
    ]


@register(TAG)
def check_site_url(app_configs, **kwargs) -> Found:
    try:
        parts = urlsplit(settings.SITE_URL)
        valid = parts.scheme in {"http", "https"} and parts.hostname and not (parts.path or parts.query)
        parts.port  # noqa: B018  (raises for a port that is not one)
    except ValueError:
        valid = False
    if not valid:
        return [
            Error(
                f"SITE_URL is {'impossible' if settings.SITE_URL else 'missing'}: {settings.SITE_URL!r}.",
                hint="Set it to the public origin, without a path: https://safety.example.org",
                id="settings.E002",
            )
        ]
    if parts.scheme == "http" and not settings.DEVELOPMENT and not settings.ON_LOOPBACK:
        hint = "Use https, or visitors' requests can be read and changed on the way."
        return [checks.Warning("SITE_URL is not https.", hint=hint, id="settings.W003")]
    return []


@register(TAG, deploy=True)
def check_site_is_not_on_loopback(app_configs, **kwargs) -> Found:
    if settings.DEVELOPMENT or not settings.ON_LOOPBACK:
        return []
    return [
        checks.Warning(
            f"SITE_URL is on this machine only: {settings.SITE_URL}.",
            hint="Visitors cannot follow it, and cookies are sent over plain HTTP. Set it to the public origin.",
            id="settings.W013",
        )
    ]


@register(TAG)
def check_allowed_hosts(app_configs, **kwargs) -> Found:
    hosts = [host for host in settings.ALLOWED_HOSTS if host]
    hint = "Set ALLOWED_HOSTS to the host names that the hub answers to, separated by commas."
    if not hosts:
        return [Error("ALLOWED_HOSTS is empty.", hint=hint, id="settings.E004")]
    if "*" in hosts and not settings.DEVELOPMENT:
        return [Error("ALLOWED_HOSTS lets every host name in.", hint=hint, id="settings.E005")]
    public = urlsplit(settings.SITE_URL).hostname
    if public and not validate_host(public, hosts):
        return [Error(f"ALLOWED_HOSTS lacks {public}, the host of SITE_URL.", hint=hint, id="settings.E006")]
    return []


@register(TAG)
def check_platform_name(app_configs, **kwargs) -> Found:
    name = settings.PLATFORM_NAME
    if name.strip() and not set(name) & set("{}<>"):
        return []
    return [
        Error(
            f"PLATFORM_NAME cannot stand in a text: {name!r}.",
            hint="Set it to the platform's name, which {platform} in the texts becomes; without braces or markup.",
            id="settings.E007",
        )
    ]


@register(TAG)
def check_database_url(app_configs, **kwargs) -> Found:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.dummy":
        return []
    return [
        Error(
            "DATABASE_URL names no database that the hub runs on.",
            hint="Leave it out for SQLite, or use postgres://user:password@host:5432/name, percent-encoded.",
            id="settings.E008",
        )
    ]


@register(TAG)
def check_email_url(app_configs, **kwargs) -> Found:
    if settings.EMAIL_BACKEND:
        return []
    return [
        Error(
            "EMAIL_URL names no way of sending mail.",
            hint="Leave it out to print mail, or use smtp+tls://user:password@host:587, percent-encoded.",
            id="settings.E012",
        )
    ]


@register(TAG)
def check_var(app_configs, **kwargs) -> Found:
    if settings.VAR.is_dir() and os.access(settings.VAR, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"VAR cannot be written to: {settings.VAR}.",
            hint="Set VAR to a folder of the user that runs the hub; database, uploads and assets live there.",
            id="settings.E009",
        )
    ]


@register(TAG)
def check_numbers(app_configs, **kwargs) -> Found:
    return [
        Error(
            f"{name} is no possible number.",
            hint=f"Set it to {least} or more, in digits.",
            id="settings.E010",
        )
        for name, setting, least in NUMBERS
        if getattr(settings, setting) < least
    ]


@register(TAG)
def check_debug(app_configs, **kwargs) -> Found:
    if not settings.DEBUG or settings.DEVELOPMENT:
        return []
    return [Error("DEBUG is on outside development.", hint="Leave DEBUG out.", id="settings.E011")]
