"""Reads days as holiday notices write them: "2月14日（周六）、2月28日", "12月31日至次年1月2日" (Art. 13-23)."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from rules.answers import plain
from rules.refusals import Unfit

WEEKEND = (5, 6)
LONGEST = 31
"""The most days in one span: a longer one is taken for a slip of the pen."""
_DECEMBER = 12
_WEEKDAYS = "一二三四五六日"
_NUMERAL = "[一二三四五六七八九十]"
_LUNAR = rf"除夕|(?:[正冬腊]|{_NUMERAL}{{1,2}})月(?:初|十|廿|二十|三十)?{_NUMERAL}{{0,2}}|初{_NUMERAL}"
_BRACKET = re.compile(rf"(?:农历)?(?:{_LUNAR})")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_DAY = re.compile(r"(?:(?:([0-9]{4})|(次|翌))年)?(?:([0-9]{1,2})月)?([0-9]{1,2})日(?:\(([^()]*)\))?")
_TO = re.compile(r"至|到|[—–~-]+")
_AND = re.compile(r"[、和及]")


@dataclass(frozen=True, slots=True)
class Span:
    """A single day, or the days from one to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day of the span."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


class Arranged(Protocol):
    """A holiday with its days off and the weekend days worked for it."""

    @property
    def days(self) -> tuple[date, ...]: ...

    @property
    def make_up(self) -> tuple[date, ...]: ...


def read_days(text: str) -> tuple[date, ...]:
    """Read days written with their year, as single days and spans; return each once, in order. Raises Unfit."""
    found: set[date] = set()
    for place, line in enumerate(plain(text).split("\n"), start=1):
        for part in re.split("[。;,]", re.sub(r"[ \u3000]", "", line)):
            if not part:
                continue
            spans, rest = read_spans(part, None, place)
            if rest or not spans:
                raise Unfit("calendars.days.not_understood", line=place, sentence=part[:40])
            found |= {day for span in spans for day in span.days}
    if not found:
        raise Unfit("calendars.days.not_understood", line=1, sentence=text[:40])
    return tuple(sorted(found))


def read_spans(text: str, year: int | None, line: int, *, new_year: bool = False) -> tuple[list[Span], str]:
    """Read the days at the beginning of the text; return them and the rest of the text. Raises Unfit.

    A day without a year belongs to `year`; in a sentence about New Year's Day (`new_year`), December is that of the
    year before. `line` is the line number for the refusal.
    """
    spans: list[Span] = []
    rest, before = text, None
    while found := _DAY.match(rest):
        first = last = _day(found, year, before, line, new_year=new_year)
        rest = rest[found.end() :]
        if (to := _TO.match(rest)) and (end := _DAY.match(rest, to.end())):
            last = _day(end, year, first, line, new_year=new_year)
            rest = rest[end.end() :]
        if not timedelta() <= last - first < timedelta(days=LONGEST):
            raise Unfit("calendars.notice.reversed", line=line, first=first, last=last)
        spans.append(Span(first, last))
        before = last
        if not (also := _AND.match(rest)):
            break
        rest = rest[also.end() :]
    return spans, rest


def weekdays_fit(text: str, year: int) -> bool:
    """Return True once every day in a sentence exists and has the weekday stated for it; else raises Unfit."""
    before = None
    for found in _DAY.finditer(text):
        before = _day(found, year, before, 0, new_year=False)
    return True


def arranged_twice(holidays: Iterable[Arranged]) -> date | None:
    """Return a day that is arranged twice, or None."""
    counted = Counter(day for one in holidays for day in (*one.days, *one.make_up))
    return min((day for day, times in counted.items() if times > 1), default=None)


def _day(found: "re.Match[str]", year: int | None, before: date | None, line: int, *, new_year: bool) -> date:
    written, following, month, day, bracket = found.groups()
    if month is None and before is None:
        raise Unfit("calendars.notice.no_month", line=line, sentence=found[0])
    the_month = int(month) if month else before.month  # type: ignore[union-attr]  # told above
    the_year = _year_of(written, following, before, year, december=new_year and the_month == _DECEMBER)
    if the_year is None:
        raise Unfit("calendars.days.no_year", line=line, sentence=found[0])
    try:
        the_day = date(the_year, the_month, int(day))
    except ValueError:
        raise Unfit("calendars.notice.no_such_day", line=line, sentence=found[0]) from None
    if year is not None and not date(year - 1, _DECEMBER, 1) <= the_day <= date(year, _DECEMBER, 31):
        raise Unfit("calendars.notice.outside", line=line, day=the_day)
    _check_bracket(bracket or "", the_day, found[0], line)
    return the_day


def _year_of(
    written: str | None, following: str | None, before: date | None, year: int | None, *, december: bool
) -> int | None:
    if written:
        return int(written)
    if following:
        return before.year + 1 if before else None
    if year is not None:
        return year - 1 if december else year
    return before.year if before else None


def _check_bracket(bracket: str, day: date, written: str, line: int) -> None:
    """Check the weekday in brackets behind a day; lunar dates there are not checked. Raises Unfit."""
    for part in filter(None, re.split("[、,]", bracket)):
        said = _WEEKDAY.fullmatch(part)
        if said and _WEEKDAYS.index(said[1].replace("天", "日")) != day.weekday():
            raise Unfit("calendars.notice.wrong_weekday", line=line, sentence=written, day=day)
        if not said and not _BRACKET.fullmatch(part):
            raise Unfit("calendars.notice.not_understood", line=line, sentence=written)
