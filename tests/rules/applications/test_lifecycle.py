"""The life of an application is one table, and no sequence of acts leaves it (Art. 10-27)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.applications.lifecycle import page
from rules.applications.lifecycle import (
    ACTS,
    ENDED,
    KINDS,
    LIVE,
    PLACES,
    STRIKE,
    Act,
    Actor,
    Application,
    State,
    acts_of,
    after,
    undo,
)
from rules.engine.pack import load_pack
from rules.engine.refusals import Refusal
from tests.house.sources import ROOT
from texts import say, sentences

BEGUN = Application(id=1, edition_id=1, kind="organisation", state=State.DRAFT, person_id=1, draft_id=1)


def tried(application: Application, act: str) -> Application:
    """The application after an act that may be refused."""
    try:
        to = after(application, act)
    except Refusal:
        return application
    asked = application.supplemented or act == "ask_supplement"
    return replace(application, state=to, supplemented=asked)


@given(st.sampled_from(KINDS), st.lists(st.sampled_from(sorted(ACTS)), max_size=60))
def test_no_sequence_of_acts_leaves_the_table(kind: str, acts: list[str]) -> None:
    application = replace(BEGUN, kind=kind)
    for act in acts:
        before, application = application, tried(application, act)
        if application.state is not before.state:
            step = ACTS[act]
            assert before.state in step.sources
            assert kind in step.kinds
            assert application.state is step.target
            assert before.state not in ENDED


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=60))
def test_what_has_ended_stays_as_it_is(acts: list[str]) -> None:
    for state in ENDED:
        application = replace(BEGUN, state=state)
        for act in acts:
            assert tried(application, act).state is state


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", State)
def test_every_state_can_be_reached_and_left_or_is_an_end(kind: str, state: State) -> None:
    reached, fresh = {State.DRAFT}, {State.DRAFT}
    while fresh:
        here = [replace(BEGUN, kind=kind, state=one) for one in fresh]
        fresh = {tried(one, act).state for one in here for act in ACTS} - reached
        reached |= fresh
    only_organisations = {State.DEFENCE}
    assert (state in reached) is (kind == "organisation" or state not in only_organisations)
    acts = acts_of(replace(BEGUN, kind=kind, state=state), *Actor)
    assert bool(acts) is (state not in ENDED)


@pytest.mark.article(4)
def test_an_applicant_withdraws_at_any_time_before_the_decision_and_not_after() -> None:
    withdrawn = {state for state in State if "withdraw" in acts_of(replace(BEGUN, state=state), Actor.APPLICANT)}
    assert withdrawn == LIVE


@pytest.mark.article(15)
def test_one_supplement_is_asked_for_and_no_second() -> None:
    application = replace(BEGUN, state=State.IN_REVIEW)
    for act in ("ask_supplement", "supply"):
        application = tried(application, act)
    assert application.state is State.IN_REVIEW
    with pytest.raises(Refusal) as refused:
        after(application, "ask_supplement")
    assert refused.value.key == "applications.supplemented"


@pytest.mark.article(18)
@pytest.mark.parametrize(("kind", "act"), [("organisation", "invite_defence"), ("individual", "invite_on_site")])
def test_organisations_defend_and_individuals_go_on_to_the_site(kind: str, act: str) -> None:
    application = replace(BEGUN, kind=kind, state=State.ACCEPTANCE_NOTICE)
    assert acts_of(application, Actor.OFFICE) == (act,)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_is_undone_has_one_way_back_and_told_nobody(act: Act) -> None:
    if not act.undone:
        with pytest.raises(Refusal):
            undo(replace(BEGUN, state=act.target), act.name)
        return
    assert not PLACES[act.target].told
    assert {undo(replace(BEGUN, state=act.target), act.name)} == act.sources


def test_a_result_is_shown_as_the_state_before_until_it_is_published() -> None:
    shown = {state.value: PLACES[state].shown for state in State if PLACES[state].shown}
    assert {one: state.value for one, state in shown.items() if state} == {
        "listed": "material_review",
        "unlisted": "material_review",
        "candidate": "evaluated",
        "left_out": "evaluated",
        "proposed": "evaluated",
    }
    assert not any(PLACES[state].told for state in State if PLACES[state].shown)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", State)
def test_every_state_that_an_applicant_sees_has_its_sentences(language: str, state: State) -> None:
    told = sentences(language, "status")
    shown = PLACES[state].shown or state
    assert f"status.{shown.value}" in told
    assert (f"status.next.{shown.value}" in told) is (shown not in ENDED)
    if PLACES[state].told:
        assert f"applications.told.{state.value}" in sentences(language, "applications")


def test_every_wait_is_a_number_of_days_in_the_pack_and_a_named_task() -> None:
    pack, named = load_pack(), sentences("zh", "tasks")
    waits = [place.wait for place in PLACES.values() if place.wait is not None]
    assert all(getattr(pack, wait.days) >= 1 and f"tasks.{wait.kind}" in named for wait in waits)


def test_nothing_but_striking_is_done_by_the_lead_from_everywhere() -> None:
    assert ACTS[STRIKE].sources == LIVE - {State.DRAFT}
    assert say("zh", "lifecycle.actor.lead") == "评委办负责人"


def test_the_page_of_the_life_is_written_from_the_table() -> None:
    assert (ROOT / "docs/lifecycle.md").read_text(encoding="utf-8") == page()
