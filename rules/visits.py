"""Appointments for a defence or an on-site review: when, where, who presents, whether it was held (Art. 18, 19)."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rules.calendar import OFFICE_ZONE, office_day
from rules.refusals import Refusal
from rules.reviews import Part


class VisitState(StrEnum):
    """The state of an appointment; MISSED means by the applicant. Each has a sentence `visits.state.<state>`."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment of one application; `number` is that of its notice.

    `presenter` is who speaks for the organisation, once it has said so. `substitute` is why it is not the responsible
    person whom Art. 18 names; `words` say why the appointment was missed or called off.
    """

    id: int
    number: str
    application_id: int
    part: Part
    at: datetime
    place: str = field(repr=False)
    state: VisitState
    planned_by: int
    planned_at: datetime
    bring: str | None = field(default=None, repr=False)
    presenter: str | None = field(default=None, repr=False)
    substitute: str | None = field(default=None, repr=False)
    words: str | None = field(default=None, repr=False)
    ended_at: datetime | None = None

    @property
    def on(self) -> date:
        """The office's day of the appointment."""
        return office_day(self.at)


def moment(day: date, hour: str) -> datetime:
    """Return the moment of an hour ("14:30") on an office's day. Raises ValueError for a text that is no hour."""
    return datetime.combine(day, time.fromisoformat(hour), OFFICE_ZONE)


def slots(first: datetime, minutes: int, count: int) -> tuple[datetime, ...]:
    """Return the start of `count` appointments, one after the other, `minutes` long each."""
    return tuple(first + timedelta(minutes=minutes * place) for place in range(count))


def check_ended(visit: Visit, now: datetime) -> None:
    """Raise Refusal unless the appointment's hour has come and nothing is recorded of it yet."""
    article = 18 if visit.part is Part.DEFENCE else 19
    if visit.state is not VisitState.PLANNED:
        raise Refusal("visits.ended", article=article)
    if now < visit.at:
        raise Refusal("visits.not_yet", article=article, at=visit.at)
