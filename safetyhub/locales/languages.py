"""The content languages: text variants that have columns of their own. Pure, so that settings can import it.

Never shrink this list: a language that goes takes its columns, and with them people's work. It may grow while
``fields × (languages + 1) ≤ 380`` holds for every table (design, section 8), which with four fields is 94 languages.
Order is display order: the source's family first, then by English name, variants behind their parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]

SOURCE: Final = "en"
RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "fa", "he", "ps", "ur"})


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    """Lower case, as in column names and URLs: ``zh-hant-hk``."""
    tag: str
    """BCP 47 in its customary case, for ``lang`` and ``hreflang``: ``zh-Hant-HK``."""
    name: str
    """English name."""
    own_name: str
    """What its readers call it, written as it stands in a menu."""
    direction: Direction


# (tag, English name, own name). CLDR calls both tl and fil "Filipino"; the two are labelled apart on purpose.
_TABLE: Final = (
    ("en", "English", "English"),
    ("en-CA", "English (Canada)", "English (Canada)"),
    ("en-GB", "English (United Kingdom)", "English (United Kingdom)"),
    ("sq", "Albanian", "Shqip"),
    ("am", "Amharic", "አማርኛ"),
    ("ar", "Arabic", "العربية"),
    ("hy", "Armenian", "Հայերեն"),
    ("az", "Azerbaijani", "Azərbaycan"),
    ("bn", "Bangla", "বাংলা"),
    ("bg", "Bulgarian", "Български"),
    ("my", "Burmese", "မြန်မာ"),
    ("ca", "Catalan", "Català"),
    ("ceb", "Cebuano", "Cebuano"),
    ("zh-Hans", "Chinese (Simplified)", "简体中文"),
    ("zh-Hant", "Chinese (Traditional)", "繁體中文"),
    ("zh-Hant-HK", "Chinese (Traditional, Hong Kong)", "繁體中文（香港）"),
    ("hr", "Croatian", "Hrvatski"),
    ("cs", "Czech", "Čeština"),
    ("da", "Danish", "Dansk"),
    ("nl", "Dutch", "Nederlands"),
    ("nl-BE", "Dutch (Belgium)", "Nederlands (België)"),
    ("et", "Estonian", "Eesti"),
    ("fil", "Filipino", "Filipino"),
    ("fi", "Finnish", "Suomi"),
    ("fr", "French", "Français"),
    ("fr-BE", "French (Belgium)", "Français (Belgique)"),
    ("fr-CA", "French (Canada)", "Français (Canada)"),
    ("fr-CH", "French (Switzerland)", "Français (Suisse)"),
    ("ka", "Georgian", "ქართული"),
    ("de", "German", "Deutsch"),
    ("de-AT", "German (Austria)", "Deutsch (Österreich)"),
    ("de-CH", "German (Switzerland)", "Deutsch (Schweiz)"),
    ("el", "Greek", "Ελληνικά"),
    ("gu", "Gujarati", "ગુજરાતી"),
    ("ha", "Hausa", "Hausa"),
    ("he", "Hebrew", "עברית"),
    ("hi", "Hindi", "हिन्दी"),
    ("hu", "Hungarian", "Magyar"),
    ("is", "Icelandic", "Íslenska"),
    ("id", "Indonesian", "Bahasa Indonesia"),
    ("it", "Italian", "Italiano"),
    ("it-CH", "Italian (Switzerland)", "Italiano (Svizzera)"),
    ("ja", "Japanese", "日本語"),
    ("kn", "Kannada", "ಕನ್ನಡ"),
    ("kk", "Kazakh", "Қазақ тілі"),
    ("km", "Khmer", "ខ្មែរ"),
    ("ko", "Korean", "한국어"),
    ("ckb", "Kurdish (Sorani)", "کوردیی ناوەندی"),
    ("lo", "Lao", "ລາວ"),
    ("lv", "Latvian", "Latviešu"),
    ("lt", "Lithuanian", "Lietuvių"),
    ("mk", "Macedonian", "Македонски"),
    ("ms", "Malay", "Bahasa Melayu"),
    ("ml", "Malayalam", "മലയാളം"),
    ("mr", "Marathi", "मराठी"),
    ("ne", "Nepali", "नेपाली"),
    ("nb", "Norwegian (Bokmål)", "Norsk bokmål"),
    ("ps", "Pashto", "پښتو"),
    ("fa", "Persian", "فارسی"),
    ("pl", "Polish", "Polski"),
    ("pt", "Portuguese", "Português"),
    ("pt-BR", "Portuguese (Brazil)", "Português (Brasil)"),
    ("pt-PT", "Portuguese (Portugal)", "Português (Portugal)"),
    ("pa", "Punjabi", "ਪੰਜਾਬੀ"),
    ("ro", "Romanian", "Română"),
    ("ru", "Russian", "Русский"),
    ("sr", "Serbian (Cyrillic)", "Српски (ћирилица)"),
    ("sr-Latn", "Serbian (Latin)", "Srpski (latinica)"),
    ("si", "Sinhala", "සිංහල"),
    ("sk", "Slovak", "Slovenčina"),
    ("sl", "Slovenian", "Slovenščina"),
    ("so", "Somali", "Soomaali"),
    ("es", "Spanish", "Español"),
    ("es-419", "Spanish (Latin America)", "Español (Latinoamérica)"),
    ("es-MX", "Spanish (Mexico)", "Español (México)"),
    ("es-US", "Spanish (United States)", "Español (Estados Unidos)"),
    ("sw", "Swahili", "Kiswahili"),
    ("sv", "Swedish", "Svenska"),
    ("tl", "Tagalog", "Tagalog"),
    ("ta", "Tamil", "தமிழ்"),
    ("te", "Telugu", "తెలుగు"),
    ("th", "Thai", "ไทย"),
    ("ti", "Tigrinya", "ትግርኛ"),
    ("tr", "Turkish", "Türkçe"),
    ("uk", "Ukrainian", "Українська"),
    ("ur", "Urdu", "اردو"),
    ("uz", "Uzbek", "O‘zbek"),
    ("vi", "Vietnamese", "Tiếng Việt"),
)


def _language(tag: str, name: str, own_name: str) -> Language:
    code = tag.lower()
    return Language(code, tag, name, own_name, "rtl" if code in RIGHT_TO_LEFT else "ltr")


LANGUAGES: Final = MappingProxyType({row[0].lower(): _language(*row) for row in _TABLE})


def get(code: str) -> Language:
    """Raises KeyError for a code that is no content language."""
    return LANGUAGES[code]


def direction(code: str) -> Direction:
    """Raises KeyError for a code that is no content language."""
    return LANGUAGES[code].direction
