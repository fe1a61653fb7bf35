"""The office's calendar in the chat: read it, paste a notice, propose days, have a second person confirm (Art. 9)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.engine.filling import begin
from handlers.engine.guides import Filling, Guide, Guides
from handlers.engine.lists import PAGE, turns
from handlers.engine.offers import put_down
from handlers.engine.presses import Topic, number
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from handlers.office.calendar_pages import moved_text, preview_text, title_of, year_text
from rules.people import Role
from rules.questions.calendar import holiday_notice, local_days
from rules.refusals import Refusal
from texts import say
from workflow.engine.desk import Desk, require, today
from workflow.engine.records import ProposalState
from workflow.office.calendars import (
    confirm_proposal,
    preview,
    propose_local,
    propose_suggested,
    propose_worked,
    propose_year,
    reject_proposal,
    suggested,
    what,
)

MOST_DAYS = 20


def guides() -> dict[str, Guide]:
    """Return the forms of a year's notice and of days of the prefecture."""
    return {
        "holiday_notice": Guide(form=lambda _pack, _facts: holiday_notice(), subject="calendars", sends=pasted),
        "local_days": Guide(form=lambda _pack, facts: local_days(facts), subject="calendars", sends=gave_days),
    }


def router(all_guides: Guides) -> Router:
    """Build the router for the office's calendar buttons."""
    here = Router(name="calendars")

    @here.callback_query(Topic("ca", *ACTS))
    async def acted(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        await put_down(state)
        await ACTS[words[0]](bot, desk, number(words, 1))

    @here.callback_query(Topic("ca", "paste", "local"))
    async def began(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        require(desk, Role.LEAD, Role.OFFICE, article=9)
        await begin(bot, desk, state, all_guides, "holiday_notice" if words[0] == "paste" else "local_days")

    @here.callback_query(Topic("ca"))
    async def looked(_query: CallbackQuery, bot: Bot, desk: Desk, state: FSMContext, words: list[str]) -> None:
        require(desk, Role.LEAD, Role.OFFICE, article=9)
        await put_down(state)
        one = number(words, 1)
        match words:
            case ["home"]:
                await show_home(bot, desk)
            case ["year", _] if date.min.year < one < date.max.year:
                await show_year(bot, desk, one)
            case ["see", _]:
                await show_proposal(bot, desk, one)
            case ["moved", _, _]:
                await show_moved(bot, desk, one, max(number(words, 2), 0))
            case _:
                raise Refusal("talk.old_button")

    return here


async def took_suggestion(bot: Bot, desk: Desk, digits: int) -> None:
    """Propose a day that the pack suggests."""
    await show_proposal(bot, desk, (await propose_suggested(desk, _day(digits))).id)


async def took_back_day(bot: Bot, desk: Desk, digits: int) -> None:
    """Propose that a day of the prefecture becomes a working day again."""
    await show_proposal(bot, desk, (await propose_worked(desk, _day(digits))).id)


async def confirmed(bot: Bot, desk: Desk, proposal_id: int) -> None:
    """Confirm a proposal as the second person, and say how many running deadlines were counted anew."""
    count = await confirm_proposal(desk, proposal_id)
    await tell(bot, desk, "calendars.confirmed", rows=_out(desk), count=count)


async def rejected(bot: Bot, desk: Desk, proposal_id: int) -> None:
    """Reject a proposal, or take back one's own."""
    await reject_proposal(desk, proposal_id)
    await tell(bot, desk, "calendars.rejected", rows=_out(desk))


ACTS: Mapping[str, Callable[[Bot, Desk, int], Awaitable[None]]] = {
    "suggest": took_suggestion,
    "worked": took_back_day,
    "confirm": confirmed,
    "reject": rejected,
}
"""What each button does with its number: a proposal's id, or a day written as 20261119."""


async def show_home(bot: Bot, desk: Desk) -> None:
    """Show this year and the next, the proposals that wait for a second person, and what can be added."""
    language, waiting = desk.person.language, await desk.work.calendar_proposals.waiting()
    years = (today(desk).year, today(desk).year + 1)
    lines = [await title_of(desk, year) for year in years]
    lines += [say(language, "calendars.waiting", what=what(one)) for one in waiting[:PAGE]]
    rows = [[key_button(desk, "calendars.look", f"ca:see:{one.id}", what=what(one))] for one in waiting[:PAGE]]
    rows.append([key_button(desk, "calendars.year", f"ca:year:{year}", year=str(year)) for year in years])
    rows.append([key_button(desk, "calendars.paste", "ca:paste")])
    rows.append([key_button(desk, "calendars.add_days", "ca:local")])
    rows += [
        [key_button(desk, "calendars.suggested", f"ca:suggest:{day:%Y%m%d}", day=day)] for day in await suggested(desk)
    ]
    rows.append([key_button(desk, "menu.office", "of:menu"), key_button(desk, "menu.open", "m:home")])
    await show(bot, desk, Page("\n".join(lines), rows, title=say(language, "calendars.title")))


async def show_year(bot: Bot, desk: Desk, year: int) -> None:
    """Show a year month by month; days of the prefecture that are still ahead can be taken back."""
    calendar = await desk.work.calendar.load()
    ahead = sorted(day for day in calendar.local if day.year == year and day >= today(desk))[:MOST_DAYS]
    buttons = (key_button(desk, "calendars.not_off", f"ca:worked:{day:%Y%m%d}", day=day) for day in ahead)
    turns = [Button(f"◀ {year - 1}", f"ca:year:{year - 1}"), Button(f"{year + 1} ▶", f"ca:year:{year + 1}")]
    text = "\n".join([await title_of(desk, year), "", *year_text(desk.person.language, calendar, year)])
    await show(bot, desk, Page(text, [*in_rows(buttons, width=1), turns, *_out(desk)]))


async def show_proposal(bot: Bot, desk: Desk, proposal_id: int) -> None:
    """Show a proposal."""
    await show(bot, desk, await proposal_page(desk, proposal_id))


async def proposal_page(desk: Desk, proposal_id: int) -> Page:
    """Return what a proposal says and would change. Another person can confirm it, its author can take it back."""
    found = await preview(desk, proposal_id)
    one, rows = found.proposal, []
    if found.moved:
        rows.append([key_button(desk, "calendars.see_moved", f"ca:moved:{one.id}:0", count=len(found.moved))])
    if one.state is ProposalState.WAITING and one.proposed_by == desk.person.id:
        rows.append([key_button(desk, "calendars.take_back", f"ca:reject:{one.id}")])
    elif one.state is ProposalState.WAITING:
        rows.append([key_button(desk, "calendars.confirm", f"ca:confirm:{one.id}")])
        rows.append([key_button(desk, "calendars.reject", f"ca:reject:{one.id}")])
    return Page(await preview_text(desk, found), [*rows, *_out(desk)])


async def show_moved(bot: Bot, desk: Desk, proposal_id: int, page: int) -> None:
    """Show a page of the running deadlines that the proposal would move."""
    found = await preview(desk, proposal_id)
    page = min(page, max(0, len(found.moved) - 1) // PAGE)
    rows = turns(desk, f"ca:moved:{proposal_id}", page, len(found.moved))
    rows.append([key_button(desk, "calendars.see", f"ca:see:{proposal_id}")])
    here = found.moved[page * PAGE : (page + 1) * PAGE]
    await show(bot, desk, Page(await moved_text(desk, here, len(found.moved)), rows))


async def pasted(desk: Desk, filling: Filling) -> Page:
    """Propose the year's notice that the office pasted, and show the proposal."""
    return await proposal_page(desk, (await propose_year(desk, filling.draft, filling.progress.answers["text"])).id)


async def gave_days(desk: Desk, filling: Filling) -> Page:
    """Propose the days of the prefecture that the office named, and show the proposal."""
    answers = filling.progress.answers
    return await proposal_page(desk, (await propose_local(desk, filling.draft, answers["days"], answers["name"])).id)


def _day(digits: int) -> date:
    """Return the day that a button's data holds as 20261119."""
    try:
        return date(digits // 10_000, digits // 100 % 100, digits % 100)
    except (ValueError, OverflowError):
        raise Refusal("talk.old_button") from None


def _out(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "office.calendar", "ca:home"), key_button(desk, "menu.open", "m:home")]]
