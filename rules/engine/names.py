"""Names of people and organisations: normalised, visible, no number in them; which two are likely the same."""

import re
import unicodedata

from rules.engine.answers import text_answer
from rules.engine.identities import credit_code, masked
from rules.engine.refusals import Unfit

_BLANKS = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5"))
"""Signs that count as letters and show nothing."""
_UNSEEN = {"Co", "Cn", "Cs"}
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212\uff0d._·]+")
_NUMBER = re.compile(
    r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|(?:\+?86)?1[3-9][0-9]{9}|0[1-9][0-9]{1,2}[2-8][0-9]{6,7})(?![0-9])"
)
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NP-RTUWXY]{18}(?![0-9A-Z])")
_FEWEST_DIGITS = 3
"""A name with fewer digits in it has no number to look for; a sign may stand for two of them."""
_CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_RADICALS = (
    "·厂乛乚乙亻冂·刀刂卜·小小兀尣尢·巳幺彑彐忄·扌攵·旡日月歺母民氵氺灬爫爫丬牛犭王·罒示礻竹糹纟罓罒···羊羊羊耂"
    "肀聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶邑钅長镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_IDEOGRAPHS = {0x2E80 + place: one for place, one in enumerate(_RADICALS) if one != "·"}
"""The supplement of radicals, most of which Unicode's own folding leaves as they are."""
_LATIN = str.maketrans(
    "авекмнорстухіјѕԁԛԝһҽԍӏαβγεζηικμνορτυχϲϳıɡ",
    "abekmhopctyxijsdqwheglabyeznikmvoptuxcjig",
)
"""Small letters of other scripts that look like Latin ones; both are compared in small letters."""
_STROKES = str.maketrans("〇零○◯ー－—–丶", "oooo一一一一、")


def folded(text: str) -> str:
    """Return the text with radicals and presentation forms of ideographs as ideographs, and letters half-width."""
    return unicodedata.normalize("NFC", "".join(_fold(char) for char in text.translate(_BLANKS)))


def name_answer(text: str, *, least: int = 2, most: int) -> str:
    """Return the name as it is kept. Raises Unfit for a name that shows no letters, or has a number of a person in it.

    Identity numbers, phones and credit codes are found with a name before them, too.
    """
    name = text_answer(" ".join(folded(text).split()), min_chars=least, max_chars=most)
    if any(unicodedata.category(char) in _UNSEEN for char in name):
        raise Unfit("answers.unseen")
    if not any(unicodedata.category(char)[0] == "L" for char in name):
        raise Unfit("answers.no_letters")
    if _numbers_in(name):
        raise Unfit("answers.number_as_name")
    return name


def shown(name: str) -> str:
    """Return a name as it is shown: a number of a person in it, kept before such names were refused, is masked.

    Its owner reads it whole among their own answers, and so does whoever reads the case.
    """
    for begin, end in reversed(_numbers_in(name)):
        name = name[:begin] + masked(name[begin:end]) + name[end:]
    return name


def look(name: str) -> str:
    """Return what the name looks like: two names that look the same are likely one, however they were typed."""
    shown = unicodedata.normalize("NFKC", folded(name)).casefold().translate(_LATIN)
    upright = unicodedata.normalize("NFKD", shown.translate(_STROKES))
    return "".join(char for char in upright if char.isalnum()).translate(str.maketrans("01", "ol"))


def _numbers_in(name: str) -> list[tuple[int, int]]:
    """Return where identity numbers, phones and credit codes stand in the name, spaces and dashes in them included."""
    if sum(map(str.isnumeric, name)) < _FEWEST_DIGITS:
        return []
    signs = [(sign, place) for place, char in enumerate(name) for sign in unicodedata.normalize("NFKC", char)]
    found: list[tuple[int, int]] = []
    for read in (signs, [each for each in signs if not _BETWEEN.fullmatch(each[0])]):
        text = "".join(sign for sign, _ in read)
        codes = (each for each in _CODE.finditer(text.translate(_CAPITALS)) if _is_code(each.group()))
        spans = [(read[each.start()][1], read[each.end() - 1][1] + 1) for each in (*_NUMBER.finditer(text), *codes)]
        found += [(begin, end) for begin, end in spans if all(end <= a or b <= begin for a, b in found)]
    return sorted(found)


def _fold(char: str) -> str:
    point = ord(char)
    if point in _IDEOGRAPHS:
        return _IDEOGRAPHS[point]
    ideograph = 0x2F00 <= point <= 0x2FD5 or 0xF900 <= point <= 0xFAFF or 0x2F800 <= point <= 0x2FA1F
    letter = 0xFF01 <= point <= 0xFF5E and unicodedata.category(char)[0] in "LN"
    return unicodedata.normalize("NFKC", char) if ideograph or letter else char


def _is_code(text: str) -> bool:
    try:
        credit_code(text)
    except Unfit:
        return False
    return True
