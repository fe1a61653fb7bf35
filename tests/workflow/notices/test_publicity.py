"""No notice is closed before its end, whatever is done and however clock and calendar move (Art. 15, 17, 21-23)."""

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rules.applications.lifecycle import State
from rules.engine.calendar import OFFICE_ZONE, office_day
from rules.engine.refusals import Refusal
from rules.objections.cases import State as Objecting
from storage.database.seals import Keys
from storage.database.values import Say
from storage.store import Store
from storage.work import Work
from tests.handlers.publishing import NOW, Board
from tests.workflow.desks import desk_of
from workflow.applications.cases import advance
from workflow.notices.drafts import begin_notice
from workflow.notices.postings import correct_notice, correcting, post_notice
from workflow.notices.signings import sign_no_objection
from workflow.office.recounts import changed, recount

DAY = timedelta(days=1)
DECEMBER = datetime(2026, 12, 24, 3, tzinfo=OFFICE_ZONE)
"""Five working days later is a year without a notice."""
WORDS = {
    "title": "受理名单公示",
    "text": "现将受理名单予以公示。",
    "place": "公示栏",
    "address": "https://www.example.com/gongshi/1",
}
Step = tuple[str, int]
STEPS = st.one_of(
    st.tuples(st.just("days"), st.integers(0, 6)),
    st.tuples(st.just("hours"), st.integers(1, 20)),
    st.tuples(st.sampled_from(["sign", "correct", "settle", "year", "back"]), st.just(0)),
    st.tuples(st.sampled_from(["object", "withdraw", "strike"]), st.integers(1, 3)),
    st.tuples(st.sampled_from(["off", "worked"]), st.integers(0, 9)),
)


class Tale:
    """Three applications on an acceptance list, posted at a moment; each step is one Work, undone when it is refused.

    `cleared` are the entries that were cleared, each seen at the step that did it.
    """

    def __init__(self, board: Board) -> None:
        self.board = board
        self.seen: set[tuple[int, int]] = set()

    @property
    def now(self) -> datetime:
        return self.board.town.clock.now

    async def tell(self, steps: Sequence[Step]) -> None:
        await self.act(self.post)
        for name, number in steps:
            self.board.later(minutes=1)  # nobody does two things in one moment
            if name in ("days", "hours"):
                self.board.later(**{name: number})
            else:
                await self.act(getattr(self, name), number)
            await self.look()

    async def act(self, step: Any, *numbers: int) -> None:
        with suppress(Refusal):
            async with self.board.town.store.work() as work:
                await step(work, *numbers)
                await work.commit()

    async def post(self, work: Work) -> None:
        desk = await desk_of(work, Board.LEAD, self.now)
        for one in (1, 2, 3):
            for chat in (Board.LEAD, Board.OFFICE):
                await work.recusals.declare(self.board.ids[chat], f"application:{one}", interest=False, now=self.now)
        draft = await begin_notice(desk, "acceptance", WORDS)
        await post_notice(desk, draft, WORDS)

    async def sign(self, work: Work, _: int) -> None:
        await sign_no_objection(await desk_of(work, Board.OFFICE, self.now), (await work.notices.newest(limit=1))[0].id)

    async def back(self, work: Work, _: int) -> None:
        """Somebody signs what was corrected since, or what was signed before."""
        await sign_no_objection(await desk_of(work, Board.OFFICE, self.now), 1)

    async def correct(self, work: Work, _: int) -> None:
        desk, (old, *_rest) = await desk_of(work, Board.LEAD, self.now), await work.notices.newest(limit=1)
        draft = await begin_notice(desk, correcting(old), WORDS)
        await correct_notice(desk, draft, {**WORDS, "reason": "名单有变化"})

    async def withdraw(self, work: Work, one: int) -> None:
        await self._take(work, 100 + one, one, "withdraw")

    async def strike(self, work: Work, one: int) -> None:
        await self._take(work, Board.LEAD, one, "strike")

    async def _take(self, work: Work, chat: int, one: int, act: str) -> None:
        application = await work.applications.get(one)
        assert application is not None
        await advance(await desk_of(work, chat, self.now), application, act)

    async def object(self, work: Work, one: int) -> None:
        draft = await work.drafts.begin(self.board.ids[5], "objection", self.now)
        await work.objections.file(
            matter={}, identity=None, number=f"2026-{draft.id}", person_id=self.board.ids[5], draft_id=draft.id,
            who="unit", received_at=self.now, examine_by=office_day(self.now), notice_id=1, application_id=one,
        )  # fmt: skip

    async def settle(self, work: Work, _: int) -> None:
        for one in await work.objections.of_person(self.board.ids[5]):
            await work.objections.move(one, Objecting.WITHDRAWN, self.now)

    async def off(self, work: Work, ahead: int) -> None:
        await work.calendar.add_local(office_day(self.now) + ahead * DAY)
        await self._recount(work)

    async def worked(self, work: Work, ahead: int) -> None:
        await work.calendar.remove_local(office_day(self.now) + ahead * DAY)
        await self._recount(work)

    async def year(self, work: Work, _: int) -> None:
        await work.calendar.enter(
            2027, "国办发明电", [date(2027, 1, 1), date(2027, 2, 8)], [date(2027, 1, 3)], self.now
        )
        await work.calendar.confirm(2027, None, self.now)
        await self._recount(work)

    async def _recount(self, work: Work) -> None:
        found = await changed(work, await work.calendar.load())
        await recount(work, found, self.now, mark=f"{self.now}", why=Say("calendars.why.caught_up"))

    async def look(self) -> None:
        """What was cleared in this step hung five working days, as the calendar knows them, and is held by nobody."""
        async with self.board.town.store.work() as work:
            calendar, today = await work.calendar.load(), office_day(self.now)
            going = {one.id: one.state for one in await work.applications.of_edition(1)}
            for notice in [one for n in range(1, 9) if (one := await work.notices.get(n))]:
                for entry in await work.notices.entries(notice.id):
                    here = (notice.id, entry.place)
                    if entry.cleared_at is None or here in self.seen:
                        continue
                    self.seen.add(here)
                    if entry.cleared_at < self.now:  # it had gone on before the correction
                        assert notice.replaces_id is not None
                        assert going[entry.application_id or 0] is not State.ACCEPTANCE_NOTICE
                        continue
                    assert notice.last_day < today
                    assert not notice.provisional
                    hung = [notice.posted_on + n * DAY for n in range(1, (today - notice.posted_on).days)]
                    assert sum(map(calendar.is_working, hung)) >= 5
                    objections = await work.objections.of_application(entry.application_id or 0)
                    assert {one.state for one in objections} <= {Objecting.WITHDRAWN}
            on = {State.DEFENCE, State.ON_SITE}
            passed = {e.application_id for n in {n for n, _ in self.seen} for e in await work.notices.entries(n)}
            assert {one for one, state in going.items() if state in on} <= passed


async def told(steps: Sequence[Step], start: datetime) -> Tale:
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), Path(folder), create=True)
        try:
            board = await Board.open(store, State.LISTED, State.LISTED, State.LISTED)
            board.town.clock.now = start
            tale = Tale(board)
            await tale.tell(steps)
            return tale
        finally:
            await store.close()


@pytest.mark.article(15, 17, 21)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(STEPS, min_size=4, max_size=14),
    start=st.sampled_from([NOW, datetime(2026, 9, 24, 23, 59, tzinfo=OFFICE_ZONE), DECEMBER]),
)
@example(steps=[("days", 1), ("days", 6), ("sign", 0), ("correct", 0)], start=NOW)
@example(steps=[("days", 6), ("sign", 0), ("hours", 20), ("sign", 0)], start=NOW)
@example(steps=[("days", 6), ("off", 0), ("sign", 0), ("days", 2), ("worked", 0), ("sign", 0)], start=NOW)
@example(steps=[("days", 6)] * 3 + [("sign", 0), ("year", 0), ("sign", 0)], start=DECEMBER)
async def test_no_notice_is_ever_closed_before_its_end(steps: list[Step], start: datetime) -> None:
    await told(steps, start)


@pytest.mark.article(17)
@pytest.mark.parametrize(
    ("start", "steps", "cleared"),
    [
        (NOW, [("days", 6), ("sign", 0)], 0),
        (NOW, [("days", 6), ("hours", 20), ("sign", 0)], 3),
        (NOW, [("days", 6), ("off", 0), ("hours", 20), ("sign", 0)], 0),
        (NOW, [("object", 2), ("days", 6), ("days", 1), ("sign", 0), ("settle", 0), ("sign", 0)], 3),
        (NOW, [("object", 2), ("days", 6), ("days", 1), ("sign", 0)], 2),
        (NOW, [("days", 4), ("correct", 0), ("days", 4), ("sign", 0), ("back", 0)], 0),
        (DECEMBER, [("days", 6)] * 4 + [("sign", 0)], 0),
        (DECEMBER, [("days", 6)] * 4 + [("year", 0), ("sign", 0)], 3),
    ],
)
async def test_the_tales_do_come_to_signing(start: datetime, steps: list[Step], cleared: int) -> None:
    assert len((await told(steps, start)).seen) == cleared
