"""A person fills in a whole form in a chat: what is typed, chosen, sent and passed by, question after question."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from handlers.engine.floods import Gate
from rules.applications.confirmations import confirmation
from rules.applications.forms import individual, organisation
from rules.engine.forms import Form, Kind, Progress, Question
from rules.engine.pack import load_pack
from rules.people.roles import Role
from storage.engine.drafts import Draft, DraftState
from storage.engine.owed import Owed
from storage.store import Store
from tests.rules.every_form import facts, spoken
from tests.talking import Someone, Town

CLOSES = date(2026, 9, 30)
NAME = "马小花"
FORMS = {
    "organisation": organisation(load_pack(), 2026),
    "individual": individual(load_pack()),
    "confirmation": confirmation(load_pack()),
}
GIVEN: dict[str, str] = {
    "notice_from": "2026-08-10",
    "notice_until": "2026-08-24",
    "state_secret": "no",
    "secret": "no",
    "notice_result": "no_objection",
}


def patient(store: Store) -> Town:
    """A town whose service has the patience for a test, which types faster than anybody."""
    town = Town(store)
    town.receive.gate = Gate(burst=100_000)
    return town


async def open_edition(store: Store, *, closes: date = CLOSES) -> int:
    async with store.work() as work:
        await work.calendar.seed(datetime(2026, 7, 1, tzinfo=UTC))
        edition = await work.editions.add(
            number=3,
            year=2026,
            opens_on=date(2026, 8, 1),
            closes_on=closes,
            pack="linxia-2023:1",
            opened_at=datetime(2026, 7, 1, tzinfo=UTC),
        )
        await work.commit()
    assert edition is not None
    return edition.id


async def give_role(town: Town, someone: Someone, role: Role, unit: str | None = None) -> int:
    """The person comes to the service and gets a role."""
    await someone.says("/start")
    async with town.store.work() as work:
        seat = await work.people.meet("telegram", someone.chat_id, town.clock.now, "zh")
        await work.roles.grant(seat.person.id, role, unit=unit)
        await work.commit()
    return seat.person.id


async def draft_of(town: Town, someone: Someone, form: str) -> tuple[Draft, dict[str, Any]]:
    """The person's latest open draft of the form, with its answers."""
    async with town.store.work() as work:
        seat = await work.people.meet("telegram", someone.chat_id, town.clock.now, "zh")
        draft = (await work.drafts.open_for(seat.person.id, form))[0]
        return draft, await work.drafts.answers(draft.id)


async def owed_to(town: Town, someone: Someone) -> list[Owed]:
    """Everything owed to the person, oldest first."""
    async with town.store.work() as work:
        seat = await work.people.meet("telegram", someone.chat_id, town.clock.now, "zh")
        return await work.outbox.of(seat.person.id)


Given = dict[str, str]


class Filler:
    """Answers one question after another as the chat asks them; `given` names what is chosen or typed for a key."""

    def __init__(self, someone: Someone, form: Form, given: Given | None = None, *, skip: bool = True) -> None:
        self.someone = someone
        self.form = form
        self.given = {**GIVEN, **(given or {})}
        self.skip = skip
        self.asked: list[str] = []

    async def fill(self, *, until: Callable[[Question], bool] = lambda _: False) -> None:
        """Answer until nothing is left for this person, or a question comes at which to stop."""
        while True:
            draft, answers = await draft_of(self.someone.town, self.someone, self.form.name)
            assert draft.state is DraftState.OPEN
            progress = Progress(self.form, answers)
            question = progress.next_open(after=None)
            current = next((q for q in progress.asked if q.key == draft.question), None)
            question = current if current is not None and current.key not in progress.answers else question
            if question is None or until(question):
                return
            if self.asked and self.asked[-1] == question.key:
                raise AssertionError(f"{question.key} is asked again: {self.someone.buttons()}")
            if draft.question != question.key:
                await self.someone.presses_data(f"f:{draft.id}:g")
            await self.answer(draft, question, progress)

    async def answer(self, draft: Draft, question: Question, progress: Progress) -> None:
        """Answer the current question."""
        self.asked.append(question.key)
        place = self.form.index(question.key)
        if question.optional and self.skip and question.key not in self.given:
            await self.someone.presses_data(f"f:{draft.id}:s:{place}")
        elif question.kind is Kind.CHOICE:
            await self.choose(question, progress)
        elif question.kind is Kind.FILES:
            await self.someone.sends_file(f"{question.key}.png", picture(len(self.asked)))
            if question.most != 1:
                await self.someone.presses_data(f"f:{draft.id}:k:{place}")
        else:
            await self.someone.says(self.typed(question))

    async def choose(self, question: Question, progress: Progress) -> None:
        """By a typed number, as where there are no buttons."""
        options = question.choices({**facts(), "units": load_pack().units_on(date(2026, 9, 1))}, progress.answers)
        wanted = self.given.get(question.key)
        place = next((n for n, option in enumerate(options) if option.value == wanted), 0)
        await self.someone.says(str(place + 1))

    def typed(self, question: Question) -> str:
        if question.key == "declared_by":
            whose = "representative" if self.form.name.endswith("organisation") else "name"
            question = self.form.questions[self.form.index(whose)]
        return self.given.get(question.key) or spoken(self.someone.language, question, ".example")


def picture(number: int) -> bytes:
    """A picture that no other one is like."""
    content = BytesIO()
    Image.new("RGB", (8, 8), (number % 256, number // 256, 7)).save(content, "PNG")
    return content.getvalue()


async def apply(town: Town, kind: str, *, chat_id: int = 5, language: str = "zh") -> tuple[Someone, Filler]:
    """Somebody who began an application of this kind."""
    someone = town.person(chat_id, language)
    await someone.says("/start")
    await someone.presses_data("application:begin")
    await someone.presses_data(f"application:new:{kind}")
    await someone.presses_data(f"consent:agree:application:new:{kind}")
    return someone, Filler(someone, FORMS[kind], {"name": NAME})


async def link_of(someone: Someone) -> str:
    """The token of a new link for the parent or employer."""
    draft, _ = await draft_of(someone.town, someone, "individual")
    async with someone.town.store.work() as work:
        application = await work.applications.of_draft(draft.id)
    assert application is not None
    words = await someone.presses_data(f"confirmation:link:{application.id}")
    return words[0].partition("start=")[2].split()[0]


async def confirm(someone: Someone, *, chat_id: int = 6, **given: str) -> Someone:
    """The employer opens the link, fills in its part and sends it."""
    boss = someone.town.person(chat_id, someone.language)
    await boss.says(f"/start {await link_of(someone)}")
    wanted = {"checked": "yes", "decision": "recommend", **given}
    await Filler(boss, FORMS["confirmation"], wanted).fill()
    draft, _ = await draft_of(someone.town, boss, "confirmation")
    await boss.presses_data(f"f:{draft.id}:z")
    return boss


async def ready(town: Town, kind: str = "individual", *, language: str = "zh") -> Someone:
    """Somebody whose application is complete and waits to be sent."""
    someone, filler = await apply(town, kind, language=language)
    await filler.fill()
    if kind == "individual":
        await confirm(someone)
        await filler.fill()
    return someone


async def send(someone: Someone, kind: str = "individual") -> list[str]:
    draft, _ = await draft_of(someone.town, someone, kind)
    return await someone.presses_data(f"f:{draft.id}:z")
