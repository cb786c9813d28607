from django.contrib import admin

from safetyhub.publishing.admin import EntryAdmin

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
