from modeltranslation.translator import TranslationOptions, register

from .models import Affiliation, Council, Membership, Person


@register(Person)
class PersonTranslation(TranslationOptions):
    fields = ("honorific", "name", "post_nominals", "bio")


@register(Affiliation)
class AffiliationTranslation(TranslationOptions):
    fields = ("title", "body")


@register(Council)
class CouncilTranslation(TranslationOptions):
    fields = ("name", "intro", "ended_note")


@register(Membership)
class MembershipTranslation(TranslationOptions):
    fields = ("role", "affiliation", "reduced_label")
