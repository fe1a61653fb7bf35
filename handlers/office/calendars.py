"""The office's calendar in the chat: read it, paste a notice, propose days, have a second person confirm (Art. 9)."""

from datetime import date

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from handlers.office.calendar_pages import moved_text, preview_text, title_of, year_text
from rules.engine.refusals import Refusal
from rules.office.calendars import holiday_notice, local_days
from rules.people.roles import Role
from texts import say
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import begun
from workflow.engine.records import Draft, ProposalState
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


async def begin_paste(desk: Desk) -> Draft:
    """Begin the year's notice, to be pasted."""
    return await begun(desk, "holiday_notice", "")


async def begin_local(desk: Desk) -> Draft:
    """Begin days off of the prefecture."""
    return await begun(desk, "local_days", "")


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


async def show_home(bot: Bot, desk: Desk) -> None:
    """Show this year and the next, the proposals that wait for a second person, and what can be added."""
    language, waiting = desk.person.language, await desk.work.calendar_proposals.waiting()
    years = (today(desk).year, today(desk).year + 1)
    lines = [await title_of(desk, year) for year in years]
    lines += [say(language, "calendars.waiting", what=what(one)) for one in waiting[:PAGE]]
    rows = [[key_button(desk, "calendars.look", f"calendar:see:{one.id}", what=what(one))] for one in waiting[:PAGE]]
    rows.append([key_button(desk, "calendars.year", f"calendar:year:{year}", year=str(year)) for year in years])
    rows.append([key_button(desk, "calendars.paste", "calendar:paste")])
    rows.append([key_button(desk, "calendars.add_days", "calendar:local")])
    rows += [
        [key_button(desk, "calendars.suggested", f"calendar:suggest:{day:%Y%m%d}", day=day)]
        for day in await suggested(desk)
    ]
    rows.append([key_button(desk, "menu.office", "office:menu"), key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page("\n".join(lines), rows, title=say(language, "calendars.title")))


async def show_year(bot: Bot, desk: Desk, year: int) -> None:
    """Show a year month by month; days of the prefecture that are still ahead can be taken back."""
    if not date.min.year < year < date.max.year:
        raise Refusal("talk.old_button")
    calendar = await desk.work.calendar.load()
    ahead = sorted(day for day in calendar.local if day.year == year and day >= today(desk))[:MOST_DAYS]
    buttons = (key_button(desk, "calendars.not_off", f"calendar:worked:{day:%Y%m%d}", day=day) for day in ahead)
    turns = [Button(f"◀ {year - 1}", f"calendar:year:{year - 1}"), Button(f"{year + 1} ▶", f"calendar:year:{year + 1}")]
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
        rows.append([key_button(desk, "calendars.see_moved", f"calendar:moved:{one.id}:0", count=len(found.moved))])
    if one.state is ProposalState.WAITING and one.proposed_by == desk.person.id:
        rows.append([key_button(desk, "calendars.take_back", f"calendar:reject:{one.id}")])
    elif one.state is ProposalState.WAITING:
        rows.append([key_button(desk, "calendars.confirm", f"calendar:confirm:{one.id}")])
        rows.append([key_button(desk, "calendars.reject", f"calendar:reject:{one.id}")])
    return Page(await preview_text(desk, found), [*rows, *_out(desk)])


async def show_moved(bot: Bot, desk: Desk, proposal_id: int, page: int = 0) -> None:
    """Show a page of the running deadlines that the proposal would move."""
    found = await preview(desk, proposal_id)
    page = min(page, max(0, len(found.moved) - 1) // PAGE)
    rows = turns(desk, f"calendar:moved:{proposal_id}", page, len(found.moved))
    rows.append([key_button(desk, "calendars.see", f"calendar:see:{proposal_id}")])
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
    return [[key_button(desk, "office.calendar", "calendar:home"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "calendar",
    {
        "suggest": Press(took_suggestion),
        "worked": Press(took_back_day),
        "confirm": Press(confirmed),
        "reject": Press(rejected),
        "paste": Press(begin_paste),
        "local": Press(begin_local),
        "home": Press(show_home),
        "year": Press(show_year),
        "see": Press(proposal_page),
        "moved": Press(show_moved),
    },
    article=9,
    roles=(Role.LEAD, Role.OFFICE),
)
