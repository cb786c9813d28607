from django.contrib import admin

from safetyhub.publishing.admin import EntryAdmin

from .models import Report


@admin.register(Report)
class ReportAdmin(EntryAdmin):
    pass
