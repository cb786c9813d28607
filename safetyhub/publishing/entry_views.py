"""The button that archives an entry, and its pictures."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from . import actions, images
from .entry_page import opened
from .models import Image
from .permissions import Right, access_in


@require_http_methods(["POST"])
def archive(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    entry, editing = opened(request, model_admin, entry_id)
    archived = "restore" not in request.POST
    try:
        actions.archive(entry, user=request.user, archived=archived)
        messages.success(request, _("Archived.") if archived else _("It is back in the lists."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(model_admin.address_of(entry, editing.text_language))


PAGES: dict[str, Callable[..., HttpResponse]] = {"archive": archive}


@require_safe
def private_image(request: HttpRequest, name: str) -> Any:
    """An upload, for staff only, whether it is public or not."""
    if not access_in(request).has(Right.READ):
        raise PermissionDenied
    if not Image.objects.filter(pk=name).exists():
        raise Http404(_("There is no such picture."))
    response = FileResponse(images.private_path(name, images.WIDTHS[0]).open("rb"), content_type="image/webp")
    response["Cache-Control"] = "private, no-store"
    return response
