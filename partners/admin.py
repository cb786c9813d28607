from django.contrib import admin

from safetyhub.publishing.admin import EntryAdmin

from .models import Organization, Program


@admin.register(Program)
class ProgramAdmin(EntryAdmin):
    pass


@admin.register(Organization)
class OrganizationAdmin(EntryAdmin):
    list_filter = ("status",)
