"""What a language writes at the end of a name, as one word with it: "die FOSIs", "Reutersa", "Reutersin". Pure.

Only what is added to names and acronyms from abroad; one that changes inside, as Москва does, is found as it stands. What
comes after an apostrophe, a hyphen or a colon needs no line here: the word ends before it.
"""

from collections.abc import Mapping
from functools import cache

USUAL = "s"  # plural and genitive, wherever nothing else is said, and in what is the same in every language

SLAVIC = "a u y i e om em ovi ami ech"
CYRILLIC = "а у ы и е ом ем ов ам ами ах"
ENDINGS: Mapping[str, str] = {
    "az": "in un nin nun da de dan den a e i u",
    "bg": f"{CYRILLIC} ът та",
    "cs": f"{SLAVIC} um",
    "et": "i it s st sse l lt le ga d",
    "fi": "n in en a ta ssa sta lla lta lle ksi t it",
    "hr": "a u om em i e ima ov ova ove",
    "hu": "t et at ot nak nek ban ben ba be bol rol tol val vel hoz hez ra re on en k ok ek i",
    "hy": "ի ը ն ում ով ից",
    "is": "s i a ar um",
    "ka": "ის ს მა ში ზე თან",
    "lt": "as o ui a u e s ai ams us",
    "lv": "s a u am ai i",
    "mk": f"{CYRILLIC} та",
    "pl": f"{SLAVIC} owi ie ach ow",
    "ro": "ul ului i le lor uri",
    "ru": CYRILLIC,
    "sk": f"{SLAVIC} um och",
    "sl": "a u om em i e ima ov ova ove",
    "sq": "i it in n e t",
    "sr": CYRILLIC,
    "sr-latn": "a u om em i e ima ov ova ove",
    "tr": "in ın un nin nın nun da de dan den ya ye yi yı yu a e i ı u",
    "uk": f"{CYRILLIC} і ів",
}


@cache
def of(language: str) -> frozenset[str]:
    """As a text is searched: small letters without accents."""
    return frozenset(ENDINGS.get(language, USUAL).split()) | {USUAL}
