"""Quiet hours, by the office's clock: at night nobody is sent a message, except in answer."""

from datetime import datetime, time, timedelta

from rules.calendar import OFFICE_ZONE
from rules.pack import Pack


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


def _within(moment: time, begins: time, ends: time) -> bool:
    if begins <= ends:
        return begins <= moment < ends
    return moment >= begins or moment < ends
