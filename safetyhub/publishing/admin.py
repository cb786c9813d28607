"""The admin of every section: `EntryAdmin`. A section declares its lists; how entries are edited is decided here."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import Media

from safetyhub.locales.languages import LANGUAGES, SOURCE
from safetyhub.locales.models import Market

from . import (
    actions,
    afterwards_views,
    answers,
    bulk,
    columns,
    entry_views,
    history_views,
    link_views,
    lists,
    publish_views,
    review_views,
    schedule_views,
    set_views,
    thread_views,
    where_used,
)
from .editing import Editing
from .entries import Entry
from .fields import RichTextField
from .formfields import ImageFormField, MarketFormField
from .forms import LanguageForm, form_fields, part_form
from .inlines import formsets_of
from .models import Part
from .moment import one_moment
from .numbers import number
from .people import replace_stock_admin
from .permissions import Right, access_in
from .picking import EntryFormField, EntrySelect
from .schema import SHARED, schema_of

# What the editor offers is what `richtext` lets through.
EDITOR = {
    "extensions": {
        "Bold": True,
        "Italic": True,
        "ListItem": True,
        "BulletList": True,
        "OrderedList": True,
        "Blockquote": True,
        "Heading": {"levels": [3, 4]},
        "Link": {"enableTarget": False, "protocols": ["https", "http", "mailto", "tel"]},
        "HardBreak": True,
        "History": True,
        "NoSpellCheck": False,  # the browser checks in the language that the text is in
    }
}

# The one style element that the editor puts in by itself. A browser test fails when a release of it brings another.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


# The pages beside the form, by the end of their address.
PAGES = {
    **afterwards_views.PAGES,
    **entry_views.PAGES,
    **history_views.PAGES,
    **link_views.PAGES,
    **publish_views.PAGES,
    **review_views.PAGES,
    **schedule_views.PAGES,
    **set_views.PAGES,
    **thread_views.PAGES,
    **where_used.PAGES,
}


class EntryAdmin(admin.ModelAdmin):
    """Edits one language of an entry at a time. Subclasses declare `list_filter` and, if they like, `prepopulated`."""

    change_form_template = "admin/publishing/change_form.html"
    change_list_template = "admin/publishing/change_list.html"
    object_history_template = "admin/publishing/history.html"
    actions = (bulk.publish_selected, bulk.take_down_selected)
    list_per_page = 50
    search_help_text = gettext_lazy("Searches the words of every language.")
    formfield_overrides = {
        RichTextField: {"widget": AdminProseEditorWidget(config=EDITOR, preset="configurable")},
        models.TextField: {"widget": admin.widgets.AdminTextareaWidget(attrs={"rows": 3})},
    }
    model: type[Entry]

    class Media:
        css = {"all": ["admin/publishing/entry.css"]}
        js = ("admin/js/jquery.init.js", "admin/js/inlines.js", "admin/publishing/entry.js")

    # --- who may ---

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access_in(request).has(Right.READ)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access_in(request).has(Right.READ)

    # Which language and which fields is the door's to decide; a form that may not be saved is shown without buttons.
    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        access = access_in(request)
        return access.may_edit(SHARED) and access.may_edit(SOURCE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None or not access_in(request).has(Right.DELETE_DRAFT):
            return False
        if hasattr(request, "editing"):
            return not any(part.live_before for part in request.editing.parts.values())
        return not Part.objects.of(obj.kind(), obj.pk).filter(live_before__isnull=False).exists()

    # --- lists ---

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return ("__str__", lists.state, lists.languages, lists.saved)

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        own = (lists.MarketFilter,) if "markets" in schema_of(self.model).shared else ()
        return (lists.LanguageFilter, lists.StateFilter, *own, *self.list_filter)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Only the columns of a list: all of them cost ten times as much with every language declared."""
        title = self.model.title_field
        names = list(schema_of(self.model).shared)
        own = [f"{title}_{SOURCE}"] if title else []
        queryset = columns.rows(self.model).only("pk", *own, *names)
        return queryset.order_by(*(("position", "pk") if "position" in names else ("pk",)))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type:
        return lists.EntryChangeList

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return ("pk",)  # so that there is a search box; `get_search_results` decides

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return lists.search(queryset, self.model, search_term), False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found if access_in(request).has(Right.PUBLISH) else {}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), **lists.empty_state(self, request)})

    # --- the form ---

    @method_decorator(csrf_protect)
    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        language = request.GET.get("language", SOURCE)
        if language not in LANGUAGES or (object_id is None and language != SOURCE):
            raise Http404(_("There is no content language “%(code)s”.") % {"code": language[:20]})
        entry_id = number(object_id)
        if object_id is not None and entry_id is None:
            raise Http404(_("This entry does not exist."))
        request.editing = Editing(self.model, entry_id, language, request)
        if request.method == "POST":
            if not request.editing.may_edit:
                raise PermissionDenied(_("You may not edit this."))
            return super().changeform_view(request, object_id, form_url, extra_context)
        with one_moment():  # the words, their token and the source beside them are of the same save
            return super().changeform_view(request, object_id, form_url, extra_context).render()

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Entry | None:
        if hasattr(request, "editing"):
            return request.editing.instance(object_id)
        return columns.rows(self.model).filter(pk=number(object_id)).first()

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> HttpResponse:
        raise Http404(_("This entry does not exist."))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[LanguageForm]:
        editing = request.editing
        fields = form_fields(editing, editing.schema, partial(self._form_field, request=request))
        for name in self.model.fixed if editing.entry_id else ():
            if name in fields:
                fields[name].disabled = True
        if editing.is_source and self.model.title_field:
            fields[f"{self.model.title_field}_{SOURCE}"].required = True
        return part_form(LanguageForm, editing, editing.schema, fields)

    def _form_field(self, name: str, request: HttpRequest) -> Any:
        field = self.formfield_for_dbfield(self.model._meta.get_field(name), request=request)
        if isinstance(field, ImageFormField):
            field.user = request.user
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        described = {
            "label": capfirst(db_field.verbose_name),
            "help_text": db_field.help_text,
            "required": not db_field.blank,
        }
        if db_field.related_model is Market:
            return MarketFormField(**described)
        if issubclass(db_field.related_model, Entry):
            return EntryFormField(widget=EntrySelect(db_field, self.admin_site), **described)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        editing = request.editing
        texts = [editing.schema.column(name, editing.text_language) for name in editing.schema.texts]
        fieldsets = [(None, {"fields": texts})] if texts else []
        if editing.is_source:
            fieldsets.append((_("The same in every language"), {"fields": list(editing.schema.shared)}))
        return fieldsets

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        if obj is None and request.editing.is_source and "slug" in request.editing.schema.shared:
            return {"slug": (f"{self.model.title_field}_{SOURCE}",)}
        return {}

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> tuple[list[Any], list[Any]]:
        """Our own, which are no inlines of Django's: the form validates them with itself, the template prints them."""
        request.editing.formsets = formsets_of(self, request)
        return request.editing.formsets, []

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        return []

    def save_model(self, request: HttpRequest, obj: Entry, form: LanguageForm, change: bool) -> None:
        arguments = form.save_arguments()
        if change:
            actions.save(obj, **arguments)
        else:
            wanted = {name: arguments[name] for name in ("user", "shared", "texts")}
            obj.pk = actions.create(self.model, **wanted).pk
        if request.editing.is_source and (title := arguments["texts"].get(self.model.title_field)):
            # The door does not touch this instance, by whose name the log and a form behind a popup go.
            setattr(obj, f"{self.model.title_field}_{SOURCE}", title)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The door has written the children too. No formset ever saves itself."""

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[Any]:
        if add:
            return [{"added": {}}]
        changed = [
            name for one in (form, *(f for fs in formsets for f in fs.forms)) for name in one.changed_data
        ]
        fields = list(dict.fromkeys(name for name in changed if name not in ("id", "position")))
        return [{"changed": {"name": request.editing.name, "object": str(form.instance), "fields": fields}}]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """The editor's import map is inline, so it needs the nonce: `str()`, because the lazy nonce is falsy."""
        media = Media.from_media(sum((rows.media for rows in request.editing.formsets), context["media"]))
        importmap = media["importmap"].with_nonce(str(request.csp_nonce))
        context["media"] = mark_safe("\n".join(map(str, (importmap, media["css"], media["js"]))))
        context["editing"] = request.editing
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"style-src": [EDITOR_STYLE]}
        return response

    # --- after saving ---

    def response_add(self, request: HttpRequest, obj: Entry, post_url_continue: Any = None) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Entry) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_change(request, obj)
        return answers.after_saving(request, self, obj, request.editing.text_language)

    def address_of(self, obj: Entry | int, language: str = SOURCE) -> str:
        """The change form in one language."""
        pk = obj if isinstance(obj, int) else obj.pk
        return f"{reverse(f'admin:{self._name()}_change', args=[pk])}?language={language}"

    def page_of(self, obj: Entry | int, page: str, language: str) -> str:
        """One of the entry's other pages: publish, take-down, compare."""
        pk = obj if isinstance(obj, int) else obj.pk
        return f"{reverse(f'admin:{self._name()}_{page}', args=[pk])}?language={language}"

    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def get_urls(self) -> list[URLPattern]:
        return [
            *(
                path(
                    f"<int:entry_id>/{name}/",
                    self.admin_site.admin_view(view),
                    {"model_admin": self},
                    name=f"{self._name()}_{name}",
                )
                for name, view in PAGES.items()
            ),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return history_views.history(request, model_admin=self, entry_id=object_id)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as error:
            messages.error(request, _words(error))
            return HttpResponseRedirect(self.address_of(int(object_id)))

    def delete_model(self, request: HttpRequest, obj: Entry) -> None:
        actions.delete_draft(obj, user=request.user)


def _words(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


replace_stock_admin()
