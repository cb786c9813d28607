"""Preview links: the page of an entry that gives them out, and the same on the page of a change set."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from . import actions, previews
from .actions.previews import DAYS, USUAL_DAYS
from .entries import Entry
from .entry_page import opened, page
from .models import ChangeSet, PreviewLink
from .numbers import number
from .permissions import Right, access_in
from .refusing import is_accepted

SHOWN = 50  # of an entry's links, the newest first


class LinkForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("For whom"), max_length=200, required=False)
    days = forms.TypedChoiceField(label=gettext_lazy("Works for"), coerce=int)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"days": USUAL_DAYS})
        self.fields["days"].choices = [
            (days, ngettext("%(count)s day", "%(count)s days", days) % {"count": days}) for days in DAYS
        ]


def links_of(shown: Entry | ChangeSet) -> Any:
    if isinstance(shown, ChangeSet):
        found = PreviewLink.objects.filter(change_set=shown)
    else:
        found = PreviewLink.objects.filter(kind=shown.kind(), object_id=shown.pk)
    return found.select_related("author").order_by("-pk")


def links_context(request: HttpRequest, shown: Entry | ChangeSet) -> dict[str, Any]:
    """For `links.html`. Who may not give links out does not see them either: a link is a key."""
    if not may_give_out(request):
        return {"links": None}
    now = timezone.now()
    links = [
        {
            "link": link,
            "address": f"{settings.SITE_URL}{previews.address_of(link)}",
            "state": _state(link, now),
            "works": not link.is_revoked and link.expires > now,
        }
        for link in links_of(shown)[:SHOWN]
    ]
    return {"links": links, "link_form": LinkForm()}


def may_give_out(request: HttpRequest) -> bool:
    return access_in(request).has(Right.EDIT_SHARED)


def _state(link: PreviewLink, now: Any) -> str:
    if link.is_revoked:
        return _("revoked")
    return _("expired") if link.expires <= now else _("works")


def answer(request: HttpRequest, shown: Entry | ChangeSet) -> None:
    """Make a link, or revoke one of these. Raises `ValidationError`, and `Http404` for a link of something else."""
    if "revoke" in request.POST:
        link = links_of(shown).filter(pk=number(request.POST["revoke"]) or 0).first()
        if link is None:
            raise Http404(_("There is no such preview link."))
        actions.revoke_link(link, user=request.user)
        messages.success(request, _("The link was revoked: it does not work any more."))
        return
    form = LinkForm(request.POST)
    if not is_accepted(request, form):
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    values = form.cleaned_data
    actions.make_link(shown, days=values["days"], note=values["note"], user=request.user)
    messages.success(request, _("Here is the link. Whoever has it sees these drafts, without an account."))


@require_http_methods(["GET", "HEAD", "POST"])
def preview_links(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    entry, editing = opened(request, model_admin, entry_id)
    if request.method == "POST":
        try:
            answer(request, entry)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(request.get_full_path())
    context = {
        "title": _("Preview links"),
        "editing": editing,
        **links_context(request, entry),
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return page(request, model_admin, entry, "preview_links", context)


PAGES: dict[str, Callable[..., HttpResponse]] = {"preview-links": preview_links}
