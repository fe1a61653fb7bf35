"""A town whose applications have come to their notices: who posts, signs and corrects, and what became of the cases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from handlers.engine.floods import Gate
from reminders.planner import plan
from rules.applications.lifecycle import State
from rules.engine.pack import load_pack
from rules.notices.postings import Entry, Notice, NoticeKind, notice
from rules.objections.forms import objection
from rules.people.roles import Role
from rules.reviews.evaluation import Honour
from rules.reviews.meetings import Ballot, Outcome, Vote
from storage.engine.tasks import TaskState
from storage.store import Store
from tests.handlers.applying import Filler, draft_of
from tests.handlers.objecting import Objecting
from tests.rules.every_form import pack
from tests.talking import Someone, Town

UNIT = "market_regulation"
NOW = datetime(2026, 9, 17, 2, 0, tzinfo=UTC)
OVER = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)
"""The working day after the last day of what was posted at NOW."""
NAMES = ("临夏县示例食品有限公司", "临夏县示例建材有限公司", "马小花", "临夏县示例乳业有限公司")
KINDS = ("organisation", "organisation", "individual", "organisation")
PHONE, ADDRESS = "13900001234", "临夏县韩集镇双城村1号"


class Board:
    """Applicants 101 to 104, clerks 200 and 201 of their unit, 300 of another, leads 400 and 410, office 401."""

    CLERK, COLLEAGUE, STRANGER, LEAD, OFFICE, DEPUTY, OBJECTOR = 200, 201, 300, 400, 401, 410, 5

    def __init__(self, store: Store) -> None:
        self.town = Town(store)
        self.town.clock.now = NOW
        self.town.receive.gate = Gate(burst=10_000, monotonic=lambda: 0.0)
        self.ids: dict[int, int] = {}

    @classmethod
    async def open(cls, store: Store, *states: State) -> "Board":
        """The edition's applications stand in these states since 17 September 2026, departments and leaders asked."""
        board = cls(store)
        async with store.work() as work:
            await work.calendar.seed(NOW)
            for chat in (101, 102, 103, 104, 200, 201, 300, 400, 401, 410, 5):
                seat = await work.people.meet("telegram", chat, NOW, "zh")
                await work.people.set_name(seat.person.id, f"某{chat}")
                board.ids[chat] = seat.person.id
            for chat, unit in ((200, UNIT), (201, UNIT), (300, "industry")):
                await work.roles.grant(board.ids[chat], Role.CLERK, unit=unit)
            for chat, role in ((400, Role.LEAD), (410, Role.LEAD), (401, Role.OFFICE)):
                await work.roles.grant(board.ids[chat], role)
            await work.editions.add(
                number=3, year=2026, opens_on=date(2026, 8, 1), closes_on=date(2026, 10, 1), pack="linxia-2023:1"
            )
            for place, state in enumerate(states):
                await board._apply(work, place, state)
            summed = await work.drafts.begin(board.ids[401], "consultation_summary", NOW)
            for subject in ("edition:1", *(f"application:{n + 1}" for n in range(len(states)))):
                await work.consultations.sum_up(subject, draft_id=summed.id, person_id=board.ids[401], now=NOW)
            met = await work.meetings.convene(1, on=NOW.date(), place="会议室", by=board.ids[401], now=NOW)
            for place, state in enumerate(states):
                if state is State.PROPOSED:
                    honour = Honour.NOMINATION if place == 1 else Honour.AWARD
                    ballot = Ballot(3, 3, 0, {Vote.FOR: 3})
                    outcome = Outcome(met.id, place + 1, honour, True, ballot, board.ids[401], NOW)
                    await work.meetings.decide(outcome)
            await work.meetings.close(met.id, draft_id=summed.id, now=NOW)
            await work.commit()
        return board

    async def _apply(self, work: Any, place: int, state: State) -> None:
        person, kind = self.ids[101 + place], KINDS[place]
        draft = await work.drafts.begin(person, kind, NOW, subject="edition:1")
        for key, value in {"phone": PHONE, "address": ADDRESS}.items() if kind == "individual" else ():
            await work.drafts.answer(draft.id, key, value, NOW)
        begun = await work.applications.begin(edition_id=1, kind=kind, person_id=person, draft_id=draft.id, now=NOW)
        sent = {"number": f"2026-000{place + 1}", "name": NAMES[place], "unit": UNIT}
        await work.applications.move(begun, state, NOW, **sent)

    def person(self, chat: int) -> Someone:
        """Somebody of the town, who has read everything so far."""
        someone = self.town.person(chat)
        someone.reads()
        return someone

    async def begins(self, chat: int, kind: NoticeKind) -> list[str]:
        """The person declares no interest and stands in the form."""
        someone = self.person(chat)
        await someone.presses_data(f"notice:new:{kind.value}")
        return await someone.presses_data(f"notice:none:new:{kind.value}")

    async def fills(self, chat: int, **known: Any) -> list[str]:
        """Fill in the form of a notice with the examples and send it; `known` are its facts, and `given` answers."""
        someone, given = self.person(chat), known.pop("given", {})
        given = {"address": "https://www.example.com/gongshi/1", **given}
        answers = {key: value for key, value in given.items() if value is not None}
        await Filler(someone, notice(pack(), known), answers).fill()
        return await self.sends(chat)

    async def sends(self, chat: int) -> list[str]:
        """Send the person's notice."""
        draft, _ = await draft_of(self.town, self.person(chat), "notice")
        return await self.person(chat).presses_data(f"f:{draft.id}:z")

    async def posts(self, chat: int, kind: NoticeKind, **given: str | None) -> list[str]:
        """From the button to the notice that hangs."""
        await self.begins(chat, kind)
        return await self.fills(chat, kind=kind, given=given)

    async def corrects(self, chat: int, one: int = 1, *, posts: bool = True) -> list[str]:
        """A corrected notice is filled in and sent."""
        found = await self.notice(one)
        await self.person(chat).presses_data(f"notice:none:correct:{one}")
        return await self.fills(chat, kind=found.kind, posts=posts, corrects=True)

    async def signs(self, chat: int, one: int = 1) -> list[str]:
        """Somebody who declares no interest signs "no objection"."""
        return await self.person(chat).presses_data(f"notice:clear:{one}")

    async def object(self, **given: str) -> None:
        """The objector objects to the first open notice, against whom `against` says, by place."""
        someone = self.person(self.OBJECTOR)
        await someone.says("/object")
        await someone.presses_data("consent:agree:objection:begin")
        await Objecting(someone, objection(pack()), {"who": "individual", **given}).fill()
        draft, _ = await draft_of(self.town, someone, "objection")
        await someone.presses_data(f"f:{draft.id}:z")

    async def state(self, application_id: int) -> State:
        """Where an application is."""
        async with self.town.store.work() as work:
            found = await work.applications.get(application_id)
        assert found is not None
        return found.state

    async def states(self) -> list[State]:
        """Where all of them are, in their order."""
        async with self.town.store.work() as work:
            return [one.state for one in (await work.applications.of_edition(1))[::-1]]

    async def notice(self, one: int = 1) -> Notice:
        """A posted notice."""
        async with self.town.store.work() as work:
            found = await work.notices.get(one)
        assert found is not None
        return found

    async def entries(self, one: int = 1) -> list[Entry]:
        """The list of a notice."""
        async with self.town.store.work() as work:
            return await work.notices.entries(one)

    async def marks(self, one: int = 1) -> str:
        """A sign for each entry of a notice: c is cleared, s is struck, o is open."""
        return "".join("s" if e.struck_at else "c" if e.cleared_at else "o" for e in await self.entries(one))

    async def tasks(self, subject: str) -> list[tuple[str, str, str | None, date | None]]:
        """The open tasks about something: kind, role, unit, last day."""
        async with self.town.store.work() as work:
            found = [task for task in await work.tasks.of(subject) if task.state is TaskState.OPEN]
        return [(task.kind, task.role.value, task.unit, task.due_on) for task in found]

    async def owed(self, chat: int) -> list[str]:
        """The sentences owed to somebody."""
        async with self.town.store.work() as work:
            return [one.text for one in await work.outbox.of(self.ids[chat])]

    async def plans(self) -> None:
        """One look of the planner."""
        await plan(self.town.store, load_pack(), self.town.clock.now)

    def later(self, **delta: int) -> None:
        """The clock moves on."""
        self.town.clock.now += timedelta(**delta)
