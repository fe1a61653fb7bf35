"""Tasks are given once, seen by those who may do them, and done once."""

from datetime import UTC, date, datetime
from typing import Any

from rules.people.roles import Membership, Role
from storage.engine.tasks import Task, TaskState
from storage.store import Store

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


async def _people(store: Store) -> list[int]:
    async with store.work() as work:
        met = [(await work.people.meet("telegram", chat, NOW, "zh")).person.id for chat in range(2)]
        await work.commit()
        return met


async def _assign(store: Store, key: str, role: Role = Role.OFFICE, **task: Any) -> bool:
    async with store.work() as work:
        given = await work.tasks.assign(key, "examine", "objection:3", role, now=NOW, **task)
        await work.commit()
        return given


async def test_a_task_is_given_once(store: Store) -> None:
    assert [await _assign(store, "k", due_on=date(2026, 7, 8)) for _ in range(2)] == [True, False]
    async with store.work() as work:
        (task,) = await work.tasks.of("objection:3")
    due = date(2026, 7, 8)
    assert task == Task(
        task.id, "k", "examine", "objection:3", Role.OFFICE, None, None, due, NOW, TaskState.OPEN, None, None
    )


async def test_people_see_their_own_tasks_and_their_roles(store: Store) -> None:
    me, other = await _people(store)
    await _assign(store, "mine", person_id=me)
    await _assign(store, "others", person_id=other)
    await _assign(store, "office")
    await _assign(store, "lead", Role.LEAD)
    await _assign(store, "unit-a", Role.CLERK, unit="a")
    await _assign(store, "unit-b", Role.CLERK, unit="b")
    await _assign(store, "any-clerk", Role.CLERK)
    roles = [Membership(1, me, Role.OFFICE), Membership(2, me, Role.CLERK, "a")]
    async with store.work() as work:
        seen = [task.key for task in await work.tasks.open_for(me, roles)]
        assert [task.key for task in await work.tasks.open_for(me, [])] == ["mine"]
    assert seen == ["mine", "office", "unit-a", "any-clerk"]


async def test_the_earliest_due_comes_first_and_pages_go_on(store: Store) -> None:
    me, _ = await _people(store)
    for key, due in (("never", None), ("late", date(2026, 7, 9)), ("soon", date(2026, 7, 2))):
        await _assign(store, key, person_id=me, due_on=due)
    async with store.work() as work:
        pages = [await work.tasks.open_for(me, [], limit=2, after=after) for after in (0, 2)]
        assert [task.key for task in await work.tasks.open()] == ["soon", "late", "never"]
    assert [[task.key for task in page] for page in pages] == [["soon", "late"], ["never"]]


async def test_tasks_due_by_a_day_are_those_of_the_day_and_before(store: Store) -> None:
    for day in (1, 2, 3):
        await _assign(store, f"k{day}", due_on=date(2026, 7, day))
    async with store.work() as work:
        assert [task.key for task in await work.tasks.open_on(date(2026, 7, 2))] == ["k1", "k2"]


async def test_a_task_is_done_once_and_then_seen_no_more(store: Store) -> None:
    me, _ = await _people(store)
    await _assign(store, "k", person_id=me)
    async with store.work() as work:
        assert [await work.tasks.done("k", NOW, me) for _ in range(2)] == [True, False]
        assert await work.tasks.open_for(me, []) == []
        task = await work.tasks.get("k")
    assert task is not None
    assert (task.state, task.done_at, task.done_by) == (TaskState.DONE, NOW, me)


async def test_dropped_tasks_are_not_open(store: Store) -> None:
    for key in ("objection:1:a", "objection:1:b", "objection:12:a", "other"):
        await _assign(store, key)
    async with store.work() as work:
        assert await work.tasks.drop_prefix("objection:1:", NOW) == 2
        assert await work.tasks.drop("other", NOW) is True
        assert [task.key for task in await work.tasks.open()] == ["objection:12:a"]


async def test_an_open_task_moves_to_another_person_and_day(store: Store) -> None:
    me, other = await _people(store)
    await _assign(store, "k", person_id=me)
    async with store.work() as work:
        assert await work.tasks.reassign("k", other) is True
        assert await work.tasks.move("k", date(2026, 8, 1)) is True
        moved = await work.tasks.get("k")
        await work.tasks.done("k", NOW)
        assert await work.tasks.reassign("k", me) is False
    assert moved is not None
    assert (moved.person_id, moved.due_on) == (other, date(2026, 8, 1))
