"""What was refused goes into the log: who wanted what, of which entry, and a code. Never what somebody typed."""

import functools
import logging
import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model

from .entries import Entry

Given = ParamSpec("Given")
Made = TypeVar("Made")

logger = logging.getLogger("safetyhub.publishing")

MOST = 5  # parts that a line names
KEY = re.compile(r"[\w.]{1,100}")  # what a field may be called; anything else was made up by whoever sent it

_inside: ContextVar[bool] = ContextVar("inside a verb of the door", default=False)


def logged(verb: Callable[Given, Made]) -> Callable[Given, Made]:
    """For a verb of the door: what it refuses is logged once, as what the person asked for."""

    @functools.wraps(verb)
    def wrapper(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        if _inside.get():
            return verb(*args, **kwargs)
        first, rest = _readable_twice(args[0]) if args else None, args[1:]
        token = _inside.set(True)
        try:
            return verb(*((first, *rest) if args else ()), **kwargs)  # type: ignore[arg-type]
        except (ValidationError, PermissionDenied) as error:
            log(verb.__name__, _called(first, kwargs.get("language")), kwargs.get("user"), codes(error))
            raise
        finally:
            _inside.reset(token)

    return wrapper


def refused(request: Any, sentence: Any, code: str) -> ValidationError:
    """What a view raises itself, once it is logged."""
    log(request.method, request.path, request.user, code)
    return ValidationError(sentence, code=code)


def refused_form(request: Any, form: Any) -> None:
    """A form that a view shows again."""
    log(request.method, request.path, request.user, codes(ValidationError(form.errors.as_data())))


def is_accepted(request: Any, form: Any) -> bool:
    if not form.is_valid():
        refused_form(request, form)
        return False
    return True


def log(what: Any, about: Any, user: Any | None, code: str) -> None:
    logger.warning("Refused: %s of %s by %s: %s", what, about, user or "the system", code)


def codes(error: ValidationError | PermissionDenied) -> str:
    if isinstance(error, PermissionDenied):
        return "permission"
    if not hasattr(error, "error_dict"):
        return _codes(error.error_list)
    return ", ".join(
        f"{key if KEY.fullmatch(key) else '?'}: {_codes(found)}" for key, found in error.error_dict.items()
    )


def _codes(errors: Iterable[ValidationError]) -> str:
    return " ".join(dict.fromkeys(error.code or "invalid" for error in errors))


def _readable_twice(first: Any) -> Any:
    return first if isinstance(first, Model | type) else list(first)


def _called(about: Any, language: Any) -> str:
    """ "partners.program 3 de" """
    if isinstance(about, list):
        names = [_called(entry, code) for entry, code in about[:MOST]]
        return ", ".join(names + [f"{len(about) - MOST} more"] * (len(about) > MOST))
    if isinstance(about, Entry):
        part = "" if language is None else f" {language or 'shared'}"
        return f"{about.kind()} {about.pk or 'new'}{part}"
    if about is None:
        return "something new"
    return f"{about._meta.label_lower} {getattr(about, 'pk', '') if not isinstance(about, type) else 'new'}"
