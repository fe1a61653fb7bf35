"""Nobody opens a re-evaluation that is not theirs, or in whose holder they have an interest (Art. 5, 40)."""

from datetime import date

import pytest

from rules.awards.validity import Ending
from rules.people.roles import Role
from rules.reevaluations.cases import State
from rules.sanctions.cases import State as SanctionState
from storage.store import Store
from tests.attacks.interests.verbs import verbs
from tests.handlers.reevaluating import CODE, DAIRY, DEMAND, FOUND, NOW, Anew
from tests.workflow.desks import desk_of
from workflow.interests.recusals import Undeclared
from workflow.office.statements import shut_to
from workflow.reevaluations.cases import opened
from workflow.sanctions.role_endings import end_role

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
OPEN = ("open", "ask", "yes", "team", "said", "files", "opine", "propose", "decide", "go_without", "demand", "items")
OF_ITEM = ("undemand", "prove", "postpone", "proof")
EVERY = (
    *(f"rectification:{word}:1" for word in OF_ITEM),
    *(f"reevaluation:{word}:1" for word in (*OPEN, "none", "interest", "report")),
    "reevaluation:name:1:5",
    "reevaluation:free:1:5",
    "report:file:1:x",
    "reevaluation:july:1:2",
    "report:july:1:2:0",
    "reevaluation:paper:1:decision",
)
"""Everything that leads to the case."""
OFFICES = ("reevaluation:list", "reevaluation:past", "reevaluation:sheet", "reevaluation:begin:1")


async def town_at(store: Store, state: State) -> Anew:
    """The case stands there; reviewer 500 is named in it, and one thing is to be put right."""
    town = await Anew.open(store)
    await town.plans()
    async with store.work() as work:
        await work.reevaluation_opinions.name(1, 0, town.ids[500], by=town.ids[401], now=NOW)
        await work.rectifications.add(1, DEMAND, date(2027, 1, 29))
        await work.commit()
    await town.stand(state)
    return town


async def opened_by(town: Anew, chat: int, presses: tuple[str, ...]) -> list[str]:
    """The presses that were not refused as none of their business."""
    someone, found = town.person(chat), []
    someone.reads()
    for press in presses:
        said = (await someone.presses_data(press))[0]
        refused = said.startswith(("这件事不归您办理", "您和获奖者有利害关系"))
        if not refused or DAIRY in said:
            found.append(press)
    return found


def test_every_button_is_tried(url: str) -> None:
    tried = {":".join(press.split(":")[:2]) for press in (*EVERY, *OFFICES)} | {"reevaluation:mine"}
    topics = ("reevaluation", "rectification", "report")
    assert tried == {f"{topic}:{word}" for topic in topics for word in verbs()[topic]}


@pytest.mark.article(40)
async def test_strangers_holders_and_reviewers_who_were_not_named_open_nothing(store: Store) -> None:
    town = await town_at(store, State.EVALUATING)
    for chat in (600, 501, 502):
        assert await opened_by(town, chat, (*EVERY, *OFFICES, "reevaluation:mine:1")) == []
    assert await opened_by(town, Anew.HOLDER, tuple(one for one in EVERY if not _holders(one))) == []
    assert await opened_by(town, Anew.HOLDER, OFFICES) == []


@pytest.mark.article(40)
async def test_whoever_has_an_interest_is_refused_by_every_path_whatever_their_role(store: Store) -> None:
    town = await town_at(store, State.EVALUATING)
    for chat in (400, 401, 500):
        await town.person(chat).presses_data("reevaluation:interest:1")
    async with store.work() as work:
        await work.interests.state(town.ids[402], employers=[CODE], kin=(), now=NOW)
        await work.commit()
    for chat in (400, 401, 402, 500):
        assert await opened_by(town, chat, EVERY) == [], chat
    listed = (await town.person(401).presses_data("reevaluation:list"))[-1]
    assert ("评审中" in listed, "复评〔2026〕1号" in listed) == (False, False)
    async with store.work() as work:
        await work.tasks.assign("h", "rectification", "reevaluated:1", Role.OFFICE, now=NOW, person_id=town.ids[700])
        await work.commit()
    everything = (await town.person(Anew.OFFICE).presses_data("task:all"))[-1]
    assert "复评〔2026〕1号" not in everything


@pytest.mark.article(40)
async def test_nobody_can_be_named_who_has_an_interest_decides_or_was_named_before(store: Store) -> None:
    town = await Anew.open(store)
    await town.plans()
    await town.stand(State.REPORTED)
    officer = town.person(Anew.OFFICE)
    await officer.presses_data("reevaluation:team:1")
    assert [label for label in officer.buttons() if label.startswith("安排")] == [
        "安排某500",
        "安排某501",
        "安排某503",
    ]
    for chat in (502, 400, 600, 700):
        assert (await officer.presses_data(f"reevaluation:name:1:{town.ids[chat]}"))[0].startswith("这位现在不能评")
    await town.names(500)
    assert (await officer.presses_data(f"reevaluation:name:1:{town.ids[500]}"))[-1].startswith("这位现在不能评")


@pytest.mark.article(40)
async def test_a_reviewer_who_stands_back_or_serves_no_more_is_replaced(store: Store) -> None:
    town = await Anew.open(store)
    await town.plans()
    await town.stand(State.REPORTED)
    await town.names(500, 501)
    assert (await town.person(500).presses_data("reevaluation:interest:1"))[0].startswith("已记下")
    assert "reevaluation_naming" in await town.open_kinds()
    async with store.work() as work:
        held = [one for one in await work.roles.all() if one.person_id == town.ids[501]]
        await end_role(await desk_of(work, 400, town.town.clock.now), held[0].id)
        parts = await work.reevaluation_opinions.of(1)
        await work.commit()
    assert [one.is_awaited for one in parts] == [False, False]
    assert "reevaluation_opinion" not in await town.open_kinds()
    await town.names(503)
    async with store.work() as work:
        await work.interests.state(town.ids[503], employers=[DAIRY], kin=(), now=NOW)
        shut = await shut_to(await desk_of(work, 503, town.town.clock.now), town.ids[503])
        last = (await work.reevaluation_opinions.of(1))[-1]
        await work.commit()
    assert (shut, last.person_id, last.is_awaited) == (1, town.ids[503], False)


@pytest.mark.article(5)
async def test_the_office_waits_for_a_reviewer_no_longer_and_the_rest_is_complete(store: Store) -> None:
    town = await Anew.open(store)
    await town.plans()
    await town.stand(State.REPORTED)
    await town.names(500, 501, 503)
    await town.opine("1", 500, 501)
    assert (await town.case()).state is State.EVALUATING
    await town.person(Anew.OFFICE).presses_data(f"reevaluation:free:1:{town.ids[503]}")
    assert ((await town.case()).state, await town.open_kinds()) == (State.EVALUATED, ["reevaluation_proposal"])


@pytest.mark.article(40)
async def test_an_opinion_does_not_count_when_an_interest_comes_to_light_and_another_is_asked_for(store: Store) -> None:
    town = await Anew.open(store)
    await town.plans()
    await town.stand(State.REPORTED)
    await town.names(500, 501)
    await town.opine("1", 500)
    await town.declares(501)
    assert FOUND not in "".join(
        await town.person(501).presses_data("reevaluation:open:1")
    )  # not before one's own is in
    await town.opine("1", 501)
    assert FOUND in "".join(await town.person(501).presses_data("reevaluation:open:1"))
    async with store.work() as work:
        await work.interests.state(town.ids[500], employers=[DAIRY], kin=(), now=NOW)
        await work.commit()
    reasons = "两名评审人员意见一致，理由见评价意见，符合条件。"
    refused = await town.does(Anew.OFFICE, "reevaluation:propose:1", "1", reasons)
    assert refused[0].startswith("没有利害关系的评价意见少于2份")
    await town.names(503)
    assert await town.open_kinds() == ["reevaluation_opinion"]
    await town.opine("1", 503)
    await town.person(Anew.OFFICE).presses_data("reevaluation:propose:1")
    await town.person(Anew.OFFICE).presses("确认无误")
    assert (await town.case()).state is State.PROPOSED


@pytest.mark.article(39)
async def test_an_award_under_investigation_waits_and_one_that_is_revoked_closes_the_case(store: Store) -> None:
    town = await town_at(store, State.EVALUATED)
    async with store.work() as work:
        await work.sanctions.open(
            matter={"name": DAIRY, "facts": "正在核实"},
            now=NOW,
            number="2026-001",
            article=39,
            opened_by=town.ids[400],
            award_id=1,
            state=SanctionState.OPENED.value,
        )
        await work.commit()
    assert (await town.person(Anew.OFFICE).presses_data("reevaluation:propose:1"))[0].startswith(
        "这个奖项正在调查，复评暂停"
    )
    async with store.work() as work:
        await work.awards.end(1, Ending.REVOKED, NOW.date())
        await work.commit()
    await town.plans(days=1)
    assert ((await town.case()).state, await town.open_kinds()) == (State.CLOSED, [])


@pytest.mark.article(5)
async def test_the_office_proposes_and_the_lead_alone_decides(store: Store) -> None:
    town = await town_at(store, State.PROPOSED)
    decides = ("reevaluation:decide:1",)
    assert await opened_by(town, Anew.OFFICE, decides) == []
    assert await opened_by(town, Anew.LEAD, decides) == ["reevaluation:decide:1"]


def _holders(press: str) -> bool:
    return press.split(":")[1] in ("report", "prove", "paper")


@pytest.mark.article(40)
async def test_nobody_opens_the_case_before_declaring(store: Store) -> None:
    town = await Anew.open(store)
    await town.plans()
    async with store.work() as work:
        with pytest.raises(Undeclared):
            await opened(await desk_of(work, Anew.OFFICE, town.town.clock.now), 1)
    await town.declares(Anew.OFFICE)
    async with store.work() as work:
        assert (await opened(await desk_of(work, Anew.OFFICE, town.town.clock.now), 1)).id == 1
