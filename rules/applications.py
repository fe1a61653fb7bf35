"""An application: its state, and the acts that are possible in it (Art. 10-27)."""

from dataclasses import dataclass, field
from datetime import datetime

from rules.lifecycle import ACTS, PLACES, Actor, State
from rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Application:
    """One application.

    `kind` is "organisation" or "individual"; `identity` is the keyed hash of the credit code or document number.
    `number` is what people are shown, given when the application is sent; `supplemented` says that the one supplement
    has been asked for. `on_paper` was entered from paper for the person; `at_counter` says that they have not claimed
    it yet, so that the unit and the office act for them.
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
    on_paper: bool = False
    at_counter: bool = False

    @property
    def shown(self) -> State:
        """The state that the applicant may know: results are hidden until they are published."""
        return PLACES[self.state].shown or self.state


def after(application: Application, act: str) -> State:
    """Return the state that the act leads to. Raises Refusal where it is not possible in the present state."""
    step = ACTS[act]
    if application.state not in step.sources or application.kind not in step.kinds:
        raise Refusal("applications.not_now", article=step.article)
    if act == "ask_supplement" and application.supplemented:
        raise Refusal("applications.supplemented", article=15)
    return step.target


def acts_of(application: Application, *actors: Actor) -> tuple[str, ...]:
    """Return the acts open to these actors now, in the order of the table: the buttons of a case."""
    return tuple(act.name for act in ACTS.values() if act.actor in actors and _may(application, act.name))


def undo(application: Application, act: str) -> State:
    """Return the state before the last act, which the lead takes back. Raises Refusal where it may not be undone."""
    step = ACTS[act]
    if not step.undone or application.state is not step.target:
        raise Refusal("applications.not_undone", article=step.article)
    (before,) = step.sources
    return before


def _may(application: Application, act: str) -> bool:
    try:
        after(application, act)
    except Refusal:
        return False
    return True
