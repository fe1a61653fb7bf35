"""Affairs: questions to the office, and what holders, units and the office do after an award (Art. 28-35, 44).

Permissions, buttons and tests all come from the table `ACTS`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rules.awards.validity import Award, Standing, standing
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal

USE_RULES = "1"
"""The version of the rules of use; when it changes, holders are asked to acknowledge them again (Art. 33)."""


class Kind(StrEnum):
    """The kinds of affair."""

    CHANGE = "change"
    """A holder tells of a major change (Art. 32)."""
    SUPERVISION = "supervision"
    """A unit's yearly note on one of its holders (Art. 35)."""
    USE = "use"
    """A holder acknowledges the rules of use, once a year (Art. 33)."""
    QUESTION = "question"
    """A holder asks whether a use is allowed (Art. 33)."""
    MISUSE = "misuse"
    """Anybody reports that the award is forged or misused (Art. 33, 34)."""
    HIGHER = "higher"
    """A holder is recommended for an award of another body (Art. 30)."""
    ACTIVITY = "activity"
    """Holders meet and show each other what they do (Art. 31, 35)."""
    LISTING = "listing"
    """A list of valid holders was given to somebody (Art. 28, 29)."""
    INQUIRY = "inquiry"
    """Anybody asks the office, or the unit that has their application (Art. 14, 22, 44)."""


class State(StrEnum):
    """Where an affair is; each has a sentence `affairs.state.<kind>.<state>`."""

    AWAITED = "awaited"
    SENT = "sent"
    RETURNED = "returned"
    ACKNOWLEDGED = "acknowledged"
    SETTLED = "settled"
    CLOSED = "closed"
    """Not needed any more: called off, or the award has ended."""


class Actor(StrEnum):
    """Who acts on an affair: the holder, the receiving unit that recommended it, the office, the lead."""

    HOLDER = "holder"
    UNIT = "unit"
    OFFICE = "office"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Act:
    """One step: in which kind of affair, from which states, by whom, to which state.

    With `topics` it exists only for affairs with one of these topics.
    """

    name: str
    kind: Kind
    sources: frozenset[State]
    actors: frozenset[Actor]
    target: State
    topics: frozenset[str] = frozenset()


ARTICLES: Mapping[Kind, int] = {
    Kind.CHANGE: 32,
    Kind.SUPERVISION: 35,
    Kind.USE: 33,
    Kind.QUESTION: 33,
    Kind.MISUSE: 34,
    Kind.HIGHER: 30,
    Kind.ACTIVITY: 35,
    Kind.LISTING: 28,
    Kind.INQUIRY: 44,
}
METHODS, NAME, FATES = ("system", "model", "method"), "name", ("merger", "split", "dissolution")
"""The topics of a major change: what the award was given for (Art. 32), the registered name, the holder itself."""
KEPT, PUBLIC = "kept", "public"
"""The topics of an answered question: between the two alone, or for everybody to read as well."""
MOST_ADDED, MOST_ASKED = 5, 5
"""How often a question may be added to before it is answered, and how many somebody may ask in a day."""
HOLDERS = frozenset({Kind.CHANGE, Kind.USE, Kind.QUESTION, Kind.HIGHER, Kind.ACTIVITY})
"""The affairs that their holder can read; all others are about the holder."""
UNITS = frozenset({Kind.CHANGE, Kind.SUPERVISION, Kind.ACTIVITY, Kind.INQUIRY})
"""The affairs that the clerks of the receiving unit can read."""
UNDECLARED = frozenset({Kind.ACTIVITY, Kind.LISTING})
"""The affairs about no single holder, for which nobody has to declare an interest."""
OPEN = frozenset({State.AWAITED, State.SENT, State.RETURNED, State.ACKNOWLEDGED})
_HOLDER, _OFFICE, _LEAD = frozenset({Actor.HOLDER}), frozenset({Actor.OFFICE}), frozenset({Actor.LEAD})
_UNIT = frozenset({Actor.UNIT, Actor.LEAD})  # the lead stands in for a unit without a clerk
_MEETING = frozenset({Actor.UNIT, Actor.OFFICE})
_SENT, _AWAITED, _TAKEN = frozenset({State.SENT}), frozenset({State.AWAITED}), frozenset({State.ACKNOWLEDGED})

ACTS = (
    Act("acknowledge", Kind.CHANGE, _SENT, _UNIT, State.ACKNOWLEDGED),
    Act("ask_back", Kind.CHANGE, _SENT, _UNIT, State.RETURNED),
    Act("ask_back", Kind.CHANGE, _TAKEN, _OFFICE, State.RETURNED),
    Act("answer", Kind.CHANGE, frozenset({State.RETURNED}), _HOLDER, State.SENT),
    Act("note", Kind.CHANGE, _TAKEN, _OFFICE, State.SETTLED, frozenset(METHODS)),
    Act("rename", Kind.CHANGE, _TAKEN, _OFFICE, State.SETTLED, frozenset({NAME})),
    Act("rule", Kind.CHANGE, _TAKEN, _LEAD, State.SETTLED, frozenset(FATES)),
    Act("inspect", Kind.SUPERVISION, _AWAITED | {State.SETTLED}, _UNIT, State.SETTLED),  # what is found later is added
    Act("accept", Kind.USE, _AWAITED, _HOLDER, State.SETTLED),
    Act("reply", Kind.QUESTION, _SENT, _OFFICE, State.SETTLED),
    Act("conclude", Kind.MISUSE, _SENT, _OFFICE, State.SETTLED),
    Act("result", Kind.HIGHER, _SENT, _OFFICE, State.SETTLED),
    Act("hold", Kind.ACTIVITY, _SENT, _MEETING, State.SETTLED),
    Act("call_off", Kind.ACTIVITY, _SENT, _MEETING, State.CLOSED),
    Act("respond", Kind.INQUIRY, _SENT, _MEETING, State.SETTLED),
    Act("publish", Kind.INQUIRY, frozenset({State.SETTLED}), _OFFICE, State.SETTLED, frozenset({KEPT})),
    Act("unpublish", Kind.INQUIRY, frozenset({State.SETTLED}), _OFFICE, State.SETTLED, frozenset({PUBLIC})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Affair:
    """One affair between a holder and the authorities.

    `holder` is the same keyed hash as in awards; `person_id` began the affair, with the form `draft_id`. `topic` is a
    key: what has changed, the version of the rules, whom a list was for. `said` are the later steps, each with its act,
    day and form.
    """

    id: int
    number: str
    kind: Kind
    state: State
    opened_at: datetime
    year: int
    award_id: int | None = None
    holder: str | None = None
    unit: str | None = None
    person_id: int | None = None
    topic: str | None = None
    due_on: date | None = None
    draft_id: int | None = None
    changed_at: datetime | None = None
    said: tuple[Mapping[str, Any], ...] = ()

    @property
    def article(self) -> int:
        """The article of the Measures that the affair comes under."""
        return ARTICLES[self.kind]

    @property
    def steps(self) -> tuple[Mapping[str, Any], ...]:
        """The step that began the affair, where a form did, followed by the later steps."""
        begun = {"act": "begun", "on": office_day(self.opened_at), "draft": self.draft_id}
        return (begun, *self.said) if self.draft_id is not None else self.said


class Invited(StrEnum):
    """A holder's reply to an invitation, and whether it came (Art. 31, 35)."""

    ASKED = "asked"
    COMING = "coming"
    DECLINED = "declined"
    ATTENDED = "attended"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Guest:
    """One holder invited to one activity."""

    affair_id: int
    award_id: int
    state: Invited


def step_of(affair: Affair, act: str, actors: Collection[Actor]) -> Act:
    """Return the step `act` for these actors. Raises Refusal when they cannot take it in the present state."""
    for one in acts_of(affair, actors):
        if one.name == act:
            return one
    raise Refusal("affairs.not_now", article=affair.article)


def waits_for(affair: Affair) -> Actor | None:
    """Return who acts on the affair next, the first to be asked of several; None when it is over."""
    if affair.state not in OPEN:
        return None
    actors = {actor for one in acts_of(affair, set(Actor)) for actor in one.actors}
    actors -= {Actor.UNIT} if affair.unit is None and affair.kind is Kind.INQUIRY else set()
    return next((actor for actor in Actor if actor in actors), None)


def acts_of(affair: Affair, actors: Collection[Actor]) -> tuple[Act, ...]:
    """Return the acts open to these actors now, in the order of the table: the buttons of an affair."""
    return tuple(
        one
        for one in ACTS
        if one.kind is affair.kind
        and affair.state in one.sources
        and one.actors & set(actors)
        and (not one.topics or affair.topic in one.topics)
    )


def may_be_recommended(award: Award, day: date, pack: Pack, *, withheld: bool) -> str:
    """Return why a holder cannot be recommended for another body's award, or "" when it can be.

    The reason is the end of a catalogue key.
    """
    if standing(award, day, pack) is not Standing.VALID:
        return "not_valid"
    return "withheld" if withheld else ""
