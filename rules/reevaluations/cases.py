"""Re-evaluation of an award whose validity has ended, as one table: who does what in each state, by when (Art. 5).

Permissions, buttons, tasks and tests all come from `ACTS` and `WAITS`. Nothing is cancelled by itself, and nothing
before the holder has had time to put right what was found and has been evaluated again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rules.engine.pack import Pack
from rules.engine.refusals import Refusal


class State(StrEnum):
    """The state of a re-evaluation. Each has a sentence `reevaluations.state.<state>`."""

    OPENED = "opened"
    REPORTING = "reporting"
    REPORTED = "reported"
    EVALUATING = "evaluating"
    EVALUATED = "evaluated"
    PROPOSED = "proposed"
    RECTIFYING = "rectifying"
    RECTIFIED = "rectified"
    CHECKING = "checking"
    CHECKED = "checked"
    REPROPOSED = "reproposed"
    CANCELLING = "cancelling"
    KEPT = "kept"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Actor(StrEnum):
    """Who acts on a re-evaluation.

    The lead may do whatever the office may; NOBODY is for an act that follows once the last of something has come.
    """

    OFFICE = "office"
    LEAD = "lead"
    REVIEWER = "reviewer"
    HOLDER = "holder"
    NOBODY = "nobody"


class Verdict(StrEnum):
    """A reviewer's finding, and what is proposed and decided on it."""

    KEEP = "keep"
    RECTIFY = "rectify"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Act:
    """One step, always under Art. 5: from which states, by whom, to which state.

    An act that `waits` is not possible while the award is under investigation.
    """

    name: str
    sources: frozenset[State]
    actors: frozenset[Actor]
    target: State
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Whom a state waits for: the kind of task, its assignee, and the pack's setting for the number of working days."""

    kind: str
    actor: Actor
    days: str


_S, _A = State, Actor
_OFFICE, _LEAD, _NOBODY = frozenset({_A.OFFICE}), frozenset({_A.LEAD}), frozenset({_A.NOBODY})
_HOLDER = frozenset({_A.HOLDER, _A.OFFICE})  # the office enters what came on paper
SETTLED = frozenset({_S.KEPT, _S.CANCELLED, _S.CLOSED})
"""The states in which nothing is left to do."""
BUSY = frozenset(State) - SETTLED
MOST = 20
"""The most items to put right in one case: they must fit on one page."""


def _at(*states: State) -> frozenset[State]:
    return frozenset(states)


ACTS = (
    Act("ask", _at(_S.OPENED), _OFFICE, _S.REPORTING, waits=True),
    Act("report", _at(_S.REPORTING), _HOLDER, _S.REPORTED),
    Act("go_without", _at(_S.REPORTING), _OFFICE, _S.REPORTED, waits=True),
    Act("name", _at(_S.REPORTED, _S.EVALUATING, _S.EVALUATED, _S.PROPOSED), _OFFICE, _S.EVALUATING, waits=True),
    Act("name", _at(_S.RECTIFIED, _S.CHECKING, _S.CHECKED, _S.REPROPOSED), _OFFICE, _S.CHECKING, waits=True),
    Act("release", _at(_S.EVALUATING), _OFFICE, _S.EVALUATING),
    Act("release", _at(_S.CHECKING), _OFFICE, _S.CHECKING),
    Act("opine", _at(_S.EVALUATING), frozenset({_A.REVIEWER}), _S.EVALUATING),
    Act("opine", _at(_S.CHECKING), frozenset({_A.REVIEWER}), _S.CHECKING),
    Act("complete", _at(_S.EVALUATING), _NOBODY, _S.EVALUATED),
    Act("complete", _at(_S.CHECKING), _NOBODY, _S.CHECKED),
    Act("demand", _at(_S.EVALUATED), _OFFICE, _S.EVALUATED),
    Act("demand", _at(_S.PROPOSED), _OFFICE, _S.PROPOSED),
    Act("undemand", _at(_S.EVALUATED), _OFFICE, _S.EVALUATED),
    Act("undemand", _at(_S.PROPOSED), _OFFICE, _S.PROPOSED),
    Act("propose", _at(_S.EVALUATED), _OFFICE, _S.PROPOSED, waits=True),
    Act("propose", _at(_S.CHECKED), _OFFICE, _S.REPROPOSED, waits=True),
    Act("keep", _at(_S.PROPOSED, _S.REPROPOSED), _LEAD, _S.KEPT, waits=True),
    Act("rectify", _at(_S.PROPOSED), _LEAD, _S.RECTIFYING, waits=True),
    Act("prove", _at(_S.RECTIFYING), _HOLDER, _S.RECTIFYING),
    Act("postpone", _at(_S.RECTIFYING), _LEAD, _S.RECTIFYING),
    Act("rectified", _at(_S.RECTIFYING), _NOBODY, _S.RECTIFIED),
    Act("go_without", _at(_S.RECTIFYING), _OFFICE, _S.RECTIFIED, waits=True),
    Act("cancel", _at(_S.REPROPOSED), _LEAD, _S.CANCELLING, waits=True),
    Act("cancelled", _at(_S.CANCELLING), _NOBODY, _S.CANCELLED),
    Act("not_cancelled", _at(_S.CANCELLING), _NOBODY, _S.REPROPOSED),
    Act("close", BUSY, _NOBODY, _S.CLOSED),
)
WAITS: Mapping[State, Wait] = {
    _S.OPENED: Wait("reevaluation", _A.OFFICE, "assignment_working_days"),
    _S.REPORTED: Wait("reevaluation_naming", _A.OFFICE, "assignment_working_days"),
    _S.EVALUATED: Wait("reevaluation_proposal", _A.OFFICE, "decision_working_days"),
    _S.PROPOSED: Wait("reevaluation_decision", _A.LEAD, "decision_working_days"),
    _S.RECTIFIED: Wait("reevaluation_naming", _A.OFFICE, "assignment_working_days"),
    _S.CHECKED: Wait("reevaluation_proposal", _A.OFFICE, "decision_working_days"),
    _S.REPROPOSED: Wait("reevaluation_decision", _A.LEAD, "decision_working_days"),
}
"""Tasks by state; the states missing here wait for named people or for the case that hears the holder."""
OUTCOMES: tuple[tuple[Verdict, Verdict], ...] = ((Verdict.KEEP, Verdict.RECTIFY), (Verdict.KEEP, Verdict.CANCEL))
"""The possible verdicts of each round: the title can be cancelled only after rectification."""
SHOWN: Mapping[State, State] = {
    _S.EVALUATED: _S.EVALUATING,
    _S.PROPOSED: _S.EVALUATING,
    _S.RECTIFIED: _S.CHECKING,
    _S.CHECKED: _S.CHECKING,
    _S.REPROPOSED: _S.CHECKING,
}
"""The state shown to the holder in place of another, so that nothing merely proposed is disclosed."""
OPINING = frozenset({_S.EVALUATING, _S.CHECKING})
"""The states in which reviewers are at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reevaluation:
    """The re-evaluation of one term of an award.

    `until` is the last day of that term. `round` is 0 for the first evaluation and 1 for the one after rectification.
    `report_by` is the holder's last day for the report, whose answers are those of `draft_id`. `sanction_id` is the
    case in which the holder is heard before the title is cancelled. `matter` holds the words of the case.
    """

    id: int
    number: str
    award_id: int
    until: date
    state: State
    opened_at: datetime
    round: int = 0
    report_by: date | None = None
    draft_id: int | None = None
    sanction_id: int | None = None
    changed_at: datetime | None = None
    matter: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One reviewer's opinion in one round: assigned, then handed in with a form, or released before that."""

    id: int
    reevaluation_id: int
    round: int
    person_id: int
    named_by: int
    named_at: datetime
    verdict: Verdict | None = None
    draft_id: int | None = None
    handed_in_at: datetime | None = None
    released_at: datetime | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether the opinion is still to come."""
        return self.handed_in_at is None and self.released_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """One thing to be put right by a day: `demand` says what; the evidence is in the answers of `draft_id`."""

    id: int
    reevaluation_id: int
    place: int
    due_on: date
    demand: str = field(repr=False)
    proved_on: date | None = None
    draft_id: int | None = None


def after(case: Reevaluation, act: str) -> State:
    """Return the state that the act leads to. Raises Refusal where it is not possible in the present state."""
    return _step(case, act).target


def acts_of(case: Reevaluation, actors: Collection[Actor]) -> tuple[str, ...]:
    """Return the acts open to these actors now, in the order of the table: the buttons of a case."""
    return tuple(step.name for step in ACTS if step.actors & set(actors) and case.state in step.sources)


def check_outcome(case: Reevaluation, outcome: Verdict) -> None:
    """Raise Refusal for a verdict that this round cannot have, even if the form was begun in an earlier one."""
    if outcome not in OUTCOMES[case.round]:
        raise Refusal("reevaluations.not_now", article=5)


def waits_for_inquiry(case: Reevaluation, act: str) -> bool:
    """Tell whether the act waits while the award is investigated under another article (Art. 37, 39)."""
    return _step(case, act).waits


def is_complete(opinions: Iterable[Opinion], pack: Pack) -> bool:
    """Tell whether all opinions of one round are in, and enough of them."""
    given = [one for one in opinions if one.released_at is None]
    return len(given) >= pack.expiry.reviewers and not any(one.is_awaited for one in given)


def all_proved(items: Collection[Rectification]) -> bool:
    """Tell whether there is evidence for everything that was to be put right."""
    return bool(items) and all(item.proved_on is not None for item in items)


def last_day(items: Iterable[Rectification]) -> date | None:
    """Return the last day of what is not put right yet; None when everything is."""
    return max((item.due_on for item in items if item.proved_on is None), default=None)


def _step(case: Reevaluation, act: str) -> Act:
    for step in ACTS:
        if step.name == act and case.state in step.sources:
            return step
    raise Refusal("reevaluations.not_now", article=5)
