"""A town with an office that keeps a register of holders: lists sent in a chat, codes given out, July come round."""

from collections.abc import Sequence
from datetime import UTC, datetime

from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile

from reminders.planner import plan
from rules.awards.july import assessment
from rules.awards.validity import AssessmentState
from rules.people.roles import Role
from storage.store import Store
from tests.handlers.applying import Filler, draft_of, give_role, patient
from tests.papers.lists import DAIRY, PERSON, book, changed
from tests.talking import Someone, Town

JUNE = datetime(2026, 6, 25, 2, tzinfo=UTC)
JULY = datetime(2026, 7, 6, 2, tzinfo=UTC)
WIN = changed(DAIRY, contact="马志强", phone="13812345678")
NOMINATED = changed(
    DAIRY,
    name="临夏县好味面业有限公司",
    award="提名奖",
    number="91622921MA7DJRGT87",
    certificate="ZL-2021-03",
    contact="杨兰",
    phone="13912340000",
)


async def register(store: Store, *, now: datetime = JUNE) -> tuple[Town, Someone]:
    """The service on some morning, and an officer."""
    town = patient(store)
    town.clock.now = now
    async with store.work() as work:
        await work.calendar.seed(now)
        await work.commit()
    officer = town.person(9)
    await give_role(town, officer, Role.OFFICE)
    return town, officer


async def sends_list(officer: Someone, rows: Sequence[Sequence[object]]) -> list[str]:
    """The officer presses "import" and sends a list."""
    await officer.presses_data("register:import")
    return await officer.sends_file("holders.xlsx", book(rows))


async def imported(store: Store, *rows: Sequence[object], now: datetime = JUNE) -> tuple[Town, Someone]:
    """The register with these rows in it; with one winning organisation, if none are given."""
    town, officer = await register(store, now=now)
    await sends_list(officer, rows or (WIN,))
    await officer.presses("确认导入")
    return town, officer


async def claims(town: Town, officer: Someone, *, award: int = 1, chat: int = 50, language: str = "zh") -> Someone:
    """The contact of an award comes with the code that the officer gave out."""
    holder = town.person(chat, language)
    await holder.says("/start")
    await holder.presses_data("award:code")
    await holder.says(code_in(await officer.presses_data(f"register:code:{award}")))
    return holder


def code_in(messages: list[str]) -> str:
    """The code of an award's contact, as the office reads it out."""
    return messages[-1].partition("领取码：")[2].splitlines()[0]


async def plans(town: Town) -> int:
    """The planner looks."""
    return await plan(town.store, town.office.pack, town.clock.now)


async def fills(holder: Someone, number: int = 1, **given: str) -> None:
    """The holder fills in the report to its end."""
    await holder.presses_data(f"assessment:fill:{number}")
    if holder.buttons() and any("同意" in label for label in holder.buttons()):
        await holder.presses_data(f"consent:agree:assessment:fill:{number}")
    draft, _ = await draft_of(holder.town, holder, "assessment")
    await holder.presses_data(f"f:{draft.id}:g")  # whoever comes back stands at the list
    await Filler(holder, assessment(holder.town.office.pack), given).fill()


async def sends(holder: Someone) -> list[str]:
    """The holder sends the report."""
    draft, _ = await draft_of(holder.town, holder, "assessment")
    return await holder.presses_data(f"f:{draft.id}:z")


def document(town: Town) -> tuple[str, bytes]:
    """The last document that was sent to anybody."""
    last = [call for call in town.session.said if isinstance(call, SendDocument)][-1]
    assert isinstance(last.document, BufferedInputFile)
    return last.document.filename or "", last.document.data


async def opened(store: Store, *, now: datetime = JULY) -> tuple[Town, Someone, Someone]:
    """The office, and a holder who has claimed its award and owes this year's report."""
    town, officer = await imported(store, WIN, now=now)
    await plans(town)
    return town, officer, await claims(town, officer)


async def state_of(store: Store, one: int = 1) -> AssessmentState:
    async with store.work() as work:
        found = await work.assessments.get(one)
    assert found is not None
    return found.state


async def texts_owed(store: Store, prefix: str) -> list[str]:
    async with store.work() as work:
        return [each.text for each in reversed(await work.outbox.page(limit=99)) if each.key.startswith(prefix)]


__all__ = ["NOMINATED", "PERSON", "WIN", "changed"]
