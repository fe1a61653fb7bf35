"""Against whom a decision is, who made it, and what can be done against it: on message, page and paper alike.

The Measures name no remedy; the times are the pack's, until the office's counsel confirms them.
"""

from collections.abc import Mapping
from enum import StrEnum

from rules.applications.lifecycle import State
from rules.sanctions.cases import OF_AWARDS, Sanction, is_approved


class Authority(StrEnum):
    """Who made a decision. Each has a sentence `remedies.by.<authority>`, which names where to go against it."""

    UNIT = "unit"
    OFFICE = "office"
    COMMITTEE = "committee"
    GOVERNMENT = "government"


AGAINST: Mapping[State, Authority] = {
    State.NOT_FORWARDED: Authority.UNIT,
    State.NOT_ACCEPTED: Authority.OFFICE,
    State.NOT_PASSED: Authority.OFFICE,
    State.STRUCK: Authority.OFFICE,
    State.NOT_PROPOSED: Authority.COMMITTEE,
    State.NOT_APPROVED: Authority.GOVERNMENT,
}
"""Who decided, by the state in which a decision against its applicant leaves an application."""


def authority_of(sanction: Sanction) -> Authority:
    """Return who decided the case: the county government what it has approved (Art. 5, 36-39)."""
    if is_approved(sanction):
        return Authority.GOVERNMENT
    return Authority.COMMITTEE if sanction.article in OF_AWARDS else Authority.OFFICE
