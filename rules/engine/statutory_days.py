"""The statutory days off of every year, known before a notice moves days around them (Art. 22, 23)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
"""New Year, Labour Day and National Day."""
_DAY = timedelta(days=1)
_FIRST = 2025
_LUNAR = """
    0129 0531 1006, 0217 0619 0925,
    0206 0609 0915, 0126 0528 1003, 0213 0616 0922, 0203 0605 0912, 0123 0624 1001, 0211 0612 0919, 0131 0601 0908,
    0219 0620 0927, 0208 0610 0916, 0128 0530 1004, 0215 0618 0924, 0204 0607 0913, 0124 0527 1002, 0212 0614 0920,
    0201 0603 0910, 0122 0622 0928, 0210 0611 0917, 0130 0531 1005, 0217 0619 0925, 0206 0608 0915, 0126 0529 1004,
    0214 0615 0922, 0202 0604 0911, 0123 0623 0930, 0211 0613 0919, 0201 0601 0907, 0219 0620 0926, 0208 0610 0916,
    0128 0530 1005, 0215 0617 0924, 0204 0606 0913, 0124 0625 1002, 0212 0614 0921, 0202 0603 0909, 0121 0622 0928,
    0209 0611 0917, 0129 0601 1006, 0217 0619 0925, 0205 0608 0915, 0126 0528 1003, 0214 0616 0923, 0203 0604 0911,
    0123 0623 0929, 0211 0613 0919, 0131 0602 0908, 0219 0620 0926, 0207 0610 0916, 0127 0530 1005, 0215 0617 0924,
    0205 0606 0912, 0124 0624 1001, 0212 0614 0920, 0202 0604 0910, 0122 0622 0928, 0209 0611 0917, 0129 0601 1006,
    0217 0619 0926, 0206 0607 0914, 0126 0527 1003, 0214 0615 0922, 0203 0605 0911, 0124 0623 0929, 0210 0613 0918,
    0130 0602 0908, 0218 0621 0927, 0207 0609 0916, 0127 0529 1005, 0215 0617 0924, 0205 0606 0913, 0125 0624 0930,
    0212 0614 0920, 0201 0604 0909, 0121 0623 0929,
"""
"""Spring Festival, Dragon Boat Festival and Mid-Autumn of each year from _FIRST to 2099, as month and day.

Counted by two independent implementations of the lunar calendar (GB/T 33661-2017), which agree on every day.
"""


@lru_cache(maxsize=8)  # a count asks for the same year day after day
def statutory_days(year: int) -> frozenset[date]:
    """Return the days off of `year` by the Regulation on Public Holidays (State Council Decree 795, from 2025).

    Spring Festival has four, with the eve. Years outside the table of the lunar calendar have the fixed days alone.
    """
    return frozenset((*(date(year, *day) for day in _FIXED), *_moving(year)))


def _moving(year: int) -> Iterator[date]:
    years = _LUNAR.replace("\n", " ").split(",")
    if not _FIRST <= year < _FIRST + len(years) - 1:
        return
    spring, *others = (date(year, int(found[:2]), int(found[2:])) for found in years[year - _FIRST].split())
    yield from (spring + _DAY * n for n in (-1, 0, 1, 2))
    yield from others
    yield _tomb_sweeping(year)


def _tomb_sweeping(year: int) -> date:
    """Return the day of the solar term Qingming; the formula holds from 2000 to 2099."""
    place = year % 100
    return date(year, 4, int(place * 0.2422 + 4.81) - place // 4)
