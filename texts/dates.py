"""Writes days and moments in each language, as the office's calendar and clock show them."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

OFFICE = "Asia/Shanghai"
DAYS = {"zh": "y年M月d日（EEE）", "en": "EEEE d MMMM y"}
PLAIN = {"zh": "y年M月d日", "en": "d MMMM y"}
MOMENTS = {"zh": "y年M月d日（EEE）HH:mm", "en": "EEEE d MMMM y, HH:mm"}


def shown(language: str, value: object) -> object:
    """Write a date or an aware moment in words, by the office's clock; return anything else unchanged.

    For instance 2026年10月10日（周六） or Saturday 10 October 2026.

    Raises ValueError for a moment without a time zone, whose day in the office is unknown.
    """
    if isinstance(value, datetime):
        return _moment(language, value)
    if isinstance(value, date):
        return format_date(value, DAYS[language], locale=language)
    return value


def plain_day(language: str, day: date) -> str:
    """Write the day as a paper is dated: 2026年10月10日; 10 October 2026."""
    return format_date(day, PLAIN[language], locale=language)


def _moment(language: str, value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be told to anybody")
    return format_datetime(value.astimezone(_office()), MOMENTS[language], locale=language)


@cache
def _office() -> ZoneInfo:
    return ZoneInfo(OFFICE)


# Writes the number of an article in Chinese, as the Measures print it: 第十三条.


_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Write a number from 1 to 99 in Chinese characters."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
