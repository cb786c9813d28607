from modeltranslation.translator import TranslationOptions, register

from .models import Page, PageSection


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "navigation_title", "search_title", "search_description")


@register(PageSection)
class PageSectionTranslation(TranslationOptions):
    fields = ("heading", "intro", "partner_line")
