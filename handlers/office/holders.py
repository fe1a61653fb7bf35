"""The office's register of holders: import the list of earlier winners, look holders up (Art. 5, 32)."""

import asyncio
from contextlib import suppress

from aiogram import Bot, Router
from aiogram.exceptions import AiogramError
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, Message

from handlers.awards.contacts import contact_lines
from handlers.awards.holders import describe
from handlers.engine.attachments import LookFirst, drop_caption
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import FREE_TEXT
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, key_button, show, tell
from handlers.people.channels import to_list
from handlers.reevaluations.lists import register_button, register_lines
from handlers.reviews import presentations
from papers.engine.blank_lists import handover_template
from papers.engine.cells import line_of, problem_list
from papers.office.lists import Errors, read_handover, step_line
from rules.awards.validity import Award
from rules.engine.refusals import Refusal, Unfit
from rules.office.handover import Handover, Problem
from rules.people.roles import Role
from texts import Words, say
from workflow.awards.contacts import contacts_of
from workflow.awards.july import state_of
from workflow.engine.desk import Attachment, Desk, require, today
from workflow.office.imports import (
    LISTS,
    Looked,
    Unfitting,
    enter_list,
    keep_list,
    kept_list,
    kept_until,
    look_through,
    open_list,
)

FILE = "holders:file"
"""The step in which the chat waits for the office's list."""
ERRORS, AFFAIRS = 20, 6
LONG_BYTES, STEP_ROWS = 65_536, 2000
"""From this size on a list takes so long that the chat says how far it is: at first, and after so many rows each."""


def router() -> Router:
    """Build the router of the office's conversation about holders."""
    here = Router(name="holders")

    @here.message(StateFilter(FILE))
    async def got_file(_message: Message, bot: Bot, desk: Desk) -> None:
        require(desk, Role.OFFICE, Role.LEAD)
        await drop_caption(bot, desk)
        await look_at(bot, desk, desk.attachment)

    return here


async def show_menu(bot: Bot, desk: Desk) -> None:
    """Show what can be done with the register, and how many contacts wait for a code."""
    waiting = await desk.work.holders.count_unclaimed() + len(await desk.work.imports.applicants_to_come())
    mailing = [key_button(desk, "holders.mail", "register:mail")] if desk.places.emails else []
    rows = [
        [
            key_button(desk, "holders.import", "register:import"),
            key_button(desk, "holders.template", "register:template"),
        ],
        [key_button(desk, "holders.list", "register:list:0"), key_button(desk, "assessments.list", "assessment:year")],
        [key_button(desk, "holders.codes", "register:codes"), to_list(desk)],
        [key_button(desk, "contacts.list", "contact:list:0"), *mailing],
        [key_button(desk, "presentations.open", "presentation:editions")],
        [key_button(desk, "menu.open", "menu:home")],
    ]
    about = say(desk.person.language, "holders.about", count=await desk.work.awards.count(), waiting=waiting)
    if (kept := await kept_list(desk)) is not None:
        about += "\n\n" + say(desk.person.language, "imports.kept", name=kept.name, until=kept_until(kept))
        rows.insert(0, [key_button(desk, "imports.enter", f"register:yes:{kept.id}")])
    await show(bot, desk, Page(about, rows))


async def ask_file(bot: Bot, desk: Desk, state: FSMContext) -> None:
    """Ask for the list."""
    await state.set_state(FILE)
    await state.update_data({FREE_TEXT: True})
    await tell(bot, desk, "holders.ask_file", rows=_ways(desk))


async def send_template(bot: Bot, desk: Desk) -> None:
    """Send the empty list to fill in."""
    content = await asyncio.to_thread(handover_template, desk.person.language, desk.pack)
    name = say(desk.person.language, "holders.template_name")
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=name))


async def look_at(bot: Bot, desk: Desk, file: Attachment | None) -> None:
    """Read the list, and show everything wrong with it or what importing it would do.

    Raises Unfit if it is not an Excel file.
    """
    if file is None or file.unfit is not None:
        raise (file.unfit if file and file.unfit else Unfit("holders.file_awaited"))
    if file.kind != "xlsx":
        raise Unfit("holders.not_excel")
    found = _read(bot, desk, file.content)
    if isinstance(found, Errors):
        await _show_errors(bot, desk, found.problems)
        return
    try:
        looked = await look_through(desk, found)
    except Unfitting as wrong:
        await _show_errors(bot, desk, wrong.problems)
        return
    record = await keep_list(desk, file)
    await _show_preview(bot, desk, found, looked, record.id)


async def confirmed(bot: Bot, desk: Desk, file_id: str) -> None:
    """Import the list that the office has previewed; the list itself is deleted.

    Raises Refusal if it was imported before, or waited too long.
    """
    found = _read(bot, desk, await open_list(desk, file_id), to_enter=True)
    if isinstance(found, Errors):
        await _show_errors(bot, desk, found.problems)
        return
    try:
        entered = await enter_list(desk, file_id, found)
    except Unfitting as wrong:
        await _show_errors(bot, desk, wrong.problems)
        return
    language = desk.person.language
    rows = [[key_button(desk, "holders.codes", "register:codes")], *to_holders(desk)]
    done = say(language, "holders.imported", fresh=entered.fresh["holders"], known=entered.known["holders"])
    await show(bot, desk, Page("\n\n".join([done, *_others(language, entered)]), rows))


def _read(bot: Bot, desk: Desk, content: bytes, *, to_enter: bool = False) -> Handover | Errors:
    """Return what the list says, once it was read. Raises LookFirst until then: nobody's Work waits for the reading."""
    if isinstance(desk.looked, Handover | Errors):
        return desk.looked
    language, here = desk.person.language, asyncio.get_running_loop()
    steps: asyncio.Queue[tuple[str, int, int] | None] = asyncio.Queue()

    def heard(step: str, done: int, rows: int) -> None:
        here.call_soon_threadsafe(steps.put_nowait, (step, done, rows))

    async def look() -> object:
        reading = asyncio.ensure_future(asyncio.to_thread(read_handover, content, desk.pack, today(desk), heard))
        reading.add_done_callback(lambda _: steps.put_nowait(None))
        if len(content) >= LONG_BYTES:
            await _say_step(bot, desk, step_line(language, "", 0, 0))
        while (step := await steps.get()) is not None:
            if step[1] and not step[1] % STEP_ROWS:
                await _say_step(bot, desk, step_line(language, *step))
        found = await reading
        if to_enter and isinstance(found, Handover) and len(content) >= LONG_BYTES:
            await _say_step(bot, desk, say(language, "imports.writing"))
        return found

    raise LookFirst(look)


async def _say_step(bot: Bot, desk: Desk, line: str) -> None:
    """Say how far it is; the channel may have a bad moment, and the result is told all the same."""
    with suppress(AiogramError):
        await bot.send_message(desk.channel.chat_id, line, parse_mode=None)


async def show_list(bot: Bot, desk: Desk, page: int = 0) -> None:
    """Show a page of the register, the latest decision first."""
    count = await desk.work.awards.count()
    found = await desk.work.awards.page(limit=PAGE, after=page * PAGE)
    title = say(desk.person.language, "holders.list_title" if count else "holders.nobody", count=count)
    rows = [[Button(award.name[:40], f"register:see:{award.id}")] for award in found]
    rows += turns(desk, "register:list", page, count)
    text = "\n\n".join([title, *(describe(desk, award) for award in found)])
    await show(bot, desk, Page(text, [*rows, *to_holders(desk)]))


async def show_one(bot: Bot, desk: Desk, award_id: int) -> None:
    """Show one award: its contacts and its reports."""
    award = await desk.work.awards.get(award_id)
    if award is None:
        raise Refusal("talk.old_button")
    language = desk.person.language
    unit = desk.pack.name_of_unit(award.unit, language)
    parts = [describe(desk, award), say(language, "holders.unit", unit=unit)]
    parts += [say(language, "holders.former", names=award.former)] if award.former else []
    handed = (await desk.work.presentations.of([award.id])).get(award.id)
    parts.append(say(language, "presentations.line", line=presentations.line(language, handed)))
    _, known = await contacts_of(desk, award.id)
    parts += contact_lines(language, known)
    reports = await desk.work.assessments.of_holder(award.holder)
    parts += [say(language, "holders.report", year=str(one.year), state=state_of(one)) for one in reports]
    parts += await register_lines(desk, award)
    rows = await register_button(desk, award)
    rows += [
        [key_button(desk, "assessments.see_year", f"assessment:see:{one.id}", year=str(one.year))]
        for one in reports[:3]
    ]
    rows.append([key_button(desk, "contacts.look", f"contact:see:{award.id}")])
    key = "presentations.record_here" if handed is None else "presentations.again_here"
    rows.append([key_button(desk, key, f"presentation:one:{award.id}")])
    rows += await affair_rows(desk, award)
    if any(one.contact.claimed_at is None for one in known):
        rows.insert(0, [key_button(desk, "holders.new_code", f"register:code:{award.id}")])
    await show(
        bot,
        desk,
        Page("\n".join(parts), [*rows, [key_button(desk, "holders.list", "register:list:0")], *to_holders(desk)]),
    )


async def affair_rows(desk: Desk, award: Award) -> list[list[Button]]:
    """Return the holder's affairs and what the office can start; empty if the person has an interest in the holder."""
    if f"award:{award.id}" in await desk.work.recusals.interests_of(desk.person.id):
        return []
    found = await desk.work.affairs.of_holder(award.holder)
    rows = [[Button(f"🗂 {one.number}", f"affair:open:{one.id}")] for one in found[:AFFAIRS]]
    higher = key_button(desk, "affairs.new_higher", f"affair:new:higher:{award.id}")
    return [*rows, [higher, key_button(desk, "affairs.on_paper", f"affair:new:change:{award.id}")]]


async def _show_errors(bot: Bot, desk: Desk, problems: tuple[Problem, ...]) -> None:
    """Show where each error is and how to put it right; a long list is cut, and comes whole as an Excel file."""
    language = desk.person.language
    parts = [say(language, "papers.holders.wrong", problems=len(problems))]
    parts += [line_of(language, problem) for problem in problems[:ERRORS]]
    if len(problems) > ERRORS:
        parts.append(say(language, "holders.more", count=len(problems) - ERRORS))
        content = await asyncio.to_thread(problem_list, language, problems)
        name = f"{say(language, 'papers.lists.report.title')}.xlsx"
        await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=name))
    await show(bot, desk, Page("\n".join(parts), _ways(desk)))


async def _show_preview(bot: Bot, desk: Desk, found: Handover, looked: Looked, file_id: str) -> None:
    language, parts = desk.person.language, []
    if found.holders:
        values = {"fresh": looked.fresh["holders"], "known": looked.known["holders"]}
        values |= {"owing": looked.owing, "over": looked.over}
        key = "holders.preview" if looked.fresh["holders"] else "holders.all_known"
        parts.append(say(language, key, days=list(looked.decided_on), year=str(looked.year), **values))
    parts += _others(language, looked)
    if found.unread:
        parts.append(say(language, "holders.unread", columns=list(found.unread)))
    yes = [[key_button(desk, "holders.yes", f"register:yes:{file_id}", count=looked.count)]] if looked.count else []
    await show(bot, desk, Page("\n\n".join(parts), [*yes, *to_holders(desk)]))


def _others(language: str, looked: Looked) -> list[str]:
    """Return a line for each list besides that of holders which has rows."""
    return [
        say(language, "imports.line", list=Words(f"papers.lists.named.{name}"), fresh=fresh, known=looked.known[name])
        for name in LISTS[1:]
        if (fresh := looked.fresh[name]) + looked.known[name]
    ]


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "holders.template", "register:template")], *to_holders(desk)]


def to_holders(desk: Desk) -> list[list[Button]]:
    """Return the button back to the register."""
    return [[key_button(desk, "holders.menu", "register:menu"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "register",
    {
        "menu": Press(show_menu),
        "import": Press(ask_file),
        "template": Press(send_template),
        "yes": Press(confirmed),
        "list": Press(show_list),
        "see": Press(show_one),
    },
    roles=(Role.OFFICE, Role.LEAD),
)
