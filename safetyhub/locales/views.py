from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safetyhub.locales.markets import suggest_markets

LONGEST_QUERY = 60


@require_safe
@never_cache
def market_suggest(request: HttpRequest) -> JsonResponse:
    """``?q=ger`` → ``{"results": [{"code": "de", "name": "Germany"}]}``, in the interface language."""
    if not (request.user.is_active and request.user.is_staff):
        raise PermissionDenied
    found = suggest_markets(request.GET.get("q", "")[:LONGEST_QUERY], get_language())
    return JsonResponse({"results": [suggestion._asdict() for suggestion in found]})
