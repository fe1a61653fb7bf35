"""Public notices: whom each kind lists, how long it hangs, when "no objection" may be signed (Art. 15, 17, 21-23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any

from rules.applications.lifecycle import ACTS, State
from rules.engine.calendar import Count, WorkingCalendar
from rules.engine.forms import Answers, Facts, Form, Kind, Question
from rules.engine.identities import names_somebody, shows_any
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal, Unfit


class NoticeKind(StrEnum):
    """The kinds of notice; each has a name `notice.kinds.<value>`. OTHER is for a notice of any other list."""

    UNIT = "unit"
    ACCEPTANCE = "acceptance"
    AWARD = "award"
    OTHER = "other"


class NoticeState(StrEnum):
    """The state of a notice on a day: open for objections, over, or replaced by a corrected one."""

    OPEN = "open"
    OVER = "over"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Listing:
    """How a kind of notice moves the applications on it: by `act`, to the state they are in while it hangs.

    While an application of the edition is in a state `behind`, the list is incomplete and another must follow. `before`
    waits until letters are approved.
    """

    act: str
    behind: frozenset[State] = frozenset()
    before: frozenset[State] = frozenset()

    @property
    def source(self) -> State:
        """The state of an application that can be listed."""
        (source,) = ACTS[self.act].sources
        return source

    @property
    def target(self) -> State:
        """The state of a listed application while the notice hangs."""
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
"""The states of an application that has dropped out of its list: its entry is struck."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """What goes on a list: a name, the application behind it if there is one, and the award it is proposed for."""

    name: str
    application_id: int | None = None
    award: str | None = None
    cleared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a posted list: cleared when "no objection" is signed for it, struck when it has dropped out.

    The name is empty once it has been erased.
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
        """Whether "no objection" is still to be signed for this entry."""
        return self.cleared_at is None and self.struck_at is None


@dataclass(frozen=True, slots=True)
class Notice:
    """One posted notice; objections are in time up to and including its `last_day`.

    `unit` is the receiving unit that posted it. `reason` says why it corrects the notice `replaces_id`; `replaced_on`
    is when it was itself corrected.
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
        """Return the notice's state on `day`."""
        if self.replaced_on is not None and day >= self.replaced_on:
            return NoticeState.REPLACED
        return NoticeState.OPEN if day <= self.last_day else NoticeState.OVER

    def is_open_on(self, day: date) -> bool:
        """Tell whether an objection to the notice is in time on `day` (Art. 22)."""
        return self.posted_on <= day and self.state_on(day) is NoticeState.OPEN


def earliest_end(posted_on: date, calendar: WorkingCalendar, days: int) -> Count:
    """Count the last day of a notice that hangs `days` working days, without the day of posting (Civil Code 201)."""
    return calendar.after(posted_on, days)


def may_sign(notice: Notice, day: date) -> None:
    """Check that "no objection" can be signed.

    Raises Refusal for a notice that was replaced, is not over, or has a provisional last day.
    """
    article = ARTICLES[notice.kind]
    if notice.replaced_on is not None:
        raise Refusal("notices.replaced", article=article)
    if day <= notice.last_day:
        raise Refusal("notices.still_open", article=article, day=notice.last_day)
    if notice.provisional:
        raise Refusal("notices.provisional", article=article)


def number_for(year: int, place: int) -> str:
    """Return a notice's number: 公示, year, place; no other series begins so, and it can be read out by phone."""
    return f"GS{year}-{place:03}"


# The form that posts a public notice: text, place, first day; the last day is computed (Art. 15, 17, 21).


NOTHING: Mapping[str, Any] = {}


def notice(pack: Pack, facts: Facts = NOTHING) -> Form:
    """Return the form for the `kind` of notice in the facts.

    Only names without an application are typed; the list of applications is drawn up by the service. No first day is
    asked for: the notice stands on the service's own board once it is posted, and its period counts from that day. An
    address or a photo, given by whoever `posts` it, shows that it hangs elsewhere too; the office only drafts what the
    lead posts. A reason is asked where applications are `behind` or the notice `corrects` an earlier one; `was` is what
    it was before the list changed.
    """
    kind, posts = facts.get("kind", NoticeKind.OTHER), facts.get("posts", True)
    places = {
        "days": str(pack.notice_working_days),
        "count": str(facts.get("behind", 0)),
        "was": facts.get("was") or "",
    }
    ask = partial(Question, section="notice", places=places)
    words = partial(ask, kind=Kind.TEXT, check=_is_public)
    asked = [words(key=key, text=text, least=5, most=300) for key, text in _reasons(facts).items()]
    asked.append(words(key="title", text="notice.title_words", least=5, most=100))
    asked.append(words(key="text", text="notice.text", least=10, most=2000))
    if kind is NoticeKind.OTHER:
        asked.append(words(key="names", text="notice.names", least=2, most=3000))
    asked.append(words(key="place", text="notice.place", least=2, most=200))
    asked.append(words(key="address", text="notice.address", optional=True, least=5, most=300, check=_is_address))
    if posts:
        asked.append(ask(key="files", kind=Kind.FILES, text="notice.files", optional=True, least=1, most=5))
    return Form("notice", tuple(asked))


def _reasons(facts: Facts) -> Mapping[str, str]:
    further = "notice.further_again" if facts.get("was") else "notice.further"
    asked = (("behind", "further", further), ("corrects", "reason", "notice.reason"))
    return {key: text for fact, key, text in asked if facts.get(fact)}


def _is_public(value: Any, _answers: Answers, facts: Facts) -> None:
    """Raise Unfit for a text with a document or mobile number, or with private data of an applicant."""
    if names_somebody(value) or shows_any(value, facts.get("private", ())):
        raise Unfit("notice.names.private")


def _is_address(value: Any, _answers: Answers, _facts: Facts) -> None:
    if value is not None and not str(value).startswith(("http://", "https://")):
        raise Unfit("notice.address.unclear")
