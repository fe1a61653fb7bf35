"""How a day and a moment are written in each language, as the office's calendar and clock show them."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

OFFICE = "Asia/Shanghai"
DAYS = {"zh": "y年M月d日（EEE）", "en": "EEEE d MMMM y"}
PLAIN = {"zh": "y年M月d日", "en": "d MMMM y"}
MOMENTS = {"zh": "y年M月d日（EEE）HH:mm", "en": "EEEE d MMMM y, HH:mm"}


def shown(language: str, value: object) -> object:
    """A date or an aware moment in words (2026年10月10日（周六）; Saturday 10 October 2026); anything else as it is.

    Raises ValueError for a moment without a time zone: nobody could say which day it is in the office.
    """
    if isinstance(value, datetime):
        return _moment(language, value)
    if isinstance(value, date):
        return format_date(value, DAYS[language], locale=language)
    return value


def plain_day(language: str, day: date) -> str:
    """The day as a paper is dated: 2026年10月10日; 10 October 2026."""
    return format_date(day, PLAIN[language], locale=language)


def _moment(language: str, value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be told to anybody")
    return format_datetime(value.astimezone(_office()), MOMENTS[language], locale=language)


@cache
def _office() -> ZoneInfo:
    return ZoneInfo(OFFICE)
