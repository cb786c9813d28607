from modeltranslation.translator import TranslationOptions, register

from .models import Figure, Report


@register(Report)
class ReportTranslation(TranslationOptions):
    fields = ("title", "summary", "body")


@register(Figure)
class FigureTranslation(TranslationOptions):
    fields = ("label",)
