"""Sanctions: who may do what in each state, under which article, and what stays outstanding (Art. 5, 36-41).

Permissions, buttons and tests all come from the table `ACTS`. What ends an award of the county government waits for its
approval where the pack says so; "enforce" is the decision where it does not.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rules.engine.calendar import corresponding_day
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal


class State(StrEnum):
    """The state of a case. Each has a sentence `sanctions.state.<state>`."""

    OPENED = "opened"
    INVESTIGATED = "investigated"
    HEARING = "hearing"
    HEARD = "heard"
    DECIDED = "decided"
    IN_FORCE = "in_force"
    CLOSED = "closed"
    FORWARDED = "forwarded"
    NOT_ESTABLISHED = "not_established"
    NOT_APPROVED = "not_approved"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    """Who acts on a case; NOBODY for an act that follows from a day, or from the last outstanding thing being done."""

    LEAD = "lead"
    OFFICE = "office"
    COMMITTEE = "committee"
    PARTY = "party"
    NOBODY = "nobody"


class Recovery(StrEnum):
    """The state of a plaque or a certificate to be returned (Art. 37, 39)."""

    ASKED = "asked"
    RECEIVED = "received"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Act:
    """One step: from which states, by whom, to which state, in cases under which articles."""

    name: str
    sources: frozenset[State]
    actors: frozenset[Actor]
    target: State
    articles: frozenset[int]


ARTICLES = (36, 37, 39, 5, 38, 41)
"""The articles that a case can be under."""
OFFERED = tuple(article for article in ARTICLES if article != 5)
"""The articles that the office chooses from, in order; Art. 5 is left out, as only a re-evaluation leads to it."""
OF_AWARDS = frozenset({5, 37, 39})
"""Articles of cases about an award: it ends, plaque and certificate come back, the public is told."""
OF_STAFF = frozenset({38, 41})
"""Articles of cases about a person with a role: recorded, and forwarded to the authority responsible by law."""
GROUNDS: Mapping[int, tuple[str, ...]] = {
    36: ("concealment", "false_materials"),
    37: ("deception", "bribery", "other_means"),
    38: ("concealment", "false_materials", "fraud"),
    41: ("abuse", "neglect", "favouritism"),
}
"""The grounds named by each article; those of Art. 39 are in the pack, and Art. 5 has just one."""
_ALL = frozenset(ARTICLES)
_UNDECIDED = frozenset({State.OPENED, State.INVESTIGATED, State.HEARING, State.HEARD})
_LEAD, _OFFICE, _NOBODY = frozenset({Actor.LEAD}), frozenset({Actor.OFFICE}), frozenset({Actor.NOBODY})

ACTS = (
    Act("investigate", frozenset({State.OPENED}), _OFFICE | {Actor.COMMITTEE}, State.INVESTIGATED, frozenset({39})),
    Act("hear", frozenset({State.OPENED}), _OFFICE, State.HEARING, _ALL - {39}),
    Act("hear", frozenset({State.INVESTIGATED}), _OFFICE, State.HEARING, frozenset({39})),
    Act("deliver", frozenset({State.HEARING}), _OFFICE, State.HEARING, _ALL),
    Act("answer", frozenset({State.HEARING}), _OFFICE | {Actor.PARTY}, State.HEARD, _ALL),
    Act("pass", frozenset({State.HEARING}), _NOBODY, State.HEARD, _ALL),
    Act("decide", frozenset({State.HEARD}), _LEAD, State.DECIDED, OF_AWARDS),
    Act("decide", frozenset({State.HEARD}), _LEAD, State.IN_FORCE, frozenset({36})),
    Act("enforce", frozenset({State.HEARD}), _NOBODY, State.IN_FORCE, OF_AWARDS - {39}),
    Act("dismiss", frozenset({State.HEARD}), _LEAD, State.NOT_ESTABLISHED, _ALL - OF_STAFF),
    Act("dismiss", frozenset({State.OPENED, State.HEARD}), _LEAD, State.NOT_ESTABLISHED, OF_STAFF),
    Act("approve", frozenset({State.DECIDED}), _LEAD, State.IN_FORCE, OF_AWARDS),
    Act("reject", frozenset({State.DECIDED}), _LEAD, State.NOT_APPROVED, OF_AWARDS),
    Act("forward", frozenset({State.OPENED, State.HEARD}), _LEAD, State.FORWARDED, OF_STAFF),
    Act("recover", frozenset({State.IN_FORCE}), _OFFICE, State.IN_FORCE, OF_AWARDS),
    Act("publish", frozenset({State.IN_FORCE}), _LEAD, State.IN_FORCE, OF_AWARDS),
    Act("close", frozenset({State.IN_FORCE}), _NOBODY, State.CLOSED, _ALL - OF_STAFF),
    Act("withdraw", _UNDECIDED, _LEAD, State.WITHDRAWN, _ALL),
)
PENDING = _UNDECIDED | {State.DECIDED}
"""The states without a final decision, in which the award is left out of the lists of holders."""
BUSY = PENDING | {State.IN_FORCE}
"""The states in which something is still to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """One case under `article`, about one application, award, number or person with a role.

    `holder` is the same keyed hash as in awards. `hear_by` is the last day for the party's statement; `plaque` and
    `certificate` say how far each has come back; `matter` holds the words of the case.
    """

    id: int
    number: str
    article: int
    state: State
    opened_by: int
    opened_at: datetime
    holder: str | None = field(default=None, repr=False)
    application_id: int | None = None
    award_id: int | None = None
    person_id: int | None = None
    hear_by: date | None = None
    plaque: Recovery | None = None
    certificate: Recovery | None = None
    published_on: date | None = None
    changed_at: datetime | None = None
    matter: Mapping[str, Any] = field(default_factory=dict, repr=False)


def after(sanction: Sanction, act: str) -> State:
    """Return the state that the act leads to. Raises Refusal where it is not possible in the present state.

    What is decided has no effect yet: it is the county government's to approve (Art. 5, 37, 39).
    """
    for step in ACTS:
        if step.name == act and sanction.state in step.sources and sanction.article in step.articles:
            return step.target
    if sanction.state is State.DECIDED and sanction.article in OF_AWARDS:
        raise Refusal("sanctions.awaits_government", article=sanction.article)
    raise Refusal("sanctions.not_now", article=sanction.article)


def acts_of(sanction: Sanction, actors: Collection[Actor]) -> tuple[str, ...]:
    """Return the acts open to these actors now, in the order of the table: the buttons of a case."""
    return tuple(
        step.name
        for step in ACTS
        if step.actors & set(actors)
        and sanction.state in step.sources
        and sanction.article in step.articles
        and (step.name not in ("recover", "publish") or step.name in outstanding(sanction))
    )


def needs_approval(article: int, pack: Pack) -> bool:
    """Tell whether a decision under this article goes to the county government before it takes effect."""
    return article in OF_AWARDS and article in pack.government_ends


def is_approved(sanction: Sanction) -> bool:
    """Tell whether the county government has approved the decision, which is then in its name."""
    return "approval" in sanction.matter and sanction.state in (State.IN_FORCE, State.CLOSED)


def outstanding(sanction: Sanction) -> tuple[str, ...]:
    """Return the acts that a decision in force still waits for before its case can be closed."""
    if sanction.state is not State.IN_FORCE or sanction.article not in OF_AWARDS:
        return ()
    waiting = ("recover",) if Recovery.ASKED in (sanction.plaque, sanction.certificate) else ()
    return waiting if sanction.published_on else (*waiting, "publish")


def is_liable(awarded_on: date, happened_on: date, pack: Pack) -> bool:
    """Tell whether it happened within the years after the award in which the honour can be revoked (Art. 39)."""
    return awarded_on <= happened_on <= corresponding_day(awarded_on, pack.liability_years)
