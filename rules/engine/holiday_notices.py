"""Reads days as holiday notices write them: "2月14日（周六）、2月28日", "12月31日至次年1月2日" (Art. 13-23)."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from rules.engine.answers import plain
from rules.engine.refusals import Unfit

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


# Reads the State Council's notice of a year's days off, sentence by sentence, or refuses it (Art. 13-23).
#
# A sentence that names a day, or speaks of days off or at work, must be understood as a whole. The rest is prose,
# such as the greeting. Nothing that could be a day is silently skipped.


SEVEN = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
"""The seven holidays of every notice, by the part of the name that never changes."""
_FIXED = {"元旦": (1, 1), "劳动": (5, 1), "国庆": (10, 1)}
_SHOWN = 40

_NAME = r"[“\"]?(?:元旦节?|[\u4e00-\u9fff“”\"]{1,20}(?:节|纪念日))"
_HEAD = re.compile(
    rf"(?:[一二三四五六七八九十]{{1,3}}、|\([一二三四五六七八九十]{{1,3}}\)|[0-9]{{1,2}}[.、])?"
    rf"(?P<name>{_NAME}(?:[、和]{_NAME})*)(?::|$)"
)
_OFF = re.compile(r"(?:(?:调休|公休)?放假(?:公休|调休)?(?:(?P<days>[0-9]{1,2})天)?|补休)")
_WORK = re.compile(r"(?:正常|照常|均)?上班")
_TOTAL = re.compile(r"共(?:计)?(?P<days>[0-9]{1,2})天")
_PLAIN_TAILS = ("不调休", "与周末连休")
_COMMA = re.compile(r",(?![^()]*\))")  # a comma in brackets belongs to its day
_TELLS = re.compile(
    r"[0-9]|[零一二三四五六七八九十](?:月|日|号|天)|放假|上班|调休|补休|补班|连休|公休|休息|休假|工作日|办公(?![厅室])|停工|加班"
    r"|(?:周|星期|礼拜)[一二三四五六日天末]|[次翌当前后][日天]|除夕|初[一二三四五六七八九十]|首日|照常|提前|顺延|延长"
)
_YEAR = re.compile(r"([0-9]{4})年(?:元旦|(?:部分)?节假日)")
_DATED = re.compile(r"(?:国务院办公厅)?([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日(?:印发|发布)?")
_WORDS = "[^0-9一二三四五六七八九十]*"
_KNOWN = tuple(
    re.compile(pattern)
    for pattern in (
        r"[\u4e00-\u9fff]{2,12}[〔\[(][0-9]{4}[〕\])]第?[0-9]{1,3}号",
        rf"{_WORDS}关于[0-9]{{4}}年{_WORDS}通知(?:[-_]{_WORDS})?",
        rf"(?:经国务院批准,?)?{_WORDS}现将[0-9]{{4}}年{_WORDS}如下:?",
        r"(?!.*(?:上班|休息|日放假))(?:索引号|主题分类|发文机关|成文日期|发布日期|发文字号|标题):.*",
        rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[0-9]{{2}}:[0-9]{{2}})?来源:{_WORDS}",
    )
)
_NUMBER = _KNOWN[0]
_ADVICE = re.compile(r"鼓励[^。]*(?:休息|休假)")


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday as the notice arranges it: all days off (weekends included) and the weekend days worked for it."""

    name: str
    off: tuple[Span, ...]
    make_up: tuple[date, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day off, in the notice's order."""
        return tuple(day for span in self.off for day in span.days)


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """The contents of a year's notice; `advice` are sentences that recommend a day and change none."""

    year: int
    source: str
    holidays: tuple[Holiday, ...]
    advice: tuple[str, ...] = ()

    @property
    def days_off(self) -> frozenset[date]:
        """The weekdays that are off; weekends are off without a notice."""
        return frozenset(day for one in self.holidays for day in one.days if day.weekday() not in WEEKEND)

    @property
    def make_up(self) -> frozenset[date]:
        """The weekend days that are worked."""
        return frozenset(day for one in self.holidays for day in one.make_up)


@dataclass(frozen=True, slots=True)
class _Clause:
    """One sentence of a notice about one holiday."""

    name: str
    off: tuple[Span, ...]
    make_up: tuple[date, ...]


def read_notice(text: str, year: int | None = None) -> HolidayNotice:
    """Read the notice in the text, which must be about `year` if that is given.

    Raises Unfit, which names the line, shows the sentence, and says what to do about it.
    """
    lines = [re.sub(r"[ \u3000]", "", line) for line in plain(text.replace("〇", "零")).split("\n")]
    of = _year(lines, year)
    clauses: list[_Clause] = []
    advice: list[str] = []
    name = ""
    for place, sentence in ((n, part) for n, line in enumerate(lines, 1) for part in re.split("[。;!]", line) if part):
        head = _HEAD.match(sentence)
        name, rest = (head["name"], sentence[head.end() :]) if head else (name, sentence)
        if not rest or _is_prose(rest, of):
            continue
        if _ADVICE.fullmatch(rest) and weekdays_fit(rest, of):
            advice.append(rest)
        else:
            clauses.append(_clause(rest, name, of, place))
    holidays = _gathered(clauses)
    _check_whole(holidays, of)
    return HolidayNotice(of, _source(lines, of), holidays, tuple(advice))


def _year(lines: list[str], said: int | None) -> int:
    found = {int(year) for line in lines for year in _YEAR.findall(line)}
    if said is not None and not found <= {said}:
        raise Unfit("calendars.notice.other_year", year=str(said), found=str(min(found - {said})))
    if len(found) > 1:
        raise Unfit("calendars.notice.two_years", years=[str(year) for year in sorted(found)])
    if said is None and not found:
        raise Unfit("calendars.notice.no_year")
    return found.pop() if found else said or 0


def _is_prose(sentence: str, year: int) -> bool:
    """Tell whether a sentence names no day, or is one of the standard sentences: title, number, day of signing."""
    if not _TELLS.search(sentence) or any(known.fullmatch(sentence) for known in _KNOWN):
        return True
    signed = _DATED.fullmatch(sentence)
    return signed is not None and int(signed[1]) < year


def _clause(sentence: str, name: str, year: int, line: int) -> _Clause:
    off: list[Span] = []
    make_up: list[date] = []
    for part in _COMMA.split(sentence):
        if part in _PLAIN_TAILS and off:
            _check_beside_weekend(part, off, line)
        elif (total := _TOTAL.fullmatch(part)) and off:
            _check_total(int(total["days"]), off, line)
        else:
            spans, verb = read_spans(part, year, line, new_year=name.startswith("元旦"))
            if spans and (found := _OFF.fullmatch(verb)):
                off += spans
                if found["days"]:
                    _check_total(int(found["days"]), spans, line)
            elif spans and _WORK.fullmatch(verb):
                make_up += [day for span in spans for day in span.days]
            else:
                raise Unfit("calendars.notice.not_understood", line=line, sentence=_short(sentence))
    if not name:
        raise Unfit("calendars.notice.no_name", line=line, sentence=_short(sentence))
    return _Clause(name, tuple(off), tuple(make_up))


def _check_total(said: int, off: list[Span], line: int) -> None:
    counted = sum(len(span.days) for span in off)
    if said != counted:
        raise Unfit("calendars.notice.wrong_total", line=line, said=said, counted=counted)


def _check_beside_weekend(tail: str, off: list[Span], line: int) -> None:
    beside = {day for span in off for day in (span.first - timedelta(days=1), span.last + timedelta(days=1))}
    if tail == "与周末连休" and not any(day.weekday() in WEEKEND for day in beside):
        raise Unfit("calendars.notice.no_weekend", line=line, day=off[0].first)


def _gathered(clauses: list[_Clause]) -> tuple[Holiday, ...]:
    """Merge the clauses of each holiday, in the notice's order."""
    names = dict.fromkeys(clause.name for clause in clauses)
    return tuple(
        Holiday(
            name,
            tuple(span for clause in clauses if clause.name == name for span in clause.off),
            tuple(day for clause in clauses if clause.name == name for day in clause.make_up),
        )
        for name in names
    )


def _check_whole(holidays: tuple[Holiday, ...], year: int) -> None:
    """Check the notice as a whole: all seven holidays, each including its own day, and no day arranged twice."""
    for stem in SEVEN:
        mine = [one for one in holidays if stem in one.name and one.off]
        if not mine:
            raise Unfit("calendars.notice.missing", name=stem)
        if stem in _FIXED and date(year, *_FIXED[stem]) not in mine[0].days:
            raise Unfit("calendars.notice.not_on_its_day", name=stem, day=date(year, *_FIXED[stem]))
    if twice := arranged_twice(holidays):
        raise Unfit("calendars.notice.twice", day=twice)
    for day in (day for one in holidays for day in one.make_up):
        if day.weekday() not in WEEKEND:
            raise Unfit("calendars.notice.worked_anyway", day=day)


def _source(lines: list[str], year: int) -> str:
    """Return the notice's own name: its number if it has one, else its subject."""
    number = next((found[0] for line in lines if (found := _NUMBER.search(line))), "")
    return number or f"国务院办公厅关于{year}年部分节假日安排的通知"


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _SHOWN else sentence[:_SHOWN] + "…"
