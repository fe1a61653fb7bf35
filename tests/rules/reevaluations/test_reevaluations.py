"""What a re-evaluation can come to and by whom: the table of acts, and the terms of an award (Art. 5)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rules.awards.validity import (
    Assessment,
    AssessmentState,
    Award,
    Ending,
    latest_rectification,
    may_open,
    opens_on,
    renewed_until,
    term_reports,
)
from rules.engine.pack import load_pack
from rules.engine.refusals import Refusal
from rules.reevaluations.cases import (
    ACTS,
    BUSY,
    OUTCOMES,
    SETTLED,
    SHOWN,
    WAITS,
    Actor,
    Opinion,
    Rectification,
    Reevaluation,
    State,
    Verdict,
    acts_of,
    after,
    all_proved,
    check_outcome,
    is_complete,
    last_day,
)

pytestmark = pytest.mark.article(5)
PACK = load_pack()
NOW = datetime(2026, 12, 15, tzinfo=UTC)
CASE = Reevaluation(id=1, number="1", award_id=1, until=date(2026, 11, 30), state=State.OPENED, opened_at=NOW)
FIRST = ("ask", "report", "name", "opine", "complete", "propose")
AGAIN = ("rectify", "prove", "rectified", "name", "opine", "complete", "propose")
AWARD = Award(
    id=1,
    holder="h",
    award="award",
    organisation=True,
    name="n",
    decision="d",
    decided_on=date(2021, 11, 30),
    valid_until=date(2026, 11, 30),
    certificate="c",
    plaque="p",
    unit="u",
    entered_on=date(2025, 1, 1),
)


def path(*acts: str) -> State:
    """Where these acts lead."""
    case = CASE
    for act in acts:
        case = replace(case, state=after(case, act))
    return case.state


def test_it_is_evaluated_then_kept_or_put_right_and_checked() -> None:
    assert path(*FIRST, "keep") is State.KEPT
    assert path(*FIRST, *AGAIN, "keep") is State.KEPT
    assert path(*FIRST, *AGAIN, "cancel", "cancelled") is State.CANCELLED
    assert path(*FIRST, *AGAIN, "cancel", "not_cancelled", "keep") is State.KEPT


def test_a_title_is_cancelled_after_rectification_and_in_no_other_state() -> None:
    may = [state for state in State for act in ACTS if act.name == "cancel" and state in act.sources]
    assert may == [State.REPROPOSED]
    with pytest.raises(Refusal, match="not_now"):
        path(*FIRST, "cancel")


def test_every_state_is_come_to_and_left_until_it_is_settled() -> None:
    found, before = {State.OPENED}, set[State]()
    while found != before:
        before = set(found)
        found |= {act.target for act in ACTS if act.sources & before}
    assert found == set(State)
    assert {state for state in State if acts_of(replace(CASE, state=state), tuple(Actor))} == BUSY
    steps = [(act.name, state) for act in ACTS for state in act.sources]
    assert sorted(set(steps)) == sorted(steps)


@pytest.mark.parametrize(
    ("actor", "acts"),
    [
        (Actor.LEAD, {"keep", "rectify", "cancel", "postpone"}),
        (Actor.HOLDER, {"report", "prove"}),
        (Actor.REVIEWER, {"opine"}),
        (Actor.NOBODY, {"complete", "rectified", "cancelled", "not_cancelled", "close"}),
    ],
)
def test_each_does_what_is_theirs_and_nothing_else(actor: Actor, acts: set[str]) -> None:
    assert {act for state in State for act in acts_of(replace(CASE, state=state), {actor})} == acts


def test_what_is_proposed_and_decided_belongs_to_the_table() -> None:
    assert {act.target for act in ACTS if act.name == "propose"} == {State.PROPOSED, State.REPROPOSED}
    for round_, state in enumerate((State.PROPOSED, State.REPROPOSED)):
        case = replace(CASE, state=state, round=round_)
        leads = acts_of(case, {Actor.LEAD})
        assert [outcome.value for outcome in OUTCOMES[round_]] == [act for act in leads if act in set(Verdict)]
        with pytest.raises(Refusal, match="not_now"):
            check_outcome(case, OUTCOMES[1 - round_][1])
    assert (set(WAITS) | set(SHOWN)) & SETTLED == set()
    assert all(getattr(PACK, wait.days) > 0 for wait in WAITS.values())
    told = {SHOWN.get(state, state) for state in State}
    assert told & {State.EVALUATED, State.PROPOSED, State.CHECKED, State.REPROPOSED} == set()


def test_enough_opinions_are_in_and_none_is_awaited() -> None:
    given = Opinion(id=1, reevaluation_id=1, round=0, person_id=1, named_by=9, named_at=NOW, handed_in_at=NOW)
    given = replace(given, verdict=Verdict.KEEP)
    awaited = replace(given, id=2, person_id=2, verdict=None, handed_in_at=None)
    gone = replace(awaited, released_at=NOW)
    other = replace(given, id=3, person_id=3)
    whole = [is_complete(some, PACK) for some in ([], [given], [given, gone], [given, other], [given, other, awaited])]
    assert whole == [False, False, False, True, False]


def test_the_last_day_is_of_what_is_not_put_right() -> None:
    one = Rectification(id=1, reevaluation_id=1, place=1, due_on=date(2027, 1, 29), demand="x")
    later = replace(one, id=2, due_on=date(2027, 3, 1), proved_on=date(2027, 1, 4))
    assert (last_day([one, later]), last_day([later]), last_day([])) == (date(2027, 1, 29), None, None)
    assert (all_proved([one, later]), all_proved([later]), all_proved([])) == (False, True, False)


@pytest.mark.parametrize(
    ("until", "renewed"),
    [
        (date(2026, 11, 30), date(2031, 11, 30)),
        (date(2028, 2, 29), date(2033, 2, 28)),
        (date(2027, 2, 28), date(2032, 2, 28)),
    ],
)
def test_the_new_term_ends_on_the_corresponding_day(until: date, renewed: date) -> None:
    assert renewed_until(replace(AWARD, valid_until=until), PACK) == renewed


def test_it_can_be_begun_from_180_days_before_and_not_of_a_nomination() -> None:
    first = opens_on(AWARD, PACK)
    assert first == date(2026, 6, 3)
    assert [may_open(AWARD, day, PACK) for day in (date(2026, 6, 2), first, date(2030, 1, 1))] == [False, True, True]
    assert not may_open(replace(AWARD, award="nomination"), first, PACK)
    assert not may_open(replace(AWARD, ending=Ending.REVOKED, ended_on=first), first, PACK)


@pytest.mark.parametrize(
    ("day", "latest"),
    [
        (date(2026, 12, 15), date(2027, 6, 15)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 30)),
    ],
)
def test_six_months_end_on_the_corresponding_day(day: date, latest: date) -> None:
    assert latest_rectification(day, 6) == latest


def test_the_reports_of_a_term_are_those_of_its_own_years() -> None:
    reports = [
        Assessment(
            id=year,
            award_id=1,
            year=year,
            state=AssessmentState.ACCEPTED,
            due_on=date(year, 7, 31),
            provisional=False,
        )
        for year in (2028, 2027, 2026, 2022, 2020)
    ]
    kept = replace(AWARD, valid_until=date(2031, 11, 30))
    assert [one.year for one in term_reports(AWARD, reports, PACK)] == [2022, 2026]
    assert [one.year for one in term_reports(kept, reports, PACK)] == [2026, 2027, 2028]
