"""The children of an entry in its change form. Declared by nobody: made from the entry's `children`."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms.models import inlineformset_factory
from django.http import HttpRequest

from . import columns
from .entries import Child
from .formfields import EntrySelect
from .forms import ChildForm, ChildFormSet


class ChildInline(admin.StackedInline):
    """Rows of one child model, in the language that is edited (`request.editing`)."""

    template = "admin/publishing/children.html"
    extra = 0
    related_name: str
    model: type[Child]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ChildFormSet]:
        editing = request.editing
        fields = editing.schema.children[self.related_name]
        formset = inlineformset_factory(
            self.parent_model,
            self.model,
            form=ChildForm,
            formset=ChildFormSet,
            fk_name=self.model.parent,
            fields=[*self.get_fields(request), *(("position",) if editing.is_source else ())],
            formfield_callback=partial(self.formfield_for_dbfield, request=request),
            extra=0,
            can_delete=editing.is_source,
            absolute_max=2000,
            max_num=1000 if self.has_add_permission(request) else 0,
        )
        formset.fields_of, formset.related_name = fields, self.related_name
        formset.is_source, formset.language = editing.is_source, editing.text_language
        formset.editing = editing
        return formset

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "position":
            return forms.IntegerField(
                required=False, min_value=0, widget=forms.NumberInput(attrs={"class": "position"})
            )
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_view_related = (
                False  # to pick and to add is enough
            )
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs["widget"] = EntrySelect(db_field, self.admin_site)
        kwargs["queryset"] = columns.rows(db_field.related_model)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.widget.labels = self._labels(db_field, request)
        return field

    def _labels(self, db_field: models.ForeignKey, request: HttpRequest) -> dict[str, str]:
        """Names of everything that the rows refer to, in one query for all rows."""
        if not request.editing.entry_id:
            return {}
        own = self.get_queryset(request).filter(**{self.model.parent: request.editing.entry_id})
        ids = own.values_list(db_field.attname, flat=True)
        return named(db_field.related_model, ids)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """A translation of a row that was removed meanwhile must not be lost: a saved form finds those too."""
        names = [self.model._meta.get_field(name).attname for name in self.get_fields(request)]
        parent = self.model._meta.get_field(self.model.parent).attname
        rows = columns.rows(self.model).order_by("position", "pk").only("pk", parent, "position", *names)
        return rows if request.method == "POST" else rows.filter(removed=False)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What a row shows; its place stands apart from its fields."""
        editing = request.editing
        fields = editing.schema.children[self.related_name]
        texts = [fields.column(name, editing.text_language) for name in fields.texts]
        return [*fields.shared, *texts] if editing.is_source else texts

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.editing.is_source and request.editing.may_edit

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # the door decides

    has_view_permission = has_change_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.editing.is_source and request.editing.may_edit


def named(model: type[models.Model], ids: Any) -> dict[str, str]:
    """Names by id, of the source column, in one query."""
    title = model.title_field
    column = f"{title}_en"
    rows = columns.rows(model).filter(pk__in=ids).only("pk", column)
    return {str(row.pk): str(row) for row in rows}


def inlines_of(model: Any) -> list[type[ChildInline]]:
    """One inline class per child model of an entry, in the order of its declaration."""
    related = {name: model._meta.get_field(name).related_model for name in model.children}
    return [
        type(f"{child.__name__}Inline", (ChildInline,), {"model": child, "related_name": name})
        for name, child in related.items()
    ]
