"""The unit's review in the chat: declare, read, ask for a supplement, endorse, refuse, forward (Art. 15, 40)."""

from collections.abc import Awaitable, Callable, Mapping

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.applications import dossiers
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, Page, key_button, tell, told
from rules.questions.opinion import checklist, opinion, refusal
from rules.questions.reading import reading
from rules.refusals import Refusal
from workflow.applications.case_views import SUPPLEMENT, read_part
from workflow.applications.cases import opened
from workflow.applications.dossiers import (
    begin_reading,
    declare_recusal,
    declaring,
    free_clerks,
    give_case,
    read_dossier,
    read_file,
    read_number,
)
from workflow.engine.desk import Desk, holds_private
from workflow.engine.records import Draft
from workflow.interests.recusals import Undeclared
from workflow.reviews.supplements import begin_notice
from workflow.reviews.unit_reviews import UNIT, begin_form, endorse, forward, turn_down, unit_part

Verb = Callable[[Bot, Desk, FSMContext, list[str]], Awaitable[Draft | None]]
"""Shows a page, or returns the draft of the form to open. The first word is the number of the case."""


def guides() -> dict[str, Guide]:
    """Return the clerk's forms, and that of the reason for reading a number."""
    return {
        "checklist": Guide(form=lambda _pack, _facts: checklist(), subject="opinion", sends=endorsed),
        "refusal": Guide(form=lambda _pack, _facts: refusal(), subject="opinion", sends=turned_down),
        "opinion": Guide(form=lambda _pack, _facts: opinion(), subject="opinion", sends=forwarded),
        "reading": Guide(form=lambda _pack, _facts: reading(), subject="reading", ending=reasoned),
    }


def router(guides: Guides) -> Router:
    """Build the router for `rv:<verb>:<application>:<parts>`. The declaration comes before everything else."""
    here = Router(name="reviews")

    @here.callback_query(Topic("rv"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        verb = VERBS.get(words[0] if words else "")
        if verb is None:
            raise Refusal("talk.old_button")
        try:
            draft = await verb(bot, desk, state, words[1:])
        except Undeclared:
            await dossiers.show_declaration(bot, desk, state, await declaring(desk, number(words, 1)))
            return
        if draft is not None:
            await open_form(bot, desk, state, await load(desk, draft, guides))

    return here


async def opened_case(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Show the cover of the case."""
    await dossiers.show_cover(bot, desk, state, await read_dossier(desk, number(words, 0), "cover"))


async def declared_none(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Declare no interest and open the case."""
    await declare_recusal(desk, number(words, 0), interest=False)
    await opened_case(bot, desk, state, words)


async def asked_sure(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Ask for confirmation before an interest is declared."""
    await dossiers.show_sure(bot, desk, state, await declaring(desk, number(words, 0)))


async def declared_interest(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Declare an interest: the case stays shut, or, if interests are only disclosed, opens with it shown."""
    application, shut = await declare_recusal(desk, number(words, 0), interest=True)
    if not shut:
        await opened_case(bot, desk, state, words)
        return
    await state.clear()
    rows = [[key_button(desk, "menu.tasks", "t:list")], [key_button(desk, "menu.open", "m:home")]]
    await tell(bot, desk, "reviews.stood_back", rows=rows, number=application.number)


async def opened_section(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Show the answers of one section."""
    section = words[1] if len(words) > 1 else ""
    dossier, part = await read_part(desk, number(words, 0), section)
    if part is None or part.key == SUPPLEMENT:
        raise Refusal("talk.old_button")
    application, page = dossier.application, max(0, number(words, 2))
    turn = f"rv:sec:{application.id}:{section}"
    await dossiers.show_part(bot, desk, state, application, part, turn=turn, page=page)


async def opened_files(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Show the list of files."""
    dossier = await read_dossier(desk, number(words, 0), "files")
    await dossiers.show_files(bot, desk, state, dossier, max(0, number(words, 1)))


async def opened_file(bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> None:
    """Send one file."""
    application, record = await read_file(desk, number(words, 0), words[1] if len(words) > 1 else "")
    await dossiers.send_file(bot, desk, application, record)


async def opened_numbers(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Show the masked numbers."""
    await dossiers.show_numbers(bot, desk, state, await read_dossier(desk, number(words, 0), "numbers"))


async def asked_number(_bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> Draft:
    """Begin the form of the reason for reading one number in full."""
    if not holds_private(desk):
        raise Refusal("reviews.number_on_web")
    return await begin_reading(desk, number(words, 0), number(words, 1))


async def opened_supplement(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Show what was asked for in the supplement, and its answers."""
    dossier, part = await read_part(desk, number(words, 0), SUPPLEMENT)
    if part is None:
        return await dossiers.show_cover(bot, desk, state, dossier)
    application, page = dossier.application, max(0, number(words, 1))
    return await dossiers.show_part(bot, desk, state, application, part, turn=f"rv:sup:{application.id}", page=page)


async def asked_supplement(_bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> Draft:
    """Begin the form of the supplement notice."""
    return await begin_notice(desk, await opened(desk, number(words, 0)))


async def endorsing(_bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> Draft:
    """Begin the form of the checklist."""
    return await begin_form(desk, await opened(desk, number(words, 0)), "endorse")


async def turning_down(_bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> Draft:
    """Begin the form of the refusal's ground and reasons."""
    return await begin_form(desk, await opened(desk, number(words, 0)), "turn_down")


async def forwarding(_bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> Draft:
    """Begin the form of the review opinion."""
    return await begin_form(desk, await opened(desk, number(words, 0)), "forward")


async def opened_opinion(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Show the unit's opinion: checklist, departments, opinion."""
    application = (await read_dossier(desk, number(words, 0), UNIT)).application
    part, page = await unit_part(desk, application), max(0, number(words, 1))
    await dossiers.show_part(bot, desk, state, application, part, turn=f"rv:unit:{application.id}", page=page)


async def looked_for_clerk(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Show the clerks to whom the case can be given."""
    await dossiers.show_clerks(bot, desk, state, *await free_clerks(desk, number(words, 0)))


async def gave(bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> None:
    """Give the case to another clerk."""
    person = await give_case(desk, number(words, 0), number(words, 1))
    rows = [[key_button(desk, "menu.tasks", "t:list")], [key_button(desk, "menu.open", "m:home")]]
    await tell(bot, desk, "reviews.given_to", rows=rows, who=person.name or "—")


async def endorsed(desk: Desk, filling: Filling) -> Page:
    """Keep the checklist, and show whom to consult next."""
    application = await endorse(desk, filling.draft)
    consult = [key_button(desk, "consultations.page", f"co:see:application-{application.id}")]
    return told(desk, "reviews.endorsed_done", rows=[consult, *_ways(desk)], number=application.number)


async def turned_down(desk: Desk, filling: Filling) -> Page:
    """Record the refusal."""
    application = await turn_down(desk, filling.draft, filling.progress.answers)
    return told(desk, "reviews.turned_down_done", rows=_ways(desk), number=application.number)


async def forwarded(desk: Desk, filling: Filling) -> Page:
    """Forward the case with the review opinion."""
    application = await forward(desk, filling.draft)
    return told(desk, "reviews.forwarded_done", rows=_ways(desk), number=application.number)


async def reasoned(bot: Bot, desk: Desk, filling: Filling) -> None:
    """Show the number once, for the reason given."""
    await dossiers.show_number(bot, desk, *await read_number(desk, filling.draft))


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "menu.tasks", "t:list")], [key_button(desk, "menu.open", "m:home")]]


VERBS: Mapping[str, Verb] = {
    "open": opened_case,
    "none": declared_none,
    "sure": asked_sure,
    "interest": declared_interest,
    "sec": opened_section,
    "files": opened_files,
    "file": opened_file,
    "numbers": opened_numbers,
    "number": asked_number,
    "sup": opened_supplement,
    "ask_supplement": asked_supplement,
    "endorse": endorsing,
    "turn_down": turning_down,
    "forward": forwarding,
    "unit": opened_opinion,
    "clerk": looked_for_clerk,
    "give": gave,
}
