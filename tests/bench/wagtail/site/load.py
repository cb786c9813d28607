"""Fill the site with what the hub's visitors read in each locale, and print nothing."""

import json
import os
from pathlib import Path

import django

django.setup()

from wagtail.models import Locale, Page, Site  # noqa: E402

from partners import models as our  # noqa: E402

KEYS: dict = {}  # one translation key for each thing, whatever the locale


def translated(model, locale, thing, **values):
    made = model(locale=locale, **values)
    made.translation_key = KEYS.setdefault((model, thing["id"]), made.translation_key)
    made.save()
    return made


def add_page(parent, model, locale, thing, **values):
    page = model(locale=locale, slug=thing["slug"], title=thing["title"], show_in_menus=True, **values)
    page.translation_key = KEYS.setdefault((model, thing["id"]), page.translation_key)
    return parent.add_child(instance=page)


def add_program(home, locale, program, organizations):
    values = {name: program[name] for name in ("summary", "body", "partner_line")}
    page = add_page(home, our.ProgramPage, locale, program, **values)
    for order, call in enumerate(program["calls"]):
        our.CallToAction.objects.create(program=page, sort_order=order, **call)
    for order, pk in enumerate(program["partners"]):
        organization = organizations[str(pk)]
        our.Partnership.objects.create(program=page, sort_order=order, organization=organization)


def add_council(home, locale, council, organizations):
    page = add_page(
        home, our.CouncilPage, locale, council, intro=council["intro"], launched=council["launched"]
    )
    for order, member in enumerate(council["members"]):
        person = member["person"]
        values = {name: person[name] for name in ("honorific", "name", "post_nominals", "bio")}
        made = translated(our.Person, locale, person, **values)
        for place, item in enumerate(person["affiliations"]):
            organization = organizations.get(str(item.pop("organization")))
            our.Affiliation.objects.create(person=made, sort_order=place, organization=organization, **item)
        our.Membership.objects.create(council=page, sort_order=order, person=made, role=member["role"])


def add_resource(locale, resource, place):
    names = ("name", "description", "address", "market")
    values = {name: resource[name] for name in names}
    made = translated(our.Resource, locale, resource, position=place, **values)
    for order, channel in enumerate(resource["channels"]):
        our.Channel.objects.create(resource=made, sort_order=order, **channel)


def main() -> None:
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    for version in json.loads(Path(os.environ["CONTENT"]).read_text()):
        locale, _ = Locale.objects.get_or_create(language_code=version["code"])
        start = add_page(
            root, Page, locale, {"id": 0, "slug": f"home-{version['code']}", "title": version["title"]}
        )
        values = {"seo_title": version["title"], "search_description": version["description"]}
        page = {"id": 1, "slug": "safety-partners", "title": version["title"]}
        home = add_page(start, our.SafetyPartnersPage, locale, page, **values)
        for order, section in enumerate(version["sections"]):
            our.Section.objects.create(page=home, sort_order=order, **section)
        organizations = {
            pk: translated(our.Organization, locale, {"id": pk}, **names)
            for pk, names in version["organizations"].items()
        }
        for program in version["programs"]:
            add_program(home, locale, program, organizations)
        for council in version["councils"]:
            add_council(home, locale, council, organizations)
        for place, resource in enumerate(version["resources"]):
            add_resource(locale, resource, place)
        if not Site.objects.exists():
            Site.objects.create(hostname="localhost", root_page=start, is_default_site=True)


main()
