"""A gunicorn worker that writes what is in the release at once: `gunicorn -k safetyhub.release.workers.ReleaseWorker`.

Nine tenths of a released page's time behind gunicorn's own thread worker were not ours: an `environ` of thirty entries,
every header looked through and put together again, two writes. Which file is sent is still for the `Front` to say, and
whatever is not plain goes gunicorn's own way, whole.
"""

import os
from typing import Any

from gunicorn import SERVER, glogging, util
from gunicorn.workers.gthread import TConn, ThreadWorker

from .answering import Answer
from .serving import Front

# What belongs to a body, to a protocol, or to a proxy that mounts the app elsewhere.
NOT_PLAIN = frozenset({"CONTENT-LENGTH", "TRANSFER-ENCODING", "EXPECT", "UPGRADE", "SCRIPT_NAME"})
HOOKS = ("pre_request", "post_request")


class ReleaseWorker(ThreadWorker):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_watched = _is_watched(self.cfg, self.log)

    def handle_request(self, req: Any, conn: TConn) -> bool:
        """Whether the connection stays open."""
        answer = self._released(req)
        if answer is None:
            return super().handle_request(req, conn)
        self.nr += 1
        conn.sock.sendall(
            f"HTTP/1.1 {answer.status}\r\nServer: {SERVER}\r\nDate: {util.http_date()}\r\n"
            "Connection: keep-alive\r\n".encode("latin-1")
            + answer.head.lines
            + b"\r\n"
            + answer.body
        )
        return True

    def _released(self, req: Any) -> Answer | None:
        if not isinstance(self.wsgi, Front) or not self._stays_open(req):
            return None
        environ = _environ(req)
        return self.wsgi.answer(environ) if environ else None

    def _stays_open(self, req: Any) -> bool:
        return (
            req.version == (1, 1)
            and not self.is_watched
            and self.alive
            and self.nr + 1 < self.max_requests
            and len(self.keepalived_conns) < self.max_keepalived
            and not req.should_close()
        )


def _environ(req: Any) -> dict[str, str] | None:
    """As much of it as the front asks for; `None` if the request is more than a plain one."""
    environ = {
        "REQUEST_METHOD": req.method,
        "PATH_INFO": req.path,  # as it came: the front takes none that is quoted
        "QUERY_STRING": req.query,
        "wsgi.url_scheme": req.scheme,
    }
    for name, value in req.headers:
        key = f"HTTP_{name.replace('-', '_')}"
        if name in NOT_PLAIN or key in environ:
            return None
        environ[key] = value
    return environ


def _is_watched(cfg: Any, log: Any) -> bool:
    """Whether somebody hears of each request in gunicorn's own terms, or it is set up in a way that is not foreseen here."""
    hooks = any(cfg.settings[name].get() is not cfg.settings[name].default for name in HOOKS)
    counted = type(log) is not glogging.Logger or log.access_log_enabled
    return hooks or counted or not cfg.keepalive or cfg.protocol != "http" or "SCRIPT_NAME" in os.environ
