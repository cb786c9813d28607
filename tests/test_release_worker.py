"""What is sent by our worker is, byte by byte, what gunicorn's own would send. Only sooner."""

import socket

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn, ThreadWorker

from safetyhub.release import folders
from safetyhub.release.workers import ReleaseWorker
from tests.factories import make_program
from tests.public import make_furniture, make_locales
from tests.released import bake, down, file_of, front

pytestmark = pytest.mark.django_db

HOST = "Host: 127.0.0.1\r\n"
PAGE = "/en-us/programs/first/"
PLAIN = [
    f"GET {PAGE} HTTP/1.1\r\n{HOST}\r\n",
    f"GET {PAGE} HTTP/1.1\r\n{HOST}Accept-Encoding: gzip, br\r\n\r\n",
    f"GET {PAGE}?a=b HTTP/1.1\r\n{HOST}Connection: keep-alive\r\n\r\n",
    f"HEAD {PAGE} HTTP/1.1\r\n{HOST}\r\n",
    f"GET {PAGE} HTTP/1.1\r\n{HOST}If-None-Match: *\r\n\r\n",
]
NOT_PLAIN = [
    f"GET {PAGE} HTTP/1.0\r\n{HOST}\r\n",
    f"GET {PAGE} HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n",
    f"GET {PAGE} HTTP/1.1\r\n{HOST}Content-Length: 2\r\n\r\nhi",
    f"GET {PAGE} HTTP/1.1\r\n{HOST}Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n\r\n",
    f"GET {PAGE} HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    f"GET {PAGE} HTTP/1.1\r\n\r\n",
    f"POST {PAGE} HTTP/1.1\r\n{HOST}Content-Length: 0\r\n\r\n",
    f"GET /en-us/%70rograms/first/ HTTP/1.1\r\n{HOST}\r\n",
    f"GET /favicon.ico HTTP/1.1\r\n{HOST}\r\n",
    f"GET /en-us/nothing/ HTTP/1.1\r\n{HOST}\r\n",
]


@pytest.fixture
def app():
    make_locales()
    make_furniture("programs")
    make_program("First", slug="first")
    bake()
    return front(down)


def worker(kind, app, **options):
    cfg = Config()
    for name, value in options.items():
        cfg.set(name, value)
    made = kind(1, 0, [], None, 30, cfg, Logger(cfg))
    made.tmp.close()
    made.wsgi, made.alive = app, True
    return made


def asked(of, request):
    """Whether the connection stays open, and what came over it, without the time of day."""
    here, there = socket.socketpair()
    with here, there:
        here.sendall(request.encode())
        stays = of.handle(TConn(of.cfg, there, ("127.0.0.1", 1), ("127.0.0.1", 80)))
        there.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: here.recv(65536), b""))
    lines = answer.partition(b"\r\n\r\n")
    return stays, [line for line in lines[0].split(b"\r\n") if not line.startswith(b"Date:")], lines[2]


@pytest.fixture
def own_way(monkeypatch):
    """The requests that went gunicorn's own way."""
    found, was = [], ThreadWorker.handle_request
    monkeypatch.setattr(
        ThreadWorker, "handle_request", lambda self, req, conn: found.append(req) or was(self, req, conn)
    )
    return found


@pytest.mark.parametrize("request_", [*PLAIN, *NOT_PLAIN])
def test_the_same_bytes(app, request_):
    assert asked(worker(ReleaseWorker, app), request_) == asked(worker(ThreadWorker, app), request_)


def test_what_is_plain_is_written_at_once(app, own_way):
    for request in PLAIN:
        status = asked(worker(ReleaseWorker, app), request)[1][0]
        assert status in (b"HTTP/1.1 200 OK", b"HTTP/1.1 304 Not Modified")
    assert own_way == []


@pytest.mark.parametrize("request_", NOT_PLAIN)
def test_whatever_else_goes_the_usual_way(app, own_way, request_):
    asked(worker(ReleaseWorker, app), request_)
    assert len(own_way) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"accesslog": "-"},
        {"max_requests": 1},
        {"keepalive": 0},
        {"pre_request": lambda worker, req: None},
    ],
)
def test_who_asked_gunicorn_for_more_gets_it(app, own_way, options):
    asked(worker(ReleaseWorker, app, **options), PLAIN[0])
    assert len(own_way) == 1


def test_a_file_that_is_gone_is_not_sent(app, settings):
    ours = worker(ReleaseWorker, app)
    assert asked(ours, PLAIN[0])[1][0] == b"HTTP/1.1 200 OK"
    for encoding in ("", "br", "gz"):
        file_of(folders.current(), PAGE, encoding).unlink()
    assert asked(ours, PLAIN[0])[1][0].startswith(b"HTTP/1.1 500")
