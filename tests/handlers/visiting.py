"""A town whose defences or sites are to be appointed: the panels are named, nothing was held, nothing is scored."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.applications.lifecycle import ORGANISATION, State
from rules.engine.pack import load_pack
from rules.engine.rubrics import Part
from rules.people.roles import Role
from rules.reviews.assignments import Assignment
from rules.reviews.sheets import OVERALL, SCORE
from rules.reviews.visits import Visit, VisitState
from storage.engine.owed import Owed
from storage.store import Store
from tests.handlers.deciding import LEAD, NOW, OFFICE, REVIEWERS, Chamber
from workflow.applications.replacements import key_of, kind_of
from workflow.reviews.visits import PARTS

HEAD, SECOND, THIRD = REVIEWERS
DAY, HOUR, PLACE = "2026-09-10", "14:30", "县市场监管局三楼会议室"
FOUND: Mapping[str, Any] = {
    "met": "总经理刘建国",
    "matches": "yes",
    "findings": "质量手册现行有效，三个车间都有首件检验记录。",
    "strengths": "班组每天开质量晨会，问题当天闭环。",
    "problems": None,
    "signed": None,
}
WORDS = "材料扎实，数据可靠，改进有闭环。"


class Visiting(Chamber):
    """Each application of an organisation has a panel of so many reviewers; the first of them heads it."""

    @classmethod
    async def begin(
        cls, store: Store, *panels: int, state: State = State.DEFENCE, settings: Mapping[str, int] | None = None
    ) -> "Visiting":
        """One application for each panel, in this state."""
        visiting = cls(store)
        async with store.work() as work:
            await work.calendar.seed(NOW)
            for chat in (LEAD, OFFICE, *REVIEWERS, *range(100, 100 + len(panels))):
                seat = await work.people.meet("telegram", chat, NOW, "zh")
                await work.people.set_name(seat.person.id, f"某{chat}")
                visiting.ids[chat] = seat.person.id
            for chat, role in ((LEAD, Role.LEAD), (OFFICE, Role.OFFICE), *((one, Role.REVIEWER) for one in REVIEWERS)):
                await work.roles.grant(visiting.ids[chat], role)
            window = {"opens_on": date(2026, 6, 1), "closes_on": date(2026, 7, 1)}
            edition = await work.editions.add(
                number=3, year=2026, **window, pack="linxia-2023:1", settings=settings, opened_at=NOW
            )
            assert edition is not None
            visiting.edition = edition.id
            for place, size in enumerate(panels):
                visiting.cases.append(await visiting._applied(work, place, state, size))
            await work.commit()
        return visiting

    async def _applied(self, work: Any, place: int, state: State, size: int) -> int:
        mine, panel = self.ids[100 + place], REVIEWERS[:size]
        draft = await work.drafts.begin(mine, ORGANISATION, NOW, subject=f"edition:{self.edition}")
        name = f"第{place + 1}示例公司"
        await work.drafts.answer(draft.id, "name", name, NOW)
        await work.drafts.send(draft.id, NOW)
        begun = await work.applications.begin(
            edition_id=self.edition, kind=ORGANISATION, person_id=mine, draft_id=draft.id, now=NOW
        )
        sent = {"number": f"2026-{place + 1:04}", "name": name, "unit": "industry", "submitted_at": NOW}
        await work.applications.move(begun, state, NOW, **sent)
        for chat in panel:
            await self._ask(work, begun.id, PARTS[state], chat)
        for chat in (LEAD, OFFICE, *panel):
            await work.recusals.declare(self.ids[chat], f"application:{begun.id}", interest=False, now=NOW)
        return int(begun.id)

    async def _ask(self, work: Any, case: int, part: Part, chat: int) -> None:
        about, reviewer = f"application:{case}", self.ids[chat]
        one = await work.assignments.assign(
            case, part, reviewer, head=chat == HEAD, by=self.ids[OFFICE], now=self.town.clock.now
        )
        due = (await work.calendar.load()).after(NOW.date(), 15).last
        await work.tasks.assign(
            key_of(one), kind_of(part), about, Role.REVIEWER, now=NOW, person_id=reviewer, due_on=due
        )

    async def appoints(self, case: int, day: str = DAY, hour: str = HOUR, *, by: int = OFFICE) -> list[str]:
        """The office appoints the case."""
        office = self.person(by)
        read = await office.presses_data(f"visit:plan:{case}")
        if not office.buttons() or "哪一天" not in "".join(read):
            return read
        for said in (day, hour, PLACE):
            await office.says(said)
        await office.presses("跳过")
        return await office.presses("发送")

    async def held(self, case: int, *, by: int = OFFICE) -> list[str]:
        """The hour comes, and the office records that it was held."""
        visit = (await self.visits(case))[0]
        self.town.clock.now = max(self.town.clock.now, visit.at)
        return await self.person(by).presses_data(f"visit:held:{visit.id}")

    async def missed(self, case: int) -> list[str]:
        """The hour comes, and nobody does."""
        visit = (await self.visits(case))[0]
        self.town.clock.now = max(self.town.clock.now, visit.at)
        office = self.person(OFFICE)
        await office.presses_data(f"visit:missed:{visit.id}")
        await office.says("申报方没有到场，电话联系不上。")
        return await office.presses("发送")

    async def visits(self, case: int) -> list[Visit]:
        """The appointments of the case, the latest first."""
        async with self.town.store.work() as work:
            found = [one for part in PARTS.values() for one in await work.visits.of(case, part)]
        return sorted(found, key=lambda one: -one.id)

    async def states_of(self, case: int) -> list[VisitState]:
        """What became of them."""
        return [one.state for one in await self.visits(case)]

    async def sheets(self, case: int) -> list[Assignment]:
        """The assignments of the case."""
        async with self.town.store.work() as work:
            return await work.assignments.of(case)

    async def fills(self, case: int, chat: int, share: int = 100) -> int:
        """The reviewer's sheet is filled in with so many percent of every criterion's points; the assignment's id."""
        async with self.town.store.work() as work:
            (one,) = [each for each in await work.assignments.of(case) if each.person_id == self.ids[chat]]
            draft = await work.drafts.begin(one.person_id, "sheet", NOW, subject=f"assignment:{one.id}")
            given: dict[str, object] = {
                f"{SCORE}{each.key}": str(each.points * share // 100) for each in load_pack().rubric_organisation
            }
            for key, value in {**given, "remarks": "no", OVERALL: WORDS}.items():
                await work.drafts.answer(draft.id, key, value, NOW)
            await work.assignments.begin_sheet(one.id, draft.id)
            await work.commit()
        return one.id

    async def scored(self, case: int, share: int = 100, *chats: int) -> None:
        """The reviewers lock their sheets."""
        for chat in chats or REVIEWERS:
            await self.person(chat).presses_data(f"sheet:lock:{await self.fills(case, chat, share)}")

    async def messages(self, chat: int) -> list[Owed]:
        """What is owed to somebody."""
        async with self.town.store.work() as work:
            return await work.outbox.of(self.ids[chat])

    async def due(self, case: int, kind: str) -> list[Any]:
        """The due days of the case's open tasks of this kind."""
        async with self.town.store.work() as work:
            found = await work.tasks.of(f"application:{case}")
        return [task.due_on for task in found if task.kind == kind and task.done_at is None]

    async def reported(self, case: int, chat: int = HEAD) -> list[str]:
        """Somebody writes the report on the site and sends it."""
        writer = self.person(chat)
        read = await writer.presses_data(f"visit:report:{case}")
        async with self.town.store.work() as work:
            drafts = await work.drafts.open_for(self.ids[chat], "site_report")
            for draft in drafts:
                kept: dict[str, Any] = {
                    "owner": self.ids[chat],
                    "kind": "jpg",
                    "subject": f"draft:{draft.id}",
                    "draft_id": draft.id,
                }
                photo = await work.files.add(b"\xff\xd8\xff", name="车间.jpg", now=NOW, **kept)
                for key, value in {**FOUND, "photos": [photo.id]}.items():
                    await work.drafts.answer(draft.id, key, value, NOW)
            await work.commit()
        return await writer.presses_data(f"f:{drafts[0].id}:z") if drafts else read
