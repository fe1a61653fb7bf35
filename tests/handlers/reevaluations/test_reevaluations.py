"""Re-evaluations from the end of validity to what comes of them, by pressing buttons (Art. 5)."""

from datetime import date

import pytest

from rules.awards.validity import Standing, standing
from rules.reevaluations.cases import State
from rules.sanctions.cases import State as SanctionState
from storage.store import Store
from tests.handlers.reevaluating import DAIRY, DEMAND, FILE, LACKS, REASONS, REPORT, Anew
from tests.rules.every_form import pack

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
HOLDER, LEAD, OFFICE = Anew.HOLDER, Anew.LEAD, Anew.OFFICE
DECIDED = ("质评委〔2026〕12号", "2026-12-15", REASONS)


async def evaluated(store: Store, verdict: str) -> Anew:
    """From the planner to the reviewers' opinions."""
    town = await Anew.open(store)
    await town.plans()
    await town.declares(OFFICE, LEAD)
    await town.person(OFFICE).presses_data("reevaluation:yes:1")
    await town.does(
        HOLDER, "reevaluation:report:1", *REPORT[1:]
    )  # what the July report said of the system is there already
    await town.names(500, 501)
    await town.opine(verdict, 500, 501)
    return town


async def rectifying(store: Store) -> Anew:
    """Something is to be put right until the end of January."""
    town = await evaluated(store, "2")
    await town.does(OFFICE, "reevaluation:demand:1", DEMAND, "2027-01-29")
    await town.does(OFFICE, "reevaluation:propose:1", "2", REASONS)
    await town.does(LEAD, "reevaluation:decide:1", "2", *DECIDED)
    return town


async def reproposed(store: Store) -> Anew:
    """It was put right, and the reviewers find that it is not."""
    town = await rectifying(store)
    await town.does(OFFICE, "rectification:prove:1", "两台设备已送检，证书随后补。", FILE)  # which came on paper
    await town.names(500, 501)
    await town.opine("2", 500, 501)
    await town.does(OFFICE, "reevaluation:propose:1", "2", REASONS)
    return town


@pytest.mark.article(5)
async def test_whoever_meets_the_conditions_keeps_the_title_for_five_more_years(store: Store) -> None:
    town = await evaluated(store, "1")
    assert ((await town.case()).state, await town.open_kinds()) == (State.EVALUATED, ["reevaluation_proposal"])
    await town.does(OFFICE, "reevaluation:propose:1", "1", REASONS)
    shown = "\n".join(await town.person(HOLDER).presses_data("reevaluation:mine:1"))
    assert ("评审人员正在考核评价" in shown, REASONS in shown) == (True, False)
    assert (await town.does(LEAD, "reevaluation:decide:1", "1", *DECIDED))[0].startswith(
        "✅ 复评〔2026〕1号的决定已登记"
    )
    award = await town.award()
    assert (award.valid_until, standing(award, date(2026, 12, 15), pack())) == (date(2031, 11, 30), Standing.VALID)
    assert ((await town.case()).state, await town.open_kinds()) == (State.KEPT, [])
    assert await town.told(HOLDER) == ["reevaluations.told.asked", "reevaluations.told.kept"]
    assert "新的有效期至2031年11月30日" in "\n".join(await town.person(HOLDER).presses_data("reevaluation:mine:1"))
    assert "有效期至2031年11月30日" in "\n".join(await town.person(OFFICE).presses_data("register:see:1"))
    officer = town.person(OFFICE)
    await officer.presses_data("reevaluation:past")
    assert f"复评〔2026〕1号　{DAIRY}：保留称号" in officer.buttons()
    await town.plans(days=1)
    async with store.work() as work:
        acts = [entry.act.removeprefix("reevaluation_") for entry in await work.journal.of("reevaluation:1")]
        assert await work.reevaluations.busy() == []
    steps = [act for act in acts if not act.startswith("recusal")]
    assert steps == ["opened", "ask", "report", "name", "name", "opine", "opine", "complete", "propose", "keep"]


@pytest.mark.article(5)
async def test_what_is_lacking_is_put_right_by_its_day_and_checked_and_then_the_title_is_kept(store: Store) -> None:
    town = await rectifying(store)
    assert ((await town.case()).state, await town.open_kinds()) == (State.RECTIFYING, [])
    assert await town.open_kinds("reevaluated:1") == ["rectification"]
    told = [owed for owed in await town.owed(HOLDER) if owed.text == "reevaluations.told.rectify"]
    assert [(owed.paper and owed.paper.name, owed.values["due"]) for owed in told] == [
        ("rectification_notice", date(2027, 1, 29))
    ]
    await town.does(LEAD, "rectification:postpone:1", "2027-02-26", "校准机构排期到二月底，有书面说明。")
    shown = "\n".join(await town.person(HOLDER).presses_data("reevaluation:mine:1"))
    assert (DEMAND in shown, "最迟2027年2月26日" in shown, LACKS in shown) == (True, True, False)
    sent = await town.does(HOLDER, "rectification:prove:1", "两台设备已于2027年1月8日校准合格。", FILE)
    assert "第1项的证明已收到" in "\n".join(sent)
    assert ((await town.case()).state, await town.open_kinds()) == (State.RECTIFIED, ["reevaluation_naming"])
    assert await town.open_kinds("reevaluated:1") == []
    await town.names(500, 501)
    await town.opine("1", 500, 501)
    await town.does(OFFICE, "reevaluation:propose:1", "1", REASONS)
    await town.does(LEAD, "reevaluation:decide:1", "1", *DECIDED)
    assert ((await town.case()).state, (await town.award()).valid_until) == (State.KEPT, date(2031, 11, 30))


@pytest.mark.article(5)
async def test_a_title_is_cancelled_only_after_rectification_and_after_its_holder_was_heard(store: Store) -> None:
    town = await reproposed(store)
    await town.does(LEAD, "reevaluation:decide:1", "2", *DECIDED)
    assert ((await town.case()).state, (await town.award()).ending) == (State.CANCELLING, None)
    await town.person(OFFICE).presses_data("sanction:none:1")
    await town.person(OFFICE).presses_data("sanction:ask:1")
    assert "sanctions.told.hearing" in [owed.text for owed in await town.owed(HOLDER)]
    await town.does(HOLDER, "sanction:answer:1", "设备确实没有按时校准，请求再给一个月。", None)
    await town.person(LEAD).presses_data("sanction:none:1")
    await town.does(LEAD, "sanction:decide:1", "1", "质评委〔2026〕15号", "2026-12-15", REASONS)
    assert (await town.award()).ending is None
    await town.does(LEAD, "sanction:approve:1", "1", "县政府常务会议", "临县府〔2026〕30号", "2026-12-15", FILE, "1")
    award = await town.award()
    assert ((await town.case()).state, award.ended_on) == (State.CANCELLED, date(2026, 12, 15))
    assert standing(award, date(2026, 12, 16), pack()) is Standing.CANCELLED
    assert await town.open_kinds("sanction:1") == ["sanction_recovery", "sanction_publication"]
    assert await town.open_kinds("heard:1") == ["sanction_return"]
    papers = {owed.text: owed.paper and owed.paper.name for owed in await town.owed(HOLDER)}
    assert papers["sanctions.told.decision"] == "sanction_decision"


@pytest.mark.article(5)
async def test_what_is_not_established_against_a_holder_comes_back_to_be_decided(store: Store) -> None:
    town = await reproposed(store)
    await town.does(LEAD, "reevaluation:decide:1", "2", *DECIDED)
    await town.person(OFFICE).presses_data("sanction:none:1")
    await town.person(OFFICE).presses_data("sanction:ask:1")
    await town.does(HOLDER, "sanction:answer:1", "校准证书已经取得，附后。", FILE)
    await town.person(LEAD).presses_data("sanction:none:1")
    await town.does(LEAD, "sanction:decide:1", "2", REASONS)
    async with store.work() as work:
        sanction = await work.sanctions.get(1)
    assert sanction is not None
    assert (sanction.state, (await town.case()).state) == (SanctionState.NOT_ESTABLISHED, State.REPROPOSED)
    assert await town.open_kinds() == ["reevaluation_decision"]
    await town.does(LEAD, "reevaluation:decide:1", "1", *DECIDED)
    assert (await town.case()).state is State.KEPT


@pytest.mark.article(5)
async def test_nothing_is_cancelled_while_nobody_acts_and_a_day_that_passes_is_somebodys_task(store: Store) -> None:
    town = await Anew.open(store)
    await town.plans()
    await town.declares(OFFICE)
    officer = town.person(OFFICE)
    await officer.presses_data("reevaluation:yes:1")
    assert (await officer.presses_data("reevaluation:go_without:1"))[0].startswith("期限是2027年1月13日")
    await town.plans(days=40)
    assert await town.open_kinds() == []  # the notice of 2027 has not come, and the day may still move
    assert "reminders.task.late" in [owed.text for owed in await town.owed(HOLDER)]
    async with store.work() as work:
        await work.calendar.enter(2027, "国办发明电", (date(2027, 1, 1),), (), town.town.clock.now)
        await work.calendar.confirm(2027, None, town.town.clock.now)
        await work.commit()
    await town.plans(days=360)
    async with store.work() as work:
        due = [task.due_on for task in await work.tasks.of("reevaluated:1")]
    assert ((await town.case()).report_by, due) == (date(2027, 1, 13), [date(2027, 1, 13)])
    case, award = await town.case(), await town.award()
    assert (case.state, award.ending, await town.open_kinds()) == (State.REPORTING, None, ["reevaluation_lapse"])
    assert standing(award, date(2028, 1, 19), pack()) is Standing.PENDING
    await town.does(OFFICE, "reevaluation:go_without:1", "电话联系三次，获奖者表示不再报送。")
    assert ((await town.case()).state, await town.open_kinds()) == (State.REPORTED, ["reevaluation_naming"])


@pytest.mark.article(32)
async def test_reviewers_read_how_the_holder_kept_its_yearly_duty(store: Store) -> None:
    town = await Anew.open(store)
    await town.plans()
    await town.stand_for_reading()
    read = "\n".join(await town.person(500).presses_data("reevaluation:open:1"))
    assert ("2025年：逾期未报，已记录" in read, "2026年：已通过" in read) == (True, True)
    assert "体系运行良好" in "\n".join(await town.person(500).presses_data("reevaluation:july:1:2"))
    assert (await town.person(501).presses_data("reevaluation:july:1:2"))[0].startswith("这件事不归您办理")


@pytest.mark.article(5)
async def test_the_office_prepares_a_year_ahead_and_may_begin_before_the_last_day(store: Store) -> None:
    town = await Anew.open(store, until=date(2027, 12, 16))
    officer = town.person(OFFICE)
    assert (await officer.presses_data("reevaluation:list"))[0].startswith("一年内没有奖项期满")
    await town.plans(days=1)
    listed = (await officer.presses_data("reevaluation:list"))[0]
    assert (DAIRY in listed, "还没有开始" in listed, "2025年：逾期未报，已记录" in listed) == (True, True, True)
    assert (await officer.presses_data("reevaluation:begin:1"))[0].startswith("还不到复评的时候，最早2027年6月19日")
    await town.plans(days=185)
    assert (await officer.presses_data("reevaluation:begin:1"))[0].startswith("复评〔2027〕1号已开始")
    assert (await officer.presses_data("reevaluation:sheet"))[0].startswith("[复评准备名单")
    await town.declares(OFFICE)
    await officer.presses_data("reevaluation:yes:1")
    await town.does(OFFICE, "reevaluation:report:1", *REPORT[1:])  # which came on paper
    assert ((await town.case()).state, await town.open_kinds("reevaluated:1")) == (State.REPORTED, [])
    await town.stand(State.PROPOSED)
    assert (await town.person(LEAD).presses_data("reevaluation:decide:1"))[0].startswith("有效期到2027年12月16日")
