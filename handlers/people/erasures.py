"""Erasure: what is deleted at once, what the office is asked for, and its answer (PIPL Art. 47)."""

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.engine.guides import Guides, load
from handlers.engine.presses import Topic, number
from handlers.engine.speech import key_button, tell
from handlers.people.personal_data import back, show_held
from rules.refusals import Refusal
from texts import Words
from workflow.engine.desk import Desk
from workflow.office.erasures import ask_erasure, erase_person, erasure_asked, keep_person
from workflow.people.personal_data import periods


def router(guides: Guides) -> Router:
    """Build the router for the person's side and the office's."""
    here = Router(name="erasures")

    @here.callback_query(Topic("m", "erase"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        match words[1:]:
            case []:
                await ask_erase(bot, desk)
            case ["drafts"]:
                await drop_drafts(desk, guides)
                await show_held(bot, desk, state, notice="personal.drafts_dropped")
            case ["all"]:
                due_on = await ask_erasure(desk)
                await tell(bot, desk, "personal.erasure_asked", rows=back(desk), due=due_on)
            case _:
                raise Refusal("talk.old_button")

    @here.callback_query(Topic("pe", "erasure", "erasing", "erase", "retain"))
    async def decides(_query: CallbackQuery, bot: Bot, desk: Desk, words: list[str]) -> None:
        person_id, cases = number(words, 1), words[2:] == ["all"]
        match words[0]:
            case "erasure":
                await show_request(bot, desk, person_id)
            case "erasing":
                await ask_again(bot, desk, person_id, cases=cases)
            case "erase":
                await erased(bot, desk, person_id, cases=cases)
            case _:
                await keep_person(desk, person_id)
                await tell(bot, desk, "personal.request_closed", rows=[[key_button(desk, "menu.tasks", "t:list")]])

    return here


async def ask_erase(bot: Bot, desk: Desk) -> None:
    """Show what can be deleted at once, what must be kept, and for how long."""
    rows = [
        [key_button(desk, "personal.drop_drafts", "m:erase:drafts")],
        [key_button(desk, "personal.erase_all", "m:erase:all")],
        *back(desk),
    ]
    await tell(bot, desk, "personal.erase_means", rows=rows, **periods(desk))


async def show_request(bot: Bot, desk: Desk, person_id: int) -> None:
    """Show the office a request to erase, in numbers alone, which are enough to decide it."""
    asked = await erasure_asked(desk, person_id)
    none = Words("personal.none")
    ended = [one.number for one in asked.applications] + [one.number for one in asked.objections]
    ended += [one.number for one in asked.reports]
    ways = [("personal.erase_rest", f"pe:erasing:{person_id}:rest"), ("personal.erase_none", f"pe:retain:{person_id}")]
    if ended:
        ways.insert(0, ("personal.erase_ended", f"pe:erasing:{person_id}:all"))
    await tell(
        bot,
        desk,
        "personal.request",
        rows=[[key_button(desk, key, press)] for key, press in ways],
        name=asked.person.name or none,
        open=len(asked.held.open_drafts),
        ended=ended or none,
        stays=[Words(key) for key in asked.stays] or none,
        files=asked.held.files,
    )


async def ask_again(bot: Bot, desk: Desk, person_id: int, *, cases: bool) -> None:
    """Ask for confirmation, since an erasure cannot be undone."""
    await erasure_asked(desk, person_id)
    rows = [
        [key_button(desk, "personal.erase_now", f"pe:erase:{person_id}:{'all' if cases else 'rest'}")],
        [key_button(desk, "personal.erase_not_yet", f"pe:erasure:{person_id}")],
    ]
    await tell(bot, desk, "personal.sure_all" if cases else "personal.sure_rest", rows=rows)


async def erased(bot: Bot, desk: Desk, person_id: int, *, cases: bool) -> None:
    """Erase the person's data; show how much was erased, and the journal's head as proof."""
    proof = await erase_person(desk, person_id, cases=cases)
    await tell(
        bot,
        desk,
        "personal.erased",
        rows=[[key_button(desk, "menu.tasks", "t:list")]],
        entry=proof.head.id,
        hash=proof.head.hash[:16],
        fields=proof.counts["fields"],
        files=proof.counts["files"],
        messages=proof.counts["messages"],
    )


async def drop_drafts(desk: Desk, guides: Guides) -> None:
    """Delete the person's unsent drafts with their files, except forms that their filler cannot drop."""
    for draft in await desk.work.drafts.open_for(desk.person.id):
        guide = guides.get(draft.form)
        if guide is None or not guide.droppable:
            continue
        await guide.dropping(desk, await load(desk, draft, guides))
        await desk.work.erasures.draft(draft.id)
