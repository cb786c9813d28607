"""deploy/: whoever serves a page, a visitor gets the same; and nginx serves every page of the release without the app."""

import http.client
import shutil

import pytest

from conftest import brotli_module
from safetyhub.release.addresses import file_name
from safetyhub.release.manifest import Manifest
from tests.deployed import HOST, Deployed, Unix, ask

pytestmark = pytest.mark.nginx

OF_THE_SERVER = {"date", "server", "connection"}
# A file has a time and a tag, which differ by server, and is there compressed too; a view's answer has none of that.
OF_A_FILE = {"etag", "last-modified", "vary"}
PAGE, SENSITIVE = "/de-de/programs/", "/de-de/resources/"
NO_FILES = [
    "/de-de",
    "/DE-DE/",
    "/de-de/programs",
    "/de-de//programs/",
    "/de-de/programs.html",
    "/de-de/programs.html.br",
    "/de-de/programs.html/",
    "/de-de/resources.html",
    "/de-de/resources/global.html",
    "/de-de/resources/global.html.br",
    "/de-de//resources/",
    "/robots.txt.br",
    "/sitemap.xml.gz",
    "/static/none.css",
    "/static/none.css.br",
    "/media/none.png.html",
    "/index.html",
    "/+.html",
    "/+/",
    "/site/de-de/programs/",
    "/sensitive/de-de/resources/",
    "/404/de-de/404/",
    "/-",
    "/manifest.sqlite3",
    "/%2e%2e/manifest.sqlite3",
    "/../current/manifest.sqlite3",
    "/static/",
    "/media/",
    "/de-de/%00/",
    "/%0a",
    "/de-de/programs/%0a",
    "/de-de/resources/%0a",
    "/robots.txt%0a",
    "/admin/login/",
    "/healthz/live",
    "/preview/none/",
]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    hub = Deployed(tmp_path_factory.mktemp("deployed"))
    try:
        hub.install()
        hub.start_app()
        hub.start_live()
        hub.start_nginx()
        yield hub
    finally:
        hub.close()


@pytest.fixture
def visitor(deployed):
    connection = deployed.visitor()
    yield connection
    connection.close()


@pytest.fixture
def app(deployed):
    """The front of the app, asked without nginx."""
    connection = Unix(deployed.socket)
    yield connection
    connection.close()


@pytest.fixture
def live(deployed):
    connection = Unix(deployed.live_socket)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def released(deployed):
    """Status by address: all that the release holds."""
    with Manifest.read(deployed.var / "releases/current/manifest.sqlite3") as manifest:
        return {page.path: page.status for page in manifest.share("1 = 1", 0, 1)}


def differences(one, other, path, apart, **request):
    first, second = ask(one, path, **request), ask(other, path, **request)
    found = [] if first.status == second.status else [(path, first.status, second.status)]
    if first.body != second.body:
        found.append((path, "body"))
    names = (first.headers.keys() | second.headers.keys()) - OF_THE_SERVER - apart
    values = ((name, first.headers.get(name), second.headers.get(name)) for name in sorted(names))
    return found + [(path, *value) for value in values if value[1] != value[2]]


def every(paths, one, other, apart, **request):
    return [found for path in paths for found in differences(one, other, path, apart, **request)]


# --- The same, whoever serves ---------------------------------------------------------------------------------------


def test_there_is_something_of_everything(released, app):
    assert {200, 301, 302, 404} == set(released.values())
    for start in (
        "/static/site/",
        "/media/",
        "/sitemap",
        "/robots.txt",
        "/german/",
        "/de-de/programs/moves/",
    ):
        assert any(path.startswith(start) for path in released), start
    assert ask(app, SENSITIVE).headers["cache-control"] == "no-store"
    assert "max-age=60" in ask(app, PAGE).headers["cache-control"]


def test_the_app_serves_from_the_release_what_its_views_answer(released, app, live):
    assert every(released, live, app, OF_A_FILE) == []


def test_nginx_serves_what_the_app_serves(released, app, visitor):
    assert every(released, app, visitor, {"etag"}) == []


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br", "identity"])
def test_nginx_serves_compressed_what_the_app_serves_compressed(released, app, visitor, accepted):
    if "br" in accepted and not brotli_module():
        pytest.skip("nginx has no Brotli: install libnginx-mod-http-brotli-static")
    assert every(released, app, visitor, {"etag"}, accept_encoding=accepted) == []
    encoding = {"identity": None, "gzip": "gzip"}.get(accepted, "br")
    assert ask(visitor, PAGE, accept_encoding=accepted).headers.get("content-encoding") == encoding


def test_heads_are_the_same_without_the_bodies(released, app, visitor):
    assert every(released, app, visitor, {"etag"}, method="HEAD") == []
    assert ask(visitor, PAGE, "HEAD").body == b""


@pytest.mark.parametrize("path", [PAGE, SENSITIVE, "/robots.txt"])
def test_who_has_it_is_told_so(app, visitor, path):
    for server in (app, visitor):
        known = ask(server, path).headers
        for header in ({"if_none_match": known["etag"]}, {"if_modified_since": known["last-modified"]}):
            answer = ask(server, path, **header)
            assert (answer.status, answer.body) == (304, b"")
        assert ask(server, path, if_none_match='"other"').status == 200
    date = ask(app, path).headers["last-modified"]
    assert differences(app, visitor, path, {"etag"}, if_modified_since=date) == []


def test_who_wants_only_what_it_knows_is_told_that_it_is_another(app, visitor):
    for server in (app, visitor):
        assert ask(server, PAGE, if_match=ask(server, PAGE).headers["etag"]).status == 200
        answer = ask(server, PAGE, if_match='"other"')
        assert answer.status == 412
        assert "max-age" not in answer.headers.get("cache-control", "")
        assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("path", NO_FILES)
def test_what_is_no_address_of_the_release_is_the_apps(app, visitor, path):
    volatile = {"set-cookie", "expires", "content-security-policy", "content-length"}
    first, second = ask(app, path), ask(visitor, path)
    if "%00" in path or ".." in path or "%2e" in path:
        assert second.status in {400, 404} and b"SQLite" not in second.body
        return
    assert first.status == second.status != 500
    names = (first.headers.keys() | second.headers.keys()) - OF_THE_SERVER - volatile - {"etag"}
    assert {n: first.headers.get(n) for n in names} == {n: second.headers.get(n) for n in names}


def test_an_asset_has_one_spelling(released, app, visitor):
    asset = next(path for path in released if path.endswith(".css"))
    for path in (asset.replace("/static/", "/static//"), f"/{asset}", asset.replace("/site/", "//site/")):
        assert ask(app, path).status == ask(visitor, path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_the_apps(app, visitor, method):
    assert differences(app, visitor, PAGE, set(), method=method, content_length="0") == []
    assert ask(visitor, PAGE, method, content_length="0").status in {200, 405}


def test_what_a_form_sends_reaches_the_app(visitor):
    visitor.request("POST", "/admin/login/", "word=" + "x" * 300_000, {"Host": HOST})
    answer = visitor.getresponse()
    assert (answer.status, b"another site" in answer.read()) == (403, True)


def test_plain_http_leads_to_https_but_for_probes(deployed):
    plain = http.client.HTTPConnection("127.0.0.1", deployed.plain_port, timeout=60)
    answer = ask(plain, "/de-de/?q=1")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/de-de/?q=1")
    assert ask(plain, "/healthz/live", x_forwarded_proto="http").status == 200
    plain.close()


# --- Without a reload -----------------------------------------------------------------------------------------------


def test_a_page_that_is_unlinked_is_the_apps_at_once(deployed, visitor, app):
    before = ask(visitor, PAGE)
    page = deployed.var / "releases/current" / file_name(PAGE, 200, is_sensitive=False)
    files = [
        path.resolve() for path in page.parent.glob(f"{page.name}*")
    ]  # in every encoding, as taking down does
    assert len(files) == 3
    for file in files:
        file.rename(deployed.folder / file.name)
    after = ask(visitor, PAGE)
    for file in files:
        (deployed.folder / file.name).rename(file)
    assert (after.status, after.body) == (200, before.body)
    assert "etag" not in after.headers  # Django's
    assert "etag" in ask(visitor, PAGE).headers


def test_a_page_that_cannot_be_read_is_the_apps(deployed, visitor):
    before = ask(visitor, PAGE)
    page = deployed.var / "releases/current" / file_name(PAGE, 200, is_sensitive=False)
    files = list(page.parent.glob(f"{page.name}*"))
    for file in files:
        file.rename(file.with_suffix(f"{file.suffix}-kept"))
        file.symlink_to(file.name)  # leads to itself: not "not found" but "too many links"
    answer = ask(visitor, PAGE)
    for file in files:
        file.unlink()
        file.with_suffix(f"{file.suffix}-kept").rename(file)
    assert (answer.status, answer.body) == (200, before.body)


@pytest.mark.parametrize(("path", "is_sensitive"), [(PAGE, True), (SENSITIVE, False)])
def test_a_release_that_is_swapped_in_counts_at_once(deployed, visitor, path, is_sensitive):
    """Also where the page lies in the other tree now, which says whether it may be kept."""
    assert b"swapped in" not in ask(visitor, path).body
    link, other = deployed.var / "releases/current", deployed.var / "releases/99"
    number = link.readlink()
    page = other / file_name(path, 200, is_sensitive)
    page.parent.mkdir(parents=True)
    page.write_text("swapped in")
    point(link, other.name)
    try:
        answer = ask(visitor, path)
        assert answer.body == b"swapped in"
        assert ("no-store" in answer.headers["cache-control"]) is is_sensitive
    finally:
        point(link, number)
        shutil.rmtree(other)
    assert b"swapped in" not in ask(visitor, path).body


def point(link, to):
    new = link.with_name("new")
    new.symlink_to(to)
    new.replace(link)


# --- Without the app: the last tests, because they stop it ----------------------------------------------------------


@pytest.fixture(scope="module")
def without(deployed, released):
    """What nginx answers at every address once the app is gone."""
    connection = deployed.visitor()
    before = {path: ask(connection, path) for path in released}
    deployed.stop_app()
    after = {path: ask(connection, path) for path in released}
    connection.close()
    return before, after


def test_every_page_is_there_without_the_app(without, released):
    before, after = without
    pages = [path for path, status in released.items() if status == 200]
    assert len(pages) > 200
    for path in pages:
        assert (after[path].status, after[path].body) == (200, before[path].body), path
        assert drop(after[path].headers) == drop(before[path].headers), path


def drop(headers):
    return {name: value for name, value in headers.items() if name not in OF_THE_SERVER}


def test_what_only_the_app_knows_says_what_to_do(without, released, visitor):
    _before, after = without
    for answer in (
        after["/de-de/404/"],
        ask(visitor, "/admin/"),
        ask(visitor, PAGE, "POST", content_length="0"),
    ):
        assert answer.status == 503
        assert b"Please try again in a few minutes" in answer.body and b'href="/"' in answer.body
        assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("30", "no-store")
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "content-security-policy" in answer.headers
