"""A town in which an application lies at its receiving unit, the people around it, and a look at what became of it."""

from datetime import UTC, date, datetime
from typing import Any

from handlers.engine.floods import Gate
from rules.applications.lifecycle import State
from rules.notices.postings import NoticeKind, NoticeLine
from rules.people.roles import Role
from rules.reviews.unit_reviews import CHECKED
from storage.engine.journal import Entry
from storage.engine.owed import Owed
from storage.engine.tasks import TaskState
from storage.store import Store
from tests.talking import Someone, Town

UNIT = "market_regulation"
PHONE, NUMBER = "13812345678", "622901199001011234"
NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
ANSWERS: dict[str, Any] = {
    "name": "马小花",
    "document_kind": "resident",
    "document_number": NUMBER,
    "phone": PHONE,
    "address": "临夏县韩集镇双城村1号",
    "employer": "临夏县示例食品有限公司",
    "post": "质量部长",
    "state_secret": "no",
    "deeds": "二十年来一直做质量工作。" * 5,
    "secret": "no",
    "unit": UNIT,
}


class Review:
    """Applicant 100, clerks 200 and 201 of its unit, clerk 300 of another, lead 400, office 401, reviewer 500."""

    APPLICANT, CLERK, COLLEAGUE, STRANGER, LEAD, OFFICE, REVIEWER = 100, 200, 201, 300, 400, 401, 500

    def __init__(self, store: Store) -> None:
        self.town = Town(store)
        self.town.receive.gate = Gate(burst=10_000, monotonic=lambda: 0.0)
        self.ids: dict[int, int] = {}
        self.application = 0
        self.draft = 0
        self.file = ""

    @classmethod
    async def open(cls, store: Store, **answers: Any) -> "Review":
        """The application was sent on 1 September 2026; the review is due in ten working days."""
        review = cls(store)
        async with store.work() as work:
            await work.calendar.seed(NOW)
            for chat in (100, 200, 201, 300, 400, 401, 500, 600):
                seat = await work.people.meet("telegram", chat, NOW, "zh")
                await work.people.set_name(seat.person.id, f"某{chat}")
                review.ids[chat] = seat.person.id
            for chat, unit in ((200, UNIT), (201, UNIT), (300, "industry")):
                await work.roles.grant(review.ids[chat], Role.CLERK, unit=unit)
            for chat, role in ((400, Role.LEAD), (401, Role.OFFICE), (500, Role.REVIEWER)):
                await work.roles.grant(review.ids[chat], role)
            await review._apply(work, {**ANSWERS, **answers})
            await work.commit()
        return review

    async def _apply(self, work: Any, answers: dict[str, Any]) -> None:
        mine = self.ids[100]
        edition = await work.editions.add(
            number=3,
            year=2026,
            opens_on=date(2026, 8, 1),
            closes_on=date(2026, 10, 1),
            pack="linxia-2023:1",
            opened_at=NOW,
        )
        draft = await work.drafts.begin(mine, "individual", NOW, subject=f"edition:{edition.id}")
        record = await work.files.add(
            b"%PDF-1.4 materials",
            owner=mine,
            name="材料.pdf",
            kind="pdf",
            subject=f"draft:{draft.id}",
            now=NOW,
            draft_id=draft.id,
            flags=["uploads.flag.javascript"],
            secret="配方 / 不公开",
        )
        for key, value in {**answers, "materials": [record.id]}.items():
            await work.drafts.answer(draft.id, key, value, NOW)
        begun = await work.applications.begin(
            edition_id=edition.id, kind="individual", person_id=mine, draft_id=draft.id, now=NOW
        )
        await work.drafts.send(draft.id, NOW)
        sent = {"number": "2026-0001", "name": answers["name"], "unit": UNIT, "submitted_at": NOW}
        await work.applications.move(begun, State.IN_REVIEW, NOW, **sent)
        about = f"application:{begun.id}"
        count = (await work.calendar.load()).after(date(2026, 9, 1), 10)
        await work.deadlines.set(about, "unit_review", count, NOW)
        key = f"{about}:unit_review"
        await work.tasks.assign(key, "unit_review", about, Role.CLERK, now=NOW, unit=UNIT, due_on=count.last)
        self.application, self.draft, self.file = begun.id, draft.id, record.id

    @property
    def about(self) -> str:
        """The subject of the case."""
        return f"application:{self.application}"

    def person(self, chat: int, language: str = "zh") -> Someone:
        """Somebody of the town, who has read everything so far."""
        someone = self.town.person(chat, language)
        someone.reads()
        return someone

    async def state(self) -> State:
        """Where the application is."""
        async with self.town.store.work() as work:
            found = await work.applications.get(self.application)
            assert found is not None
            return found.state

    async def acts(self, chat: int | None = None) -> list[str]:
        """What the journal says was done to the case, or what it says of one person."""
        return [entry.act for entry in await self.entries() if chat is None or entry.person_id == self.ids[chat]]

    async def entries(self) -> list[Entry]:
        """The journal's entries about the case."""
        async with self.town.store.work() as work:
            return await work.journal.of(self.about)

    async def refusals(self) -> list[Entry]:
        """What was refused, oldest first."""
        async with self.town.store.work() as work:
            return [entry for entry in await work.journal.page(limit=2000) if entry.act == "refused"][::-1]

    async def open_tasks(self) -> list[tuple[str, date | None, int | None]]:
        """The open tasks of the case: kind, due day, for whom."""
        async with self.town.store.work() as work:
            found = [task for task in await work.tasks.of(self.about) if task.state is TaskState.OPEN]
            return [(task.kind, task.due_on, task.person_id) for task in found]

    async def owed(self, chat: int) -> list[Owed]:
        """What is owed to somebody."""
        async with self.town.store.work() as work:
            return await work.outbox.of(self.ids[chat])

    async def declared(self, chat: int, *, interest: bool = False) -> Someone:
        """Somebody who has declared and stands before the case."""
        someone = self.person(chat)
        await someone.presses_data(f"review:open:{self.application}")
        await someone.presses_data(f"review:{'interest' if interest else 'none'}:{self.application}")
        return someone

    async def consulted(self) -> None:
        """The unit has endorsed it, and the departments' opinions are summed up."""
        async with self.town.store.work() as work:
            found = await work.applications.get(self.application)
            assert found is not None
            await work.applications.move(found, State.CONSULTING, NOW)
            draft = await work.drafts.begin(self.ids[200], "summary", NOW, subject=self.about)
            await work.consultations.sum_up(self.about, draft_id=draft.id, person_id=self.ids[200], now=NOW)
            await work.commit()

    async def on_notice(self, *, cleared: bool = True) -> int:
        """It is on the unit's notice, which has ended (and been signed, where it is `cleared`)."""
        await self.consulted()
        async with self.town.store.work() as work:
            found = await work.applications.get(self.application)
            assert found is not None
            await work.applications.move(found, State.UNIT_NOTICE, NOW)
            line = NoticeLine(found.name or "", found.id, cleared_at=NOW if cleared else None)
            values = {
                "number": "N-1",
                "title": "公示",
                "text": "公示",
                "place": "公示栏",
                "unit": UNIT,
                "provisional": False,
            }
            days = {"posted_on": date(2026, 9, 1), "last_day": date(2026, 9, 8)}
            edition = found.edition_id
            posted = await work.notices.post(kind=NoticeKind.UNIT, lines=[line], edition_id=edition, **values, **days)
            await work.commit()
        return posted.id


async def ticks(clerk: Someone) -> list[str]:
    """The clerk finds the materials complete, truthful, accurate and lawful, and sends that."""
    for _ in CHECKED:
        await clerk.says("1")
    await clerk.presses("跳过")
    return await clerk.presses("发送")
