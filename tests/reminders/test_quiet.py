"""Nobody is written to between 21:00 and 08:00 of the office's clock."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from reminders.quiet import is_quiet, may_remind_at, may_speak_at
from rules.engine.calendar import OFFICE_ZONE
from rules.engine.pack import load_pack

PACK = load_pack()


def here(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, second, tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("now", "spoken"),
    [
        (here(1, 7, 59, 59), here(1, 8)),
        (here(1, 8), here(1, 8)),
        (here(1, 20, 59, 59), here(1, 20, 59, 59)),
        (here(1, 21), here(2, 8)),
        (here(1, 23, 59), here(2, 8)),
        (here(2), here(2, 8)),
        (here(31, 22), datetime(2026, 8, 1, 8, tzinfo=OFFICE_ZONE)),
    ],
)
def test_the_night_ends_at_eight(now: datetime, spoken: datetime) -> None:
    assert may_speak_at(now.astimezone(UTC), PACK) == spoken
    assert is_quiet(now, PACK) is (now != spoken)


def test_hours_that_lie_within_one_day_are_quiet_too() -> None:
    siesta = replace(PACK, quiet_from=time(12), quiet_until=time(14))
    assert may_speak_at(here(1, 13), siesta) == here(1, 14)
    assert [is_quiet(here(1, hour), siesta) for hour in (11, 12, 13, 14, 23)] == [False, True, True, False, False]


def at(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("now", "reminded"),
    [
        (at(2026, 12, 31, 10), at(2026, 12, 31, 10)),
        (at(2026, 12, 31, 22), at(2027, 1, 2, 8)),
        (at(2027, 1, 1, 10), at(2027, 1, 2, 8)),
        (at(2027, 2, 5, 9), at(2027, 2, 9, 8)),  # the eve and three days of Spring Festival
        (at(2027, 2, 9, 9), at(2027, 2, 9, 9)),
        (at(2026, 10, 3, 7), at(2026, 10, 4, 8)),  # a year with its notice
    ],
)
def test_on_a_statutory_day_off_nobody_is_reminded_but_what_was_done_is_told(now: datetime, reminded: datetime) -> None:
    assert may_remind_at(now, PACK) == reminded
    assert is_quiet(now, PACK) is not (8 <= now.hour < 21)


def test_whatever_the_moment_one_may_speak_when_it_is_said() -> None:
    for minutes in range(0, 2 * 24 * 60, 7):
        spoken = may_speak_at(here(1) + timedelta(minutes=minutes), PACK)
        assert not is_quiet(spoken, PACK)
