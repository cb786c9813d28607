"""What the hub's visitors read on the safety partners page, per locale, as JSON. Run inside the hub: prints it."""

import json
from typing import Any

import django

django.setup()

from safetyhub.content.frame import Frame  # noqa: E402
from safetyhub.content.preview import PUBLIC  # noqa: E402
from safetyhub.locales.models import Locale  # noqa: E402
from safetyhub.locales.resolve import resolve  # noqa: E402
from safetyhub.views import ComposedPage  # noqa: E402


def texts(thing: Any, *names: str) -> dict[str, str]:
    return {name: str(getattr(thing, name) or "") for name in names}


def version(locale: Locale) -> dict[str, Any]:
    frame = Frame(resolve(locale.code), PUBLIC, f"/{locale.code}/safety-partners/")
    blocks = {
        block["section"].key: block
        for block in ComposedPage().context(frame, key="safety-partners")["blocks"]
    }
    programs = [item["entry"] for item in blocks["programs"]["programs"]]
    councils = [item["entry"] for item in blocks["councils"]["councils"]]
    return {
        **{name: str(getattr(locale, name)) for name in ("code", "tag", "language")},
        "title": str(frame.title),
        "description": str(frame.description or ""),
        "sections": [
            texts(section, "key", "heading", "intro")
            for section in frame.sections.values()
            if section.key in blocks or section.key.startswith("resources-")
        ],
        "programs": [program(entry, str(frame.sections["programs"].partner_line)) for entry in programs],
        "councils": [council(entry) for entry in councils],
        "resources": [resource(entry) for entry in frame.snapshot.entries("resources.resource")],
        "organizations": {
            entry.id: texts(entry, "name", "name_in_sentence")
            for entry in frame.snapshot._entries.values()
            if entry.kind == "partners.organization"
        },
    }


def program(entry: Any, line: str) -> dict[str, Any]:
    return {
        **texts(entry, "slug", "title", "summary", "body"),
        "id": entry.id,
        "partner_line": line,
        "calls": [texts(call, "label", "address") for call in entry.calls_to_action],
        "partners": [item.organization.id for item in entry.partnerships],
    }


def council(entry: Any) -> dict[str, Any]:
    members = [
        {**texts(item, "role"), "person": person(item.person)} for item in entry.memberships if item.person
    ]
    values = texts(entry, "slug", "intro", "launched")
    return {**values, "id": entry.id, "title": str(entry.name), "members": members}


def person(entry: Any) -> dict[str, Any]:
    affiliations = [
        {**texts(item, "title", "body"), "organization": item.organization.id if item.organization else None}
        for item in entry.affiliations
    ]
    values = texts(entry, "honorific", "name", "post_nominals", "bio")
    return {**values, "id": entry.id, "affiliations": affiliations}


def resource(entry: Any) -> dict[str, Any]:
    channels = [{"kind": item.channel_kind, **texts(item, "value", "note")} for item in entry.channels]
    market = "" if "everywhere" in entry.markets else entry.markets[0]
    values = texts(entry, "name", "description", "address")
    return {**values, "id": entry.id, "market": market, "channels": channels}


print(json.dumps([version(locale) for locale in Locale.objects.public()]))
