"""The calendar of working days in the office's hands: one pastes or proposes, another confirms, deadlines follow."""

from datetime import date

import pytest

from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import draft_of
from tests.handlers.calendaring import APPLICANT, CLERK, LEAD, NOW, OBJECTOR, OFFICE, SECOND, Calendaring, said
from tests.rules.holiday_texts import NEXT_YEAR, NOTICES

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)

PREVIEW = """2027年放假安排（等另一人确认）
李科员提出，2026年12月28日（周一）10:00

元旦：休 2026年12月31日（周四）至2027年1月2日（周六），共3天；上班 2027年1月3日（周日）
春节：休 2027年2月5日（周五）至2027年2月11日（周四），共7天；上班 2027年2月14日（周日）
清明节：休 2027年4月3日（周六）至2027年4月5日（周一），共3天
劳动节：休 2027年5月1日（周六）至2027年5月5日（周三），共5天；上班 2027年4月25日（周日）、2027年5月8日（周六）
端午节：休 2027年6月9日（周三），共1天
中秋节：休 2027年9月15日（周三），共1天
国庆节：休 2027年10月1日（周五）至2027年10月7日（周四），共7天；上班 2027年9月26日（周日）、2027年10月9日（周六）

日历里原来没有2027年，以上全部是新增。"""
TOLD = """2027年的放假安排已经录入，以下日期重新计算：
异议审查期限 YY2026-001：2027年1月5日（周二），已确定，不再是暂定"""


@pytest.mark.article(23)
async def test_a_notice_is_pasted_by_one_confirmed_by_another_and_deadlines_follow(store: Store) -> None:
    town = await Calendaring.open(store)
    before = {
        "objection:1:objection_examination": (date(2027, 1, 5), True),
        "notice:1:notice": (date(2027, 1, 4), True),
    }
    assert await town.clocks() == before

    assert await town.pastes(NEXT_YEAR) == [PREVIEW]
    assert town.office.buttons() == ["⏳ 会重新计算的期限（2项）", "↩ 收回", "📅 工作日历", "🏠 回到菜单"]
    assert await town.clocks() == before

    (asked,) = await town.owed(SECOND, "calendar_proposal:1:asked")
    assert said([asked]) == ["2027年放假安排：同事已经录入，请您核对确认（须两人，第九条）。"]
    assert await town.owed(OFFICE, "calendar_proposal:") == []
    await town.second.presses_data("calendar:see:1")
    (moved,) = await town.second.presses("会重新计算")
    assert moved.splitlines() == [
        "确认后会重新计算2项正在走的期限：",
        "· 公示最后一天 第三届县政府质量奖受理名单公示：2027年1月4日（周一），已确定，不再是暂定",
        "· 异议审查期限 YY2026-001：2027年1月5日（周二），已确定，不再是暂定",
    ]
    await town.second.presses("看这项改动")
    assert await town.second.presses("核对无误") == [
        "已确认，从现在起按此计算；2项正在走的期限已重新计算，有关的人都会收到通知。"
    ]

    assert await town.clocks() == {
        "objection:1:objection_examination": (date(2027, 1, 5), False),
        "notice:1:notice": (date(2027, 1, 4), False),
    }
    assert (await town.case.the_objection()).examine_by == date(2027, 1, 5)
    assert [task[2] for task in await town.case.tasks()] == [date(2027, 1, 5)]
    assert said(await town.owed(OBJECTOR, "recount:")) == [TOLD]
    assert said(await town.owed(APPLICANT, "recount:"))[0].count("公示最后一天") == 1
    assert [len(await town.owed(chat, "recount:")) for chat in (OFFICE, SECOND, LEAD, CLERK)] == [1, 1, 0, 0]
    assert said(await town.owed(OFFICE, "calendar_proposal:1:confirmed")) == ["2027年放假安排：已由同事确认，已生效。"]


async def test_whoever_proposed_it_cannot_confirm_it_by_any_button(store: Store) -> None:
    town = await Calendaring.open(store)
    await town.pastes(NEXT_YEAR)

    (refused,) = await town.office.presses_data("calendar:confirm:1")
    assert refused.startswith("这是您自己提出的，要由评委办另一人确认（第九条）。请同事来看，或先收回。")
    assert [provisional for _, provisional in (await town.clocks()).values()] == [True, True]


async def test_nobody_outside_the_office_sees_or_settles_a_proposal(store: Store) -> None:
    town = await Calendaring.open(store)
    await town.pastes(NEXT_YEAR)

    for chat in (OBJECTOR, CLERK):
        for press in ("home", "year:2027", "paste", "local", "see:1", "moved:1:0", "confirm:1", "reject:1"):
            assert "2027" not in "".join(await town.person(chat).presses_data(f"calendar:{press}")), press
    async with store.work() as work:
        assert [one.id for one in await work.calendar_proposals.waiting()] == [1]


async def test_a_notice_is_settled_once(store: Store) -> None:
    town = await Calendaring.open(store)
    await town.pastes(NEXT_YEAR)
    await town.second.presses_data("calendar:confirm:1")

    for press in ("calendar:confirm:1", "calendar:reject:1"):
        (refused,) = await town.person(LEAD).presses_data(press)
        assert refused.startswith("这项改动已经有人处理过了。请回到工作日历看现在的安排。")
    assert (await town.person(LEAD).presses_data("calendar:see:1"))[0].startswith("2027年放假安排（已确认，已生效）")
    assert town.person(LEAD).buttons() == ["📅 工作日历", "🏠 回到菜单"]


async def test_what_is_rejected_changes_nothing_and_its_proposer_is_told(store: Store) -> None:
    town = await Calendaring.open(store)
    await town.pastes(NEXT_YEAR)
    before = await town.clocks()

    assert await town.second.presses_data("calendar:reject:1") == ["没有采用，日历不变。"]

    assert await town.clocks() == before
    assert said(await town.owed(OFFICE, "calendar_proposal:1:rejected")) == ["2027年放假安排：没有采用，日历不变。"]
    async with store.work() as work:
        assert 2027 not in (await work.calendar.load()).covered
        assert [task.state.value for task in await work.tasks.of("calendar_proposal:1")] == ["done"]


async def test_a_newer_paste_of_the_same_year_takes_the_place_of_the_older(store: Store) -> None:
    town = await Calendaring.open(store)
    await town.pastes(NEXT_YEAR)
    await town.pastes(NEXT_YEAR.replace("2月5日（周五）至11日（周四）", "2月6日（周六）至12日（周五）"))

    assert (await town.second.presses_data("calendar:confirm:1"))[0].startswith("这项改动已经有人处理过了")
    await town.second.presses_data("calendar:confirm:2")
    async with store.work() as work:
        calendar = await work.calendar.load()
    assert (calendar.is_working(date(2027, 2, 5)), calendar.is_working(date(2027, 2, 12))) == (True, False)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (
            "2月14日（周日）",
            "2月14日（周六）",
            "第3行“2月14日(周六)”的星期不对，那天是2027年2月14日（周日）。请对照原文改正日期或星期。",
        ),
        ("共7天。2月", "共8天。2月", "第3行写共8天，数出来是7天。请对照原文改正。"),
        (
            "2月14日（周日）上班",
            "2月14日（周日）半天",
            "第3行读不懂：“2月14日(周日)半天”。请对照原文改成一整句；不涉及放假上班的请删去。",
        ),
        (NEXT_YEAR, NOTICES[2025], "这是2025年的通知。现在可以录入2026年和2027年的，请粘贴这两年的。"),
    ],
)
async def test_a_text_that_is_not_understood_is_refused_with_the_sentence(
    store: Store, before: str, after: str, why: str
) -> None:
    town = await Calendaring.open(store)
    await town.office.presses_data("calendar:paste")

    assert (await town.office.says(NEXT_YEAR.replace(before, after)))[0].startswith(f"{why}\n\n")
    _, answers = await draft_of(town.town, town.office, "holiday_notice")
    assert answers == {}


async def test_a_correction_of_a_year_shows_what_differs(store: Store) -> None:
    town = await Calendaring.open(store)
    corrected = (
        NOTICES[2026]
        .replace("5月9日（周六）上班", "5月16日（周六）上班")
        .replace("5日（周二）放假调休，共5天", "4日（周一）放假调休，共4天")
    )

    (shown,) = await town.pastes(corrected)

    assert shown.endswith(
        "\n\n不再放假：2026年5月5日（周二）\n改为上班：2026年5月16日（周六）\n不再上班：2026年5月9日（周六）"
    )
    assert (await town.pastes(NOTICES[2026]))[0].endswith("\n\n与现在的日历没有不同。")


async def test_a_year_is_seen_month_by_month(store: Store) -> None:
    town = await Calendaring.open(store)
    await town.pastes(NEXT_YEAR)
    await town.second.presses_data("calendar:confirm:1")
    await town.office.presses_data("calendar:home")

    (year,) = await town.office.presses("📅 2027年")
    assert year.splitlines() == [
        "· 2027年：已录入（来源：国务院办公厅关于2027年部分节假日安排的通知；录入：李科员，确认：丁科员）",
        "",
        "1月　休 1　班 3",
        "2月　休 5、8-11　班 14",
        "4月　休 5　班 25",
        "5月　休 3-5　班 8",
        "6月　休 9",
        "9月　休 15　班 26",
        "10月　休 1、4-7　班 9",
    ]
    assert (await town.office.presses("◀ 2026"))[0].splitlines()[-1] == "12月　休 31"
    assert (await town.office.presses_data("calendar:year:2028"))[0].startswith("· 2028年：放假通知还没有录入")


async def test_many_deadlines_are_shown_eight_a_page(store: Store) -> None:
    town = await Calendaring.open(store)
    await town.many(9)
    await town.pastes(NEXT_YEAR)

    (first,) = await town.second.presses_data("calendar:moved:1:0")
    assert (first.splitlines()[0], first.count("\n")) == ("确认后会重新计算11项正在走的期限：", 8)
    (second,) = await town.second.presses("后一页")
    assert second.count("\n") == 3
    assert town.second.buttons() == ["⬅ 前一页", "🔎 查看这项改动"]
    await town.second.presses_data("calendar:confirm:1")
    (told,) = said(await town.owed(OFFICE, "recount:"))
    assert told.splitlines()[-1] == "还有1项，请在任务或进度里查看。"


async def test_a_case_with_an_interest_is_not_named(store: Store) -> None:
    town = await Calendaring.open(store)
    async with store.work() as work:
        await work.recusals.declare(town.case.ids[SECOND], "objection:1", interest=True, now=NOW)
        await work.commit()
    await town.pastes(NEXT_YEAR)

    assert (await town.second.presses_data("calendar:moved:1:0"))[0].splitlines()[0] != ""
    await town.second.presses_data("calendar:confirm:1")
    assert [one.count("异议") for one in said(await town.owed(SECOND, "recount:"))] == [0]


async def test_the_tasks_lead_to_the_year_and_to_the_proposal(store: Store) -> None:
    town = await Calendaring.open(store)
    async with store.work() as work:
        await work.tasks.assign("calendar:2027:enter", "calendar_year", "calendar:2027", Role.OFFICE, now=NOW)
        await work.commit()
    await town.pastes(NEXT_YEAR)

    await town.second.says("/tasks")
    assert (await town.second.presses("录入年度放假安排"))[0].startswith("· 2027年：放假通知还没有录入")
    await town.second.says("/tasks")
    assert (await town.second.presses("核对并确认工作日历的改动"))[0] == PREVIEW
    await town.second.presses_data("calendar:confirm:1")
    async with store.work() as work:
        assert [task.state.value for task in await work.tasks.of("calendar:2027")] == ["done"]


async def test_english_pages_speak_english(store: Store) -> None:
    town = await Calendaring.open(store)
    await town.pastes(NEXT_YEAR)
    async with store.work() as work:
        await work.people.set_language(town.case.ids[SECOND], "en")
        await work.commit()

    (home,) = await town.second.presses_data("calendar:home")
    assert home.splitlines()[3:] == [
        "· 2027: holiday notice not entered yet; dates in this year are provisional",
        "· Waiting for a second person: Days off of 2027",
    ]
    assert (await town.second.presses_data("calendar:year:2026"))[0].splitlines()[2] == "January: off 1-2　worked 4"
