from django.contrib import admin, messages
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safetyhub.locales import cldr, languages
from safetyhub.locales.forms import MarketChoiceField
from safetyhub.locales.markets import suggest_markets
from safetyhub.locales.models import Locale, LocaleAlias, Market
from safetyhub.locales.permissions import is_administrator


class AdministratorsOnly:
    """Permissions that are given to nobody one by one: which regional versions exist is one decision."""

    def has_module_permission(self, request):
        return is_administrator(request.user)

    def has_view_permission(self, request, obj=None):
        return is_administrator(request.user)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission


class LocaleAliasInline(AdministratorsOnly, admin.TabularInline):
    model = LocaleAlias
    extra = 1


@admin.register(Locale)
class LocaleAdmin(AdministratorsOnly, admin.ModelAdmin):
    list_display = ["code", "own_name", "market_in_words", "visibility"]
    list_filter = ["visibility"]
    list_select_related = ["market"]
    search_fields = ["code", "tag", "language", "aliases__code"]
    fields = ["code", "language", "chain_in_words", "tag", "market", "visibility", "position"]
    inlines = [LocaleAliasInline]
    actions = None

    @admin.display(description=_("language"), ordering="language")
    def own_name(self, locale):
        return locale.own_name

    @admin.display(description=_("market"), empty_value=_("none"))
    def market_in_words(self, locale):
        return locale.market_name(get_language()) or None

    @admin.display(description=_("reads"))
    def chain_in_words(self, locale):
        if not locale.language:
            return _("shown after saving")
        return " → ".join(languages.get(code).own_name for code in locale.chain)

    def get_readonly_fields(self, request, obj=None):
        return ["chain_in_words", "code"] if obj else ["chain_in_words"]

    def has_delete_permission(self, request, obj=None):
        return is_administrator(request.user) and obj is not None and obj.is_deletable

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "market":
            kwargs["form_class"] = MarketChoiceField
            kwargs["empty_label"] = _("None: only what is for everywhere")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        """A new one comes last: the first is also where search engines send whoever reads none of these languages."""
        last = Locale.objects.aggregate(last=Max("position"))["last"]
        return {"position": 0 if last is None else last + 1, **super().get_changeform_initial_data(request)}

    def view_on_site(self, locale):
        """Of one in preparation its preview, where staff see it."""
        address = locale.get_absolute_url()
        addresses = {Locale.Visibility.PUBLIC: address, Locale.Visibility.PREVIEW: f"/admin/preview{address}"}
        return addresses.get(locale.visibility)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        for remark in obj.remarks():
            messages.warning(request, remark)


@admin.register(LocaleAlias)
class LocaleAliasAdmin(AdministratorsOnly, admin.ModelAdmin):
    list_display = ["code", "locale"]
    list_select_related = ["locale"]
    search_fields = ["code", "locale__code"]


@admin.register(Market)
class MarketAdmin(AdministratorsOnly, admin.ModelAdmin):
    """To look things up in: what a market is called and which areas contain it. The table is part of the code."""

    list_display = ["code", "own_name", "kind", "areas"]
    list_filter = ["kind"]
    search_fields = ["code"]
    search_help_text = _("A code or a name")
    fields = ["code", "own_name", "kind", "areas"]

    @admin.display(description=_("name"))
    def own_name(self, market):
        return market.name(get_language())

    @admin.display(description=_("lies in"))
    def areas(self, market):
        names = [cldr.market_name(code, get_language()) for code in market.within]
        return cldr.format_list(names, get_language())

    def get_search_results(self, request, queryset, search_term):
        if search_term:
            codes = [found.code for found in suggest_markets(search_term, get_language(), limit=50)]
            queryset = queryset.filter(code__in=codes)
        return queryset, False

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    def has_add_permission(self, request):
        return False
