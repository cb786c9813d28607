"""Numbers that came from a browser."""

import re

DIGITS = re.compile(r"[0-9]{1,18}\Z")  # of a 64-bit integer, and no superscripts


def number(text: object) -> int | None:
    """The number, `None` for anything else, however long: `int("²")` raises though `"²".isdigit()`."""
    return int(text) if isinstance(text, str) and DIGITS.match(text) else None
