"""Whether there is anything to see in a text. Pure."""

import unicodedata

UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})  # white space, controls, and what shapes or orders letters
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are drawn as nothing


def is_visible(text: str) -> bool:
    """A title of nothing visible would stand as an empty heading, and keep the next language from standing in."""
    return not all(
        character in BLANK_LETTERS or unicodedata.category(character) in UNSEEN for character in text
    )
