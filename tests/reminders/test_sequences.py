"""Whatever happens in whatever order, what was sent in the end is what a plain model says: nothing twice, nothing lost.

The clock is moved to and fro, planners are broken off, run twice and side by side, deliveries too, reports come in, the
calendar changes. Ten thousand such stories with `LONG=1 scripts/test tests/reminders/test_sequences.py`.
"""

import asyncio
import contextlib
import os
from collections.abc import Coroutine, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

from reminders.delivery import Delivery
from reminders.letters import Letter, Parked
from reminders.planner import plan
from reminders.posting import Routes
from rules.people.roles import Channel
from storage.database.seals import Keys
from storage.engine.owed import OwedState
from storage.schema import metadata
from storage.store import Store
from storage.work import Work
from tests.reminders.mail import DAY, HOUR, PACK, Office, at
from tests.reminders.plain import HOLDERS, WITH_NOTICE, Model, is_night, morning

EXAMPLES = 10_000 if "LONG" in os.environ else 30
LEASE_OVER = timedelta(minutes=3)
BEGINS = at(date(2027, 6, 20))
COUNT_LETTERS = "SELECT count(*) FROM steps WHERE ladder LIKE 'letter:%'"


def reaches(table: Table, name: str) -> bool:
    """Whether its rows hang on rows of that table, or are they."""
    others = {key.column.table for key in table.foreign_keys} - {table}
    return table.name == name or any(reaches(one, name) for one in others)


TABLES = ("outbox", *(one.name for one in reversed(metadata.sorted_tables) if reaches(one, "awards")), "steps")
WAIT = st.tuples(st.just("wait"), st.sampled_from([11 * DAY, 3 * DAY, 26 * DAY, DAY, 7 * HOUR, HOUR]))
JUMP = st.tuples(st.just("wait"), st.sampled_from([2 * HOUR, -2 * HOUR, -DAY, -9 * DAY, 400 * DAY, -400 * DAY]))
PLAN = st.tuples(st.sampled_from(["plan", "plan twice", "two planners"]))
DELIVER = st.tuples(st.sampled_from(["deliver", "two deliveries"]))
BREAK_OFF = st.tuples(st.sampled_from(["planner breaks off", "delivery breaks off"]), st.integers(0, 40))
REPORT = st.tuples(st.just("report comes"), st.sampled_from(HOLDERS))
NOTICE = st.tuples(st.just("notice comes"))
STORY = st.lists(
    st.one_of(WAIT, PLAN, DELIVER, WAIT, PLAN, BREAK_OFF, WAIT, PLAN, JUMP, REPORT, NOTICE), min_size=6, max_size=24
)


class Letterbox:
    """A channel that is part of the database, and whose letters nobody sweeps away."""

    letters = count()

    async def keep(self, work: Work, channel: Channel, letter: Letter | Parked) -> None:
        await work.steps.tell(f"letter:{channel.chat_id}:{next(self.letters)}", BEGINS.date(), BEGINS)

    async def release(self, kept: None) -> None:
        pass


class Tale:
    """One story, told to the service and to the model at once."""

    def __init__(self, store: Store) -> None:
        self.store, self.office, self.model, self.now = store, Office(store), Model(), BEGINS
        self.deliveries = [self.delivery(), self.delivery()]

    def delivery(self) -> Delivery:
        """One that has just started, and remembers nothing."""
        return Delivery(self.store, PACK, Routes(keepers={"web": Letterbox()}, senders={}), lambda: self.now)

    async def begin(self) -> None:
        async with self.store.work() as work:
            for table in TABLES:
                await work.awards._db.exec_driver_sql(f"DELETE FROM {table}")
            await work.calendar.enter(2027, "", [], [], BEGINS)  # not confirmed: as if it were not there
            await work.commit()
        for holder in HOLDERS:
            person = await self.office.person(100 + holder, bot="web")
            await self.office.holder(holder, person, decided_on=date(2026, 9, 28), now=at(date(2027, 6, 1)))

    async def go(self, what: str, *more: Any) -> None:
        match what:
            case "wait":
                self.now = max(self.now + more[0], BEGINS)
            case "plan" | "plan twice" | "two planners" | "planner breaks off":
                await self.plans(what, *more)
                self.model.plan(self.now)
            case "deliver" | "two deliveries":
                used = self.deliveries[: 1 + (what == "two deliveries")]
                await asyncio.gather(*(one.deliver_once(self.now) for one in used))
                self.model.deliver(self.now)
            case "delivery breaks off":
                await broken_off(self.delivery().deliver_once(self.now), more[0])
                self.now += LEASE_OVER
                await self.delivery().deliver_once(self.now)
                self.model.deliver(self.now - LEASE_OVER)
                self.model.deliver(self.now)
            case "report comes":
                await self.report(more[0])
            case "notice comes":
                async with self.store.work() as work:
                    await work.calendar.enter(2027, "国办", [date(2027, 8, 2)], [WITH_NOTICE], BEGINS)
                    await work.calendar.confirm(2027, None, BEGINS)
                    await work.commit()
                self.model.last[2027] = WITH_NOTICE

    async def plans(self, what: str, turns: int = 0) -> None:
        if what == "planner breaks off":
            await broken_off(plan(self.store, PACK, self.now), turns)  # and the service starts again
        if what == "plan twice":
            await plan(self.store, PACK, self.now)
        await asyncio.gather(*(plan(self.store, PACK, self.now) for _ in range(1 + (what == "two planners"))))

    async def report(self, holder: int) -> None:
        year = self.model.act(holder)
        if year is None:
            return
        async with self.store.work() as work:
            known = await work.awards.page(limit=9)
            award = next(one for one in known if one.certificate == f"LXQ-{holder}-2026")
            report = await work.assessments.of_year(award.holder, year)
            assert report is not None, (holder, year)
            assert await work.assessments.receive(report.id, None, f"{year}-{holder}", date(year, 7, 1))
            await work.commit()

    async def end(self) -> list[tuple[int, int, str]]:
        """Everything that is still owed is delivered; what was sent of July, and all that was lies in an inbox."""
        noon = at((max([self.now, *self.model.owed.values()]) + 2 * DAY).date())
        for now in (noon, noon + LEASE_OVER):
            await self.deliveries[0].deliver_once(now)
            self.model.deliver(now)
        async with self.store.work() as work:
            owed = await work.outbox.page(limit=999)
            awards = {one.id: int(one.certificate.split("-")[1]) for one in await work.awards.page(limit=9)}
            letters = (await work.awards._db.exec_driver_sql(COUNT_LETTERS)).scalar_one()
        assert {one.state for one in owed} <= {OwedState.SENT, OwedState.DROPPED}
        sent = [one.key.split(":") for one in owed if one.state is OwedState.SENT]
        assert letters == len(sent)
        return sorted((awards[int(key[2][6:])], int(key[1]), key[3]) for key in sent if key[0] == "self-assessment")


async def broken_off(work: Coroutine[Any, Any, object], after: int) -> None:
    """Let it run for so many turns of the loop, and no longer."""
    task = asyncio.ensure_future(work)
    for _ in range(after):
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple["asyncio.Runner", Store]]:
    """One database for all stories: each begins by emptying it."""
    folder: Path = tmp_path_factory.mktemp("sequences")
    with asyncio.Runner() as runner:
        store = runner.run(Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), folder, create=True))
        yield runner, store
        runner.run(store.close())


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=STORY)
@example(story=[("plan",), ("notice comes",), ("plan",), ("deliver",)])
@example(story=[("wait", 400 * DAY), ("plan",), ("wait", -396 * DAY), ("plan",), ("wait", 26 * DAY), ("plan",)])
@example(story=[("wait", 26 * DAY), ("two planners",), ("report comes", 1), ("two deliveries",)])
def test_whatever_happens_what_was_sent_is_what_was_due(
    running: tuple["asyncio.Runner", Store], story: list[tuple[Any, ...]]
) -> None:
    runner, store = running

    async def told() -> None:
        tale = Tale(store)
        await tale.begin()
        for what in story:
            await tale.go(*what)
        sent = await tale.end()
        assert sent == sorted(tale.model.sent)

    runner.run(told())


@pytest.mark.parametrize(("hour", "night", "until"), [(7, True, 8), (8, False, 8), (20, False, 20), (21, True, 32)])
def test_the_models_own_night_is_from_nine_to_eight(hour: int, night: bool, until: int) -> None:
    now = at(date(2027, 7, 1), hour)
    assert (is_night(now), morning(now)) == (night, now + (until - hour) * HOUR)
