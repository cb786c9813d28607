from django.contrib import admin

from safetyhub.publishing.admin import EntryAdmin

from .models import Council, Person


@admin.register(Council)
class CouncilAdmin(EntryAdmin):
    list_filter = ("council_kind",)


@admin.register(Person)
class PersonAdmin(EntryAdmin):
    pass
