"""A town with a case in every state, all that can hang on one, and everybody who acts on cases."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, update

from handlers.engine.floods import Gate
from rules.applications.lifecycle import LIVE, State
from rules.interests.statements import Source
from storage.applications.cases import applications
from storage.interests.recusals import recusals
from storage.store import Store
from tests.attacks.interests.caseload import CHAIR, MEMBER, OTHER_OFFICE, OTHERS, ROLES, load
from tests.attacks.interests.pressing import Look, words_in
from tests.handlers.reviewing import NOW
from tests.talking import Town

STATES = tuple(state for state in State if state in LIVE and state is not State.DRAFT)


class Conflicts:
    """Cases SB-0001 and so on, one in each living state, all of unit UNIT and of applicant 100."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.town = Town(store)
        self.town.clock.now = NOW + timedelta(days=1)
        self.town.receive.gate = Gate(burst=10**7, rate=0, refusals=10**7, monotonic=lambda: 0.0)
        self.ids: dict[int, int] = {}
        self.cases: dict[State, dict[str, Any]] = {}

    @classmethod
    async def open(cls, store: Store) -> "Conflicts":
        town = cls(store)
        async with store.work() as work:
            await work.calendar.seed(NOW)
            for chat in (100, 101, 900, 902, *ROLES, *OTHERS):
                seat = await work.people.meet("telegram", chat, NOW, "zh")
                await work.people.set_name(seat.person.id, f"人{chat}")
                town.ids[chat] = seat.person.id
            for chat, (role, unit) in {**ROLES, **OTHERS}.items():
                await work.roles.grant(town.ids[chat], role, unit=unit)
            await work.editions.add(
                number=3,
                year=2026,
                opens_on=date(2026, 8, 1),
                closes_on=date(2026, 10, 1),
                pack="linxia-2023:1",
                opened_at=NOW,
            )
            meeting = await work.meetings.convene(1, on=NOW.date(), place="会议室", by=town.ids[OTHER_OFFICE], now=NOW)
            for chat in (MEMBER, CHAIR, 803):
                await work.meetings.attend(meeting.id, town.ids[chat], NOW)
            for place, state in enumerate(STATES, start=1):
                town.cases[state] = await load(work, town.ids, place, state, meeting.id)
            report = await work.drafts.begin(town.ids[OTHER_OFFICE], "evaluation", NOW, subject="edition:1")
            await work.candidates.close(1, draft_id=report.id, by=town.ids[OTHER_OFFICE], now=NOW)
            await work.meetings.record(
                1, number="1号", decided_on=NOW.date(), draft_id=report.id, by=town.ids[OTHER_OFFICE], now=NOW
            )
            await work.commit()
        return town

    async def declare(self, chats: Iterable[int]) -> None:
        """These people have no interest in any of the cases, of which they have said so."""
        kinds = {"case": "application", "objection": "objection", "sanction": "sanction"}
        subjects = [f"{noun}:{case[key]}" for case in self.cases.values() for key, noun in kinds.items()]
        async with self.store.work() as work:
            for chat in chats:
                for subject in subjects:
                    await work.recusals.declare(self.ids[chat], subject, interest=False, now=NOW)
            await work.commit()

    async def interested(self, source: Source, chats: Iterable[int] = ROLES) -> None:
        """These people have an interest in every application that is on record."""
        async with self.store.work() as work:
            for chat in chats:
                for case in self.cases.values():
                    about = f"application:{case['case']}"
                    await work.recusals.declare(self.ids[chat], about, interest=True, now=NOW, source=source)
            await work.commit()

    async def stated(self, chats: Iterable[int] = ROLES) -> None:
        """These people have stated that they worked for every applicant; nobody has looked yet."""
        names = [case["name"] for case in self.cases.values()]
        async with self.store.work() as work:
            for chat in chats:
                await work.interests.state(self.ids[chat], employers=names, kin=(), now=NOW)
            await work.commit()

    async def forget(self) -> None:
        """Nobody has declared or stated anything, and everything is the applicant's again."""
        async with self.store.work() as work:
            await work._db.execute(delete(recusals))
            for chat in ROLES:
                await work.interests.forget(self.ids[chat])
            await work.commit()
        await self.belong_to(100)

    async def belong_to(self, chat: int) -> None:
        """All applications are this person's."""
        async with self.store.work() as work:
            await work._db.execute(update(applications).values(person_id=self.ids[chat]))
            await work.commit()

    def told(self, look: Look) -> list[str]:
        """The numbers of the cases of which the words or the files say anything."""
        words = "\n".join([look.words, *(words_in(content) for content in look.files)])
        return [one["number"] for one in self.cases.values() if one["number"] in words or one["name"] in words]
