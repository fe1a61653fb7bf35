"""What a case can come to, by whom, and what stays outstanding; the table of acts, every edge of it (Art. 5, 36-41)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.engine.pack import load_pack
from rules.engine.refusals import Refusal
from rules.sanctions.cases import (
    ACTS,
    ARTICLES,
    BUSY,
    OF_AWARDS,
    OF_STAFF,
    PENDING,
    Actor,
    Recovery,
    Sanction,
    State,
    acts_of,
    after,
    is_liable,
    needs_approval,
    outstanding,
)

PACK = load_pack()
DAY = timedelta(days=1)


def case(article: int, state: State = State.OPENED) -> Sanction:
    opened_at = datetime(2026, 9, 1, tzinfo=UTC)
    return Sanction(id=1, number="2026-001", article=article, state=state, opened_by=1, opened_at=opened_at)


def path(article: int, *acts: str) -> list[State]:
    """The states that these acts lead through."""
    one, found = case(article), []
    for act in acts:
        one = replace(one, state=after(one, act))
        found.append(one.state)
    return found


@pytest.mark.article(36)
def test_false_materials_are_heard_then_decided_and_in_force_at_once() -> None:
    assert path(36, "hear", "answer", "decide", "close") == [
        State.HEARING,
        State.HEARD,
        State.IN_FORCE,
        State.CLOSED,
    ]


@pytest.mark.article(37)
def test_fraud_is_in_force_once_the_government_has_approved_the_decision() -> None:
    assert path(37, "hear", "pass", "decide", "approve", "recover", "publish") == [
        State.HEARING,
        State.HEARD,
        State.DECIDED,
        State.IN_FORCE,
        State.IN_FORCE,
        State.IN_FORCE,
    ]


@pytest.mark.article(5, 37, 39)
@pytest.mark.parametrize("article", ARTICLES)
def test_what_ends_an_award_goes_to_the_government_where_the_pack_says_so(article: int) -> None:
    assert needs_approval(article, PACK) == (article in OF_AWARDS)
    own = replace(PACK, government_ends=(39,))
    assert needs_approval(article, own) == (article == 39)
    enforced = [act for act in ACTS if act.name == "enforce" and article in act.articles]
    assert bool(enforced) == (article in {5, 37})


@pytest.mark.article(39)
def test_a_revocation_begins_with_the_committees_investigation() -> None:
    assert path(39, "investigate", "hear", "answer", "decide", "reject") == [
        State.INVESTIGATED,
        State.HEARING,
        State.HEARD,
        State.DECIDED,
        State.NOT_APPROVED,
    ]
    with pytest.raises(Refusal, match="not_now"):
        after(case(39), "hear")


@pytest.mark.article(41)
@pytest.mark.parametrize("article", sorted(OF_STAFF))
def test_a_case_about_staff_is_handed_on_with_or_without_a_hearing(article: int) -> None:
    assert path(article, "forward") == [State.FORWARDED]
    assert path(article, "hear", "answer", "forward") == [State.HEARING, State.HEARD, State.FORWARDED]
    assert path(article, "dismiss") == [State.NOT_ESTABLISHED]


@pytest.mark.article(36)
@pytest.mark.parametrize("article", sorted(set(ARTICLES) - OF_STAFF))
def test_nothing_is_decided_against_anybody_who_was_not_heard(article: int) -> None:
    refused = []
    for state in State:
        try:
            after(case(article, state), "decide")
        except Refusal as refusal:
            refused.append((state, refusal.key, refusal.article))
    waits = {State.DECIDED: "sanctions.awaits_government"} if article in OF_AWARDS else {}
    said = [(state, waits.get(state, "sanctions.not_now"), article) for state in State if state is not State.HEARD]
    assert refused == said


@pytest.mark.parametrize("article", ARTICLES)
def test_an_act_has_one_target_and_a_case_can_always_end(article: int) -> None:
    steps = [(act.name, state) for act in ACTS if article in act.articles for state in act.sources]
    assert sorted(set(steps)) == sorted(steps)
    ends = {act.target for act in ACTS if article in act.articles} - BUSY
    assert ends >= {State.NOT_ESTABLISHED, State.WITHDRAWN}
    for state in reachable(article) & BUSY:
        assert acts_of(replace(case(article, state), plaque=Recovery.ASKED), tuple(Actor)) != ()


def reachable(article: int) -> set[State]:
    found, before = {State.OPENED}, set[State]()
    while found != before:
        before = set(found)
        found |= {act.target for act in ACTS if article in act.articles and act.sources & before}
    return found


@pytest.mark.parametrize("article", ARTICLES)
def test_only_the_lead_decides_and_only_on_what_the_article_has(article: int) -> None:
    formal = {"decide", "dismiss", "approve", "reject", "forward", "publish", "withdraw"}
    others = (Actor.OFFICE, Actor.COMMITTEE, Actor.PARTY)
    assert [act for state in State for act in acts_of(case(article, state), others) if act in formal] == []
    leads = {act for state in State for act in acts_of(case(article, state), (Actor.LEAD,))}
    assert ("approve" in leads, "forward" in leads) == (article in OF_AWARDS, article in OF_STAFF)


def test_the_party_makes_a_statement_and_nothing_else() -> None:
    may = {(state, act) for state in State for act in acts_of(case(37, state), (Actor.PARTY,))}
    assert may == {(State.HEARING, "answer")}


def test_an_award_is_withheld_until_its_case_is_decided() -> None:
    assert {State.IN_FORCE} == BUSY - PENDING
    assert {state for state in State if state not in BUSY} == {
        State.CLOSED,
        State.FORWARDED,
        State.NOT_ESTABLISHED,
        State.NOT_APPROVED,
        State.WITHDRAWN,
    }


@pytest.mark.article(37, 39)
@pytest.mark.parametrize("article", sorted(OF_AWARDS))
@pytest.mark.parametrize("plaque", Recovery)
@pytest.mark.parametrize("certificate", Recovery)
@pytest.mark.parametrize("published", [False, True])
def test_a_case_waits_for_both_pieces_and_for_the_circular(
    article: int, plaque: Recovery, certificate: Recovery, published: bool
) -> None:
    one = replace(case(article, State.IN_FORCE), plaque=plaque, certificate=certificate)
    one = replace(one, published_on=date(2026, 9, 2) if published else None)
    waits = ("recover",) if Recovery.ASKED in (plaque, certificate) else ()
    assert outstanding(one) == (waits if published else (*waits, "publish"))
    assert acts_of(one, (Actor.LEAD, Actor.OFFICE)) == outstanding(one)


@pytest.mark.article(36)
def test_a_bar_alone_leaves_nothing_outstanding() -> None:
    assert outstanding(case(36, State.IN_FORCE)) == ()


@pytest.mark.article(39)
@pytest.mark.parametrize(
    ("happened_on", "liable"),
    [
        (date(2023, 9, 28) - DAY, False),
        (date(2023, 9, 28), True),
        (date(2028, 9, 28), True),
        (date(2028, 9, 28) + DAY, False),
    ],
)
def test_an_honour_is_revoked_for_what_happens_within_five_years(happened_on: date, liable: bool) -> None:
    assert is_liable(date(2023, 9, 28), happened_on, PACK) is liable


@pytest.mark.article(39)
def test_five_years_from_a_leap_day_end_on_the_twenty_eighth() -> None:
    awarded = date(2024, 2, 29)
    assert (is_liable(awarded, date(2029, 2, 28), PACK), is_liable(awarded, date(2029, 3, 1), PACK)) == (True, False)
