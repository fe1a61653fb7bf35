"""The office's lists of re-evaluations: due within a year, running, ended, and as Excel (Art. 5)."""

from aiogram import Bot

from handlers.engine.lists import PAGE, send_listing, turns
from handlers.engine.speech import Button, Page, key_button, show
from rules.awards.validity import Award, may_open
from rules.reevaluations.cases import Reevaluation
from texts import Words, say
from workflow.engine.desk import Desk, today
from workflow.reevaluations.case_opening import Prepared, cases_of, past_cases, preparation
from workflow.sanctions.timelines import REEVALUATIONS, AskedReevaluations, july_of, state_of


async def show_preparation(bot: Bot, desk: Desk, page: int = 0) -> None:
    """Show awards whose term ends within a year or has ended, earliest first, each with a button."""
    language = desk.person.language
    found, count = await preparation(desk, limit=PAGE, after=page * PAGE)
    title = say(language, "reevaluations.preparation" if count else "reevaluations.nothing_prepared", count=count)
    rows = [[way] for one in found if (way := case_button(desk, one.award, one.case))]
    rows += turns(desk, "reevaluation:list", page, count)
    rows.append(
        [
            key_button(desk, "reevaluations.sheet", "reevaluation:sheet"),
            key_button(desk, "reevaluations.past", "reevaluation:past"),
        ]
    )
    text = "\n\n".join([title, *(_line(desk, one) for one in found)])
    await show(bot, desk, Page(text, [*rows, *office_ways(desk)]))


async def show_past(bot: Bot, desk: Desk, page: int = 0) -> None:
    """Show a page of the ended cases, newest first."""
    language = desk.person.language
    found, more = await past_cases(desk, limit=PAGE, after=page * PAGE)
    title = say(language, "reevaluations.past_title" if found or page else "reevaluations.no_past")
    rows = [
        [key_button(desk, "reevaluations.line", f"reevaluation:open:{one.id}", **named(one, award))]
        for one, award in found
    ]
    rows += turns(desk, "reevaluation:past", page, (page + 1) * PAGE + more)
    rows.append([key_button(desk, "reevaluations.list", "reevaluation:list")])
    await show(bot, desk, Page(title, [*rows, *office_ways(desk)]))


async def send_sheet(bot: Bot, desk: Desk) -> None:
    """Send the preparation list as an Excel file."""
    await send_listing(
        bot,
        desk,
        REEVALUATIONS,
        AskedReevaluations(),
        title="reevaluations.sheet_title",
        sent="reevaluations.sheet_sent",
        rows=office_ways(desk),
    )


def case_button(desk: Desk, award: Award, case: Reevaluation | None) -> Button | None:
    """Return the button to the award's case, or to begin one; None before its time."""
    if case is not None:
        return key_button(desk, "reevaluations.line", f"reevaluation:open:{case.id}", **named(case, award))
    if may_open(award, today(desk), desk.pack):
        return key_button(desk, "reevaluations.begin", f"reevaluation:begin:{award.id}", holder=award.name)
    return None


async def register_button(desk: Desk, award: Award) -> list[list[Button]]:
    """Return the same button as rows, for the page of one award in the register."""
    button = case_button(
        desk, award, next((one for one in await cases_of(desk, award) if one.until == award.valid_until), None)
    )
    return [[button]] if button else []


async def register_lines(desk: Desk, award: Award) -> list[str]:
    """Return a line for each re-evaluation of the award that the person may see."""
    return [
        say(desk.person.language, "reevaluations.line", **named(case, award)) for case in await cases_of(desk, award)
    ]


def named(case: Reevaluation, award: Award) -> dict[str, object]:
    """Return the values by which a line names a case."""
    return {"number": case.number, "holder": award.name, "state": Words(f"reevaluations.state.{case.state}")}


def office_ways(desk: Desk) -> list[list[Button]]:
    """Return the buttons back to the office's menu and to the main menu."""
    return [[key_button(desk, "menu.office", "office:menu"), key_button(desk, "menu.open", "menu:home")]]


def _line(desk: Desk, one: Prepared) -> str:
    language = desk.person.language
    award, july = desk.pack.name_of_award(one.award.award, language), july_of(one)
    values = {"until": one.award.valid_until, "holder": one.award.name, "award": award, "state": state_of(one.case)}
    years = "　".join(say(language, each.key, **each.values) for each in july)
    return say(language, "reevaluations.prepared", **values, july=years or "—")
