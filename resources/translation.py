from modeltranslation.translator import TranslationOptions, register

from .models import Channel, Resource


@register(Resource)
class ResourceTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Channel)
class ChannelTranslation(TranslationOptions):
    fields = ("note",)
