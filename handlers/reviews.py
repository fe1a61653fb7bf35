"""The receiving unit's review in the chat: declare, read, ask for a supplement, endorse or turn down (Art. 15, 40)."""

from collections.abc import Awaitable, Callable, Mapping

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers import dossiers
from handlers.filling import open_form
from handlers.guides import Filling, Guide, Guides, load
from handlers.presses import Press, number
from handlers.speech import key_button, tell
from rules.applications import State
from rules.questions.opinion import opinion
from rules.questions.reading import reading
from rules.refusals import Refusal
from workflow.desk import Desk
from workflow.dossiers import (
    begin_reading,
    declare_recusal,
    declaring,
    free_clerks,
    give_case,
    read_dossier,
    read_file,
    read_number,
    supplement_answers,
)
from workflow.records import Draft
from workflow.recusals import Undeclared
from workflow.reviews import begin_opinion, give_opinion, opened
from workflow.supplements import begin_notice

Verb = Callable[[Bot, Desk, FSMContext, list[str]], Awaitable[Draft | None]]
"""Shows a page, or returns the form that is to be opened. The first word is the number of the case."""


def guides() -> dict[str, Guide]:
    """The opinion, and the reason for which a number is read."""
    return {
        "opinion": Guide(form=lambda _pack, _facts: opinion(), subject="opinion", ending=decided),
        "reading": Guide(form=lambda _pack, _facts: reading(), subject="reading", ending=reasoned),
    }


def router(guides: Guides) -> Router:
    """The buttons of a case, `rv:<verb>:<application>:<parts>`. The declaration comes before all."""
    here = Router(name="reviews")

    @here.callback_query(Press("rv"))
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
    """The cover of the case."""
    await dossiers.show_cover(bot, desk, state, await read_dossier(desk, number(words, 0), "cover"))


async def declared_none(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """No interest: the case opens."""
    await declare_recusal(desk, number(words, 0), interest=False)
    await opened_case(bot, desk, state, words)


async def asked_sure(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """An interest, which is asked once more."""
    await dossiers.show_sure(bot, desk, state, await declaring(desk, number(words, 0)))


async def declared_interest(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """An interest: the case is shut for this person."""
    application = await declare_recusal(desk, number(words, 0), interest=True)
    await state.clear()
    rows = [[key_button(desk, "menu.tasks", "t:list")], [key_button(desk, "menu.open", "m:home")]]
    await tell(bot, desk, "reviews.stood_back", rows=rows, number=application.number)


async def opened_section(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """The answers of one part."""
    section = words[1] if len(words) > 1 else ""
    dossier = await read_dossier(desk, number(words, 0), section[:32])
    if section not in dossier.progress.sections():
        raise Refusal("talk.old_button")
    await dossiers.show_section(bot, desk, state, dossier, section, max(0, number(words, 2)))


async def opened_files(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """The list of files."""
    dossier = await read_dossier(desk, number(words, 0), "files")
    await dossiers.show_files(bot, desk, state, dossier, max(0, number(words, 1)))


async def opened_file(bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> None:
    """One file."""
    record, content = await read_file(desk, number(words, 0), words[1] if len(words) > 1 else "")
    await dossiers.send_file(bot, desk, record, content)


async def opened_numbers(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """The masked numbers."""
    await dossiers.show_numbers(bot, desk, state, await read_dossier(desk, number(words, 0), "numbers"))


async def asked_number(_bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> Draft:
    """One number in full: the reason is asked first."""
    if desk.places.private_on_web and desk.channel.bot == "telegram":
        raise Refusal("reviews.number_on_web")
    return await begin_reading(desk, number(words, 0), number(words, 1))


async def opened_supplement(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """What was asked and answered."""
    dossier = await read_dossier(desk, number(words, 0), "supplement")
    await dossiers.show_supplement(bot, desk, state, dossier, await supplement_answers(desk, dossier))


async def asked_supplement(_bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> Draft:
    """The form of the supplement notice."""
    return await begin_notice(desk, await opened(desk, number(words, 0)))


async def endorsing(_bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> Draft:
    """The form of the opinion, to go forward."""
    return await begin_opinion(desk, await opened(desk, number(words, 0)), "endorse")


async def turning_down(_bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> Draft:
    """The form of the opinion, not to go forward."""
    return await begin_opinion(desk, await opened(desk, number(words, 0)), "turn_down")


async def looked_for_clerk(bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
    """Whom the case can be given to."""
    await dossiers.show_clerks(bot, desk, state, *await free_clerks(desk, number(words, 0)))


async def gave(bot: Bot, desk: Desk, _state: FSMContext, words: list[str]) -> None:
    """The case has another clerk."""
    person = await give_case(desk, number(words, 0), number(words, 1))
    rows = [[key_button(desk, "menu.tasks", "t:list")], [key_button(desk, "menu.open", "m:home")]]
    await tell(bot, desk, "reviews.given_to", rows=rows, who=person.name or "—")


async def decided(bot: Bot, desk: Desk, filling: Filling) -> None:
    """The opinion is sent."""
    state = await give_opinion(desk, filling.draft, filling.progress.answers)
    application = await opened(desk, int(filling.draft.subject.partition(":")[2]))
    rows = [[key_button(desk, "menu.tasks", "t:list")], [key_button(desk, "menu.open", "m:home")]]
    key = "reviews.endorsed_done" if state is State.ENDORSED else "reviews.turned_down_done"
    await tell(bot, desk, key, rows=rows, number=application.number)


async def reasoned(bot: Bot, desk: Desk, filling: Filling) -> None:
    """The reason is given: the number is shown, once."""
    await dossiers.show_number(bot, desk, *await read_number(desk, filling.draft))


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
    "clerk": looked_for_clerk,
    "give": gave,
}
