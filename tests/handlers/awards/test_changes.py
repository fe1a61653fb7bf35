"""A major change: told, taken note of, asked about, settled; what becomes of name and award (Art. 32)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.awards import affair_forms as questions
from rules.awards.affairs import Kind, State
from rules.awards.validity import Award, Ending
from rules.people.roles import Role
from storage.store import Store
from storage.work import Work
from tests.handlers.applying import Filler, draft_of
from tests.handlers.holding import texts_owed
from tests.handlers.yearly import STRANGER, Years

NEW, OWN, HEIR = "临夏县㐂和食品集团有限公司", "91622921MA73K4QR7N", "91622921MAEXAMPL8J"


async def award(store: Store, one: int = 1) -> Award:
    async with store.work() as work:
        found = await work.awards.get(one)
    assert found is not None
    return found


async def taken(store: Store, **given: str) -> Years:
    """A change that the unit has acknowledged."""
    years = await Years.begin(store)
    await years.writes(years.holder, "change", **given)
    await years.does(years.clerk, "acknowledge", 1)
    return years


@pytest.mark.article(32)
async def test_a_change_goes_to_the_unit_with_a_copy_to_the_office_and_is_filed(store: Store) -> None:
    years = await Years.begin(store)
    (told,) = await years.writes(years.holder, "change")
    assert told.startswith("✅ 已告知推荐单位，编号变更〔2026〕1号，抄送评委办。推荐单位最迟2026年7月20日（周一）回复")
    async with store.work() as work:
        (task,) = await work.tasks.of("affair:1")
    assert (task.kind, task.unit, task.role.value) == ("affair_change", "industry", "clerk")
    assert await texts_owed(store, "affair:1:copy") == ["affairs.told.change.copy"]
    assert "签收获奖者告知的重大变化" in (await years.clerk.says("/tasks"))[0]
    (page,) = await years.opens(years.clerk, 1)
    assert ("原“五步检验法”改为在线检测" in page, "质量管理制度" in page, "㐂和乳业" in page) == (True, True, True)
    assert (await years.clerk.presses_data("affair:file:1:0"))[0].startswith("[evidence.png]")
    await years.does(years.clerk, "acknowledge", 1)
    (done,) = await years.does(years.officer, "note", 1)
    assert done.startswith("✅ 已归档")
    assert (await years.affair(1)).state is State.SETTLED
    assert await texts_owed(store, "affair:1:noted") == ["affairs.told.change.noted"]
    async with store.work() as work:
        assert {task.state.value for task in await work.tasks.of("affair:1")} == {"done"}
        acts = {entry.act for entry in await work.journal.page(limit=99)}
    assert acts >= {"affair_opened", "affair_acknowledge", "affair_note", "affair_file_read"}
    assert "变更〔2026〕1号" in "".join(years.officer.buttons() + await file_of(years))


async def file_of(years: Years) -> list[str]:
    """The buttons of the holder's file."""
    await years.officer.presses_data("register:see:1")
    return years.officer.buttons()


@pytest.mark.article(32)
async def test_what_is_asked_back_is_answered_and_comes_to_the_unit_again(store: Store) -> None:
    years = await Years.begin(store)
    await years.writes(years.holder, "change")
    await years.does(years.clerk, "ask_back", 1, questions.words("ask_back"), words="请补交对照表")
    assert (await years.affair(1)).state is State.RETURNED
    assert (await years.does(years.clerk, "acknowledge", 1))[0].startswith("这件事已经往前走了")
    await years.does(years.holder, "answer", 1, questions.words("answer"))
    assert (await years.affair(1)).state is State.SENT
    (page,) = await years.opens(years.clerk, 1)
    assert page.index("请补交对照表") < page.index("从1号线开始使用")
    async with store.work() as work:
        assert [task.state.value for task in await work.tasks.of("affair:1")] == ["done", "open"]


@pytest.mark.article(32)
async def test_what_came_on_paper_is_entered_by_the_office_and_is_the_holders_affair(store: Store) -> None:
    years = await Years.begin(store)
    await years.writes(years.officer, "change")
    assert (await years.affair(1)).person_id is None
    assert "变更〔2026〕1号" in (await years.clerk.says("/tasks"))[0]
    await years.does(years.clerk, "acknowledge", 1)
    assert await texts_owed(store, "affair:1:acknowledged") == ["affairs.told.change.acknowledged"]
    assert (await years.does(years.officer, "note", 1))[0].startswith("✅ 已归档")
    assert (await years.clerk.presses_data("affair:new:change:1"))[0].startswith("个人信息处理告知书")
    assert (await years.clerk.presses_data("consent:agree:affair:new:change:1"))[0].startswith("这件事")


@pytest.mark.article(32)
async def test_another_name_reaches_the_register_once_the_office_confirms_it(store: Store) -> None:
    years = await taken(store, topic="name", new_name=NEW)
    before = await award(store)
    assert (await years.does(years.clerk, "rename", 1))[0].startswith("这件事已经往前走了")
    assert await award(store) == before
    await years.does(years.officer, "rename", 1)
    after = await award(store)
    assert (after.name, after.former, after.holder) == (NEW, before.name, before.holder)
    assert "曾用名：临夏县㐂和乳业有限责任公司" in (await years.officer.presses_data("register:see:1"))[0]


@pytest.mark.article(32)
@pytest.mark.parametrize("verdict", questions.VERDICTS[Kind.CHANGE])
async def test_after_a_merger_the_lead_says_what_becomes_of_the_award(store: Store, verdict: str) -> None:
    years = await taken(store, topic="merger")
    assert (await years.does(years.officer, "rule", 1))[0].startswith("这件事已经往前走了")
    form = questions.ending(Kind.CHANGE)
    await years.does(years.lead, "rule", 1, form, verdict=verdict, new_name=NEW, new_code=HEIR)
    one = await award(store)
    assert one.ending is (Ending.LAPSED if verdict == "ended" else None)
    assert (one.name == NEW) is (verdict in ("renamed", "succeeded"))
    assert await texts_owed(store, "affair:1:ruled") == [f"affairs.told.change.ruled_{verdict}"]
    if verdict == "ended":
        (mine,) = await years.holder.presses_data("award:mine")
        assert "已终止（获奖者不再存在）" in mine
        assert (await years.holder.presses_data("affair:new:change:1"))[0].startswith("这个奖项已经终止")


@pytest.mark.article(32)
async def test_whoever_succeeds_the_holder_has_its_award_reports_and_contacts(store: Store) -> None:
    years = await taken(store, topic="merger")
    before, form = await award(store), questions.ending(Kind.CHANGE)
    await years.does(years.lead, "rule", 1, form, verdict="succeeded", new_name=NEW, new_code=HEIR, heir_change="no")
    async with store.work() as work:
        (one,) = await work.awards.held_by(HEIR)
        assert await work.awards.of_holder(before.holder) == []
        assert await work.awards.number_of(one.id) == HEIR
    assert (one.id, one.name, one.former, one.valid_until) == (before.id, NEW, before.name, before.valid_until)
    assert await texts_owed(store, "affair:1:ruled") == ["affairs.told.change.ruled_succeeded"]
    (mine,) = await years.holder.presses_data("award:mine")
    assert NEW in mine
    assert "发生了什么变化？" in (await years.holder.presses_data("affair:new:change:1"))[0]
    assert "变更〔2026〕1号" in "".join(await file_of(years))


@pytest.mark.article(32)
@pytest.mark.parametrize(
    ("against", "code", "refused"),
    [
        (False, OWN, "承继的必须是另一个单位"),
        (True, HEIR, "这个获奖者还有没有办结的案件"),
    ],
)
async def test_nobody_succeeds_itself_or_a_holder_against_whom_a_case_is_open(
    store: Store, against: bool, code: str, refused: str
) -> None:
    years = await taken(store, topic="merger")
    before = await award(store)
    if against:
        async with store.work() as work:
            about = {"article": 39, "number": "查〔2026〕1号", "award_id": before.id, "opened_by": 1}
            await work.sanctions.open(matter={}, now=years.town.clock.now, **about)
            await work.commit()
    form = questions.ending(Kind.CHANGE)
    said = await years.does(
        years.lead, "rule", 1, form, verdict="succeeded", new_name=NEW, new_code=code, heir_change="no"
    )
    assert refused in "".join(said)
    assert (await award(store), (await years.affair(1)).state) == (before, State.ACKNOWLEDGED)


@pytest.mark.article(40)
async def test_nobody_else_opens_it_and_whoever_has_an_interest_in_the_holder_does_not_either(store: Store) -> None:
    years = await Years.begin(store)
    async with store.work() as work:
        seat = await work.people.meet("telegram", 8, years.town.clock.now, "zh")
        await work.interests.state(seat.person.id, employers=["㐂和乳业"], kin=(), now=years.town.clock.now)
        await work.commit()
    await years.writes(years.holder, "change")
    stranger = years.town.person(STRANGER)
    for press in (
        "affair:open:1",
        "affair:acknowledge:1",
        "affair:file:1:0",
        "affair:none:1",
        "affair:case:1",
        "affair:office",
    ):
        assert (await stranger.presses_data(press))[0].startswith("这件事")
    for press in ("affair:open:1", "affair:none:1", "affair:acknowledge:1", "affair:file:1:0"):
        assert (await years.lead.presses_data(press))[0].startswith("这件事不归您办理"), press
    assert (await years.lead.presses_data("affair:new:higher:1"))[0].startswith("您和这个获奖者有利害关系")
    assert "变更" not in (await years.lead.presses_data("affair:list:change:0"))[0]
    await years.officer.presses_data("affair:open:1")
    assert (await years.officer.presses_data("affair:interest:1"))[0].startswith("已登记回避")
    for press in ("affair:open:1", "affair:note:1"):
        assert (await years.officer.presses_data(press))[0].startswith("这件事不归您办理"), press
    assert (await years.officer.presses_data("affair:new:higher:1"))[0].startswith("您和这个获奖者有利害关系")
    assert "变更〔2026〕1号" not in "".join(await file_of(years))
    assert (await years.holder.presses_data("affair:acknowledge:1"))[0].startswith("这件事已经往前走了")
    assert (await years.clerk.presses_data("affair:list:change:0"))[0].startswith("共1件")


@pytest.mark.article(32)
async def test_a_ruling_that_a_lead_began_is_not_sent_by_who_is_lead_no_more(store: Store) -> None:
    years = await taken(store, topic="merger")
    before = await award(store)
    await years.opens(years.lead, 1)
    await years.lead.presses_data("affair:rule:1")
    filler = Filler(years.lead, questions.ending(Kind.CHANGE), {"verdict": "ended"})
    await filler.fill()
    draft, _ = await draft_of(years.town, years.lead, "affair_end")
    async with store.work() as work:
        seat = await work.people.meet("telegram", years.lead.chat_id, years.town.clock.now, "zh")
        await work.roles.end(seat.person.id, Role.LEAD, years.town.clock.now)
        await work.roles.grant(seat.person.id, Role.OFFICE)
        await work.commit()
    refused = await years.lead.presses_data(f"f:{draft.id}:z")
    assert refused[0].splitlines()[0] == "这件事不归您办理，没有改动任何内容。如有疑问，请联系评委办。"
    assert (await award(store), (await years.affair(1)).state) == (before, State.ACKNOWLEDGED)


@pytest.mark.article(32)
async def test_of_several_that_come_out_of_a_split_one_succeeds_with_its_document_and_its_contact(store: Store) -> None:
    years = await taken(store, topic="split")
    before, form = await award(store), questions.ending(Kind.CHANGE, split=True)
    heir = {"verdict": "succeeded", "new_name": NEW, "new_code": HEIR, "others": "临夏县㐂和冷链有限公司"}
    contact = {"heir_change": "yes", "heir_contact": "马小兰", "heir_phone": "13912345678"}
    await years.does(years.lead, "rule", 1, form, **heir, **contact)
    after = await award(store)
    assert (after.certificate, after.valid_until, after.former) == (before.certificate, before.valid_until, before.name)
    page = "".join(await years.opens(years.lead, 1))
    assert ("临夏县㐂和冷链有限公司" in page, any("📎" in label for label in years.lead.buttons())) == (True, True)
    assert await texts_owed(store, "affair:1:ruled") == ["affairs.told.change.ruled_succeeded"]
    async with store.work() as work:
        (seat,) = await work.holders.of(after.id)
        person = await work.people.get(seat.person_id)
        assert (seat.place, seat.claimed_at, person and person.name) == (1, None, "马小兰")
        assert [seat.person_id for seat in await work.holders.unclaimed()] == [seat.person_id]
    assert NEW not in "".join(await years.holder.presses_data("award:mine"))


@pytest.mark.article(32)
@pytest.mark.article(36)
async def test_a_bar_does_not_vanish_by_a_succession_whenever_it_was_laid(store: Store) -> None:
    years = await taken(store, topic="merger")
    before, form = await award(store), questions.ending(Kind.CHANGE)
    today = years.town.clock.now.date()
    async with store.work() as work:
        number = await work.awards.number_of(before.id) or ""
        await bar(work, number, today - timedelta(days=30), today + timedelta(days=10), 1)
        await work.commit()
    await years.does(years.lead, "rule", 1, form, verdict="succeeded", new_name=NEW, new_code=HEIR, heir_change="no")
    async with store.work() as work:
        for there, day in ((True, today + timedelta(days=10)), (False, today + timedelta(days=11))):
            assert [await work.bars.on(one, day) is not None for one in (number, HEIR)] == [there, there]
        await bar(work, number, today + timedelta(days=20), today + timedelta(days=30), 2)  # comes to light later
        assert [await work.bars.on(HEIR, today + timedelta(days=days)) is not None for days in (19, 20, 30, 31)] == [
            False,
            True,
            True,
            False,
        ]


async def bar(work: Work, number: str, from_on: date, until_on: date, case: int) -> None:
    """A bar on this number, whose case is closed."""
    about = {"article": 36, "number": f"2026-{case:03}", "holder": work.bars.holder(number), "opened_by": 1}
    opened = await work.sanctions.open(
        matter={"name": "某单位", "facts": ""}, now=datetime(2026, 7, 1, tzinfo=UTC), state="closed", **about
    )
    words = {"name": "某单位", "document": "1"}
    days = {"from_on": from_on, "until_on": until_on}
    await work.bars.add(sanction_id=opened.id, holder=work.bars.holder(number), article=36, words=words, **days)
