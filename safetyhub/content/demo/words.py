"""Words to fill texts with: names that CLDR has in (nearly) every language, so that scripts and lengths are real."""

from functools import cache
from random import Random

from safetyhub.locales.cldr import babel_locale


@cache
def words(language: str) -> tuple[str, ...]:
    """Names of countries, languages, months and days, in the language or the nearest that CLDR knows."""
    locale = babel_locale(language)
    names = [
        *locale.territories.values(),
        *locale.languages.values(),
        *locale.months["format"]["wide"].values(),
        *locale.days["format"]["wide"].values(),
    ]
    plain = {name for name in names if "(" not in name and not any(character.isdigit() for character in name)}
    return tuple(sorted(plain))


def phrase(language: str, rng: Random, most: int) -> str:
    """One to four words, in at most `most` characters."""
    text = " ".join(rng.choices(words(language), k=rng.randint(1, 4)))
    return text[:most].strip()


def sentence(language: str, rng: Random) -> str:
    return " ".join(rng.choices(words(language), k=rng.randint(8, 16))) + "."


def paragraphs(language: str, rng: Random) -> str:
    """Rich text of one to three paragraphs, of which the first names the platform."""
    texts = [f"{{platform}} {sentence(language, rng)}"]
    texts += [f"{sentence(language, rng)} {sentence(language, rng)}" for _count in range(rng.randint(0, 2))]
    return "".join(f"<p>{text}</p>" for text in texts)
