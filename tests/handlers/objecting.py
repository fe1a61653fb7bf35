"""A town with an acceptance notice, an objector, the office around it: what each says and presses."""

from datetime import UTC, date, datetime
from typing import Any

from handlers.engine.floods import Gate
from rules.applications.lifecycle import State
from rules.engine.forms import Progress, Question
from rules.notices.postings import NoticeKind, NoticeLine, number_for
from rules.objections.cases import Objection
from rules.objections.forms import objection
from rules.people.roles import Role
from storage.engine.journal import Entry
from storage.engine.owed import Owed
from storage.store import Store
from tests.handlers.applying import Filler, draft_of, give_role, open_edition
from tests.rules.every_form import pack
from tests.talking import Someone, Town

NOW = datetime(2026, 9, 17, 2, 0, tzinfo=UTC)
NUMBER, PHONE = "622921199001010008", "13900005678"
FOOD = "临夏县示例食品有限公司"
REASONS = "所反映的是合同纠纷，不涉及公示名单和评审内容，不属于异议。"
FINDINGS = "经调阅处罚决定书并向执法单位核实，处罚属实，与公示材料不符。"


class Objecting(Filler):
    """Chooses the notice and whom it is about by the number in the chat, the first unless `given` says otherwise."""

    async def choose(self, question: Question, progress: Progress) -> None:
        if question.key in ("notice", "against"):
            await self.someone.says(self.given.get(question.key, "1"))
        else:
            await super().choose(question, progress)


class Case:
    """Objector 5, stranger 6, lead 900, office 901 and 902, clerk 903; applicant 100 is on the notice."""

    def __init__(self, store: Store, language: str = "zh") -> None:
        self.town = Town(store)
        self.town.clock.now = NOW
        self.town.receive.gate = Gate(burst=10_000, monotonic=lambda: 0.0)
        self.objector = self.town.person(5, language)
        self.office = self.town.person(901)
        self.ids: dict[int, int] = {}
        self._people = {5: self.objector, 901: self.office}

    @classmethod
    async def open(cls, store: Store, language: str = "zh", *, last_day: date = date(2026, 9, 23)) -> "Case":
        case = cls(store, language)
        edition_id = await open_edition(store)
        async with store.work() as work:
            await work.calendar.seed(NOW)
            await work.commit()
        for chat, role in ((900, Role.LEAD), (901, Role.OFFICE), (902, Role.OFFICE), (903, Role.CLERK)):
            case.ids[chat] = await give_role(case.town, case.person(chat), role)
        async with store.work() as work:
            for chat in (100, 6):
                case.ids[chat] = (await work.people.meet("telegram", chat, NOW, "zh")).person.id
            seat = await work.people.meet("telegram", 5, NOW, language)
            case.ids[5] = seat.person.id
            draft = await work.drafts.begin(case.ids[100], "organisation", NOW, subject=f"edition:{edition_id}")
            begun = await work.applications.begin(
                edition_id=edition_id, kind="organisation", person_id=case.ids[100], draft_id=draft.id, now=NOW
            )
            await work.applications.move(begun, State.IN_REVIEW, NOW, number="2026-0001", name=FOOD, unit="industry")
            await work.notices.post(
                edition_id=edition_id,
                kind=NoticeKind.ACCEPTANCE,
                number=number_for(2026, await work.numbers.next("notice", 2026)),
                title="第三届县政府质量奖受理名单公示",
                text="现将受理名单予以公示，公示期5个工作日。",
                lines=(NoticeLine(FOOD, begun.id), NoticeLine("马小花")),
                place="公示栏",
                posted_on=date(2026, 9, 16),
                last_day=last_day,
                provisional=False,
            )
            await work.commit()
        return case

    def person(self, chat: int) -> Someone:
        """Whoever is in this chat, who has read everything up to now."""
        someone = self._people.setdefault(chat, self.town.person(chat))
        someone.reads()
        return someone

    async def object(self, *, who: str = "individual", send: bool = True, **given: str) -> list[str]:
        """From the command to the receipt."""
        await self.objector.says("/object")
        if not await self.drafts():
            await self.objector.presses_data(
                "consent:agree:objection:begin"
            )  # who has agreed before is not asked again
        filler = Objecting(self.objector, objection(pack()), {"who": who, **given})
        await filler.fill()
        return await self.press_send(self.objector, "objection") if send else []

    async def drafts(self) -> int:
        """How many objections the objector has begun and not sent."""
        async with self.town.store.work() as work:
            return len(await work.drafts.open_for(self.ids[5], "objection"))

    async def press_send(self, someone: Someone, form: str) -> list[str]:
        draft, _ = await draft_of(self.town, someone, form)
        return await someone.presses_data(f"f:{draft.id}:z")

    async def says_all(self, someone: Someone, form: str, *words: str) -> list[str]:
        """Answer a short form with these words and send it."""
        for word in words:
            await someone.says(word)
        return await self.press_send(someone, form)

    async def opens(self, someone: Someone | None = None) -> list[str]:
        """The office opens the case and declares no interest."""
        someone = someone or self.office
        await someone.presses_data("objection:open:1")
        return await someone.presses_data("objection:clear:1")

    async def examines(self, *words: str) -> list[str]:
        await self.opens()
        await self.office.presses_data("objection:examine:1")
        return await self.says_all(self.office, "examination", *words)

    async def decides(self, *words: str) -> list[str]:
        await self.office.presses_data("objection:decide:1")
        return await self.says_all(self.office, "objection_result", *words)

    async def the_objection(self, objection_id: int = 1) -> Objection:
        async with self.town.store.work() as work:
            found = await work.objections.get(objection_id)
        assert found is not None
        return found

    async def owed(self, chat: int) -> list[Owed]:
        async with self.town.store.work() as work:
            return await work.outbox.of(self.ids[chat])

    async def keys(self, chat: int) -> list[str]:
        return [one.key for one in await self.owed(chat)]

    async def tasks(self) -> list[tuple[str, str, date | None, str]]:
        async with self.town.store.work() as work:
            found = await work.tasks.of("objection:1")
        return [(task.kind, task.role.value, task.due_on, task.state.value) for task in found]

    async def journal(self, act: str) -> list[tuple[int | None, dict[str, Any]]]:
        async with self.town.store.work() as work:
            entries: list[Entry] = await work.journal.of("objection:1")
        return [(entry.person_id, entry.details) for entry in entries if entry.act == act]
