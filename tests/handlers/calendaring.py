"""An office whose deadlines run into a year without its notice, and what became of them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from rules.people.roles import Role
from storage.engine.owed import Owed
from storage.store import Store
from tests.handlers.applying import draft_of
from tests.handlers.objecting import Case
from tests.talking import Someone
from texts import say

NOW = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
OBJECTOR, LEAD, OFFICE, SECOND, CLERK, APPLICANT = 5, 900, 901, 902, 903, 100


def said(owed: Iterable[Owed]) -> list[str]:
    return [say("zh", one.text, **one.values) for one in owed]


class Calendaring:
    """On Monday 28 December 2026 an objection runs, and with it the notice that it is against."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.town = case.town
        self.office, self.second = case.person(OFFICE), case.person(SECOND)

    @classmethod
    async def open(cls, store: Store) -> "Calendaring":
        case = await Case.open(store, last_day=date(2027, 1, 1))
        case.town.clock.now = NOW
        async with store.work() as work:
            for chat, name in ((LEAD, "马主任"), (OFFICE, "李科员"), (SECOND, "丁科员")):
                await work.people.set_name(case.ids[chat], name)
            hung = (await work.calendar.load()).after(date(2026, 12, 25), 5)
            await work.deadlines.set("notice:1", "notice", hung, NOW)
            await work.commit()
        await case.object()
        return cls(case)

    def person(self, chat: int) -> Someone:
        return self.case.person(chat)

    async def pastes(self, text: str, *, by: Someone | None = None) -> list[str]:
        """Somebody pastes a notice and sends it; returns what is read."""
        someone = by or self.office
        await someone.presses_data("calendar:paste")
        await someone.says(text)
        return await self._sends(someone, "holiday_notice")

    async def gives_days(self, days: str, name: str) -> list[str]:
        await self.office.presses_data("calendar:local")
        await self.office.says(days)
        await self.office.says(name)
        return await self._sends(self.office, "local_days")

    async def _sends(self, someone: Someone, form: str) -> list[str]:
        draft, _ = await draft_of(self.town, someone, form)
        return await someone.presses_data(f"f:{draft.id}:z")

    async def owed(self, chat: int, prefix: str) -> list[Owed]:
        return [one for one in await self.case.owed(chat) if one.key.startswith(prefix)]

    async def clocks(self) -> dict[str, tuple[date, bool]]:
        """The running deadlines: their last day, and whether it is provisional."""
        async with self.town.store.work() as work:
            return {
                f"{one.subject}:{one.kind}": (one.count.last, one.count.provisional)
                for one in await work.deadlines.running()
            }

    async def many(self, count: int) -> None:
        """As many deadlines more of the office, each with its task."""
        async with self.town.store.work() as work:
            calendar = await work.calendar.load()
            for place in range(count):
                subject, counted = f"visit:{place}", calendar.after(date(2026, 12, 28), 5)
                await work.deadlines.set(subject, "visit", counted, NOW)
                task: dict[str, Any] = {"now": NOW, "due_on": counted.last}
                await work.tasks.assign(f"{subject}:visit", "visit", subject, Role.OFFICE, **task)
            await work.commit()
