import pytest
from django.db import connection, transaction
from django.test import Client

from safetyhub.publishing import actions
from safetyhub.release import folders
from safetyhub.release.manifest import Manifest
from tests.factories import make_organization, make_program, make_user, partner, save_texts
from tests.public import make_furniture, make_locales
from tests.races.people import Desk
from tests.races.web import Browser

from .clerk import Clerk
from .hub import Hub
from .proxy import Proxy
from .visitors import Visitors, until


class Site:
    """Entries that are always published together, and so always of one version on every page."""

    def __init__(self):
        make_locales()
        make_furniture()
        self.version = 0
        self.organization = make_organization("Version 0")
        partnerships = [partner(self.organization)]
        self.program = make_program(
            slug="checks", texts={"en": {"title": "Version 0"}}, partnerships=partnerships
        )
        self.draft = make_program(live=False, texts={"en": {"title": "Nobody publishes this"}})
        save_texts(self.draft, "de", {"title": "words 0"})

    def publish(self) -> int:
        self.version += 1
        words = f"Version {self.version}"
        with transaction.atomic():
            save_texts(self.program, "en", {"title": words})
            save_texts(self.organization, "en", {"name": words})
            actions.publish([(self.program, "en"), (self.organization, "en")], user=None)
        return self.version


@pytest.fixture
def site(transactional_db):
    return Site()


@pytest.fixture
def proxy(database_url):
    """Before PostgreSQL; `None` before SQLite, which has no network."""
    proxy = Proxy(database_url) if connection.vendor == "postgresql" else None
    yield proxy
    if proxy:
        proxy.close()


@pytest.fixture
def hub(site, database_url, proxy, tmp_path):
    """At work, with a first release."""
    hub = Hub(tmp_path, proxy.url if proxy else database_url)
    hub.work()
    hub.serve()
    try:
        until(folders.current, 60)
        yield hub
    finally:
        hub.close()


@pytest.fixture
def paths(hub):
    """Every live address of every locale, and what the pages load."""
    with Manifest.read(folders.current().manifest) as manifest:
        return [page.path for page in manifest.share("status = 200", 0, 1)]


@pytest.fixture
def visitors(hub, paths):
    return Visitors(hub, paths)


@pytest.fixture
def staff(hub):
    """Somebody of staff, logged in."""
    client = Client()
    client.force_login(make_user("Publisher"))
    return Browser(hub.port, client.cookies["sessionid"].value)


@pytest.fixture
def clerk(hub, site, staff):
    return Clerk(Desk(staff, site.draft.pk, "de"), hub)
