"""The office's calendar in the chat: read it, paste a notice, propose days, have a second person confirm (Art. 9)."""

from calendar import month_name
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from aiogram import Bot

from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Button, Page, in_rows, key_button, show, tell
from rules.engine.calendar import WorkingCalendar
from rules.engine.forms import Names
from rules.engine.holiday_notices import Holiday, Span
from rules.engine.refusals import Refusal
from rules.office.calendars import holiday_notice, local_days
from rules.people.roles import Role
from texts import Words, say
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import begun
from workflow.engine.records import Draft, ProposalState
from workflow.office.calendars import (
    Preview,
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
from workflow.office.recounts import Moved, case_of, words_of

# The texts of the calendar's pages: a year by months, a proposal by days, the deadlines it would move (Art.
# 13-23).


async def title_of(desk: Desk, year: int) -> str:
    """Say who entered the year's notice and from which source, or that the year's dates are provisional."""
    language = desk.person.language
    for one in await desk.work.calendar.years():
        if one.year == year and one.confirmed_at is not None:
            values = {"year": str(year), "source": one.source}
            if one.confirmed_by is None:
                return say(language, "calendars.seeded", **values)
            by, second = await _name(desk, one.entered_by), await _name(desk, one.confirmed_by)
            return say(language, "calendars.entered", by=by, second=second, **values)
    return say(language, "calendars.lacking", year=str(year))


def year_text(language: str, calendar: WorkingCalendar, year: int) -> Iterator[str]:
    """Yield a line for each month that has days off, weekend days worked or days of the prefecture."""
    kinds = {"off": calendar.days_off, "make_up": calendar.make_up, "local": calendar.local}
    for month in range(1, 13):
        found = {
            kind: _runs([day for day in days if (day.year, day.month) == (year, month)]) for kind, days in kinds.items()
        }
        parts = [say(language, f"calendars.month.{kind}", days=runs) for kind, runs in found.items() if runs]
        if parts:
            name = Names(f"{month}月", month_name[month]).in_language(language)
            yield say(language, "calendars.month", month=name, days="　".join(parts))


async def preview_text(desk: Desk, found: Preview) -> str:
    """Return the proposal as it was understood, and what it would change."""
    language, one = desk.person.language, found.proposal
    state = f"calendars.state.{one.state.value}"
    by = await _name(desk, one.proposed_by)
    parts = [say(language, "calendars.proposal", what=what(one), state=Words(state), by=by, at=one.proposed_at)]
    if found.notice is not None:
        parts.append("\n".join(_holiday(language, each) for each in found.notice.holidays))
        parts += [say(language, "calendars.advice", words=words) for words in found.notice.advice]
    if found.is_new:
        parts.append(say(language, "calendars.all_new", year=str(one.year)))
    elif one.decided_at is None:
        parts.append(_differences(language, found))
    return "\n\n".join(parts)


async def moved_text(desk: Desk, here: Sequence[Moved], count: int) -> str:
    """Return a line for each deadline that moves."""
    language = desk.person.language
    lines = [say(language, "calendars.moved_title", count=count)]
    for one in here:
        case = await case_of(desk.work, one, desk.now)
        lines.append(say(language, "calendars.moved_line", line=words_of(one, case.name)))
    return "\n".join(lines)


def _holiday(language: str, one: Holiday) -> str:
    spans = [_span(span) for span in one.off]
    off = say(language, "calendars.holiday", name=one.name, days=spans, count=len(one.days))
    return off + (say(language, "calendars.worked", days=one.make_up) if one.make_up else "")


def _span(span: Span) -> object:
    return span.first if span.first == span.last else Words("calendars.span", {"first": span.first, "last": span.last})


def _differences(language: str, found: Preview) -> str:
    lines = [say(language, f"calendars.differs.{kind}", days=days) for kind, days in found.differs.items()]
    return "\n".join(lines) or say(language, "calendars.same")


def _runs(days: Iterable[date]) -> list[str]:
    """Return the days of one month with consecutive days joined: "1-2", "5"."""
    runs: list[Span] = []
    for day in sorted(days):
        if runs and day - runs[-1].last == timedelta(days=1):
            runs[-1] = Span(runs[-1].first, day)
        else:
            runs.append(Span(day, day))
    return [f"{run.first.day}-{run.last.day}" if len(run.days) > 1 else f"{run.first.day}" for run in runs]


async def _name(desk: Desk, person_id: int | None) -> str:
    person = await desk.work.people.get(person_id) if person_id is not None else None
    return (person.name if person else None) or say(desk.person.language, "calendars.operator")


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
