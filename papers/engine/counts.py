"""Explains a date: how its working days were counted, in sentences (Art. 13, 15, 17, 23)."""

from rules.engine.calendar import Count, Why
from texts import say


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
