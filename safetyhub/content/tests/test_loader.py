"""The initial content in a database: public, marked where it should be, and loaded once."""

from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from partners.blocks import partner_line
from safetyhub.content.initial import files, loader
from safetyhub.locales.models import Locale
from safetyhub.publishing import actions, reader
from safetyhub.publishing.entries import model_of
from safetyhub.publishing.management.commands.check_revisions import differences
from safetyhub.publishing.models import Part
from safetyhub.publishing.schema import SHARED

PROGRAM = "partners.program"


class InitialContentTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.number = loader.load()

    def read(self, code, *kinds):
        return reader.read(Locale.objects.public().get(code=code), kinds)

    def partner_names(self, code, slug):
        program = self.read(code, PROGRAM).first(PROGRAM, slug=slug)
        return [str(row.organization.name_in_sentence) for row in program.partnerships]

    def test_every_entry_is_loaded(self):
        assert self.number == len(files.entries())
        assert Part.objects.filter(language=SHARED, live__isnull=False).count() == self.number

    def test_columns_equal_heads(self):
        for kind in {entry["kind"] for entry in files.entries()}:
            assert list(differences(model_of(kind))) == []

    def test_a_second_run_changes_nothing(self):
        before = Part.objects.count()
        output = StringIO()
        call_command("load_initial_content", stdout=output)
        assert Part.objects.count() == before
        assert "Nothing was loaded" in output.getvalue()

    def test_one_german_program_is_outdated_and_nothing_else(self):
        outdated = Part.objects.filter(outdated=True).values_list("kind", "language")
        assert list(outdated) == [(PROGRAM, "de")]

    def test_one_arabic_text_is_a_draft_and_nothing_else(self):
        drafts = Part.objects.filter(live__isnull=True).values_list("kind", "language")
        assert list(drafts) == [("council.person", "ar")]

    def test_everything_public_is_as_drafted(self):
        assert not [part for part in Part.objects.all() if part.live_id not in (None, part.head_id)]

    def test_the_united_states_see_six_partners_of_digital_well_being_and_germany_three(self):
        assert len(self.partner_names("en-us", "digital-well-being")) == 6
        assert self.partner_names("de-de", "digital-well-being") == [
            "der Jed Foundation",
            "dem Trevor Project",
            "der Kampagne „Seize the Awkward“",
        ]

    def test_spanish_in_the_united_states_shows_helplines_there(self):
        names = {
            str(entry.name)
            for entry in self.read("es-us", "resources.resource").entries("resources.resource")
        }
        assert "988 Línea de Prevención del Suicidio y Crisis" in names
        assert "Línea de la Vida" not in names

    def test_mexico_reads_its_own_words_first(self):
        program = self.read("es-mx", PROGRAM).first(PROGRAM, slug="fact-checking")
        assert (program.summary.language, program.title.language) == ("es-mx", "es")

    def test_only_the_drafted_text_falls_back_in_arabic(self):
        kinds = {entry["kind"] for entry in files.entries()}
        assert self.read("ar-eg", *kinds).foreign == {"en"}
        assert self.read("ar-eg", *(kinds - {"council.person", "council.council"})).foreign == set()

    def test_german_is_complete(self):
        kinds = {entry["kind"] for entry in files.entries()}
        assert self.read("de-de", *kinds).foreign == set()

    def test_a_name_that_is_corrected_in_english_is_corrected_in_every_language_that_has_no_other(self):
        organizations = model_of("partners.organization")
        organization = organizations.objects.only("pk").get(name_en="Code for Africa")
        actions.save(organization, language="en", texts={"name": "Code for All"}, user=None, seen=None)
        actions.publish([(organization, "en")], user=None)
        for code in ("en-us", "en-gb", "es-mx"):
            program = self.read(code, PROGRAM).first(PROGRAM, slug="fact-checking")
            texts = partner_line(None, program.partnerships, "en")
            assert "Code for All" in texts and "Code for Africa" not in texts, code

    def test_a_council_names_the_organisations_of_its_members_by_their_own_names(self):
        council = self.read("de-de", "council.council").entries("council.council")[0]
        shown = [
            str(item.body or item.organization.name)
            for row in council.memberships
            for item in row.person.affiliations
        ]
        assert len(shown) == 14 and "Vereinte Nationen" in shown and "AI for the People" in shown

    def test_the_platform_is_named(self):
        page = self.read("en-us", "content.page").first("content.page", key="safety-partners")
        assert "{" not in str(page.search_title)
