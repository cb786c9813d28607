"""Settings: one file, secure by default, relaxed by one switch (DEVELOPMENT=1), told the rest by the environment.

Nothing here refuses to load: what is missing or impossible is reported by the system checks of `safetyhub.security`,
each with an id and a hint, before a request is served. The variables are listed in docs/operations.md.
"""

import os
import warnings
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from safetyhub.locales import languages

env = environ.Env()
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
OURS = "safetyhub.postgresql"  # Django's, with an end to waiting
# PostgreSQL may be gone in three ways: nobody takes the call (5 s), the line is dead (25 s of silence, or 15 s without an
# acknowledgement), or somebody took it and says nothing. A request asks again over a new line before it fails, so that
# staff are told after 15 s at most, and the worker is at work again within 30 s.
IMPATIENT = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # ms
    "patience": 10,
}

BASE_DIR = Path(__file__).resolve().parent.parent
# pytest sets this variable for its own process, and child processes (the race tests) inherit it.
TESTING = "PYTEST_VERSION" in os.environ
DEVELOPMENT = env.bool("DEVELOPMENT", default=TESTING)
# Apart from the switch, because Django's error pages with traces should be asked for, not met.
DEBUG = DEVELOPMENT and env.bool("DEBUG", default=False)

# Everything that the hub writes lives here: database, uploads, published images, collected assets.
VAR = Path(env("VAR", default=BASE_DIR / "var" / ("tests" if TESTING else ""))).absolute()


def make_var() -> None:
    """Make the folder if that can be done; whether it can be used is for a system check to say."""
    with suppress(OSError):
        VAR.mkdir(parents=True, exist_ok=True)


def own_secret(path: Path) -> str:
    """A secret key that survives restarts, so that people stay logged in; empty if it cannot be kept."""
    if not path.exists():
        own = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):  # not writable, or another process was first
            own.touch(mode=0o600)
            own.write_text(get_random_secret_key())
            os.link(own, path)  # whole or not at all: several processes may start together
        own.unlink(missing_ok=True)
    return path.read_text() if path.is_file() else ""


def is_loopback(url: str) -> bool:
    """Plain HTTP that no network carries: this machine speaks with itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


def number(name: str, default: int) -> int:
    """The variable as a number, -1 if it is none."""
    try:
        return env.int(name, default=default)
    except ValueError:
        return -1


def parsed(url: str) -> dict:
    """Django's settings for a database URL; an engine that does nothing if it names none that the hub runs on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            config = env.db_url_config(url)
        except (ImproperlyConfigured, ValueError):
            config = {}
    return config if config.get("ENGINE") in (SQLITE, POSTGRESQL) else {"ENGINE": "django.db.backends.dummy"}


def database(url: str) -> dict:
    """SQLite in VAR without a URL; with one, that database, set up for several people at work."""
    config: dict[str, Any] = parsed(url) if url else {"ENGINE": SQLITE, "NAME": str(VAR / "db.sqlite3")}
    config.setdefault("OPTIONS", {})
    if config["ENGINE"] == SQLITE:
        # Without these three, 39 % of concurrent saves failed with "database is locked".
        config["OPTIONS"].setdefault("timeout", 20)
        config["OPTIONS"] |= {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        # To open a file is to read its whole schema, with a column for every text and language: 3 ms each time.
        config["CONN_MAX_AGE"] = 60
        # On disk, as in production: a database in memory is one connection, which live-server threads would share.
        config["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    elif config["ENGINE"] == POSTGRESQL:
        config["OPTIONS"] = IMPATIENT | config["OPTIONS"]
        config |= {"ENGINE": OURS, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return config


def mail(url: str) -> dict[str, Any]:
    """Django's settings for a mail URL; without a backend if it names none."""
    try:
        return env.email_url_config(url)
    except (ImproperlyConfigured, ValueError):
        return {"EMAIL_BACKEND": ""}


make_var()

# --- What the hub is ------------------------------------------------------------------------------------------------

PLATFORM_NAME = env("PLATFORM_NAME", default="TikTok")  # what {platform} in a text becomes
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000" if DEVELOPMENT else "").rstrip("/")

# For teams of one: whoever wrote something may approve and publish it. Otherwise a second person looks first.
REVIEW_OWN_WORK = env.bool("REVIEW_OWN_WORK", default=False)

INSTALLED_APPS = [
    "resources",
    "council",
    "partners",
    "safetyhub.content",
    "safetyhub.release",
    "safetyhub.publishing.apps.PublishingConfig",
    "safetyhub.locales",
    "safetyhub.security",
    "safetyhub.health",
    "modeltranslation",  # before the admin, which it patches
    "safetyhub.publishing.apps.AdminConfig",
    "django.forms",  # widgets of ours have templates of their own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # so that development serves assets as production does
    "django.contrib.staticfiles",
    "django_prose_editor",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

# What stands on the composed page and in the sitemap: each a `safetyhub.content.sections.Section`.
SECTIONS = ["partners.blocks.BLOCK", "resources.blocks.BLOCK", "council.blocks.BLOCK"]
LIST_LENGTH = number("LIST_LENGTH", 50)  # entries that a page lists; a longer list has pages

ROOT_URLCONF = "safetyhub.urls"
WSGI_APPLICATION = "safetyhub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Names that start with Admin act under /admin/ only, so that no public page can set a cookie or vary on a header.
MIDDLEWARE = [
    "safetyhub.security.middleware.cookies_for_the_admin_only",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "safetyhub.security.middleware.fixed_headers",
    "safetyhub.security.middleware.no_nul_for_the_admin",
    "safetyhub.security.middleware.no_patterns_for_the_admin",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "safetyhub.health.crowding.room_for_visitors",
    "safetyhub.security.middleware.AdminSessionMiddleware",
    "safetyhub.security.middleware.AdminLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "safetyhub.security.middleware.AdminCsrfMiddleware",
    "safetyhub.security.middleware.AdminAuthenticationMiddleware",
    "safetyhub.security.middleware.AdminMessageMiddleware",
    "axes.middleware.AxesMiddleware",  # acts on what the login view marked, so only there
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "NAME": "public",  # the pages that visitors read
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "safetyhub.content.templating.environment"},
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------------------------------------------------

DATABASES = {"default": database(env("DATABASE_URL", default=""))}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"  # published images, named by their content
PRIVATE_MEDIA_ROOT = VAR / "private"  # uploads, reachable by staff only
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEVELOPMENT
WHITENOISE_ALLOW_ALL_ORIGINS = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a whole form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # a program with a few hundred partners
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Mail and what is done in the background -------------------------------------------------------------------------

# No request ever waits for a mail server: mail is a task, and tasks are rows until `manage.py worker` does them.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

globals().update(mail(env("EMAIL_URL", default="consolemail://")))
EMAIL_TIMEOUT = 10  # seconds; of the worker
DEFAULT_FROM_EMAIL = env(
    "DEFAULT_FROM_EMAIL", default=f"Safety Hub <noreply@{urlsplit(SITE_URL).hostname or 'localhost'}>"
)

# --- The released site ----------------------------------------------------------------------------------------------

RELEASE_ROOT = VAR / "releases"
RELEASE_PAGES = "safetyhub.sitemaps.released"  # tells a bake which addresses there are
LEADING_NOWHERE = "safetyhub.release.leading.leading_nowhere"  # which links of a text no release could have
RELEASES_KEPT = number("RELEASES_KEPT", 3)
RELEASE_PROCESSES = os.cpu_count() or 1
# Whether visitors are shown the release, and it follows what goes live. In development they are shown what is live.
RELEASE_SERVED = env.bool("RELEASE_SERVED", default=not DEVELOPMENT)

# What `/healthz/ready` and `manage.py doctor` ask, in this order: name -> dotted path of a check (`health.checks`).
READY_CHECKS = {
    "database": "safetyhub.health.checks.database",
    "release": "safetyhub.release.health.problems",
    "tick": "safetyhub.publishing.health.tick",
    "tasks": "safetyhub.publishing.health.tasks",
}
# How many requests of one process may be with Django, and so wait for the database, at once. A server with more threads
# than that has some left for released pages, whatever hangs: `gunicorn --worker-class gthread --threads 8`.
REQUESTS_AT_ONCE = number("REQUESTS_AT_ONCE", 6)


# --- Languages ------------------------------------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]

# The interface: languages that have a catalogue in locale/.
LANGUAGES = [(code, languages.get(code).own_name) for code in ("en", "de", "es", "ar")]

# The content: one column per translated field and language. Fallback is ours (chains over live revisions), never theirs.
MODELTRANSLATION_LANGUAGES = tuple(languages.LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = languages.SOURCE
MODELTRANSLATION_FALLBACK_LANGUAGES = ()
MODELTRANSLATION_ENABLE_FALLBACKS = False

# Django lacks some content languages (fil, ceb, am, …); its own template tags need to name them.
for _language in languages.LANGUAGES.values():
    LANG_INFO.setdefault(
        _language.code,
        {
            "bidi": _language.direction == "rtl",
            "code": _language.code,
            "name": _language.name,
            "name_local": _language.own_name,
        },
    )

# --- Security -------------------------------------------------------------------------------------------------------

OWN_SECRET_KEY = env.bool("OWN_SECRET_KEY", default=DEVELOPMENT)  # whether one is made and kept in VAR
SECRET_KEY = env("SECRET_KEY", default="") or (own_secret(VAR / "secret-key") if OWN_SECRET_KEY else "")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT else [urlsplit(SITE_URL).hostname or ""],
)
# How many proxies of ours stand in front. Their headers are believed only then: anyone can send one.
PROXIES = number("PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES > 0 else None

SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=not DEVELOPMENT)
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]  # asked by machines, over plain HTTP, from inside
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else number("HSTS_SECONDS", 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

# Paths keep the browser from even sending these to a public page.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = "/admin/"
ON_LOOPBACK = is_loopback(SITE_URL)
# Over plain HTTP browsers would drop secure ones: nobody could log in to a hub that is looked at where it runs.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not (DEVELOPMENT or ON_LOOPBACK)
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "safetyhub.security.refusals.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce is put in only where a view asks for it: the rich text editor's import map, in the admin.
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "admin:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [
    ["username", "ip_address"]
]  # so that nobody can lock a colleague out from elsewhere
AXES_CLIENT_IP_CALLABLE = "safetyhub.security.login.client_address"
AXES_LOCKOUT_TEMPLATE = "admin/security/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # addresses of people who logged in well are nobody's business
AXES_VERBOSE = False

SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # looks for Django's own CSRF middleware by name; ours is its subclass, under /admin/
    "security.W005",  # HSTS for subdomains and
    "security.W021",  # preloading concern hosts that are not ours to decide about: HSTS_SUBDOMAINS=1
]

# --- Logging --------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would mail traces to ADMINS and print only under DEBUG; everything goes to the root.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.utils.autoreload": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
