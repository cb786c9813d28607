from modeltranslation.translator import TranslationOptions, register

from .models import CallToAction, Organization, Program


@register(Organization)
class OrganizationTranslation(TranslationOptions):
    fields = ("name", "name_in_sentence", "legal_status")


@register(Program)
class ProgramTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "image_alt")


@register(CallToAction)
class CallToActionTranslation(TranslationOptions):
    fields = ("label", "address")
