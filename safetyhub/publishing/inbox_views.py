"""The index of the admin opens with the inbox; each group has a page of its own, and two buttons act on what is in it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from . import actions, first_steps, inbox, links
from .models import Mention
from .permissions import Right, access_in

PER_PAGE = 50


def around_index(request: HttpRequest, apps: list[dict[str, Any]]) -> dict[str, Any]:
    """What the index shows beside the lists: nothing to people without a role."""
    access = access_in(request)
    if not access.has(Right.READ):
        return {}
    gone = request.user.dismissals.values_list("step", flat=True)
    return {
        "inbox": inbox.groups(request.user, access),
        "steps": first_steps.steps(access, apps, gone),
        "may_publish": access.has(Right.PUBLISH),
    }


@require_safe
def group(request: HttpRequest, site: Any, key: str) -> HttpResponse:
    """Everything of one group, fifty at a time."""
    access = access_in(request)
    if key not in inbox.KINDS or not access.has(Right.READ):
        raise Http404(_("There is no such list."))
    rows = Paginator(inbox.rows_of(key, request.user, access), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": inbox.KINDS[key].title,
        "items": inbox.items(key, rows),
        "rows": rows,
        "may_publish": access.has(Right.PUBLISH),
    }
    return TemplateResponse(request, "admin/publishing/inbox_group.html", context)


@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    first_steps.put_away(request.user, request.POST.getlist("step"))
    return HttpResponseRedirect(reverse("admin:index"))


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A text may keep naming what was taken down: somebody has looked."""
    mention = Mention.objects.select_related("part").filter(pk=pk).first()
    if mention is None:
        raise Http404(_("There is nothing to look at any more."))
    actions.settle_mention(mention, user=request.user)
    name = links.known([(mention.part.kind, mention.part.object_id)])
    for known in name.values():
        messages.success(request, _("“%(name)s” stays as it is.") % {"name": known.name})
    return HttpResponseRedirect(reverse("admin:index"))


def urls(site: Any) -> list[URLPattern]:
    view = site.admin_view
    return [
        path("inbox/put-away/", view(put_away), name="publishing_put_away"),
        path("inbox/mentions/<int:pk>/settle/", view(settle), name="publishing_settle"),
        path("inbox/<slug:key>/", view(group), {"site": site}, name="publishing_inbox"),
    ]
