"""People and access, for administrators: who works here, in which role, on which languages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from safetyhub.locales.models import language_choices

from .models import Assignment
from .permissions import ROLES, Right, access_in

ROLE_LABELS = {
    "Administrator": _("Administrator"),
    "Publisher": _("Publisher"),
    "Editor": _("Editor"),
    "Reviewer": _("Reviewer"),
    "Translator": _("Translator"),
}


def role_label(group: Group) -> str:
    """The role in the language of the interface. A group that is no role of ours keeps its name."""
    return str(ROLE_LABELS.get(group.name, group.name))


class PersonForm(UserChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if groups := self.fields.get("groups"):
            groups.queryset = Group.objects.filter(name__in=ROLES)
            groups.label, groups.help_text = _("Role"), ""  # Django's is about groups, and keys to hold down
            groups.label_from_instance = role_label
            groups.widget = forms.CheckboxSelectMultiple(choices=groups.choices)

    def clean(self) -> dict[str, Any]:
        """Nobody locks themselves, the last administrator perhaps, out of this page."""
        cleaned = super().clean()
        roles = {group.name for group in cleaned.get("groups") or ()}
        keeps = self.instance.is_superuser or "Administrator" in roles
        keeps = keeps and cleaned.get("is_active") and cleaned.get("is_staff")
        if self.instance == getattr(self, "person", None) and not keeps:
            sentence = _("You cannot take your own access away. Ask another administrator.")
            raise ValidationError(sentence, code="own")
        return cleaned


class AssignmentInline(admin.TabularInline):
    model = Assignment
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access_in(request).has(Right.CONFIGURE)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["choices"] = [*BLANK_CHOICE_DASH, *language_choices()]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class RoleFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("role")

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[int, str]]:
        return [(group.pk, role_label(group)) for group in Group.objects.filter(name__in=ROLES)]


class PersonAdmin(UserAdmin):
    """Accounts are closed, not deleted: history keeps its names."""

    form = PersonForm
    inlines = (AssignmentInline,)
    list_display = ("username", "full_name", "roles", "languages", "is_active", "last_login")
    list_filter = ("is_active", ("groups", RoleFilter))
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "groups")}),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access_in(request).has(Right.CONFIGURE)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access_in(request).has(Right.CONFIGURE)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access_in(request).has(Right.CONFIGURE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account above the roles is changed by its like only."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return access_in(request).has(Right.CONFIGURE) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.person = request.user
        return form

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups", "assignments")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Whoever gets an account here is staff: without it the account could not log in."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.display(description=_("name"))
    def full_name(self, person: Any) -> str:
        return person.get_full_name()

    @admin.display(description=_("role"))
    def roles(self, person: Any) -> str:
        return ", ".join(role_label(group) for group in person.groups.all())

    @admin.display(description=_("languages"))
    def languages(self, person: Any) -> str:
        return ", ".join(str(assignment) for assignment in person.assignments.all())


def replace_stock_admin() -> None:
    """Instead of Django's pages for users and groups: the roles are this room's table, not rows to edit."""
    admin.site.unregister(User)
    admin.site.unregister(Group)
    admin.site.register(User, PersonAdmin)
