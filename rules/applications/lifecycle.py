"""The life of an application as one table: the states, who may do what in each, and what follows (Art. 10-27).

Permissions, buttons, tasks, the sentences applicants read, tests and the drawing in docs/lifecycle.md all come from
`ACTS` and `PLACES`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rules.engine.refusals import Refusal


class State(StrEnum):
    """Where an application is. Each state that an applicant can see has a sentence under `status.<state>`."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SUPPLEMENT = "supplement"
    CONSULTING = "consulting"
    UNIT_NOTICE = "unit_notice"
    FORWARDED = "forwarded"
    MATERIAL_REVIEW = "material_review"
    LISTED = "listed"
    UNLISTED = "unlisted"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    DEFENCE = "defence"
    ON_SITE = "on_site"
    EVALUATED = "evaluated"
    CANDIDATE = "candidate"
    LEFT_OUT = "left_out"
    PROPOSED = "proposed"
    AWARD_NOTICE = "award_notice"
    GOVERNMENT = "government"
    GRANTED = "granted"
    NOT_FORWARDED = "not_forwarded"
    NOT_ACCEPTED = "not_accepted"
    NOT_PASSED = "not_passed"
    NOT_PROPOSED = "not_proposed"
    NOT_APPROVED = "not_approved"
    STRUCK = "struck"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    """Who acts on an application. The lead may do whatever the office may; the chair acts for the committee."""

    APPLICANT = "applicant"
    CLERK = "clerk"
    OFFICE = "office"
    LEAD = "lead"
    COMMITTEE = "committee"


class Stage(StrEnum):
    """The stages of an application, in the order in which its picture shows them."""

    WRITE = "write"
    UNIT = "unit"
    MATERIAL = "material"
    ACCEPTANCE = "acceptance"
    REVIEW = "review"
    DECISION = "decision"
    AWARD = "award"


ORGANISATION, INDIVIDUAL = "organisation", "individual"
KINDS = (ORGANISATION, INDIVIDUAL)
PAPER_FORMS = {kind: f"paper_{kind}" for kind in KINDS}
"""The form in which a clerk enters an application that was brought on paper, for each kind (Art. 14)."""
"""The two kinds of applicant; each is also the name of its form (Art. 10, 11)."""


@dataclass(frozen=True, slots=True)
class Act:
    """One step: from which states, by whom, to which state, and under which article.

    `kinds` are the kinds of applicant that it applies to. `undone` says that the lead may take it back; such an act
    sends no messages.
    """

    name: str
    sources: frozenset[State]
    actor: Actor
    target: State
    article: int
    kinds: tuple[str, ...] = KINDS
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Whom a state waits for: the kind of task, its assignee, and the pack's setting for the number of working days.

    With `all` there is one task for the whole edition (a list, a meeting) instead of one for each application.
    """

    kind: str
    actor: Actor
    days: str
    all: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What the table says of one state: its stage, whom it waits for, and what its applicant learns of it.

    Until the result is published, the applicant sees the state in `shown` instead. With `told` the applicant is sent a
    message when the application reaches this state.
    """

    stage: Stage
    wait: Wait | None = None
    shown: State | None = None
    told: bool = False


_S, _A, _G = State, Actor, Stage
PLACES: Mapping[State, Place] = {
    _S.DRAFT: Place(_G.WRITE),
    _S.IN_REVIEW: Place(_G.UNIT),
    _S.SUPPLEMENT: Place(_G.UNIT),
    _S.CONSULTING: Place(_G.UNIT, Wait("consultation", _A.CLERK, "consultation_working_days"), told=True),
    _S.UNIT_NOTICE: Place(_G.UNIT, told=True),
    _S.FORWARDED: Place(_G.MATERIAL, Wait("assignment", _A.OFFICE, "assignment_working_days"), told=True),
    _S.MATERIAL_REVIEW: Place(_G.MATERIAL, Wait("material_result", _A.OFFICE, "material_review_working_days")),
    _S.LISTED: Place(
        _G.MATERIAL, Wait("acceptance_list", _A.OFFICE, "list_working_days", all=True), _S.MATERIAL_REVIEW
    ),
    _S.UNLISTED: Place(_G.MATERIAL, Wait("refusal_letter", _A.LEAD, "list_working_days"), _S.MATERIAL_REVIEW),
    _S.ACCEPTANCE_NOTICE: Place(_G.ACCEPTANCE, told=True),
    _S.DEFENCE: Place(_G.REVIEW, Wait("defence", _A.OFFICE, "defence_working_days"), told=True),
    _S.ON_SITE: Place(_G.REVIEW, Wait("on_site", _A.OFFICE, "on_site_working_days"), told=True),
    _S.EVALUATED: Place(_G.DECISION, Wait("evaluation", _A.OFFICE, "list_working_days", all=True)),
    _S.CANDIDATE: Place(
        _G.DECISION, Wait("deliberation", _A.OFFICE, "deliberation_working_days", all=True), _S.EVALUATED
    ),
    _S.LEFT_OUT: Place(_G.DECISION, shown=_S.EVALUATED),
    _S.PROPOSED: Place(_G.DECISION, Wait("proposal", _A.OFFICE, "list_working_days", all=True), _S.EVALUATED),
    _S.AWARD_NOTICE: Place(_G.AWARD, told=True),
    _S.GOVERNMENT: Place(_G.AWARD, Wait("government", _A.LEAD, "government_working_days", all=True), told=True),
    _S.GRANTED: Place(_G.AWARD, told=True),
    _S.NOT_FORWARDED: Place(_G.UNIT),
    _S.NOT_ACCEPTED: Place(_G.MATERIAL),
    _S.NOT_PASSED: Place(_G.REVIEW),
    _S.NOT_PROPOSED: Place(_G.DECISION, told=True),
    _S.NOT_APPROVED: Place(_G.AWARD, told=True),
    _S.STRUCK: Place(_G.DECISION),
    _S.WITHDRAWN: Place(_G.UNIT),
}
ENDED = frozenset(
    {
        _S.GRANTED,
        _S.NOT_FORWARDED,
        _S.NOT_ACCEPTED,
        _S.NOT_PASSED,
        _S.NOT_PROPOSED,
        _S.NOT_APPROVED,
        _S.STRUCK,
        _S.WITHDRAWN,
    }
)
LIVE = frozenset(State) - ENDED
"""The states before a final decision: an application in one of them can be withdrawn, and once sent be struck out."""
STRIKE = "strike"
"""The act after an upheld objection or false materials; a hold stops all others but the applicant's (Art. 23, 36)."""


def _act(name: str, sources: Iterable[State], actor: Actor, target: State, article: int, **more: object) -> Act:
    return Act(name, frozenset(sources), actor, target, article, **more)  # type: ignore[arg-type]  # `kinds`, `undone`


ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        _act("submit", {_S.DRAFT}, _A.APPLICANT, _S.IN_REVIEW, 14),
        _act("ask_supplement", {_S.IN_REVIEW}, _A.CLERK, _S.SUPPLEMENT, 15),
        _act("supply", {_S.SUPPLEMENT}, _A.APPLICANT, _S.IN_REVIEW, 15),
        _act("endorse", {_S.IN_REVIEW}, _A.CLERK, _S.CONSULTING, 15),
        _act("post_unit", {_S.CONSULTING}, _A.CLERK, _S.UNIT_NOTICE, 15),
        _act("forward", {_S.UNIT_NOTICE}, _A.CLERK, _S.FORWARDED, 15),
        _act(
            "turn_down",
            {_S.IN_REVIEW, _S.SUPPLEMENT, _S.CONSULTING, _S.UNIT_NOTICE},
            _A.CLERK,
            _S.NOT_FORWARDED,
            15,
        ),
        _act("review_material", {_S.FORWARDED}, _A.OFFICE, _S.MATERIAL_REVIEW, 17),
        _act("pass_material", {_S.MATERIAL_REVIEW}, _A.OFFICE, _S.LISTED, 17, undone=True),
        _act("fail_material", {_S.MATERIAL_REVIEW}, _A.OFFICE, _S.UNLISTED, 17, undone=True),
        _act("refuse", {_S.UNLISTED}, _A.LEAD, _S.NOT_ACCEPTED, 17),
        _act("post_acceptance", {_S.LISTED}, _A.LEAD, _S.ACCEPTANCE_NOTICE, 17),
        _act("invite_defence", {_S.ACCEPTANCE_NOTICE}, _A.OFFICE, _S.DEFENCE, 18, kinds=(ORGANISATION,)),
        _act("invite_on_site", {_S.ACCEPTANCE_NOTICE}, _A.OFFICE, _S.ON_SITE, 19, kinds=(INDIVIDUAL,)),
        _act("pass_defence", {_S.DEFENCE}, _A.LEAD, _S.ON_SITE, 18),
        _act("fail_defence", {_S.DEFENCE}, _A.LEAD, _S.NOT_PASSED, 18),
        _act("fail_on_site", {_S.ON_SITE}, _A.LEAD, _S.NOT_PASSED, 19),
        _act("evaluate", {_S.ON_SITE}, _A.OFFICE, _S.EVALUATED, 20),
        _act("nominate", {_S.EVALUATED}, _A.OFFICE, _S.CANDIDATE, 20, undone=True),
        _act("leave_out", {_S.EVALUATED}, _A.OFFICE, _S.LEFT_OUT, 20, undone=True),
        _act("propose", {_S.CANDIDATE}, _A.COMMITTEE, _S.PROPOSED, 21),
        _act("decline", {_S.CANDIDATE}, _A.COMMITTEE, _S.LEFT_OUT, 21),
        _act("post_award", {_S.PROPOSED}, _A.LEAD, _S.AWARD_NOTICE, 21),
        _act("close_out", {_S.LEFT_OUT}, _A.LEAD, _S.NOT_PROPOSED, 21),
        _act("report", {_S.AWARD_NOTICE}, _A.OFFICE, _S.GOVERNMENT, 25),
        _act("grant", {_S.GOVERNMENT}, _A.LEAD, _S.GRANTED, 27),
        _act("reject", {_S.GOVERNMENT}, _A.LEAD, _S.NOT_APPROVED, 25),
        _act(STRIKE, LIVE - {_S.DRAFT}, _A.LEAD, _S.STRUCK, 23),
        _act("withdraw", LIVE, _A.APPLICANT, _S.WITHDRAWN, 4),
    )
}


# An application: its state, and the acts that are possible in it (Art. 10-27).


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
