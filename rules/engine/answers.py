"""Turns what a person typed into the answer that is kept: text, date, number or choice."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rules.engine.forms import Answers, Check, Facts, Kind, Question
from rules.engine.refusals import Unfit

LONGEST = 2000
"""The most characters in a text answer whose question sets no limit."""
_JOINERS = {"\u200c", "\u200d"}  # some scripts and emoji need these
_DATE = re.compile(
    r"([0-9]{4})\s*[-/.。年]\s*([0-9]{1,2})\s*[-/.。月]\s*([0-9]{1,2})\s*[日号]?"
    "|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_NUMBER = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_NUMBER_CHARS = 40
_FARTHEST = timedelta(days=60 * 365)
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")


def clean(text: str) -> str:
    """Return the text without control and direction characters; newlines stay, and both ends are trimmed."""
    if text.isprintable():  # the fast path: nearly every text is printable
        return text.strip()
    lines = re.sub("\r\n|[\r\u2028\u2029]", "\n", text).replace("\t", " ")
    return "".join(char for char in lines if char == "\n" or _printed(char)).strip()


def plain(text: str) -> str:
    """Return the text half-width and without invisible characters, to be read as a number or date.

    Raises Unfit for a digit that is neither 0-9 nor its full-width form: ٣ and ² would otherwise become 3 and 2.
    """
    for char in text:
        if unicodedata.category(char) in {"Nd", "Nl", "No"} and not ("0" <= char <= "9" or "０" <= char <= "９"):
            raise Unfit("answers.other_digit", char=char)
    return clean("".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf"))


def answer_to(question: Question, text: str) -> str:
    """Return the answer to a text or number question, within its bounds. Raises Unfit."""
    if question.kind is Kind.NUMBER:
        most = question.most or None
        return number_answer(text, minimum=question.least, maximum=most, decimals=question.decimals)
    return text_answer(text, min_chars=question.least or 1, max_chars=question.most or LONGEST)


def text_answer(text: str, *, min_chars: int = 1, max_chars: int) -> str:
    """Return the cleaned text. Raises Unfit when it is empty, has no words, or has too few or too many characters."""
    answer = clean(text)
    count = len(answer)
    if not answer:
        raise Unfit("answers.empty")
    if count > max_chars:
        raise Unfit("answers.too_long", count=count, limit=max_chars)
    if not any(unicodedata.category(char)[0] in "LN" for char in _KEYCAP.sub("", answer)):
        raise Unfit("answers.no_words")
    if count < min_chars:
        raise Unfit("answers.too_short", count=count, limit=min_chars)
    return answer


def date_answer(text: str, *, earliest: date | None = None, latest: date | None = None) -> date:
    """Read a day in any usual spelling (2026-11-13, 2026年11月13日, 20261113), `earliest` and `latest` included.

    Raises Unfit.
    """
    found = _DATE.fullmatch(plain(text))
    if not found:
        raise Unfit("answers.not_a_date")
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        answer = date(year, month, day)
    except ValueError as error:
        raise Unfit("answers.no_such_day", year=year, month=month, day=day) from error
    if earliest and answer < earliest:
        raise Unfit("answers.too_early", earliest=earliest)
    if latest and answer > latest:
        raise Unfit("answers.too_late", latest=latest)
    return answer


@dataclass(frozen=True, slots=True)
class Days:
    """The range of days that an answer may be, both ends included; None for an open end."""

    first: date | None = None
    last: date | None = None


def days_allowed(allowed: Callable[[date], bool], today: date) -> Days | None:
    """Return the unbroken range of allowed days around today, within sixty years; None when no day near it is allowed.

    It asks the rule itself, so that a calendar offers every day the rule accepts and no other.
    """
    near = (
        today + timedelta(days=sign * days) for days in (0, 1, 3, 7, 14, 30, 91, 183, 365, 3652) for sign in (1, -1)
    )
    inside = next((day for day in near if allowed(day)), None)
    if inside is None:
        return None
    return Days(_edge(allowed, inside, inside - _FARTHEST), _edge(allowed, inside, inside + _FARTHEST))


def _edge(allowed: Callable[[date], bool], inside: date, outside: date) -> date | None:
    """Return the last allowed day on the way from `inside` to `outside`; None when `outside` is allowed too."""
    if allowed(outside):
        return None
    while abs((outside - inside).days) > 1:
        middle = inside + (outside - inside) // 2
        inside, outside = (middle, outside) if allowed(middle) else (inside, middle)
    return inside


def number_answer(
    text: str, *, minimum: Decimal | int | None = None, maximum: Decimal | int | None = None, decimals: int = 0
) -> str:
    """Return the number as a decimal string without spare zeros or exponent ("1234.5").

    Commas may separate groups of three digits. Raises Unfit.
    """
    found = _NUMBER.fullmatch(plain(text)) if len(text) <= _NUMBER_CHARS else None
    if not found:
        raise Unfit("answers.not_a_number")
    sign, whole, fraction = found.group(1), found.group(2).replace(",", ""), (found.group(3) or "").rstrip("0")
    if len(fraction) > decimals:
        raise Unfit("answers.too_many_decimals" if decimals else "answers.whole_number", limit=decimals)
    answer = Decimal(f"{sign}{whole}.{fraction or '0'}")
    if minimum is not None and answer < minimum:
        raise Unfit("answers.too_small", limit=str(minimum))
    if maximum is not None and answer > maximum:
        raise Unfit("answers.too_big", limit=str(maximum))
    digits = (whole.lstrip("0") or "0") + (f".{fraction}" if fraction else "")
    return f"-{digits}" if answer < 0 else digits


def _printed(char: str) -> bool:
    if ord(char) & 0xFFFE == 0xFFFE:  # a noncharacter of Unicode, which spreadsheets and papers reject
        return False
    return char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}


# Answers of one point a line: what is to be supplied, what a report still lacks (Art. 15, 32).


MOST = 10
LONGEST_POINT = 200
PLACES = {"most": str(MOST), "longest": str(LONGEST_POINT)}
"""The values for help texts that state these limits."""


def points(text: str) -> tuple[str, ...]:
    """Return the points of such an answer, in order, without empty lines."""
    return tuple(line.strip() for line in clean(text).split("\n") if line.strip())


def are_points(article: int) -> Check:
    """Make a check that raises Unfit for more than MOST points, or one longer than LONGEST characters."""

    def check(value: Any, _answers: Answers, _facts: Facts) -> None:
        written = points(value)
        if len(written) > MOST:
            raise Unfit("supplement.points.many", article=article, count=len(written), most=MOST)
        for place, point in enumerate(written, start=1):
            if len(point) > LONGEST_POINT:
                raise Unfit("supplement.points.long", article=article, place=place, most=LONGEST_POINT)

    return check
