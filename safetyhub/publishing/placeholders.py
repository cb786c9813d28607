"""`{platform}` in a text stands for the platform's name, which is a setting. Others must be known to their field."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PLACEHOLDER = re.compile(r"\{([^{}<>]*)\}")
BRACE = re.compile(r"[{}]")
EVERYWHERE = ("platform",)


def unknown(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """Names of the placeholders in `text` that nothing will fill, in order, each once."""
    known = {*EVERYWHERE, *allowed}
    return [name for name in dict.fromkeys(PLACEHOLDER.findall(text)) if name not in known]


def check(text: str, allowed: Iterable[str] = ()) -> None:
    """Raise `ValidationError` that names the placeholders that are unknown, or for a brace without its partner."""
    known = ", ".join(f"{{{name}}}" for name in (*EVERYWHERE, *allowed))
    if names := unknown(text, allowed):
        message = _("Unknown placeholder %(names)s. This text may use: %(known)s.") % {
            "names": ", ".join(f"{{{name}}}" for name in names),
            "known": known,
        }
        raise ValidationError(message, code="placeholder")
    if BRACE.search(PLACEHOLDER.sub("", text)):
        message = _("A brace stands alone. Placeholders are written like this: %(known)s.") % {"known": known}
        raise ValidationError(message, code="placeholder")


def fill(text: str) -> str:
    """The text with the platform's name in it."""
    return text.replace("{platform}", settings.PLATFORM_NAME) if "{" in text else text
