"""The office's register of objections: pages by state and by notice, an Excel file, figures (Art. 22, 23)."""

import asyncio

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers.lists import PAGE, turns
from handlers.offers import put_down
from handlers.presses import Press, number
from handlers.speech import Button, Page, in_rows, key_button, show, tell
from papers.spreadsheets import Value, sheet
from rules.objections import Objection, View
from texts import say
from workflow.desk import Desk, require, today
from workflow.objection_register import Line, figures, lines, register
from workflow.objections import OFFICE

COLUMNS = ("number", "notice", "against", "received", "examined_by", "outcome", "days")
_EDITIONS = 8


def router() -> Router:
    """Build the router for `ob:list[:<view>[:<page>[:<notice>]]]`, `ob:notices`, `ob:sheet` and `ob:figures`."""
    here = Router(name="objection_register")

    @here.callback_query(Press("ob", "list", "notices", "sheet", "figures"))
    async def pressed(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        await put_down(state)
        require(desk, *OFFICE, article=23)
        match words:
            case ["notices", *_]:
                await show_notices(bot, desk)
            case ["sheet"]:
                await send_sheet(bot, desk)
            case ["figures", *_]:
                await show_figures(bot, desk, number(words, 1))
            case ["list", view, *_] if view in set(View):
                await show_list(bot, desk, View(view), max(number(words, 2), 0), number(words, 3))
            case _:
                await show_list(bot, desk, View.OPEN)

    return here


async def show_list(bot: Bot, desk: Desk, view: View, page: int = 0, notice_id: int = -1) -> None:
    """Show one page, with objections about the same matter together, and buttons to the other views."""
    notice = notice_id if notice_id > 0 else None
    found, count = await register(desk, view, notice_id=notice, limit=PAGE, after=page * PAGE)
    where = f"ob:list:{view.value}"
    rows = [[_line(desk, one)] for one in found]
    rows += _turned(turns(desk, where, page, count), notice)
    others = [key_button(desk, f"objections.view.{one.value}", f"ob:list:{one.value}") for one in View if one != view]
    rows += in_rows([*others, key_button(desk, "objections.by_notice", "ob:notices")], width=3)
    rows.append(
        [key_button(desk, "objections.sheet", "ob:sheet"), key_button(desk, "objections.figures", "ob:figures")]
    )
    rows.append([key_button(desk, "objections.counter", "ob:counter"), key_button(desk, "menu.office", "of:menu")])
    await tell(bot, desk, f"objections.list.{view.value}", rows=rows, count=count)


async def show_notices(bot: Bot, desk: Desk) -> None:
    """Show the newest notices, each with a button to its objections."""
    posted = await desk.work.notices.newest(limit=PAGE)
    rows = [[Button(one.title[:40], f"ob:list:all:0:{one.id}")] for one in posted]
    await tell(bot, desk, "objections.which_notice", rows=[*rows, [key_button(desk, "objections.all", "ob:list")]])


async def send_sheet(bot: Bot, desk: Desk) -> None:
    """Send the register as an Excel file that names no objector."""
    language = desk.person.language
    header = [say(language, f"objections.column.{name}") for name in COLUMNS]
    title = say(language, "objections.sheet_title", day=today(desk))
    content = await asyncio.to_thread(sheet, title, header, [_cells(language, one) for one in await lines(desk)])
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=f"{title}.xlsx"))
    await tell(bot, desk, "objections.sheet_sent", rows=_ways(desk))


async def show_figures(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Show the figures of one edition, the newest unless another is chosen."""
    editions = (await desk.work.editions.all())[-_EDITIONS:]
    chosen = next((one for one in editions if one.id == edition_id), editions[-1] if editions else None)
    if chosen is None:
        await tell(bot, desk, "objections.no_figures", rows=_ways(desk))
        return
    language, counted = desk.person.language, await figures(desk, chosen.id)
    parts = [
        say(
            language,
            "objections.figures_of",
            edition=chosen.number,
            count=counted.count,
            admitted=counted.admitted,
            refused=counted.refused,
            upheld=counted.upheld,
            withdrawn=counted.withdrawn,
        )
    ]
    if counted.days is not None:
        parts.append(say(language, "objections.figures_days", days=f"{counted.days:g}"))
    others = [
        key_button(desk, "objections.figures_for", f"ob:figures:{one.id}", edition=one.number)
        for one in editions
        if one.id != chosen.id
    ]
    await show(bot, desk, Page("\n".join(parts), [*in_rows(others, width=4), *_ways(desk)]))


def _line(desk: Desk, one: Objection) -> Button:
    label = say(desk.person.language, f"objections.line.{one.state.value}", number=one.number)
    linked = one.same_as is not None
    return Button(
        say(desk.person.language, "objections.linked_line", line=label) if linked else label, f"ob:open:{one.id}"
    )


def _turned(rows: list[list[Button]], notice: int | None) -> list[list[Button]]:
    behind = f":{notice}" if notice is not None else ""
    return [[Button(button.label, f"{button.press}{behind}") for button in row] for row in rows]


def _cells(language: str, one: Line) -> list[Value]:
    outcome = say(language, f"objections.outcome.{one.outcome}")
    return [
        one.objection.number,
        one.notice,
        one.against,
        one.objection.received_at,
        one.examined_by,
        outcome,
        one.days,
    ]


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "objections.all", "ob:list"), key_button(desk, "menu.office", "of:menu")]]
