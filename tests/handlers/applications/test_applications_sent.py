"""An application that is sent: its receipt and papers, its case, where it stands, and its withdrawal (Art. 12-15)."""

import asyncio

import pytest

from handlers.papers import render
from rules.engine.pack import load_pack
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import (
    FORMS,
    NAME,
    Filler,
    apply,
    confirm,
    draft_of,
    give_role,
    link_of,
    open_edition,
    owed_to,
    patient,
    picture,
    ready,
    send,
)

UNIT = "leading_group_office"
WAYS = {"zh": ("上一项", "说明", "填写清单", "存好", "放弃"), "en": ("Back", "Help", "list", "Save", "Give up")}


@pytest.mark.article(14, 15)
@pytest.mark.parametrize("kind", ["organisation", "individual"])
async def test_the_receipt_tells_number_moment_unit_next_step_last_day_and_the_way_out(store: Store, kind: str) -> None:
    """U6: at once in the chat; the papers follow as messages that are owed."""
    town = patient(store)
    await open_edition(store)
    someone = await ready(town, kind)
    said = (await send(someone, kind))[0]
    unit = "临夏县质量强县建设协调推进领导小组办公室"
    for part in ("编号：2026-0001", "2026年9月1日（周二）10:00", unit, "最迟2026年9月15日（周二）", "第十五条", "撤回"):
        assert part in said
    papers = [(owed.key, owed.paper.name) for owed in await owed_to(town, someone) if owed.paper]
    assert papers == [
        ("application:1:receipt", "application_receipt"),
        ("application:1:calendar", "application_calendar"),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_papers_of_an_application_are_printed(store: Store, language: str) -> None:
    town = patient(store)
    await open_edition(store)
    someone = await ready(town, "organisation", language=language)
    await send(someone, "organisation")
    await someone.presses_data("application:print:1")
    papers = [owed.paper for owed in await owed_to(town, someone) if owed.paper is not None]
    begins = []
    for paper in papers:
        name, content = await render(store, load_pack(), paper, language)
        begins.append((name.rpartition(".")[2], content[:5]))
        assert "2026-0001" in name
    assert begins == [("pdf", b"%PDF-"), ("ics", b"BEGIN"), ("pdf", b"%PDF-")]


async def test_twenty_taps_at_once_send_one_application(store: Store) -> None:
    """R11."""
    town = patient(store)
    await open_edition(store)
    someone = await ready(town)
    draft, _ = await draft_of(town, someone, "individual")
    await asyncio.gather(*(someone.presses_data(f"f:{draft.id}:z") for _ in range(20)))
    said = [call.text for call in town.session.said if getattr(call, "chat_id", None) == 5 and hasattr(call, "text")]
    assert sum("申报已收到" in text for text in said) == 1
    assert sum("这份表已经发送过了" in text for text in said) == 19
    async with store.work() as work:
        assert await work.numbers.next("application", 2026) == 2
        assert [entry.act for entry in await work.journal.of("application:1")].count("application_submitted") == 1


@pytest.mark.article(14)
async def test_the_units_clerk_gets_the_case_and_so_does_the_lead_of_a_unit_without_one(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    clerk, lead = town.person(7), town.person(8)
    await give_role(town, lead, Role.LEAD)
    await give_role(town, clerk, Role.CLERK, UNIT)
    someone, other = await ready(town), town.person(15)
    await send(someone)
    assert [(owed.text, owed.buttons[0][0]["press"]) for owed in await owed_to(town, clerk)] == [
        ("applications.new_case", "review:open:1")
    ]
    assert await owed_to(town, lead) == []
    await other.says("/start")
    await other.presses_data("consent:agree:application:new:organisation")
    filler = Filler(other, FORMS["organisation"], {"name": NAME, "unit": "commerce"})
    await filler.fill()
    await send(other, "organisation")
    assert [owed.text for owed in await owed_to(town, lead)] == ["applications.new_case"]
    async with store.work() as work:
        tasks = [*await work.tasks.of("application:1"), *await work.tasks.of("application:2")]
    assert [(task.kind, task.role, task.unit) for task in tasks] == [
        ("unit_review", Role.CLERK, UNIT),
        ("unit_review", Role.LEAD, None),
    ]


async def test_an_application_is_withdrawn_after_a_second_tap_and_its_unit_is_told(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    clerk = town.person(7)
    await give_role(town, clerk, Role.CLERK, UNIT)
    someone = await ready(town)
    await send(someone)
    assert "撤回申报 2026-0001" in (await someone.presses_data("application:withdraw:1"))[0]
    assert (await someone.presses("确定撤回"))[0].startswith("申报 2026-0001 已撤回")
    assert (await someone.presses_data("application:gone:1"))[0].startswith("这份申报现在不能这样办")
    assert [owed.text for owed in await owed_to(town, clerk)][-1] == "applications.withdrawn_case"
    async with store.work() as work:
        assert [task.state.value for task in await work.tasks.of("application:1")] == ["dropped"]
        assert await work.deadlines.running() == []
    assert "已由您撤回" in (await someone.says("/status"))[0]


async def test_nobody_prints_sees_or_withdraws_anothers_application(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    await send(await ready(town))
    stranger = town.person(66)
    await stranger.says("/start")
    for press in (
        "application:print:1",
        "application:withdraw:1",
        "application:gone:1",
        "status:see:1",
        "application:clear:1",
        "confirmation:link:1",
        "confirmation:see:2",
    ):
        assert (await stranger.presses_data(press))[0].startswith("这件事不归您办理")
    async with store.work() as work:
        application = await work.applications.get(1)
    assert application is not None
    assert application.state.value == "in_review"


async def test_status_tells_what_is_done_where_it_waits_and_until_when(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone = await ready(town)
    before = (await someone.says("/status"))[0]
    assert "📍填写" in before
    assert "到2026年9月30日（周三）截止" in before
    await send(someone)
    said = (await someone.says("/status"))[0]
    assert "✅填写 📍受理单位审核" in said
    assert "最迟：2026年9月15日（周二）" in said
    details = (await someone.presses("2026-0001"))[0]
    assert "· 2026年9月1日（周二） 单位已推荐" in details
    assert "的次日起数10个工作日" in details
    assert someone.buttons() == ["🖨 打印申报表", "↩ 撤回申报", "⬅ 我的进度", "🏠 回到菜单"]


async def test_status_of_somebody_with_nothing_says_so(store: Store) -> None:
    someone = patient(store).person(5)
    assert (await someone.says("/status"))[0] == "您名下还没有申报或异议。"


async def test_a_draft_that_is_given_up_takes_its_files_and_its_link_along(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill()
    token = await link_of(someone)
    draft, _ = await draft_of(town, someone, "individual")
    await someone.presses_data(f"f:{draft.id}:D")
    async with store.work() as work:
        assert (await work.files.of(f"draft:{draft.id}"), await work.drafts.answers(draft.id)) == ([], {})
    boss = town.person(6)
    assert (await boss.says(f"/start {token}"))[0].startswith("没有找到这个链接")
    assert (await someone.says("/status"))[0] == "您名下还没有申报或异议。"


async def test_the_same_file_under_one_question_is_kept_once_and_said_to_be(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill(until=lambda question: question.key == "materials")
    draft, _ = await draft_of(town, someone, "individual")
    await someone.sends_file("事迹材料.png", picture(900))
    said = await someone.sends_file("事迹材料（副本）.png", picture(900))
    assert said[0].startswith("“事迹材料（副本）.png”的内容和这一项里已收到的文件相同，没有再存一份")
    async with store.work() as work:
        names = [one.name for one in await work.files.of(f"draft:{draft.id}")]
    assert names.count("事迹材料.png") == 1
    assert "事迹材料（副本）.png" not in names


@pytest.mark.article(12)
async def test_a_file_with_doubtful_words_is_answered_for_before_it_is_sent(store: Store) -> None:
    town = patient(store)
    await open_edition(store)
    someone, filler = await apply(town, "individual")
    await filler.fill(until=lambda question: question.key == "materials")
    draft, _ = await draft_of(town, someone, "individual")
    await someone.sends_file("发动机机密封件.png", picture(900))
    await someone.presses_data(f"f:{draft.id}:k:{FORMS['individual'].index('materials')}")
    await filler.fill()
    await confirm(someone)
    await filler.fill()
    said = await send(someone)
    assert "发动机机密封件.png" in said[0]
    assert "编号" not in said[0]
    assert "编号：2026-0001" in (await someone.presses("都不涉密"))[0]
    async with store.work() as work:
        acts = [entry.act for entry in await work.journal.of("application:1")]
    assert acts[-2:] == ["doubtful_files_answered_for", "application_submitted"]
