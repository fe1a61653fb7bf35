"""Objections: who may do what in each state, what they put on hold, and what is sealed of them (Art. 22, 23)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rules.engine.calendar import office_day
from rules.engine.damage import DAMAGED
from rules.engine.refusals import Refusal


class State(StrEnum):
    """The state of an objection. Each has a sentence `objections.state.<state>`."""

    RECEIVED = "received"
    COMPLETING = "completing"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    DECIDED = "decided"
    CONFIRMED = "confirmed"
    DISAGREED = "disagreed"
    SERVED = "served"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    """Who acts on an objection; NOBODY where an act follows from a day that has come."""

    OBJECTOR = "objector"
    OFFICE = "office"
    NOBODY = "nobody"


class View(StrEnum):
    """The views of the register; `today` and `late` go by the day that the office has to keep."""

    OPEN = "open"
    TODAY = "today"
    LATE = "late"
    DECIDED = "decided"
    ALL = "all"


class Effect(StrEnum):
    """What an upheld objection leads to; `objections.follows.<effect>` tells the objector (Art. 23)."""

    STRIKE = "strike"
    CORRECT = "correct"
    OTHER = "other"


class Stage(StrEnum):
    """The progress that an objector is shown: `objections.stage.<stage>` (Art. 22, 23)."""

    FILE = "file"
    EXAMINE = "examine"
    INVESTIGATE = "investigate"
    DECIDE = "decide"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Act:
    """One step: from which states, by whom, to which state, under which article."""

    name: str
    sources: frozenset[State]
    actor: Actor
    target: State
    article: int


PENDING = frozenset({State.RECEIVED, State.COMPLETING, State.ADMITTED})
"""The states of a pending case, whose application is on hold (Art. 23)."""
CLOSED = frozenset(set(State) - PENDING - {State.DECIDED})
"""The states in which nothing more is done."""
STOPPED = frozenset({State.NOT_ADMITTED, State.WITHDRAWN})
"""The states of a case closed without a result."""
EXAMINED = frozenset({State.RECEIVED, State.COMPLETING})
"""The states in which the office has not yet decided on admission."""
ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act("admit", EXAMINED, Actor.OFFICE, State.ADMITTED, 23),
        Act("refuse", EXAMINED, Actor.OFFICE, State.NOT_ADMITTED, 23),
        Act("ask_completion", frozenset({State.RECEIVED}), Actor.OFFICE, State.COMPLETING, 22),
        Act("complete", frozenset({State.COMPLETING}), Actor.OBJECTOR, State.RECEIVED, 22),
        Act("decide", frozenset({State.ADMITTED}), Actor.OFFICE, State.DECIDED, 23),
        Act("confirm", frozenset({State.DECIDED}), Actor.OBJECTOR, State.CONFIRMED, 23),
        Act("disagree", frozenset({State.DECIDED}), Actor.OBJECTOR, State.DISAGREED, 23),
        Act("close", frozenset({State.DECIDED}), Actor.NOBODY, State.SERVED, 23),
        Act("withdraw", PENDING, Actor.OBJECTOR, State.WITHDRAWN, 22),
    )
}
IDENTITY = (
    "name",
    "unit_name",
    "handler",
    "domicile",
    "phone",
    "address",
    "document_kind",
    "document_number",
    "signature",
    "seal",
    "proof",
    "attorney",
    "scan",
)
"""The answers that identify the objector: sealed separately, each opened alone and with a reason (Art. 22)."""
PAPERS_OF_IDENTITY = frozenset({"signature", "seal", "proof", "attorney", "scan"})
"""Those of the identity answers that are files."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection.

    `matter` is its text, `application_id` the one application that it puts on hold. `person_id` sent it or,
    `at_counter`, brought it on paper and has not claimed it, so that the office acts for them. `late` came after the
    notice had ended, so an officer decides about it with a reason. `asked` says that the one completion was asked for,
    `missing` what for. `examine_by`, `complete_by` and `confirm_by` are last days; `same_as` is the first objection
    about the same matter. `examined_by` admitted or refused it, `admitted_on` began its investigation, `settled_on` is
    the day of the result.
    """

    id: int
    number: str
    state: State
    person_id: int
    draft_id: int
    who: str
    received_at: datetime
    examine_by: date
    notice_id: int | None = None
    application_id: int | None = None
    late: bool = False
    at_counter: bool = False
    asked: bool = False
    missing: tuple[str, ...] = ()
    complete_by: date | None = None
    upheld: bool | None = None
    confirm_by: date | None = None
    identity_matches: bool | None = None
    same_as: int | None = None
    examined_by: int | None = None
    admitted_on: date | None = None
    settled_on: date | None = None
    changed_at: datetime | None = None
    matter: Mapping[str, Any] = field(default_factory=dict, repr=False)


def after(objection: Objection, act: str, today: date) -> State:
    """Return the state that the act leads to. Raises Refusal where it is not possible in this state, or not yet.

    What was asked for may come until the end of its last day, so nobody is refused for lacking it before.
    """
    step = ACTS[act]
    if objection.state not in step.sources:
        raise Refusal("objections.not_now", article=step.article)
    if act == "ask_completion" and objection.asked:
        raise Refusal("objections.asked_before", article=22)
    if objection.state is State.COMPLETING and objection.complete_by is not None:
        in_time = today <= objection.complete_by
        if act == "refuse" and in_time:
            raise Refusal("objections.still_completing", article=22, day=objection.complete_by)
        if act == "complete" and not in_time:
            raise Refusal("objections.completion_over", article=22, day=objection.complete_by)
    return step.target


def acts_of(objection: Objection, actor: Actor, today: date) -> tuple[str, ...]:
    """Return the acts open to this actor now, in the order of the table: the buttons of a case."""
    return tuple(act.name for act in ACTS.values() if act.actor is actor and _may(objection, act.name, today))


def blocks(objection: Objection, notice_id: int) -> bool:
    """Tell whether the objection, pending or upheld, prevents signing "no objection" on this notice (Art. 23).

    An upheld one blocks its own notice until a corrected one hangs; an application that is to be struck is blocked on
    every notice.
    """
    if objection.upheld:
        return objection.notice_id == notice_id or effect_of(objection) is Effect.STRIKE
    return objection.state in PENDING


def effect_of(objection: Objection) -> Effect | None:
    """Return what follows from the result; None where nothing does or there is no result yet."""
    effect = objection.matter.get("result", {}).get("effect")
    return Effect(effect) if effect else None


def matter_of(objection: Objection) -> int:
    """Return the id of the first objection about the same matter; those that share it can be decided together."""
    return objection.same_as or objection.id


def holds(objection: Objection) -> bool:
    """Tell whether the objection puts its application on hold; other applications go on (Art. 23).

    An application that is to be struck stays on hold until it is, even while the letter is being written.
    """
    return objection.state in PENDING or (objection.upheld is True and effect_of(objection) is Effect.STRIKE)


def stage_of(objection: Objection) -> Stage:
    """Return the stage that the objection has reached, or at which it ended."""
    match objection.state:
        case State.ADMITTED:
            return Stage.INVESTIGATE
        case State.DECIDED | State.CONFIRMED | State.DISAGREED | State.SERVED:
            return Stage.CONFIRM
        case State.WITHDRAWN if objection.admitted_on is not None:
            return Stage.INVESTIGATE
        case _:
            return Stage.EXAMINE


def days_of(objection: Objection) -> dict[Stage, date]:
    """Return the day on which each stage was completed, as far as it is known."""
    days = {
        Stage.FILE: office_day(objection.received_at),
        Stage.EXAMINE: objection.admitted_on,
        Stage.INVESTIGATE: objection.settled_on if objection.admitted_on else None,
        Stage.DECIDE: objection.settled_on if objection.admitted_on else None,
    }
    if objection.state in CLOSED and objection.changed_at is not None:
        days[stage_of(objection)] = office_day(objection.changed_at)
    return {stage: day for stage, day in days.items() if day is not None}


def masked_name(name: str) -> str:
    """Mask a name for display: only its first character is shown."""
    return name if name == DAMAGED else name[:1] + "*" * (len(name) - 1)


def _may(objection: Objection, act: str, today: date) -> bool:
    try:
        after(objection, act, today)
    except Refusal:
        return False
    return True


def number_for(year: int, place: int) -> str:
    """Return an objection's number: 异议, year, place; no other series begins so, and it can be read out by phone."""
    return f"YY{year}-{place:03}"
