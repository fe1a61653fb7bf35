"""How each form of the years after an award is begun: the affair is brought there, and the real button pressed."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from rules.awards import affair_forms as questions
from rules.awards.affairs import Kind
from storage.store import Store
from tests.handlers.holding import plans
from tests.handlers.yearly import Years
from tests.talking import Someone

SPRING, AUTUMN = datetime(2026, 4, 24, 2, tzinfo=UTC), datetime(2026, 11, 24, 2, tzinfo=UTC)


async def begun(store: Store, form: str) -> Someone:
    """The holder, or the office, begins."""
    years = await Years.begin(store, now=AUTUMN)
    holders = form in ("change", "use_question", "misuse")
    someone = years.holder if holders else years.officer
    press = "holder_list:new" if form == "listing" else f"affair:new:{form}:1"
    await someone.presses_data(press)
    if any("同意" in label for label in someone.buttons()):
        await someone.presses_data(f"consent:agree:{press}")
    return someone


async def supervision(store: Store, _form: str) -> Someone:
    """The unit notes the year of its holder, which was in the register when notes were asked for."""
    years = await Years.begin(store, now=SPRING)
    years.town.clock.now = AUTUMN
    await plans(years.town)
    noted = next(one.id for one in await years.of(Kind.SUPERVISION))
    await years.does(years.clerk, "inspect", noted)
    return years.clerk


async def words(store: Store, _form: str) -> Someone:
    """The holder answers what the unit asked back."""
    years = await Years.begin(store, now=AUTUMN)
    await years.writes(years.holder, "change")
    await years.does(years.clerk, "ask_back", 1, questions.words("ask_back"))
    await years.does(years.holder, "answer", 1)
    return years.holder


async def ending(store: Store, _form: str) -> Someone:
    """The office answers a question."""
    years = await Years.begin(store, now=AUTUMN)
    await years.writes(years.holder, "use_question")
    await years.does(years.officer, "reply", 1)
    return years.officer


async def asked(store: Store, form: str) -> Someone:
    """The office answers a question, or makes its answer public."""
    years = await Years.begin(store, now=AUTUMN)
    await years.holder.says("/ask")
    if any("同意" in label for label in years.holder.buttons()):
        await years.holder.presses("同意")
    await years.holder.says("公司改名以后，成立时间从哪一天算？")
    await years.does(years.officer, "respond", 1)
    if form == "public_answer":
        await years.fills(years.officer, questions.response())
        await years.does(years.officer, "publish", 1)
    return years.officer


BEGINNINGS: Mapping[str, Callable[[Store, str], Awaitable[Someone]]] = {
    **dict.fromkeys(("change", "use_question", "misuse", "higher", "activity", "listing"), begun),
    "supervision": supervision,
    "affair_words": words,
    "affair_end": ending,
    **dict.fromkeys(("inquiry_answer", "public_answer"), asked),
}
