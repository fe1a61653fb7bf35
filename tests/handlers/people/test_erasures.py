"""A person asks for erasure, the office decides, and what was erased is in no place any more (PIPL Art. 47)."""

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select

from reminders.planner import plan
from rules.engine.pack import load_pack
from storage.schema import metadata
from storage.store import Store
from tests.handlers.objecting import NUMBER, PHONE, Case
from tests.handlers.towns import begin, guides
from tests.storage import unsealed
from tests.talking import Town

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
NAME, ADDRESS, FACTS = "欧阳种子", "临夏县只此一处村9社", "我亲眼看到的事实种子：该公司去年八月被处罚过。"
WORDS = (NAME, ADDRESS, FACTS, PHONE, NUMBER)
OTHER = "别人的名字不动"
COUNTED = ("applications", "objections", "editions", "notices", "roles")


async def asked(store: Store) -> Case:
    """Somebody objected, the office read who it is, the objection was taken back, and erasure is asked for."""
    case = await Case.open(store)
    await case.object(name=NAME, address=ADDRESS, facts=FACTS)
    async with store.work() as work:
        await work.people.set_name(case.ids[5], NAME)
        await work.people.set_phone(case.ids[5], PHONE)
        await work.people.set_name(case.ids[6], OTHER)
        await work.inbox.add(77, f'{{"text": "他的电话：{PHONE}"}}', at=case.town.clock.now)  # an officer's, on the web
        await work.commit()
    await case.opens()
    await case.office.presses_data("objection:field:1:4")
    await case.says_all(case.office, "objection_reason", "打电话核实证据来源")
    return case


async def ended(case: Case) -> None:
    await case.objector.presses_data("objection:withdraw:1")
    await case.objector.presses_data("objection:gone:1")


async def asks(case: Case) -> None:
    await case.objector.presses_data("erasure:begin")
    await case.objector.presses("向评委办")


async def counts(store: Store) -> Mapping[str, int]:
    async with store.work() as work:
        db = work.rotation._db
        return {
            name: (await db.execute(select(func.count()).select_from(metadata.tables[name]))).scalar_one()
            for name in COUNTED
        }


async def delivered(case: Case) -> None:
    """Everything owed has arrived."""
    async with case.town.store.work() as work:
        while due := await work.outbox.due(case.town.clock.now, 50):
            for owed in due:
                await work.outbox.sent(owed.id, case.town.clock.now, proof="1", channel_id=None)
        await work.commit()


async def test_everything_is_gone_from_every_place_and_the_proof_says_how_much(store: Store) -> None:
    case = await asked(store)
    await ended(case)
    await asks(case)
    before, rows = await unsealed.plain(store), await counts(store)
    assert [word for word in WORDS if word not in before] == []  # it could be found
    sealed = await unsealed.closed(store, than=60)
    office, one = case.person(901), case.ids[5]
    page = await office.presses_data(f"erasure:see:{one}")
    assert "已办结、可以删除的事项：YY2026-001" in page[0].splitlines()
    await office.presses("删除全部")
    done = await office.presses("确定删除")
    after = await unsealed.plain(store)
    assert ([word for word in WORDS if word in after], OTHER in after) == ([], True)
    gone = sealed - await unsealed.closed(store, than=60)
    raw = unsealed.raw(store.folder)
    assert (len(gone) > 5, [field for field in gone if field in raw]) == (True, [])
    assert await counts(store) == rows
    async with store.work() as work:
        entries = [entry for entry in await work.journal.of(f"person:{one}") if entry.act == "erased"]
        assert await work.journal.verify() is None
    ((entry,),) = (entries,)
    assert f"日志第{entry.id}条，{entry.hash[:16]}…" in done[0]
    assert (entry.details["why"], entry.details["files"] > 1, entry.details["messages"] > 1) == ("asked", True, True)
    proof = (await case.owed(5))[-1]
    assert (proof.text, proof.values["entry"], proof.values["hash"]) == (
        "personal.told_erased",
        entry.id,
        entry.hash[:16],
    )
    assert "已经处理过" in (await office.presses_data(f"erasure:erase:{one}:all"))[0]


async def test_once_the_proof_has_arrived_nobody_knows_any_more_where_the_person_is(store: Store) -> None:
    case = await asked(store)
    await ended(case)
    await asks(case)
    await case.person(901).presses_data(f"erasure:erase:{case.ids[5]}:all")
    await plan(store, load_pack(), case.town.clock.now)
    async with store.work() as work:
        assert len(await work.channels.of(case.ids[5])) == 1  # the proof is on its way
    await delivered(case)
    await plan(store, load_pack(), case.town.clock.now)
    async with store.work() as work:
        assert await work.channels.of(case.ids[5]) == []
        assert len(await work.channels.of(case.ids[6])) == 1


async def test_while_a_case_is_under_way_it_stays_and_the_person_is_told_why(store: Store) -> None:
    case = await asked(store)
    await asks(case)
    page = await case.person(901).presses_data(f"erasure:see:{case.ids[5]}")
    assert "须继续保存的：有事项正在办理" in page[0].splitlines()
    assert "🗑 删除全部，包括已办结的事项" not in case.office.buttons()
    await case.office.presses("暂时都不能删除")
    told = (await case.owed(5))[-1]
    assert (told.text, [one.key for one in told.values["stays"]]) == (
        "personal.told_kept",
        ["personal.stays.running"],
    )
    assert [word for word in WORDS if word not in await unsealed.plain(store)] == []


async def test_ended_cases_can_stay_until_their_time_while_the_rest_goes(store: Store) -> None:
    case = await asked(store)
    await ended(case)
    await asks(case)
    await case.person(901).presses_data(f"erasure:erase:{case.ids[5]}:rest")
    told = (await case.owed(5))[-1]
    assert [one.key for one in told.values["stays"]] == ["personal.stays.cases"]
    assert [word for word in WORDS if word not in await unsealed.plain(store)] == []


async def test_nobody_but_the_office_decides_and_only_on_a_request(store: Store) -> None:
    case = await asked(store)
    await ended(case)
    for press in ("see", "sure", "erase", "retain"):
        gone = f"erasure:{press}:{case.ids[5]}"
        assert "已经处理过" in (await case.person(901).presses_data(gone))[0], press
    await asks(case)
    for press in ("see", "sure", "erase", "retain"):
        assert "不归您办理" in (await case.person(903).presses_data(f"erasure:{press}:{case.ids[5]}"))[0], press


async def test_a_request_is_a_task_of_the_office_once(store: Store) -> None:
    case = await asked(store)
    for _ in range(2):
        await case.objector.presses_data("erasure:begin")
        assert "2026年10月14日" in (await case.objector.presses("向评委办"))[0]
    async with store.work() as work:
        (task,) = await work.tasks.of(f"person:{case.ids[5]}")
    assert (task.kind, task.role.value) == ("erasure", "office")


async def test_open_drafts_are_deleted_at_once(store: Store) -> None:
    town = Town(store, guides=guides())
    someone = town.person(1)
    await someone.says("/start")
    draft = await begin(town, 1)
    await someone.presses_data(f"f:{draft}:g")
    await someone.says("兴盛公司")
    await someone.says("/mydata")
    await someone.presses("申请删除")
    assert "没有发送的表：0份" in (await someone.presses("马上删除"))[0]
    async with store.work() as work:
        assert await work.drafts.answers(draft) == {}
        assert [entry.act for entry in await work.journal.of(f"draft:{draft}")] == []
