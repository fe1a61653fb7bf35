"""Why this date: how working days were counted, in sentences (Art. 13, 15, 17, 23)."""

from rules.calendar import Count, Why
from texts import say


def why(language: str, count: Count) -> str:
    """The count, the days passed over by their reason, the working weekends, and whether it can still move."""
    counted = "calendar.count" if count.days else "calendar.rolled" if count.last > count.start else "calendar.fixed"
    lines = [say(language, counted, start=count.start, days=count.days, last=count.last)]
    off = [(reason, count.off(reason)) for reason in Why if reason is not Why.MAKE_UP]
    lines += [say(language, reason.value, days=days) for reason, days in off if days]
    if count.worked_weekends:
        lines.append(say(language, Why.MAKE_UP.value, days=count.worked_weekends))
    if count.provisional:
        lines.append(say(language, "calendar.provisional"))
    return "\n".join(lines)
