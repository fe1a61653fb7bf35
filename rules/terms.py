"""Terms of an award: when the next evaluation may begin, which reports fall into a term, how long it is (Art. 5)."""

from collections.abc import Iterable
from datetime import date, timedelta

from rules.awards import Assessment, Award, stands
from rules.calendar import corresponding_day
from rules.pack import Pack


def opens_on(award: Award, pack: Pack) -> date:
    """Return the day from which re-evaluation may begin; it is decided after the award's last day (Art. 5)."""
    return award.valid_until - timedelta(days=pack.expiry.reassessment_opens_days_before)


def may_open(award: Award, day: date, pack: Pack) -> bool:
    """Tell whether the award is due for re-evaluation: it is of a kind that is, stands, and its time has come."""
    return award.award in pack.expiry.reassessed and stands(award, day) and opens_on(award, pack) <= day


def renewed_until(award: Award, pack: Pack) -> date:
    """Return the last day of the new term: the corresponding day of the old one, never moved (Art. 5)."""
    return corresponding_day(award.valid_until, pack.expiry.renewed_years)


def term_reports(award: Award, reports: Iterable[Assessment], pack: Pack) -> tuple[Assessment, ...]:
    """Return the July reports in the award's present term, earliest first (Art. 32)."""
    first = max(award.decided_on.year, award.valid_until.year - pack.validity_years)
    within = [one for one in reports if first <= one.year <= award.valid_until.year]
    return tuple(sorted(within, key=lambda one: one.year))


def latest_rectification(day: date, months: int) -> date:
    """Return the last day allowed for putting something right: the corresponding day `months` after `day`."""
    ahead = day.month - 1 + months
    year, month = day.year + ahead // 12, ahead % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(following - timedelta(days=1), date(year, month, 1) + timedelta(days=day.day - 1))
