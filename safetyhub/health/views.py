"""/healthz/live and /healthz/ready: JSON for probes. They name no versions, hosts or errors; the log has those."""

import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import checks

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing else, so that a database outage restarts no healthy process."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """The hub can serve. 503 with the names of what fails otherwise; why is for the log, and for `manage.py doctor`."""
    found = checks.problems()
    for name, problems in found.items():
        for problem in problems:
            logger.error("%s: %s", name, problem.what)
    said = {name: "fails" if problems else "ok" for name, problems in found.items()}
    ok = not any(found.values())
    return JsonResponse({"status": "ok" if ok else "fails", "checks": said}, status=200 if ok else 503)
