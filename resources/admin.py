from django.contrib import admin

from safetyhub.publishing.admin import EntryAdmin

from .models import Resource


@admin.register(Resource)
class ResourceAdmin(EntryAdmin):
    list_filter = ("sensitive",)
