"""The templates of the public pages: Jinja2, compiled to Python once (docs/decisions/0009-templates.md).

Everything below `templates/` but `admin/` and Django's own error pages is in its language, which differs from Django's
in little: `{% with a=b, c=d %}` takes commas, `{{ static("…") }}` is a call, and a name that does not exist is an error
instead of nothing.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.template import engines
from django.templatetags.static import static
from jinja2 import BaseLoader, Environment, StrictUndefined

NAME: Final = "public"  # of the engine in settings.TEMPLATES


class KeysFirst(Environment):
    """`block.items` is what a dictionary has under that name, as in Django's engine, and no method of dictionaries.

    It is faster, too: Jinja2's own order has most look-ups in a dictionary begin with an exception.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        if obj.__class__ is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(loader: BaseLoader, auto_reload: bool, **_djangos: Any) -> Environment:
    """What `settings.TEMPLATES` asks for. Prints what Django's engine would."""
    found = KeysFirst(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    found.globals = {"static": static}
    return found


def render(template: str, context: Mapping[str, Any]) -> str:
    """Without a request: no context processor, no token, nothing that could depend on the visitor."""
    return engines[NAME].get_template(template).render(dict(context))
