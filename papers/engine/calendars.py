"""Calendar files: one all-day event for a person's own calendar (RFC 5545)."""

from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from rules.engine.answers import clean
from rules.engine.calendar import Count, Why
from texts import say

PRODUCT = "-//Quality Award//Calendar//ZH"
MORNING_BEFORE = timedelta(hours=-15)
"""The alarm: 9:00 on the day before, counted back from the midnight at which the day begins."""


def event(uid: str, title: str, day: date, description: str, url: str | None = None) -> bytes:
    """Make a calendar file of one all-day event, with an alarm on the morning before.

    The same `uid` replaces the event of an earlier file. All text is literal. The time stamp is derived from the day,
    not a clock, so the same event gives the same file.
    """
    entry = Event()
    entry.add("uid", _line(uid))
    entry.add("dtstamp", datetime.combine(day, time(), UTC))
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", _line(title))
    entry.add("description", clean(description))
    entry.add("transp", "TRANSPARENT")
    if url:
        entry.add("url", _line(url))
    entry.add_component(_alarm(title))
    return bytes(_calendar(entry).to_ical())


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _line(title))
    alarm.add("trigger", MORNING_BEFORE)
    return alarm


def _calendar(entry: Event) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    return calendar


def _line(text: str) -> str:
    return " ".join(clean(text).split())


# Explains a date: how its working days were counted, in sentences (Art. 13, 15, 17, 23).


def why(language: str, count: Count) -> str:
    """Explain a count: its days, the days skipped by reason, worked weekends, and whether it can still change."""
    counted = "calendar.count" if count.days else "calendar.rolled" if count.last > count.start else "calendar.fixed"
    lines = [say(language, counted, start=count.start, days=count.days, last=count.last)]
    off = [(reason, count.off(reason)) for reason in Why if reason is not Why.MAKE_UP]
    lines += [say(language, reason.value, days=days) for reason, days in off if days]
    if count.worked_weekends:
        lines.append(say(language, Why.MAKE_UP.value, days=count.worked_weekends))
    if count.provisional:
        lines.append(say(language, "calendar.provisional"))
    return "\n".join(lines)
