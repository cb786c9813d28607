"""The safety partners page as a Wagtail site has it: pages for what has an address, snippets for what is referred to."""

from babel.lists import format_list
from django.db import models
from django.utils.html import escape
from django.utils.safestring import mark_safe
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.snippets.models import register_snippet


@register_snippet
class Organization(TranslatableMixin, models.Model):
    name = models.CharField(max_length=200)
    name_in_sentence = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.name


@register_snippet
class Person(TranslatableMixin, ClusterableModel):
    honorific = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=200)
    post_nominals = models.CharField(max_length=100, blank=True)
    bio = RichTextField(blank=True)

    def __str__(self):
        return self.name


class Affiliation(Orderable):
    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    body = models.CharField(max_length=200, blank=True)

    def __str__(self):
        place = self.body or (self.organization.name if self.organization else "")
        return ", ".join(text for text in (self.title, place) if text)


@register_snippet
class Resource(TranslatableMixin, ClusterableModel):
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    address = models.URLField(blank=True)
    market = models.CharField(max_length=12, blank=True)  # "" for everywhere
    position = models.IntegerField(default=0)

    def __str__(self):
        return self.name


class Channel(Orderable):
    resource = ParentalKey(Resource, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.value


class SafetyPartnersPage(Page):
    def get_context(self, request):
        context = super().get_context(request)
        programs = ProgramPage.objects.child_of(self).live()
        councils = CouncilPage.objects.child_of(self).live()
        market = self.locale.language_code.partition("-")[2]
        resources = Resource.objects.filter(locale=self.locale).order_by("position")
        resources = resources.filter(market__in=("", market)).prefetch_related("channels")
        return {
            **context,
            "sections": self.sections.all(),
            "translations": self.get_translations(inclusive=True).live().select_related("locale"),
            "programs": programs.prefetch_related("calls", "partnerships__organization"),
            "resources": [found for found in resources if not found.market],
            "local_resources": [found for found in resources if found.market],
            "councils": councils.prefetch_related("memberships__person__affiliations__organization"),
        }


class Section(Orderable):
    page = ParentalKey(SafetyPartnersPage, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField()
    heading = models.CharField(max_length=200)
    intro = RichTextField(blank=True)

    def __str__(self):
        return self.heading


class ProgramPage(Page):
    summary = models.TextField(blank=True)
    body = RichTextField(blank=True)
    partner_line = models.CharField(max_length=200, blank=True)

    def partners(self):
        organizations = [partnership.organization for partnership in self.partnerships.all()]
        names = [f"<bdi>{escape(item.name_in_sentence or item.name)}</bdi>" for item in organizations]
        language = self.locale.language_code.partition("-")[0]
        before, _, after = self.partner_line.partition("{partners}")
        return (
            mark_safe(f"{escape(before)}{format_list(names, locale=language)}{escape(after)}")
            if names
            else ""
        )


class CallToAction(Orderable):
    program = ParentalKey(ProgramPage, on_delete=models.CASCADE, related_name="calls")
    label = models.CharField(max_length=200)
    address = models.URLField()

    def __str__(self):
        return self.label


class Partnership(Orderable):
    program = ParentalKey(ProgramPage, on_delete=models.CASCADE, related_name="partnerships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")

    def __str__(self):
        return str(self.organization)


class CouncilPage(Page):
    intro = RichTextField(blank=True)
    launched = models.CharField(max_length=100, blank=True)


class Membership(Orderable):
    council = ParentalKey(CouncilPage, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return str(self.person)
