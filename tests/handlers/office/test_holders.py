"""The office imports its list of earlier winners in the chat: all or nothing, once, and gives out codes (Art. 5)."""

import asyncio
from collections.abc import Coroutine
from datetime import date
from typing import Any

import pytest

from papers.engine.spreadsheets import sheets
from papers.office.lists import read_handover
from rules.engine.pack import load_pack
from storage.store import Store
from tests.handlers.holding import (
    JULY,
    JUNE,
    NOMINATED,
    PERSON,
    WIN,
    changed,
    claims,
    code_in,
    document,
    imported,
    register,
    sends_list,
)
from tests.papers.lists import book, many
from tests.standin.waiting import until
from texts import say


async def awards(store: Store) -> int:
    async with store.work() as work:
        return await work.awards.count()


@pytest.mark.article(5)
async def test_a_list_is_shown_before_anything_is_entered_and_entered_by_one_tap(store: Store) -> None:
    _, officer = await register(store)
    (preview,) = await sends_list(officer, [WIN, NOMINATED, PERSON])
    assert preview == (
        "名单没有问题。将导入3个奖项（已在名册的0个不变）。\n"
        "表彰决定日期：2021年9月30日（周四）\n"
        "2026年7月要报自评报告的：2家\n"
        "已经超过有效期的：0个"
    )
    assert await awards(store) == 0
    (done,) = await officer.presses("确认导入3个")
    assert done.startswith("✅ 已导入3个奖项，原已在名册的0个没有变。")
    assert await awards(store) == 3


async def test_importing_the_same_list_again_changes_nothing(store: Store) -> None:
    _, officer = await imported(store, WIN)
    (again,) = await sends_list(officer, [WIN])
    assert (again, await awards(store)) == ("名单里的1个奖项都已在名册中，不需要导入，没有改动。", 1)
    assert not any("确认导入" in label for label in officer.buttons())
    (more,) = await sends_list(officer, [WIN, NOMINATED])
    assert "将导入1个奖项（已在名册的1个不变）" in more


async def test_a_list_is_imported_once_however_fast_the_taps(store: Store) -> None:
    _, officer = await register(store)
    await sends_list(officer, [WIN])
    data = officer._data("确认导入")
    await officer.presses_data(data)
    again = await officer.presses_data(data)
    assert again[0].startswith("这份名单已经导入过")
    assert await awards(store) == 1


async def test_while_a_long_list_is_read_others_are_served_and_the_office_hears_how_far_it_is(store: Store) -> None:
    town, officer = await register(store)
    other = town.person(60)
    reading = say("zh", "imports.reading")
    await other.says("/start")
    await officer.presses_data("register:import")

    async def beside(send: Coroutine[Any, Any, list[str]]) -> list[str]:
        """What the office reads while somebody else is answered."""
        sending, said = asyncio.create_task(send), len(town.session.said)
        await until(lambda: reading in [getattr(call, "text", "") for call in town.session.said[said:]])
        assert await other.says("/help") != []
        assert not sending.done()
        return (await sending)[:2]

    steps = [reading, say("zh", "imports.checked", checked=2000, count=2600)]
    assert await beside(officer.sends_file("holders.xlsx", book(many(2600)))) == steps
    assert await beside(officer.presses("确认导入")) == steps
    assert await awards(store) == 2600


async def test_a_list_that_was_not_confirmed_is_offered_again(store: Store) -> None:
    _, officer = await register(store)
    await sends_list(officer, [WIN])
    shown = await officer.presses_data("register:menu")
    assert say("zh", "imports.kept", name="holders.xlsx", until=date(2026, 7, 25)) in shown[-1]
    (done,) = await officer.presses(say("zh", "imports.enter"))
    assert (done.startswith("✅ 已导入1个奖项"), await awards(store)) == (True, 1)
    assert say("zh", "imports.enter") not in [*await officer.presses_data("register:menu"), *officer.buttons()]


async def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_entered(store: Store) -> None:
    _, officer = await register(store)
    (told,) = await sends_list(officer, [WIN, changed(NOMINATED, number="91622921MA7DJRGT8O", phone="1381234")])
    lines = told.splitlines()
    assert lines[0] == "名单有2处要改，暂未导入任何一行。请改好后重新上传。"
    assert [line.partition("：")[0] for line in lines[1:]] == [
        "第3行“统一社会信用代码或身份证号”",
        "第3行“联系电话”",
    ]
    assert await awards(store) == 0
    (preview,) = await officer.sends_file("holders.xlsx", book([WIN, NOMINATED]))  # put right, and sent again at once
    assert "将导入2个奖项" in preview


async def test_a_long_list_of_mistakes_is_cut_and_comes_whole_as_an_excel_file(store: Store) -> None:
    town, officer = await register(store)
    told = (await sends_list(officer, [changed(WIN, phone="12", certificate=str(n)) for n in range(25)]))[-1]
    assert len([line for line in told.splitlines() if line.startswith("第")]) == 20
    assert told.splitlines()[-1] == "另外还有5处，全部列在随附的 Excel 文件里。"
    name, content = document(town)
    assert name == "要改的地方.xlsx"
    rows = [[cell.value for cell in row.cells] for row in sheets(content)[0].rows]
    assert [row[1:3] for row in rows[1:]] == [[n, "联系电话"] for n in range(2, 27)]


async def test_something_else_than_a_list_is_asked_for_again(store: Store) -> None:
    _, officer = await register(store)
    await officer.presses_data("register:import")
    assert (await officer.says("名单"))[0].startswith("这里要的是名单文件（xlsx）")
    assert (await officer.presses_data("register:import"))[0].startswith("请发送历届获奖者名单")
    png = b"\x89PNG\r\n\x1a\n"
    assert await officer.sends_file("a.xlsx", png) != []
    assert await awards(store) == 0


async def test_the_empty_list_can_be_had_and_has_every_column(store: Store) -> None:
    town, officer = await register(store)
    await officer.presses_data("register:template")
    name, content = document(town)
    assert name == "交接名单（空白）.xlsx"
    assert len(sheets(content)[0].rows[2].cells) == 15


async def test_nobody_but_the_office_comes_near_the_register(store: Store) -> None:
    town, _ = await imported(store)
    stranger = town.person(77)
    await stranger.says("/start")
    for data in (
        "register:menu",
        "register:import",
        "register:codes",
        "register:see:1",
        "register:code:1",
        "register:list:0",
        "unreachable:list:0",
        "assessment:year",
    ):
        assert (await stranger.presses_data(data))[0].startswith("这件事不归您办理")


@pytest.mark.article(5)
async def test_an_award_is_looked_up_with_its_contacts_masked(store: Store) -> None:
    _, officer = await imported(store, WIN, NOMINATED)
    (listed,) = await officer.presses_data("register:list:0")
    assert listed.startswith("名册，共2个奖项")
    (one,) = await officer.presses("㐂和乳业")
    assert "有效期至2026年9月30日（周三）；有效期内" in one
    assert "第一联系人：马志强，138****5678，邮箱：无（还没有用领取码登记）" in one
    assert "受理（推荐）单位：临夏县工业和信息化局" in one


async def test_codes_are_given_out_as_a_list_to_print_and_open_once(store: Store) -> None:
    town, officer = await imported(store, WIN, NOMINATED)
    told = await officer.presses_data("register:codes")
    name, content = document(town)
    rows = [[cell.value for cell in row.cells] for row in sheets(content)[0].rows[1:]]
    assert (name, [row[:3] for row in rows]) == (
        "领取码清单.xlsx",
        [
            ["临夏县㐂和乳业有限责任公司", "马志强", "13812345678"],
            ["临夏县好味面业有限公司", "杨兰", "13912340000"],
        ],
    )
    assert told[-1].startswith("清单里是2位联系人的新领取码")
    holder = town.person(50)
    (claimed,) = await holder.says(f"/start {str(rows[1][4]).partition('start=')[2]}")
    assert "临夏县好味面业有限公司" in claimed
    other = town.person(51)
    assert (await other.says(f"/start {rows[1][3]}"))[0].startswith("这个链接已经用过")


async def test_a_new_code_makes_the_old_one_good_for_nothing(store: Store) -> None:
    town, officer = await imported(store)
    first = code_in(await officer.presses_data("register:code:1"))
    await officer.presses_data("register:code:1")
    someone = town.person(50)
    assert (await someone.says(f"/start {first.replace(' ', '')}"))[0].startswith("没有找到这个链接")


async def test_when_everybody_has_come_there_are_no_codes_to_give(store: Store) -> None:
    town, officer = await imported(store)
    await claims(town, officer)
    assert (await officer.presses_data("register:codes"))[0].startswith("联系人都已登记")
    (menu,) = await officer.presses_data("register:menu")
    assert "共1个奖项。还有0位联系人没有用领取码登记" in menu


async def test_awards_past_their_time_are_counted_before_they_are_entered(store: Store) -> None:
    _, officer = await register(store, now=JULY)
    (preview,) = await sends_list(officer, [changed(WIN, decided_on="2019-09-30")])
    assert preview.splitlines()[-2:] == ["2026年7月要报自评报告的：0家", "已经超过有效期的：1个"]


async def test_the_way_to_the_register_and_to_july_is_the_offices_menu(store: Store) -> None:
    _, officer = await imported(store)
    await officer.presses_data("office:menu")
    assert (await officer.presses("获奖者"))[0].startswith("获奖者名册：共1个奖项")
    await officer.presses_data("office:menu")
    assert (await officer.presses("自评"))[0].startswith("还没有年度自评报告")


def test_the_lists_of_these_tests_are_right() -> None:
    assert len(getattr(read_handover(book([WIN, NOMINATED, PERSON]), load_pack(), JUNE.date()), "holders", ())) == 3
