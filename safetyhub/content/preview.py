"""Who may look at drafts. The pages are the public ones along another pointer; see `views`."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from safetyhub.publishing.permissions import Right, access_of


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The way to the login for a stranger, `PermissionDenied` for somebody without the right, else `None`."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not access_of(request.user).has(Right.READ):
        raise PermissionDenied(_("You may not see drafts."))
    return None
