"""Deadlines that run into a year whose notice is lacking, the people at them, and how the year is learnt of."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from rules.engine.calendar import Count
from rules.notices.postings import NoticeKind, NoticeLine
from rules.objections.cases import Objection
from rules.people.roles import Role
from storage.engine.calendar import ProposalKind
from storage.store import Store
from storage.work import Work
from tests.rules.holiday_texts import NEXT_YEAR
from texts import say
from workflow.office.calendars import enter, put_in_force

NOW = datetime(2026, 12, 28, 2, tzinfo=UTC)
INTO_2027 = date(2026, 12, 24)
"""Five working days on: 31 December while 2027 is unknown, Sunday 3 January by its notice."""
IN_2027 = date(2027, 1, 1)
"""Five working days on: 8 January while 2027 is unknown, 7 January by its notice, which has a Sunday worked."""


@dataclass
class Desks:
    """The people of a store, and what they are told."""

    store: Store
    ids: dict[str, int] = field(default_factory=dict)

    @classmethod
    async def open(cls, store: Store) -> "Desks":
        desks = cls(store)
        async with store.work() as work:
            await work.calendar.seed(NOW)
            for name in ("objector", "applicant", "officer", "second", "clerk"):
                desks.ids[name] = (await work.people.add(NOW, "zh")).id
            await work.roles.grant(desks.ids["officer"], Role.OFFICE)
            await work.roles.grant(desks.ids["second"], Role.LEAD)
            await work.roles.grant(desks.ids["clerk"], Role.CLERK, unit="industry")
            await work.commit()
        return desks

    async def run(self, subject: str, kind: str, start: date, *, task: str = "", **given: Any) -> Count:
        """A deadline of five working days, and the task that is due on its day."""
        async with self.store.work() as work:
            count = (await work.calendar.load()).after(start, 5)
            await work.deadlines.set(subject, kind, count, NOW)
            if task:
                role = given.pop("role", Role.OFFICE)
                await work.tasks.assign(f"{subject}:{task}", task, subject, role, now=NOW, due_on=count.last, **given)
            await work.commit()
        return count

    async def learn(self, text: str = NEXT_YEAR) -> int:
        """A year's notice is entered by one and confirmed by the other; how many deadlines were counted anew."""
        async with self.store.work() as work:
            proposal = await enter(work, ProposalKind.YEAR, text, NOW, by=self.ids["officer"])
            count = await put_in_force(work, proposal, NOW, by=self.ids["second"])
            await work.commit()
        return count

    async def told(self, name: str) -> list[str]:
        async with self.store.work() as work:
            owed = await work.outbox.of(self.ids[name])
        return [say("zh", one.text, **one.values) for one in owed if one.key.startswith("recount:")]

    async def count(self, subject: str, kind: str) -> Count:
        async with self.store.work() as work:
            deadline = await work.deadlines.get(subject, kind)
        assert deadline is not None
        return deadline.count

    async def due(self, subject: str) -> list[date | None]:
        async with self.store.work() as work:
            return [task.due_on for task in await work.tasks.of(subject)]

    async def objection(self, **given: Any) -> int:
        """An objection to notice 1, whose examination is due on the last of December."""
        async with self.store.work() as work:
            draft = await work.drafts.begin(self.ids["objector"], "objection", NOW)
            kept: dict[str, Any] = {"number": "2026-001", "person_id": self.ids["objector"], "draft_id": draft.id}
            kept |= {"who": "individual", "received_at": NOW, "examine_by": date(2026, 12, 31), **given}
            made: Objection = await work.objections.file(matter={"facts": "不实"}, identity=None, **kept)
            await work.commit()
        return made.id

    async def the_objection(self) -> Objection:
        async with self.store.work() as work:
            found = await work.objections.get(1)
        assert found is not None
        return found

    async def notice(self, last_day: date) -> None:
        """Notice 1 of an application of `applicant`, which was posted on 24 December."""
        async with self.store.work() as work:
            edition = await work.editions.add(
                number=3, year=2026, opens_on=date(2026, 8, 1), closes_on=date(2026, 10, 1), pack="linxia-2023"
            )
            assert edition is not None
            application = await self.application(work, edition.id)
            await work.notices.post(
                kind=NoticeKind.UNIT,
                lines=(NoticeLine("示例", application),),
                edition_id=edition.id,
                number="2026-001",
                title="初审名单公示",
                text="予以公示。",
                place="公示栏",
                posted_on=INTO_2027,
                last_day=last_day,
                provisional=True,
                unit="industry",
            )
            await work.commit()

    async def application(self, work: Work, edition_id: int) -> int:
        draft = await work.drafts.begin(self.ids["applicant"], "organisation", NOW)
        begun = await work.applications.begin(
            edition_id=edition_id, kind="organisation", person_id=self.ids["applicant"], draft_id=draft.id, now=NOW
        )
        await work.applications.move(begun, begun.state, NOW, number="2026-0001", name="示例", unit="industry")
        await work.supplements.ask(
            begun.id, ["报告"], now=NOW, asked_by=self.ids["clerk"], due=date(2026, 12, 31), draft_id=draft.id
        )
        return begun.id


def day_of(one: Objection, kind: str) -> date | None:
    return {"objection_examination": one.examine_by, "completion": one.complete_by, "confirmation": one.confirm_by}[
        kind
    ]
