"""An admitted objection is investigated by people without a conflict; what follows from its result (Art. 23, 40)."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from handlers.papers import render
from rules.engine.refusals import Forbidden
from rules.objections.cases import State
from storage.engine.owed import Paper
from storage.store import Store
from tests.handlers.investigating import MEASURES, admitted, finds, named
from tests.handlers.objecting import FINDINGS, FOOD, NUMBER, PHONE, Case
from tests.rules.every_form import pack
from tests.workflow.desks import desk_of
from workflow.engine.holds import Held, held, is_on_hold
from workflow.objections.investigations import investigating

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
NOT_YOURS = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
SHUT = "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
DUE = date(2026, 10, 14)
OWN = ("part:1", "apart:1", "aside:1", "find:1", "proof:1:0")
OFFICES = ("team:1", "name:1:{}", "free:1:{}", "paper:1:1:0")


@pytest.mark.article(23, 40)
async def test_somebody_is_named_declares_investigates_and_the_decision_rests_on_the_findings(store: Store) -> None:
    case = await admitted(store)
    reviewer = case.person(904)
    page = await case.office.presses_data("objection:team:1")
    assert page[0].startswith("异议（编号YY2026-001）还没有指派调查人员。")
    assert case.office.buttons()[:4] == [
        "➕ 某900（评委办负责人）",
        "➕ 某901（评委办）",
        "➕ 某902（评委办）",
        "➕ 某904（评审人员）",
    ]
    assert (await case.office.presses("某904"))[0].startswith("已请某904调查，并通知了对方")
    assert ("objection_findings", "reviewer", DUE, "open") in await case.tasks()
    assert [one.text for one in await case.owed(904)] == ["tasks.given"]
    assert "调查异议，写调查结论" in (await reviewer.says("/tasks"))[0]
    shut = await reviewer.presses("调查异议，写调查结论")
    assert shut[0].splitlines()[0].startswith(f"打开异议（编号YY2026-001，针对{FOOD}）之前，请先声明")
    seen = await reviewer.presses("没有利害关系")
    assert [word for word in ("李平", PHONE, NUMBER) if word in seen[0]] == []
    assert "请在2026年10月14日（周三）结束之前写好调查结论（第二十三条）。" in seen[0].splitlines()
    assert await reviewer.presses("证明材料 1") == ["[evidence.png] "]
    early = await case.office.presses_data("objection:decide:1")
    assert early[0].startswith("还有1份调查结论没有交。")
    assert (await finds(case, reviewer))[0].startswith("调查结论已交给作出结果的人")
    assert f"objection:1:findings:1:{case.ids[901]}" in await case.keys(901)
    case_page = await case.office.presses_data("objection:open:1")
    assert f"调查结论（某904）：属实。\n{FINDINGS}" in case_page[0]
    assert await case.office.presses("调查附件 1") == ["[核实记录.png] "]
    asked = await case.office.presses_data("objection:decide:1")
    assert f"调查结论（某904）：属实。\n{FINDINGS}" in "\n".join(asked)
    await case.says_all(case.office, "objection_result", "1", FINDINGS, MEASURES, "3")
    one = await case.the_objection()
    assert (one.state, one.matter["result"]["investigators"]) == (State.DECIDED, 1)
    assert [task for task in await case.tasks() if task[3] == "open"] == []
    _, letter = await render(store, pack(), Paper("objection_result", "objection:1"), "zh")
    printed = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(letter)).pages).split())
    assert ("本异议由1名没有利害关系的人员调查" in printed, "某904" in printed) == (True, False)


@pytest.mark.article(23)
async def test_findings_are_handed_in_once_and_not_after_the_result(store: Store) -> None:
    case = await named(store)
    reviewer = case.person(904)
    await finds(case, reviewer)
    again = await reviewer.presses_data("objection:find:1")
    assert again[0].splitlines()[0] == "这件异议已经办到别的一步，这一步现在不能做。请打开异议看看。"
    assert len(await case.journal("objection_findings")) == 1


@pytest.mark.article(40)
async def test_an_investigator_with_an_interest_sees_nothing_and_another_is_looked_for(store: Store) -> None:
    case = await named(store)
    reviewer = case.person(904)
    assert (await reviewer.presses_data("objection:aside:1"))[0].startswith("已记下，您不再调查异议（编号YY2026-001）")
    for press in OWN:
        assert (await reviewer.presses_data(f"objection:{press}"))[0].splitlines()[0] == SHUT
    tasks = await case.tasks()
    assert ("objection_findings", "reviewer", DUE, "dropped") in tasks
    assert ("objection_team", "office", date(2026, 9, 18), "open") in tasks
    await case.office.presses_data("objection:team:1")
    assert [label for label in case.office.buttons() if "904" in label] == []
    await case.office.presses_data(f"objection:name:1:{case.ids[905]}")
    assert ("objection_team", "office", date(2026, 9, 18), "done") in await case.tasks()


@pytest.mark.article(40)
async def test_an_interest_that_is_known_bars_by_every_path_and_the_findings_do_not_count(store: Store) -> None:
    case = await named(store, 904, 905)
    reviewer = case.person(904)
    await finds(case, reviewer)
    async with store.work() as work:
        await work.interests.state(case.ids[904], employers=[FOOD], kin=[], now=case.town.clock.now)
        await work.interests.state(case.ids[902], employers=[FOOD], kin=[], now=case.town.clock.now)
        application = await work.applications.get(1)
        assert application is not None
        await work.drafts.answer(application.draft_id, "name", FOOD, case.town.clock.now)
        await work.commit()
    for press in OWN:
        assert (await reviewer.presses_data(f"objection:{press}"))[0].splitlines()[0] == SHUT
    assert (await case.person(902).presses_data("objection:open:1"))[0].splitlines()[0] == SHUT
    refused = await case.office.presses_data(f"objection:name:1:{case.ids[902]}")
    assert refused[0].startswith("这位现在不能办理这件异议")
    assert (
        "· 某904：有利害关系，回避（第四十条）" in (await case.office.presses_data("objection:team:1"))[0].splitlines()
    )
    assert FINDINGS not in (await case.office.presses_data("objection:open:1"))[0]
    await finds(case, case.person(905), "2")
    await case.decides("2", FINDINGS)
    assert (await case.the_objection()).matter["result"]["investigators"] == 1


@pytest.mark.article(40)
async def test_a_known_interest_in_a_name_that_is_no_applicant_bars_too(store: Store) -> None:
    case = await Case.open(store)
    async with store.work() as work:
        await work.interests.state(case.ids[902], employers=[], kin=["马小花"], now=case.town.clock.now)
        await work.commit()
    await case.object(against="2")
    assert (await case.the_objection()).matter["against"] == "name:1"
    assert (await case.person(902).presses_data("objection:open:1"))[0].splitlines()[0] == SHUT
    assert (await case.opens())[0].splitlines()[0] == "异议 YY2026-001"


@pytest.mark.article(40)
@pytest.mark.parametrize("press", OWN)
async def test_whoever_was_not_named_investigates_nothing(store: Store, press: str) -> None:
    case = await named(store)
    for chat in (5, 6, 100, 903, 905):
        assert (await case.person(chat).presses_data(f"objection:{press}"))[0].splitlines()[0] in (NOT_YOURS, SHUT)
    assert await case.journal("objection_file_read") == []


@pytest.mark.article(40)
@pytest.mark.parametrize("press", OFFICES)
async def test_nobody_but_the_office_names_or_reads_the_findings(store: Store, press: str) -> None:
    case = await named(store)
    await finds(case, case.person(904))
    for chat in (5, 6, 100, 903, 904):
        read = await case.person(chat).presses_data(f"objection:{press.format(case.ids[905])}")
        assert read[0].splitlines()[0] == NOT_YOURS
    undeclared = await case.person(902).presses_data(f"objection:{press.format(case.ids[905])}")
    assert undeclared[0].splitlines()[0] == "请先打开异议，声明有没有利害关系（第四十条）。"


@pytest.mark.article(23)
async def test_who_was_named_while_the_result_was_written_is_waited_for(store: Store) -> None:
    case = await admitted(store)
    await case.office.presses_data("objection:decide:1")
    for words in ("2", FINDINGS):
        await case.office.says(words)
    await case.person(902).presses_data("objection:open:1")
    await case.person(902).presses_data("objection:clear:1")
    await case.person(902).presses_data(f"objection:name:1:{case.ids[904]}")
    assert (await case.press_send(case.office, "objection_result"))[0].startswith("还有1份调查结论没有交。")
    assert (await case.the_objection()).state is State.ADMITTED


@pytest.mark.article(23)
async def test_the_office_need_not_wait_for_ever(store: Store) -> None:
    case = await named(store)
    await case.office.presses_data(f"objection:free:1:{case.ids[904]}")
    assert (await case.person(904).presses_data("objection:part:1"))[0].splitlines()[0] == NOT_YOURS
    await case.decides("2", FINDINGS)
    assert (await case.the_objection()).matter["result"]["investigators"] == 0


@pytest.mark.article(22)
async def test_withdrawn_while_it_is_investigated_the_hold_ends_and_everybody_knows(store: Store) -> None:
    case = await named(store)
    async with store.work() as work:
        notice = await work.notices.get(1)
        assert notice is not None
        assert (await is_on_hold(work, 1), await held(work, notice)) == (True, Held(False, frozenset({0})))
    await case.objector.presses_data("objection:gone:1")
    async with store.work() as work:
        assert (await is_on_hold(work, 1), await held(work, notice)) == (False, Held(False, frozenset()))
    assert f"objection:1:withdrawn:{case.ids[901]}" in await case.keys(901)
    assert f"objection:1:released:{case.ids[904]}" in await case.keys(904)
    assert [task for task in await case.tasks() if task[3] == "open"] == []


@pytest.mark.article(40)
async def test_who_is_named_begins_and_reads_nothing_before_the_declaration(store: Store) -> None:
    case = await named(store)
    reviewer = case.person(904)
    for press in ("find:1", "proof:1:0"):
        refused = await reviewer.presses_data(f"objection:{press}")
        assert refused[0].splitlines()[0] == "请先打开异议，声明有没有利害关系（第四十条）。"
    assert await case.journal("objection_file_read") == []
    async with store.work() as work:
        assert await work.drafts.of(case.ids[904]) == []
    assert (await finds(case, reviewer))[0].startswith("调查结论已交")


@pytest.mark.article(23, 40)
async def test_whose_role_has_ended_investigates_no_more(store: Store) -> None:
    case = await named(store)
    async with store.work() as work:
        desk = await desk_of(work, 904, case.town.clock.now)
        assert (await investigating(desk, 1))[1].person_id == case.ids[904]
        with pytest.raises(Forbidden) as refused:
            await investigating(replace(desk, roles=()), 1)
        assert (refused.value.key, refused.value.article) == ("people.not_yours", 23)
