"""Some threads of a server are kept for visitors, whatever the others wait for."""

from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .outage import unavailable

GetResponse = Callable[[HttpRequest], HttpResponseBase]

LIVE = "/healthz/live"
PATIENCE = 1.0  # seconds for a place, as long as others go on


def room_for_visitors(get_response: GetResponse) -> GetResponse:
    """Middleware: so many requests at once may be with the views of one process, and so wait for the database.

    Otherwise a few that hang would take every thread of a server, also those that only send a released page. Who comes on
    top waits a moment, as in any crowd; once somebody has waited in vain, nobody does until a place has become free.
    """
    places, is_stuck = BoundedSemaphore(settings.REQUESTS_AT_ONCE), False

    def middleware(request: HttpRequest) -> HttpResponseBase:
        nonlocal is_stuck
        if request.path_info == LIVE:
            return get_response(request)
        if not places.acquire(timeout=0 if is_stuck else PATIENCE):
            is_stuck = True
            return unavailable(request)
        try:
            return get_response(request)
        finally:
            is_stuck = False
            places.release()

    return middleware
