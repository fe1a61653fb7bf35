"""Erasure: what is deleted at once, what the office is asked for, and the office's answer (PIPL Art. 47)."""

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.guides import Guides, load
from handlers.personal_data import back, show_held
from handlers.presses import Press, number
from handlers.speech import key_button, tell
from rules.refusals import Refusal
from texts import Words
from workflow import personal_data as data
from workflow.desk import Desk
from workflow.files import of_draft


def router(guides: Guides) -> Router:
    """The person's side and the office's."""
    here = Router(name="erasures")

    @here.callback_query(Press("m", "erase"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        match words[1:]:
            case []:
                await ask_erase(bot, desk)
            case ["drafts"]:
                await drop_drafts(bot, desk, guides)
                await show_held(bot, desk, state, notice="personal.drafts_dropped")
            case ["all"]:
                due_on = await data.ask_erasure(desk)
                await tell(bot, desk, "personal.erasure_asked", rows=back(desk), due=due_on)
            case _:
                raise Refusal("talk.old_button")

    @here.callback_query(Press("pe", "erasure"))
    async def opened_request(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        await show_request(bot, desk, number(words, 1))

    @here.callback_query(Press("pe", "erased"))
    async def settled(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        await data.settle_erasure(desk, number(words, 1))
        await tell(bot, desk, "personal.request_closed", rows=[[key_button(desk, "menu.tasks", "t:list")]])

    return here


async def ask_erase(bot: Bot, desk: Desk) -> None:
    """What can be deleted at once, what has to be kept and for how long."""
    kept = desk.pack.retention
    rows = [
        [key_button(desk, "personal.drop_drafts", "m:erase:drafts")],
        [key_button(desk, "personal.erase_all", "m:erase:all")],
        *back(desk),
    ]
    await tell(
        bot,
        desk,
        "personal.erase_means",
        rows=rows,
        drafts=kept.drafts,
        applications=kept.applications_not_granted,
        identities=kept.objection_identities,
        objections=kept.objections,
    )


async def show_request(bot: Bot, desk: Desk, person_id: int) -> None:
    """The office's view of a request to erase: in numbers, for the decision needs no more."""
    _, person, held = await data.erasure_asked(desk, person_id)
    none = Words("personal.none")
    await tell(
        bot,
        desk,
        "personal.request",
        rows=[[key_button(desk, "personal.request_done", f"pe:erased:{person_id}")]],
        name=person.name or none,
        open=len(held.open_drafts),
        sent=len(held.sent_drafts),
        applications=[each.number for each in held.applications if each.number] or none,
        files=held.files,
    )


async def drop_drafts(bot: Bot, desk: Desk, guides: Guides) -> None:
    """Delete what was begun and not sent, with its files; a form that cannot be dropped by its filler stays."""
    for draft in await desk.work.drafts.open_for(desk.person.id):
        guide = guides.get(draft.form)
        if guide is None or not guide.droppable:
            continue
        await guide.dropping(bot, desk, await load(desk, draft, guides))
        await desk.work.drafts.drop(draft.id, desk.now)
        for file in await desk.work.files.of(of_draft(draft)):
            await desk.work.files.purge(file.id)
