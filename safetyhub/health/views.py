"""/healthz/live and /healthz/ready: JSON for probes. They name no versions, hosts or errors; the log has those."""

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing else, so that a database outage restarts no healthy process."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """The hub can serve. 503 with the name of what fails otherwise."""
    checks = {"database": "ok" if database_answers() else "fails"}
    checks |= {name: "ok" if _is_well(path) else "fails" for name, path in settings.READY_CHECKS.items()}
    ok = set(checks.values()) == {"ok"}
    return JsonResponse({"status": "ok" if ok else "fails", "checks": checks}, status=200 if ok else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        logger.exception("The database does not answer")
        return False


def _is_well(path: str) -> bool:
    try:
        return import_string(path)()
    except Exception:  # whatever it asks may be what fails
        logger.exception("%s does not answer", path)
        return False
