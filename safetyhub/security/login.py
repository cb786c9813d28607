"""What login protection needs to know about a request."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's address: the peer's, or what the outermost of our PROXIES saw.

    Each proxy appends the peer it saw to X-Forwarded-For, so with n proxies the n-th entry from the right is true
    and everything left of it is whatever the visitor cared to send.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES < 1:
        return peer
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return seen[-settings.PROXIES] if len(seen) >= settings.PROXIES else peer
