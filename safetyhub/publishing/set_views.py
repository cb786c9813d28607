"""Change sets in the admin: their list, the page of one, and how something is added from its form."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from . import actions, link_views
from .editing import Editing
from .entry_page import opened, page, seen_in
from .models import ChangeSet, Member
from .numbers import number
from .permissions import Right, access_in, require_composing
from .refusing import is_accepted, refused, refused_form
from .schema import SHARED
from .set_page import NameForm, SetTimeForm, Sheet, keys_in, targets_in, view_languages
from .timefields import said

Answer = (
    str | None
)  # what was done, in words; `None`: not accepted, and the page is shown again with what was typed


def address_of(change_set: ChangeSet) -> str:
    return reverse("admin:publishing_changeset_change", args=[change_set.pk])


# --- what the buttons of the page do --------------------------------------------------------------------------------


def _rename(sheet: Sheet) -> Answer:
    form = sheet.name_form = NameForm(sheet.request.POST)
    if not is_accepted(sheet.request, form):
        return None
    actions.rename_set(sheet.change_set, user=sheet.request.user, **form.cleaned_data)
    return _("Saved.")


def _add(sheet: Sheet) -> Answer:
    targets = targets_in(sheet.request.POST.getlist("part"))
    if not targets:
        raise refused(sheet.request, _("Choose at least one."), "required")
    count = actions.add_to_set(sheet.change_set, targets, user=sheet.request.user)
    return _("Added.") if count else _("It was in the set already.")


def _remove(sheet: Sheet) -> Answer:
    keys = keys_in(sheet.request.POST.getlist("part"))
    actions.remove_from_set(sheet.change_set, keys, user=sheet.request.user)
    return _("Taken out of the set. It was not published or changed.")


def _publish(sheet: Sheet) -> Answer:
    """Exactly what the page showed, and nothing that was added since."""
    sheet.reason = sheet.request.POST.get("reason", "").strip()[:1000]
    seen = seen_in(sheet.request, sheet.keys)
    moved = actions.publish_set(sheet.change_set, user=sheet.request.user, seen=seen, reason=sheet.reason)
    sentence = ngettext(
        "Live. %(count)s part changed for visitors.",
        "Live. %(count)s parts changed for visitors.",
        len(moved),
    )
    return sentence % {"count": len(moved)}


def _schedule(sheet: Sheet) -> Answer:
    form = sheet.time_form = SetTimeForm(sheet.request.POST, user=sheet.request.user)
    if not is_accepted(sheet.request, form):
        return None
    at, zone = form.moments["publish_at"], form.cleaned_data["time_zone"]
    if at is None:
        form.add_error("publish_at", ValidationError(_("Choose a time."), code="required"))
        refused_form(sheet.request, form)
        return None
    try:
        actions.schedule_set(sheet.change_set, publish_at=at, time_zone=zone, user=sheet.request.user)
    except ValidationError as error:
        form.refuse(error)
        return None
    return " ".join([_("It goes live on %(time)s.") % {"time": said(at, zone)}, *form.remarks])


def _cancel(sheet: Sheet) -> Answer:
    actions.unschedule_set(sheet.change_set, user=sheet.request.user)
    return _("The time was cancelled.")


def _link(sheet: Sheet) -> Answer:
    link_views.answer(sheet.request, sheet.change_set)
    return ""


DO: dict[str, Callable[[Sheet], Answer]] = {
    "rename": _rename,
    "add": _add,
    "remove": _remove,
    "publish": _publish,
    "schedule": _schedule,
    "cancel": _cancel,
    "link": _link,
}


@require_http_methods(["GET", "HEAD", "POST"])
def change_set(request: HttpRequest, *, model_admin: Any, pk: int) -> HttpResponse:
    found = _found(request, pk)
    sheet = Sheet(request, found)
    if request.method == "POST":
        if "delete" in request.POST:
            return _delete(sheet, model_admin)
        if _answered(sheet):
            return HttpResponseRedirect(address_of(found))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": found.name,
        "opts": model_admin.opts,
        "sheet": sheet,
        "change_set": found,
        **link_views.links_context(request, found),
    }
    return TemplateResponse(request, "admin/publishing/change_set.html", context)


def _found(request: HttpRequest, pk: int) -> ChangeSet:
    if not access_in(request).has(Right.READ):
        raise PermissionDenied
    sets = ChangeSet.objects.select_related("author", "published_by", "scheduled_by")
    found = sets.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such change set."))
    return found


def _answered(sheet: Sheet) -> bool:
    """Whether it was done; otherwise the page says why not and keeps what was typed."""
    verb = DO.get(sheet.request.POST.get("do", ""))
    if verb is None:
        raise Http404(_("There is no such button."))
    try:
        done = verb(sheet)
    except actions.Stale:
        sentence = _("Somebody saved this after you looked at it. Look again before you publish it.")
        messages.error(sheet.request, sentence)
        return False
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(sheet.request, sentence)
        return False
    if done:
        messages.success(sheet.request, done)
    return done is not None


def _delete(sheet: Sheet, model_admin: Any) -> HttpResponse:
    try:
        actions.delete_set(sheet.change_set, user=sheet.request.user)
    except ValidationError as error:
        messages.error(sheet.request, " ".join(error.messages))
        return HttpResponseRedirect(address_of(sheet.change_set))
    messages.success(sheet.request, _("The change set was deleted. What was in it stays as it is."))
    return HttpResponseRedirect(reverse("admin:publishing_changeset_changelist"))


# --- from the form of an entry --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def to_change_set(request: HttpRequest, *, model_admin: Any, entry_id: int) -> HttpResponse:
    """Put what the form is about into a set that there is, or into a new one."""
    entry, editing = opened(request, model_admin, entry_id)
    require_composing(editing.access)
    languages = view_languages(type(entry), editing.text_language)
    typed = request.POST.get("name", "")
    if request.method == "POST":
        try:
            chosen = _chosen(request, typed)
            actions.add_to_set(chosen, [(entry, code) for code in languages], user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Added to “%(name)s”.") % {"name": chosen.name})
            return HttpResponseRedirect(address_of(chosen))
    members = Member.objects.filter(
        kind=entry.kind(), object_id=entry.pk, language__in=languages, is_open=True
    )
    member = members.select_related("change_set").first()
    context = {
        "title": _("Add to a change set"),
        "editing": editing,
        "open_sets": _to_choose_from(editing),
        "inside": member.change_set if member else None,
        "chosen": request.POST.get("set"),
        "typed": typed,
        "back": model_admin.address_of(entry, editing.text_language),
    }
    return page(request, model_admin, entry, "to_change_set", context)


def _to_choose_from(editing: Editing) -> QuerySet[ChangeSet]:
    """Once a set has a time, only who may publish changes what that time is for."""
    sets = ChangeSet.objects.filter(published_at=None)
    return sets if editing.access.may_publish(SHARED) else sets.filter(publish_at=None)


def _chosen(request: HttpRequest, name: str) -> ChangeSet:
    """One or the other: a guess would let somebody's text go live with the wrong set."""
    pk, is_named = number(request.POST.get("set", "")), bool(name.strip())
    if pk and is_named:
        raise refused(request, _("Choose a change set or name a new one, not both."), "both")
    if not pk and not is_named:
        raise refused(request, _("Choose a change set, or type a name for a new one."), "required")
    return _found(request, pk) if pk else actions.create_set(name=name, user=request.user)


PAGES: dict[str, Callable[..., HttpResponse]] = {"change-set": to_change_set}


# --- the list -------------------------------------------------------------------------------------------------------


@admin.register(ChangeSet)
class ChangeSetAdmin(admin.ModelAdmin):
    """A list, and the page of one. Everything goes through the door, so nothing of Django's own forms is used."""

    list_display = ("name", "state", "size", "author")
    list_select_related = ("author", "published_by")
    search_fields = ("name", "note")
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access_in(request).has(Right.READ)

    has_module_permission = has_view_permission
    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return access_in(request).has(Right.EDIT_SHARED)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(size=Count("members"))

    @admin.display(description=gettext_lazy("state"))
    def state(self, change_set: ChangeSet) -> str:
        if change_set.published_at:
            return _("live since %(time)s") % {
                "time": said(change_set.published_at, change_set.time_zone or "UTC")
            }
        if change_set.problem:
            return _("did not go live")
        if change_set.publish_at:
            return _("goes live on %(time)s") % {
                "time": said(change_set.publish_at, change_set.time_zone or "UTC")
            }
        return _("open")

    @admin.display(description=gettext_lazy("parts"))
    def size(self, change_set: Any) -> int:
        return change_set.size

    def get_urls(self) -> list[URLPattern]:
        pages: Any = (
            ("", self.changelist_view, "changelist", {}),
            ("add/", self.add_view, "add", {}),
            ("<int:pk>/", change_set, "change", {"model_admin": self}),
        )
        return [
            path(route, self.admin_site.admin_view(view), more, name=f"publishing_changeset_{name}")
            for route, view, name, more in pages
        ]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NameForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and is_accepted(request, form):
            made = actions.create_set(user=request.user, **form.cleaned_data)
            return HttpResponseRedirect(address_of(made))
        context = {
            **self.admin_site.each_context(request),
            "title": _("New change set"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/publishing/change_set_add.html", context)
