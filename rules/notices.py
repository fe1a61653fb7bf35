"""Public notices: whom each kind lists, how long it hangs, when "no objection" may be signed (Art. 15, 17, 21-23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.calendar import Count, WorkingCalendar
from rules.lifecycle import ACTS, State
from rules.refusals import Refusal


class NoticeKind(StrEnum):
    """What a notice is about; each has a name `notice.kinds.<value>`. Any list may get one: those are OTHER."""

    UNIT = "unit"
    ACCEPTANCE = "acceptance"
    AWARD = "award"
    OTHER = "other"


class NoticeState(StrEnum):
    """What a notice is on a day: open for objections, over, or replaced by a corrected one."""

    OPEN = "open"
    OVER = "over"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Listing:
    """How a kind of notice moves the applications on it: by `act`, which takes them to the state where they hang.

    While one of the edition is `behind`, the list is not whole, and a further one has to follow. `before` waits for
    letters to be approved first.
    """

    act: str
    behind: frozenset[State] = frozenset()
    before: frozenset[State] = frozenset()

    @property
    def source(self) -> State:
        """Where an application is that can be listed."""
        (source,) = ACTS[self.act].sources
        return source

    @property
    def target(self) -> State:
        """Where it is while the notice hangs."""
        return ACTS[self.act].target


LISTINGS: Mapping[NoticeKind, Listing] = {
    NoticeKind.UNIT: Listing("post_unit"),
    NoticeKind.ACCEPTANCE: Listing(
        "post_acceptance",
        behind=frozenset({State.FORWARDED, State.MATERIAL_REVIEW}),
        before=frozenset({State.UNLISTED}),
    ),
    NoticeKind.AWARD: Listing(
        "post_award", behind=frozenset({State.DEFENCE, State.ON_SITE, State.EVALUATED, State.CANDIDATE})
    ),
}
ARTICLES: Mapping[NoticeKind, int] = {
    **{kind: ACTS[listing.act].article for kind, listing in LISTINGS.items()},
    NoticeKind.OTHER: 9,
}
OFF_THE_LIST = frozenset({State.WITHDRAWN, State.STRUCK, State.NOT_FORWARDED})
"""Where an application is that has gone from a list that named it: its entry is struck."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is put on a list: a name, whose application it is if it is one, and for which award it is proposed."""

    name: str
    application_id: int | None = None
    award: str | None = None
    cleared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a posted list. It is cleared when "no objection" is signed for it, struck when it has gone.

    The name is empty once it was erased.
    """

    notice_id: int
    place: int
    name: str
    application_id: int | None = None
    award: str | None = None
    cleared_at: datetime | None = None
    struck_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether "no objection" is still to be signed for it."""
        return self.cleared_at is None and self.struck_at is None


@dataclass(frozen=True, slots=True)
class Notice:
    """One posted notice; on its `last_day` objections are still in time.

    `unit` is the receiving unit that posted it, `reason` why it corrects the notice `replaces_id`; it was itself
    corrected on `replaced_on`.
    """

    id: int
    edition_id: int
    kind: NoticeKind
    number: str
    title: str
    text: str
    place: str
    posted_on: date
    last_day: date
    provisional: bool = False
    address: str | None = None
    unit: str | None = None
    draft_id: int | None = None
    reason: str | None = None
    replaces_id: int | None = None
    replaced_on: date | None = None

    def state_on(self, day: date) -> NoticeState:
        """What it is on `day`."""
        if self.replaced_on is not None and day >= self.replaced_on:
            return NoticeState.REPLACED
        return NoticeState.OPEN if day <= self.last_day else NoticeState.OVER

    def is_open_on(self, day: date) -> bool:
        """Whether an objection to it is in time on `day` (Art. 22)."""
        return self.posted_on <= day and self.state_on(day) is NoticeState.OPEN


def earliest_end(posted_on: date, calendar: WorkingCalendar, days: int) -> Count:
    """The last day of a notice that hangs `days` working days; the day of posting is not counted (Civil Code 201)."""
    return calendar.after(posted_on, days)


def may_sign(notice: Notice, day: date) -> None:
    """Raises Refusal while "no objection" cannot be signed: replaced, not over, or with an end that is not certain."""
    article = ARTICLES[notice.kind]
    if notice.replaced_on is not None:
        raise Refusal("notices.replaced", article=article)
    if day <= notice.last_day:
        raise Refusal("notices.still_open", article=article, day=notice.last_day)
    if notice.provisional:
        raise Refusal("notices.provisional", article=article)
