"""The office's register of objections: pages by state and by notice, an Excel file, figures (Art. 22, 23)."""

from aiogram import Bot

from handlers.engine.lists import PAGE, send_listing, show_listing
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from rules.objections.cases import View
from texts import say
from workflow.engine.desk import Desk
from workflow.objections.objectors import OFFICE
from workflow.objections.register import OBJECTIONS, ObjectionQuery, figures

_EDITIONS = 8


async def show_list(bot: Bot, desk: Desk, view: View = View.OPEN, page: int = 0, notice_id: int = -1) -> None:
    """Show one page, with objections about the same matter together, and buttons to the other views."""
    others = [
        key_button(desk, f"objections.view.{one.value}", f"objection:list:{one.value}") for one in View if one != view
    ]
    below = [
        *in_rows([*others, key_button(desk, "objections.by_notice", "objection:notices")], width=3),
        [
            key_button(desk, "objections.sheet", "objection:sheet"),
            key_button(desk, "objections.figures", "objection:figures"),
        ],
        [key_button(desk, "objections.counter", "objection:counter"), key_button(desk, "menu.office", "office:menu")],
    ]
    await show_listing(
        bot,
        desk,
        OBJECTIONS,
        ObjectionQuery(view=view, notice_id=notice_id if notice_id > 0 else None),
        page=page,
        turn=f"objection:list:{view.value}",
        behind=f":{notice_id}" if notice_id > 0 else "",
        title=f"objections.list.{view.value}",
        below=below,
    )


async def show_notices(bot: Bot, desk: Desk) -> None:
    """Show the newest notices, each with a button to its objections."""
    posted = await desk.work.notices.newest(limit=PAGE)
    rows = [[Button(one.title[:40], f"objection:list:all:0:{one.id}")] for one in posted]
    await tell(
        bot, desk, "objections.which_notice", rows=[*rows, [key_button(desk, "objections.all", "objection:list")]]
    )


async def send_sheet(bot: Bot, desk: Desk) -> None:
    """Send the register as an Excel file that names no objector."""
    await send_listing(
        bot,
        desk,
        OBJECTIONS,
        ObjectionQuery(view=View.ALL),
        title="objections.sheet_title",
        sent="objections.sheet_sent",
        rows=_ways(desk),
    )


async def show_figures(bot: Bot, desk: Desk, edition_id: int = -1) -> None:
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
        key_button(desk, "objections.figures_for", f"objection:figures:{one.id}", edition=one.number)
        for one in editions
        if one.id != chosen.id
    ]
    await show(bot, desk, Page("\n".join(parts), [*in_rows(others, width=4), *_ways(desk)]))


def _ways(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "objections.all", "objection:list"), key_button(desk, "menu.office", "office:menu")]]


PRESSES = Presses(
    "objection",
    {
        "list": Press(show_list),
        "notices": Press(show_notices),
        "sheet": Press(send_sheet),
        "figures": Press(show_figures),
    },
    article=23,
    roles=OFFICE,
)
