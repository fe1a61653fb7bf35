"""Quiet hours and days, by the office's clock: at night nobody is sent a message, except in answer.

On the statutory days off nobody is reminded of anything either, whether or not the notice of their year has come.
What somebody did that day is told as on any other.
"""

from datetime import datetime, time, timedelta

from rules.engine.calendar import OFFICE_ZONE
from rules.engine.pack import Pack
from rules.engine.statutory_days import statutory_days


def is_quiet(now: datetime, pack: Pack) -> bool:
    """Tell whether this moment lies in the quiet hours, which include `quiet_from` and exclude `quiet_until`."""
    return _within(now.astimezone(OFFICE_ZONE).time(), pack.quiet_from, pack.quiet_until)


def may_speak_at(now: datetime, pack: Pack) -> datetime:
    """Return when the next message may be sent: `now` by day, at night the end of the quiet hours."""
    if not is_quiet(now, pack):
        return now
    here = now.astimezone(OFFICE_ZONE)
    morning = datetime.combine(here.date(), pack.quiet_until, tzinfo=OFFICE_ZONE)
    if morning <= here:
        morning += timedelta(days=1)
    return morning.astimezone(now.tzinfo)


def may_remind_at(now: datetime, pack: Pack) -> datetime:
    """Return when the next reminder may be sent: as `may_speak_at`, on a statutory day off the morning after it."""
    spoken = may_speak_at(now, pack)
    while (day := spoken.astimezone(OFFICE_ZONE).date()) in statutory_days(day.year):
        day += timedelta(days=1)
        spoken = datetime.combine(day, pack.quiet_until, tzinfo=OFFICE_ZONE).astimezone(now.tzinfo)
    return spoken


def _within(moment: time, begins: time, ends: time) -> bool:
    if begins <= ends:
        return begins <= moment < ends
    return moment >= begins or moment < ends
