from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from safetyhub.publishing.admin import EntryAdmin

from .arranging import names
from .forms import hidden_field, order_field, section_field
from .models import Arrangement, Page, PageSection


@admin.register(Page)
class PageAdmin(EntryAdmin):
    pass


@admin.register(PageSection)
class PageSectionAdmin(EntryAdmin):
    list_filter = ("page",)


@admin.register(Arrangement)
class ArrangementAdmin(EntryAdmin):
    list_filter = ("section",)

    def _form_field(self, name: str, request: HttpRequest) -> Any:
        """The section's entries by name instead of lists of ids."""
        if name == "section":
            return section_field()
        if name in ("order", "hidden"):
            part = request.editing.shared
            choices = names(part.head.data["section"]) if part and part.head else []
            return order_field(choices) if name == "order" else hidden_field(choices)
        return super()._form_field(name, request)
