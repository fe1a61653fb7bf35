"""An application and its life: the states, who may do what in each, and what follows (Art. 10-15, 17).

The table `ACTS` is the one piece of data from which permissions, buttons, public sentences and tests come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rules.refusals import Refusal


class State(StrEnum):
    """Where an application is. Each has a public sentence `status.<state>`."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SUPPLEMENT = "supplement"
    ENDORSED = "endorsed"
    NOT_FORWARDED = "not_forwarded"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    """Who acts on an application."""

    APPLICANT = "applicant"
    CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class Act:
    """One step: from which states, by whom, to which state, under which article."""

    name: str
    sources: frozenset[State]
    actor: Actor
    target: State
    article: int


ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act("submit", frozenset({State.DRAFT}), Actor.APPLICANT, State.IN_REVIEW, 14),
        Act("ask_supplement", frozenset({State.IN_REVIEW}), Actor.CLERK, State.SUPPLEMENT, 15),
        Act("supply", frozenset({State.SUPPLEMENT}), Actor.APPLICANT, State.IN_REVIEW, 15),
        Act("endorse", frozenset({State.IN_REVIEW}), Actor.CLERK, State.ENDORSED, 15),
        Act("turn_down", frozenset({State.IN_REVIEW, State.SUPPLEMENT}), Actor.CLERK, State.NOT_FORWARDED, 15),
        Act(
            "withdraw",
            frozenset({State.DRAFT, State.IN_REVIEW, State.SUPPLEMENT, State.ENDORSED}),
            Actor.APPLICANT,
            State.WITHDRAWN,
            4,
        ),
    )
}
ENDED = frozenset({State.NOT_FORWARDED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Application:
    """One application. `kind` is "organisation" or "individual"; `identity` the keyed hash of code or number.

    `number` is shown to people and given when it is sent; `supplemented` says that the one supplement was asked.
    """

    id: int
    edition_id: int
    kind: str
    state: State
    person_id: int
    draft_id: int
    number: str | None = None
    name: str | None = field(default=None, repr=False)
    unit: str | None = None
    identity: str | None = None
    supplemented: bool = False
    submitted_at: datetime | None = None
    changed_at: datetime | None = None


def after(application: Application, act: str) -> State:
    """The state that the act leads to. Raises Refusal where it cannot be done in the present state."""
    step = ACTS[act]
    if application.state not in step.sources:
        raise Refusal("applications.not_now", article=step.article)
    if act == "ask_supplement" and application.supplemented:
        raise Refusal("applications.supplemented", article=15)
    return step.target


def acts_of(application: Application, actor: Actor) -> tuple[str, ...]:
    """What this actor may do now, in the order of the table: the buttons of a case."""
    return tuple(
        act.name
        for act in ACTS.values()
        if act.actor is actor
        and application.state in act.sources
        and not (act.name == "ask_supplement" and application.supplemented)
    )
