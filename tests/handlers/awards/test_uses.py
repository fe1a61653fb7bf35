"""How the award is used: the rules read every year, questions answered, misuse reported by anybody (Art. 33, 34)."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.awards import affair_forms as questions
from rules.awards.affairs import Kind, State
from storage.store import Store
from tests.handlers.holding import JULY, plans, texts_owed
from tests.handlers.yearly import STRANGER, Years
from tests.storage import unsealed
from tests.workflow.desks import desk_of
from workflow.office.erasures import erase_person

MARCH = datetime(2027, 3, 15, 2, tzinfo=UTC)


@pytest.mark.article(33)
async def test_every_holder_is_asked_once_a_year_and_one_tap_keeps_day_and_version(store: Store) -> None:
    years = await Years.begin(store)
    years.town.clock.now = MARCH - timedelta(days=1)
    await plans(years.town)
    assert await years.of(Kind.USE) == []
    years.town.clock.now = MARCH
    for _ in range(2):
        await plans(years.town)
    (one,) = await years.of(Kind.USE)
    assert (one.state, one.year, one.topic) == (State.AWAITED, 2027, "1")
    assert await texts_owed(store, f"affair:{one.id}:person") == ["affairs.use_asked"]
    (rules,) = await years.holder.presses_data("holder:rules:1")
    assert (rules.count("✅"), rules.count("⛔")) == (4, 5)
    (home,) = await years.holder.presses("已阅读，照此使用")
    assert home.startswith("✅ 已记录")
    (kept,) = await years.of(Kind.USE)
    async with store.work() as work:
        seat = await work.people.meet("telegram", 50, MARCH, "zh")
    assert (kept.state, kept.person_id, kept.said[0]["on"]) == (State.SETTLED, seat.person.id, MARCH.date())
    assert "上次确认：2027年3月15日（周一），第1版" in (await years.holder.presses_data("holder:rules:1"))[0]
    assert (await years.holder.presses_data("holder:accept:1"))[0].startswith("今年的使用规则已经确认过了")
    years.town.clock.now = MARCH + timedelta(days=366)
    await plans(years.town)
    assert [one.year for one in await years.of(Kind.USE)] == [2028, 2027]


@pytest.mark.article(33)
async def test_whoever_came_into_the_register_later_reads_them_on_its_page(store: Store) -> None:
    years = await Years.begin(store)
    await plans(years.town)
    assert await years.of(Kind.USE) == []
    assert "2026年的使用规则还没有确认" in (await years.holder.presses_data("holder:home:1"))[0]
    assert (await years.holder.presses_data("holder:accept:1"))[0].startswith("✅ 已记录")
    assert "还没有确认" not in (await years.holder.presses_data("holder:home:1"))[0]
    for press in ("holder:home:1", "holder:accept:1", "holder:card:1", "holder:mine:1:0"):
        assert (await years.town.person(STRANGER).presses_data(press))[0].startswith("这件事")


@pytest.mark.article(33)
async def test_a_question_gets_a_humans_answer_which_stays_with_the_holders_file(store: Store) -> None:
    years = await Years.begin(store)
    (sent,) = await years.writes(years.holder, "use_question")
    assert sent.startswith("✅ 问题已送评委办，编号询问〔2026〕1号，最迟2026年7月20日（周一）答复")
    async with store.work() as work:
        (task,) = await work.tasks.of("affair:1")
    assert (task.kind, task.role.value) == ("affair_question", "office")
    assert (await years.clerk.presses_data("affair:open:1"))[0].startswith("这件事")
    await years.does(years.officer, "reply", 1, questions.ending(Kind.QUESTION), verdict="not_allowed")
    assert await texts_owed(store, "affair:1:not_allowed") == ["affairs.told.question.not_allowed"]
    (page,) = await years.holder.presses_data("affair:open:1")
    assert ("不可以" in page, "不能出现在产品页面" in page) == (True, True)
    assert "询问〔2026〕1号" in (await years.holder.presses_data("holder:mine:1:0"))[0]
    assert (await years.officer.presses_data("affair:list:question:0"))[0].startswith("共1件")
    for word, count in (("展板", 1), ("不能出现在产品页面", 1), ("月饼", 0)):
        await years.officer.presses_data("affair:find")
        (found,) = await years.officer.says(word)
        assert found.startswith(f"含有“{word}”的询问共1件" if count else f"没有找到含有“{word}”的询问")
    assert (await years.clerk.presses_data("affair:find"))[0].startswith("这件事")
    assert "询问〔2026〕1号" in (await years.holder.says("/status"))[0]


@pytest.mark.article(34)
async def test_anybody_reports_misuse_which_is_held_against_the_register(store: Store) -> None:
    years = await Years.begin(store)
    stranger = years.town.person(STRANGER)
    await stranger.says("/start")
    await stranger.presses("查证书")
    reports = {"zl 2021 01": "属于上面的获奖者", "ZL-2021-99": "名册里没有这个证书编号", "": "没有提供证书编号"}
    for one, (typed, words) in enumerate(reports.items(), start=1):
        (sent,) = await years.writes(stranger, "misuse", None, **({"certificate": typed} if typed else {}))
        assert sent.startswith(f"✅ 举报已收到，编号冒用〔2026〕{one}号。评委办最迟2026年7月20日（周一）核实")
        assert words in (await years.opens(years.officer, one))[0]
        assert any("立案处理" in label for label in years.officer.buttons()) is (one == 1)
    assert "橱窗里挂着" in (await stranger.presses_data("affair:open:1"))[0]
    for other in (years.holder, years.clerk):
        assert (await other.presses_data("affair:open:1"))[0].startswith("这件事")
    await years.does(years.officer, "conclude", 1, questions.ending(Kind.MISUSE), verdict="others")
    assert await texts_owed(store, "affair:1:concluded") == ["affairs.told.misuse.others"]
    assert "冒用〔2026〕1号" in (await stranger.says("/status"))[0]


async def test_a_report_that_was_concluded_is_erased_with_whoever_made_it_and_an_open_one_is_not(store: Store) -> None:
    years = await Years.begin(store)
    stranger = years.town.person(STRANGER)
    await years.writes(stranger, "misuse", None, who="只此一家商贸店")
    await stranger.presses_data("erasure:begin")
    await stranger.presses("向评委办")
    async with store.work() as work:
        seat = await work.people.meet("telegram", STRANGER, JULY, "zh")
        report = await work.affairs.get(1)
    assert report is not None
    assert "有事项正在办理" in (await years.officer.presses_data(f"erasure:see:{seat.person.id}"))[0]
    await years.does(years.officer, "conclude", 1, questions.ending(Kind.MISUSE), verdict="others")
    assert "冒用〔2026〕1号" in (await years.officer.presses_data(f"erasure:see:{seat.person.id}"))[0]
    before = await unsealed.plain(store)
    async with store.work() as work:
        await erase_person(await desk_of(work, 9, JULY), seat.person.id, cases=True)
        await work.commit()
    assert ("只此一家商贸店" in before, "只此一家商贸店" in await unsealed.plain(store)) == (True, False)


@pytest.mark.article(34)
async def test_what_a_holder_did_becomes_a_case_by_the_ordinary_way(store: Store) -> None:
    years = await Years.begin(store)
    await years.writes(years.town.person(STRANGER), "misuse", None, certificate="ZL-2021-01")
    await years.opens(years.officer, 1)
    assert (await years.holder.presses_data("affair:case:1"))[0].startswith("这件事")
    await years.officer.presses_data("affair:case:1")
    async with store.work() as work:
        seat = await work.people.meet("telegram", 9, JULY, "zh")
        (draft,) = await work.drafts.open_for(seat.person.id, "sanction")
        answers = await work.drafts.answers(draft.id)
    assert (answers["certificate"], draft.subject) == ("ZL-2021-01", "affair:1")
    assert answers["facts"].startswith("冒用〔2026〕1号：昨天路过")
    await years.officer.presses_data("affair:case:1")  # pressed twice, it is one form
    async with store.work() as work:
        assert len(await work.drafts.open_for(seat.person.id, "sanction")) == 1


@pytest.mark.article(34)
async def test_a_certificate_is_looked_up_by_number_or_by_the_code_on_a_card(store: Store) -> None:
    years = await Years.begin(store)
    stranger = years.town.person(STRANGER)
    await stranger.says("/start")
    await stranger.presses("查证书")
    (found,) = await stranger.says("ｚｌ－2021－01")
    assert ("✅ 名册里有这个证书" in found, "有效期至2030年9月10日（周二）；有效期内" in found) == (True, True)
    await stranger.presses("再查一个")
    assert (await stranger.says("ZL-1"))[0].startswith("名册里没有这个证书编号：ZL-1")
    assert (await stranger.says("/start cert-1"))[0].startswith("✅ 名册里有这个证书")
    assert (await stranger.says("/start cert-99"))[0].startswith("名册里没有这个证书")
