"""Countries and the areas that contain them: ISO 3166-1 in the UN's M.49 geographic regions. Facts only, pure.

Codes are lower case. ``xk`` (Kosovo, user-assigned in ISO 3166-1) stands in Southern Europe and ``tw`` in Eastern Asia,
as in CLDR's containment, because M.49 lists neither; ``aq`` lies in no area. The world (001) is left out on purpose:
an entry for everybody is for *everywhere*, which also covers locales without a market. Of M.49's two cuts through the
Americas both are here: 003 (North America) overlaps 419.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Final

# area -> the areas directly around it
AREAS: Final = MappingProxyType(
    {
        "002": (),
        "015": ("002",),
        "202": ("002",),
        "011": ("202",),
        "014": ("202",),
        "017": ("202",),
        "018": ("202",),
        "019": (),
        "003": ("019",),
        "419": ("019",),
        "005": ("419",),
        "013": ("419", "003"),
        "029": ("419", "003"),
        "021": ("003",),
        "142": (),
        "030": ("142",),
        "034": ("142",),
        "035": ("142",),
        "143": ("142",),
        "145": ("142",),
        "150": (),
        "039": ("150",),
        "151": ("150",),
        "154": ("150",),
        "155": ("150",),
        "009": (),
        "053": ("009",),
        "054": ("009",),
        "057": ("009",),
        "061": ("009",),
    }
)

_MEMBERS: Final = MappingProxyType(
    {
        "005": "ar bo br bv cl co ec fk gf gs gy pe py sr uy ve",
        "011": "bf bj ci cv gh gm gn gw lr ml mr ne ng sh sl sn tg",
        "013": "bz cr gt hn mx ni pa sv",
        "014": "bi dj er et io ke km mg mu mw mz re rw sc so ss tf tz ug yt zm zw",
        "015": "dz eg eh ly ma sd tn",
        "017": "ao cd cf cg cm ga gq st td",
        "018": "bw ls na sz za",
        "021": "bm ca gl pm us",
        "029": "ag ai aw bb bl bq bs cu cw dm do gd gp ht jm kn ky lc mf mq ms pr sx tc tt vc vg vi",
        "030": "cn hk jp kp kr mn mo tw",
        "034": "af bd bt in ir lk mv np pk",
        "035": "bn id kh la mm my ph sg th tl vn",
        "039": "ad al ba es gi gr hr it me mk mt pt rs si sm va xk",
        "053": "au cc cx hm nf nz",
        "054": "fj nc pg sb vu",
        "057": "fm gu ki mh mp nr pw um",
        "061": "as ck nu pf pn tk to tv wf ws",
        "143": "kg kz tj tm uz",
        "145": "ae am az bh cy ge il iq jo kw lb om ps qa sa sy tr ye",
        "151": "bg by cz hu md pl ro ru sk ua",
        "154": "ax dk ee fi fo gb gg ie im is je lt lv no se sj",
        "155": "at be ch de fr li lu mc nl",
    }
)

# country -> its immediate area, "" for none
COUNTRIES: Final = MappingProxyType(
    {"aq": "", **{country: area for area, members in _MEMBERS.items() for country in members.split()}}
)

CODES: Final = frozenset(AREAS) | frozenset(COUNTRIES)


def kind(code: str) -> str:
    """``"country"`` or ``"area"``. Raises KeyError for a code that is neither."""
    if code not in CODES:
        raise KeyError(code)
    return "country" if code in COUNTRIES else "area"


@cache
def containing(code: str) -> tuple[str, ...]:
    """Every area around a country or area, nearest first: ``mx`` → ``("013", "419", "003", "019")``.

    Raises KeyError for a code that is neither.
    """
    around = tuple(filter(None, (COUNTRIES[code],))) if code in COUNTRIES else AREAS[code]
    farther = [outer for area in around for outer in containing(area)]
    return tuple(dict.fromkeys((*around, *farther)))
