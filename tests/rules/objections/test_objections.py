"""What can be done with an objection in each state, by whom, and what it blocks (Art. 22, 23)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.engine.refusals import Refusal
from rules.objections.cases import ACTS, Actor, Objection, State, acts_of, after, blocks, holds, masked_name, matter_of

TODAY = date(2026, 9, 23)
DAY = timedelta(days=1)
ONE = Objection(
    id=1,
    number="2026-001",
    state=State.RECEIVED,
    person_id=5,
    draft_id=1,
    who="individual",
    received_at=datetime(2026, 9, 17, 2, tzinfo=UTC),
    examine_by=TODAY,
)


def said(one: Objection, act: str, today: date = TODAY) -> str:
    try:
        return after(one, act, today).value
    except Refusal as refusal:
        return refusal.key


@pytest.mark.article(23)
@pytest.mark.parametrize("state", State)
def test_each_state_allows_what_the_table_says_and_nothing_else(state: State) -> None:
    allowed = {
        State.RECEIVED: {"admit", "refuse", "ask_completion", "withdraw"},
        State.COMPLETING: {"admit", "refuse", "complete", "withdraw"},
        State.ADMITTED: {"decide", "withdraw"},
        State.DECIDED: {"confirm", "disagree", "close"},
    }.get(state, set())
    one = replace(ONE, state=state)
    assert {act for act in ACTS if said(one, act) != "objections.not_now"} == allowed


@pytest.mark.article(22)
def test_the_objector_and_the_office_each_have_their_own_buttons() -> None:
    assert acts_of(ONE, Actor.OFFICE, TODAY) == ("admit", "refuse", "ask_completion")
    assert acts_of(ONE, Actor.OBJECTOR, TODAY) == ("withdraw",)
    assert acts_of(replace(ONE, state=State.DECIDED), Actor.OBJECTOR, TODAY) == ("confirm", "disagree")
    assert acts_of(replace(ONE, state=State.DECIDED), Actor.NOBODY, TODAY) == ("close",)


@pytest.mark.article(22)
def test_completion_is_asked_for_once() -> None:
    assert said(ONE, "ask_completion") == "completing"
    assert said(replace(ONE, asked=True), "ask_completion") == "objections.asked_before"


@pytest.mark.article(22)
@pytest.mark.parametrize(
    ("today", "complete", "refuse"),
    [
        (TODAY - DAY, "received", "objections.still_completing"),
        (TODAY, "received", "objections.still_completing"),
        (TODAY + DAY, "objections.completion_over", "not_admitted"),
    ],
)
def test_what_was_asked_for_may_come_until_the_end_of_its_last_day(today: date, complete: str, refuse: str) -> None:
    one = replace(ONE, state=State.COMPLETING, asked=True, complete_by=TODAY)
    assert (said(one, "complete", today), said(one, "refuse", today)) == (complete, refuse)


@pytest.mark.article(23)
def test_a_pending_or_upheld_objection_blocks_and_a_rejected_one_does_not() -> None:
    blocking = {state for state in State if blocks(replace(ONE, state=state), 1)}
    assert blocking == {State.RECEIVED, State.COMPLETING, State.ADMITTED}
    assert {state for state in State if holds(replace(ONE, state=state))} == blocking
    answered = (State.DECIDED, State.CONFIRMED, State.DISAGREED, State.SERVED)
    assert [blocks(replace(ONE, state=state, upheld=True, notice_id=1), 1) for state in answered] == [True] * 4
    assert [blocks(replace(ONE, state=state, upheld=False, notice_id=1), 1) for state in answered] == [False] * 4


@pytest.mark.article(23)
@pytest.mark.parametrize(("effect", "elsewhere"), [("strike", True), ("correct", False), ("other", False), ("", False)])
def test_an_upheld_one_blocks_its_own_notice_and_another_only_where_somebody_is_to_be_struck(
    effect: str, elsewhere: bool
) -> None:
    one = replace(ONE, state=State.CONFIRMED, upheld=True, notice_id=1, matter={"result": {"effect": effect}})
    assert (blocks(one, 1), blocks(one, 2), holds(one)) == (True, elsewhere, effect == "strike")


@pytest.mark.article(23)
def test_a_pending_one_blocks_every_notice_and_a_link_leads_to_the_first() -> None:
    one = replace(ONE, state=State.ADMITTED, notice_id=1)
    assert (blocks(one, 1), blocks(one, 2)) == (True, True)
    assert (matter_of(one), matter_of(replace(one, id=3, same_as=1))) == (1, 1)


def test_a_name_is_shown_by_its_first_character() -> None:
    assert [masked_name(name) for name in ("李平", "欧阳小花", "王", "")] == ["李*", "欧***", "王", ""]
