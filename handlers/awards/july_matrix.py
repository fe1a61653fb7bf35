"""The July matrix for the office: holders by years, paged or as Excel, and each year's figures (Art. 32)."""

from aiogram import Bot

from handlers.engine.lists import PAGE, button_of, send_listing, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.printing import button
from handlers.engine.speech import Button, Page, key_button, show
from texts import say
from workflow.awards.july import JULY, HolderYears, figures_by_year, matrix
from workflow.engine.desk import Desk
from workflow.engine.lists import Nothing

YEARS = 6
"""The most years shown for a holder in the chat; the Excel list has all of them."""
SHOWN = 10


async def show_matrix(bot: Bot, desk: Desk, page: int = 0) -> None:
    """Show one page: each holder with the state of its years and a button."""
    language = desk.person.language
    found = await matrix(desk, Nothing(), limit=PAGE, after=page * PAGE)
    count = found.count or 0
    title = say(language, "assessments.matrix" if count else "assessments.no_years", count=count)
    rows = [[button_of(desk, JULY, line)] for line in found.lines]
    rows += turns(desk, "assessment:matrix", page, count)
    if count:
        rows.append([button(desk, "july_picture", page)])
    rows.append(
        [
            key_button(desk, "assessments.sheet", "assessment:sheet"),
            key_button(desk, "assessments.figures", "assessment:figures"),
        ]
    )
    text = "\n\n".join([title, *(_line(language, line) for line in found.lines)])
    await show(bot, desk, Page(text, [*rows, *_out(desk)]))


async def send_sheet(bot: Bot, desk: Desk) -> None:
    """Send the whole matrix as an Excel file with a row for each holder and a column for each year."""
    await send_listing(
        bot, desk, JULY, Nothing(), title="assessments.sheet_title", sent="assessments.sheet_sent", rows=_out(desk)
    )


async def show_figures(bot: Bot, desk: Desk) -> None:
    """Show the figures of every year, latest first."""
    language, found = desk.person.language, await figures_by_year(desk)
    parts = [say(language, "assessments.figures_title" if found else "assessments.no_years")]
    parts += [
        say(
            language,
            "assessments.figures_of",
            year=str(one.year),
            owed=one.owed,
            in_time=one.in_time,
            late=one.late,
            accepted=one.accepted,
            returned=one.returned,
            missing=one.missing,
            awaited=one.awaited,
            excused=one.excused,
        )
        for one in found[:SHOWN]
    ]
    await show(bot, desk, Page("\n\n".join(parts), _out(desk)))


def _line(language: str, line: HolderYears) -> str:
    years = [
        say(language, "assessments.cell", year=str(year), mark=say(language, f"assessments.mark.{line.marks[year]}"))
        for year in sorted(line.marks)[-YEARS:]
    ]
    return f"{line.award.name}\n{'　'.join(years)}"


def _out(desk: Desk) -> list[list[Button]]:
    return [
        [
            key_button(desk, "assessments.matrix_button", "assessment:matrix"),
            key_button(desk, "assessments.list", "assessment:year"),
        ],
        [key_button(desk, "holders.menu", "register:menu"), key_button(desk, "menu.open", "menu:home")],
    ]


PRESSES = Presses(
    "assessment",
    {"matrix": Press(show_matrix), "sheet": Press(send_sheet), "figures": Press(show_figures)},
    article=32,
)
