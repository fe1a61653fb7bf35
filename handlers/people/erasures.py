"""Erasure: what is deleted at once, what the office is asked for, and its answer (PIPL Art. 47)."""

from typing import Literal

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.engine.guides import Guides, load
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import key_button, tell
from handlers.people.personal_data import back, show_held
from texts import Words
from workflow.engine.desk import Desk
from workflow.engine.drafts import drop_unsent
from workflow.office.erasures import ask_erasure, erase_person, erasure_asked, keep_person
from workflow.people.personal_data import periods

Scope = Literal["all", "rest"]
"""What is erased: the ended cases too, or only the rest."""


async def dropped(bot: Bot, desk: Desk, state: FSMContext, guides: Guides) -> None:
    """Delete the person's unsent drafts, and show what is still held."""
    await drop_drafts(desk, guides)
    await show_held(bot, desk, state, notice="personal.drafts_dropped")


async def asked(bot: Bot, desk: Desk) -> None:
    """Ask the office to erase what need not be kept."""
    await tell(bot, desk, "personal.erasure_asked", due=await ask_erasure(desk), rows=back(desk))


async def retained(bot: Bot, desk: Desk, person_id: int) -> None:
    """Close the request without an erasure."""
    await keep_person(desk, person_id)
    await tell(bot, desk, "personal.request_closed", rows=[[key_button(desk, "menu.tasks", "task:list")]])


async def ask_erase(bot: Bot, desk: Desk) -> None:
    """Show what can be deleted at once, what must be kept, and for how long."""
    rows = [
        [key_button(desk, "personal.drop_drafts", "erasure:drafts")],
        [key_button(desk, "personal.erase_all", "erasure:all")],
        *back(desk),
    ]
    await tell(bot, desk, "personal.erase_means", rows=rows, **periods(desk))


async def show_request(bot: Bot, desk: Desk, person_id: int) -> None:
    """Show the office a request to erase, in numbers alone, which are enough to decide it."""
    asked = await erasure_asked(desk, person_id)
    none = Words("personal.none")
    ended = [one.number for one in asked.applications] + [one.number for one in asked.objections]
    ended += [one.number for one in asked.reports]
    ways = [
        ("personal.erase_rest", f"erasure:sure:{person_id}:rest"),
        ("personal.erase_none", f"erasure:retain:{person_id}"),
    ]
    if ended:
        ways.insert(0, ("personal.erase_ended", f"erasure:sure:{person_id}:all"))
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


async def ask_again(bot: Bot, desk: Desk, person_id: int, scope: Scope = "rest") -> None:
    """Ask for confirmation, since an erasure cannot be undone."""
    await erasure_asked(desk, person_id)
    rows = [
        [key_button(desk, "personal.erase_now", f"erasure:erase:{person_id}:{scope}")],
        [key_button(desk, "personal.erase_not_yet", f"erasure:see:{person_id}")],
    ]
    await tell(bot, desk, "personal.sure_all" if scope == "all" else "personal.sure_rest", rows=rows)


async def erased(bot: Bot, desk: Desk, person_id: int, scope: Scope = "rest") -> None:
    """Erase the person's data; show how much was erased, and the journal's head as proof."""
    proof = await erase_person(desk, person_id, cases=scope == "all")
    await tell(
        bot,
        desk,
        "personal.erased",
        rows=[[key_button(desk, "menu.tasks", "task:list")]],
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
        await drop_unsent(desk, draft.id)


PRESSES = Presses(
    "erasure",
    {
        "begin": Press(ask_erase),
        "drafts": Press(dropped),
        "all": Press(asked),
        "see": Press(show_request),
        "sure": Press(ask_again),
        "erase": Press(erased),
        "retain": Press(retained),
    },
    puts_down=False,
)
