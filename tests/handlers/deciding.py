"""A town whose applications have been reviewed: scores are locked, the office and the committee are there."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from handlers.engine.floods import Gate
from rules.applications.lifecycle import State
from rules.engine.rubrics import Part
from rules.people.roles import Role
from rules.reviews.visits import VisitState
from storage.store import Store
from tests.talking import Someone, Town

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
LEAD, OFFICE, CHAIR, DEPUTY, SECOND, MEMBER, FIFTH = 400, 401, 600, 601, 602, 603, 604
POSTS = {CHAIR: "chair", DEPUTY: "deputy_chair", SECOND: "deputy_chair", MEMBER: None, FIFTH: None}
REVIEWERS = (500, 501, 502)
PARTS = (Part.DEFENCE, Part.ON_SITE)


class Chamber:
    """Applications of organisations in one edition, each with the same points from every reviewer in both parts."""

    def __init__(self, store: Store) -> None:
        self.town = Town(store)
        self.town.receive.gate = Gate(burst=100_000, monotonic=lambda: 0.0)
        self.ids: dict[int, int] = {}
        self.edition = 0
        self.cases: list[int] = []

    @classmethod
    async def open(
        cls, store: Store, *points: int, state: State = State.EVALUATED, locked: bool = True, first: int | None = None
    ) -> "Chamber":
        """One application for each number of points, in this state; the one at `first` claims priority (Art. 26)."""
        chamber = cls(store)
        async with store.work() as work:
            await work.calendar.seed(NOW)
            for chat in (LEAD, OFFICE, *POSTS, *REVIEWERS, *range(100, 100 + len(points))):
                seat = await work.people.meet("telegram", chat, NOW, "zh")
                await work.people.set_name(seat.person.id, f"某{chat}")
                chamber.ids[chat] = seat.person.id
            for chat, role in ((LEAD, Role.LEAD), (OFFICE, Role.OFFICE), *((one, Role.REVIEWER) for one in REVIEWERS)):
                await work.roles.grant(chamber.ids[chat], role)
            for chat, post in POSTS.items():
                await work.roles.grant(chamber.ids[chat], Role.COMMITTEE, unit=post)
            edition = await work.editions.add(
                number=3,
                year=2026,
                opens_on=date(2026, 6, 1),
                closes_on=date(2026, 7, 1),
                pack="linxia-2023:1",
                settings={"mark_defence": 20, "mark_on_site": 20},
                opened_at=NOW,
            )
            assert edition is not None
            chamber.edition = edition.id
            for place, each in enumerate(points):
                chamber.cases.append(await chamber._case(work, place, each, state, locked=locked, first=place == first))
            await work.commit()
        return chamber

    async def _case(self, work: Any, place: int, points: int, state: State, *, locked: bool, first: bool) -> int:
        mine = self.ids[100 + place]
        draft = await work.drafts.begin(mine, "organisation", NOW, subject=f"edition:{self.edition}")
        answers = {
            "name": f"第{place + 1}示例公司",
            "kind": "legal_person",
            "credit_code": f"9162292100000000{place:02}",
        }
        for key, value in {**answers, "priority": "innovation" if first else "none"}.items():
            await work.drafts.answer(draft.id, key, value, NOW)
        await work.drafts.send(draft.id, NOW)
        begun = await work.applications.begin(
            edition_id=self.edition, kind="organisation", person_id=mine, draft_id=draft.id, now=NOW
        )
        sent = {"number": f"2026-{place + 1:04}", "name": answers["name"], "unit": "industry", "submitted_at": NOW}
        await work.applications.move(begun, state, NOW, **sent)
        for part in PARTS:
            for chat in REVIEWERS:
                head = chat == REVIEWERS[0]
                one = await work.assignments.assign(begun.id, part, self.ids[chat], head=head, by=mine, now=NOW)
                if locked:
                    scored = {"scores": {"leadership": points}, "words": {"overall": "好"}}
                    await work.assignments.lock(one.id, **scored, now=NOW)
        for chat in (LEAD, OFFICE, *REVIEWERS):
            await work.recusals.declare(self.ids[chat], f"application:{begun.id}", interest=False, now=NOW)
        return int(begun.id)

    def person(self, chat: int) -> Someone:
        """Somebody who has read everything so far."""
        someone = self.town.person(chat)
        someone.reads()
        return someone

    async def state(self, case: int) -> State:
        """Where the application is."""
        async with self.town.store.work() as work:
            found = await work.applications.get(case)
            assert found is not None
            return found.state

    async def states(self) -> list[State]:
        """Where they all are."""
        return [await self.state(case) for case in self.cases]

    async def interested(self, chat: int, case: int) -> None:
        """The person has declared an interest in the case."""
        async with self.town.store.work() as work:
            await work.recusals.declare(self.ids[chat], f"application:{case}", interest=True, now=NOW)
            await work.commit()

    async def owed(self, chat: int) -> list[str]:
        """What is owed to somebody: the keys of the sentences."""
        async with self.town.store.work() as work:
            return [one.text for one in await work.outbox.of(self.ids[chat])]

    async def open_kinds(self) -> list[str]:
        """The kinds of the tasks that are open."""
        async with self.town.store.work() as work:
            return [task.kind for task in await work.tasks.open()]

    async def listed(self) -> None:
        """The report is closed and everybody is on the candidate list by rank."""
        office = self.person(OFFICE)
        await office.presses_data(f"evaluation:report:{self.edition}")
        await office.says("评审全部完成，按综合得分提出候选名单，请评委会审议。")
        async with self.town.store.work() as work:
            (draft,) = await work.drafts.open_for(self.ids[OFFICE], "evaluation")
        await office.presses_data(f"f:{draft.id}:z")
        await office.presses_data(f"evaluation:ranked:{self.edition}")

    async def report_closed(self) -> Someone:
        """The report is closed, and nobody is on the list yet."""
        office = self.person(OFFICE)
        await office.presses_data(f"evaluation:report:{self.edition}")
        await office.says("评审全部完成，按综合得分提出候选名单，请评委会审议。")
        await office.presses("发送")
        return office

    async def convened(self) -> int:
        """The committee is convened for today; the id of the meeting."""
        office = self.person(OFFICE)
        await office.presses_data(f"meeting:new:{self.edition}")
        await office.says("2026-09-01")
        await office.says("县政府二楼会议室")
        await office.presses("发送")
        async with self.town.store.work() as work:
            (meeting,) = await work.meetings.of_edition(self.edition)
        return meeting.id

    async def voted(self, meeting: int, case: int, chat: int, vote: str = "for") -> list[str]:
        """The member is present, has no interest, and votes."""
        member = self.person(chat)
        await member.presses_data(f"meeting:here:{meeting}")
        await member.presses_data(f"review:none:{case}")
        return await member.presses_data(f"meeting:vote:{meeting}:{case}:{vote}")

    async def agenda(self, meeting: int, chat: int) -> str:
        """What somebody reads of the candidates."""
        return "\n".join(await self.person(chat).presses_data(f"meeting:see:{meeting}"))

    async def visited(self, part: Part, state: VisitState | None = None) -> int:
        """The first case has an appointment of this part an hour ago; `state` is what was recorded of it."""
        async with self.town.store.work() as work:
            at, mine = NOW - timedelta(hours=1), self.ids[OFFICE]
            visit = await work.visits.plan(
                self.cases[0],
                part,
                at,
                number="V-1",
                place="三楼会议室",
                bring=None,
                by=mine,
                now=NOW - timedelta(days=3),
            )
            if state is not None:
                await work.visits.end(visit, state, words=None, now=NOW)
            await work.commit()
        return visit.id
