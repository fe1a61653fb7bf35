"""July reports, for the office: who has and has not sent one; read, accept or return a report (Art. 32)."""

from functools import partial

from aiogram import Bot
from aiogram.types import BufferedInputFile

from handlers.awards.holders import describe, last_day
from handlers.engine.answers import answered
from handlers.engine.guides import Filling, Guide
from handlers.engine.lists import PAGE, turns
from handlers.engine.presses import Press, Presses
from handlers.engine.printing import button
from handlers.engine.speech import Button, Page, key_button, show, tell
from rules.awards.july import assessment, returned
from rules.awards.validity import OPEN, Assessment, AssessmentState, Award, office_acts
from rules.engine.reasons import excuse
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from texts import say
from workflow.awards.assessments import (
    accept_report,
    excuse_report,
    note_paper_report,
    open_file,
    report,
    return_report,
    subject_id,
)
from workflow.awards.july import state_of
from workflow.engine.desk import Desk, today
from workflow.engine.drafts import begun
from workflow.engine.records import Draft
from workflow.office.printing import REMINDER

RETURN, EXCUSE = "assessment_return", "assessment_excuse"
STATES = {
    "open": tuple(sorted(OPEN)),
    "received": (AssessmentState.RECEIVED,),
    "accepted": (AssessmentState.ACCEPTED,),
    "excused": (AssessmentState.EXCUSED, AssessmentState.CLOSED),
}
"""The lists of a year with the states in each, in the order in which the office works through them."""


def guides() -> dict[str, Guide]:
    """Return the forms of a return's points and of an excuse's reason."""
    return {
        RETURN: Guide(form=lambda _pack, _facts: returned(), subject="assessment", sends=gave_back),
        EXCUSE: Guide(form=lambda _pack, _facts: excuse(), subject="assessments", sends=excused),
    }


ACTS = {
    "accept": "assessments.accept",
    "back": "assessments.give_back",
    "paper": "assessments.on_paper",
    "excuse": "assessments.excuse",
}
"""The sentence key of each of the office's acts on a report."""


async def accepted(desk: Desk, assessment_id: int) -> Page:
    """Accept a report."""
    await accept_report(desk, assessment_id)
    return await report_page(desk, assessment_id, notice="assessments.was_accepted")


async def noted(desk: Desk, assessment_id: int) -> Page:
    """Note that a report came on paper."""
    await note_paper_report(desk, assessment_id)
    return await report_page(desk, assessment_id, notice="assessments.was_noted")


async def begin_act(desk: Desk, assessment_id: int, form: str) -> Draft:
    """Begin the form of a return or of an excuse."""
    await report(desk, assessment_id)
    return await begun(desk, form, f"assessment:{assessment_id}")


async def show_year(bot: Bot, desk: Desk, year: int | None = None) -> None:
    """Show the counts of one year with a button to each list; the latest year if `year` has no reports."""
    years = await desk.work.assessments.years()
    if not years:
        await tell(bot, desk, "assessments.no_years", rows=_out(desk))
        return
    shown = year if year in years else years[0]
    counts = await desk.work.assessments.counts(shown)
    of = {which: sum(counts.get(state, 0) for state in states) for which, states in STATES.items()}
    late = await desk.work.assessments.late(shown)
    text = say(
        desk.person.language,
        "assessments.year",
        year=str(shown),
        all=sum(of.values()),
        returned=counts.get(AssessmentState.RETURNED, 0),
        late=late,
        **of,
    )
    rows = [
        [key_button(desk, f"assessments.which.{which}", f"assessment:list:{shown}:{which}:0", count=count)]
        for which, count in of.items()
        if count
    ]
    rows.append(
        [
            key_button(desk, "assessments.matrix_button", "assessment:matrix"),
            key_button(desk, "assessments.figures", "assessment:figures"),
        ]
    )
    others = [Button(str(other), f"assessment:year:{other}") for other in years[:6] if other != shown]
    await show(bot, desk, Page(text, [*rows, others, *_out(desk)]))


async def show_list(bot: Bot, desk: Desk, year: int, which: str, page: int = 0) -> None:
    """Show a page of one list of a year, each report with a button."""
    if which not in STATES:
        raise Refusal("talk.old_button")
    language = desk.person.language
    found = await desk.work.assessments.page(year, STATES[which], limit=PAGE + 1, after=page * PAGE)
    title = say(language, "assessments.list_title", year=str(year))
    lines = [_line(desk, one, award) for one, award in found[:PAGE]]
    rows = [[Button(award.name[:40], f"assessment:see:{one.id}")] for one, award in found[:PAGE]]
    rows += turns(desk, f"assessment:list:{year}:{which}", page, page * PAGE + len(found))
    rows.append([key_button(desk, "assessments.list", f"assessment:year:{year}")])
    await show(bot, desk, Page("\n\n".join([title, *lines]), rows))


async def report_page(desk: Desk, assessment_id: int, *, notice: str = "") -> Page:
    """Return a report in full, with its files and what the office can do with it."""
    one, award = await report(desk, assessment_id)
    files = await desk.work.files.of(f"assessment:{one.id}")
    parts = [say(desk.person.language, notice)] if notice else []
    parts += [_line(desk, one, award), describe(desk, award)]
    if one.words:
        parts.append(say(desk.person.language, "assessments.words", words=one.words))
    if one.draft_id is not None:
        parts.append(await answered(desk, assessment(desk.pack), one.draft_id, files))
    rows = [[Button(f"📎 {file.name[:40]}", f"assessment:file:{one.id}:{n}")] for n, file in enumerate(files)]
    rows += [[button(desk, REMINDER, one.id)]] if one.state is AssessmentState.AWAITED else []
    rows += _acts(desk, one)
    rows.append([key_button(desk, "assessments.list", f"assessment:year:{one.year}")])
    return Page("\n\n".join(parts), rows)


async def send_file(bot: Bot, desk: Desk, assessment_id: int, place: int) -> None:
    """Send one file of the report."""
    record, content = await open_file(desk, assessment_id, place)
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=record.name))


async def gave_back(desk: Desk, filling: Filling) -> Page:
    """Return the report to its holder with the points to correct."""
    await return_report(desk, filling.draft, filling.progress.answers["points"])
    return await report_page(desk, subject_id(filling.draft), notice="assessments.was_returned")


async def excused(desk: Desk, filling: Filling) -> Page:
    """Excuse the holder for the year."""
    await excuse_report(desk, filling.draft, filling.progress.answers["reason"])
    return await report_page(desk, subject_id(filling.draft), notice="assessments.was_excused")


def _line(desk: Desk, one: Assessment, award: Award) -> str:
    key = "assessments.line_received" if one.number else "assessments.line"
    values = {"number": one.number, "received": one.received_on, "state": state_of(one), "last": last_day(one)}
    return say(desk.person.language, key, year=str(one.year), holder=award.name, **values)


def _acts(desk: Desk, one: Assessment) -> list[list[Button]]:
    made = [
        key_button(desk, ACTS[act], f"assessment:{act}:{one.id}") for act in office_acts(one, today(desk), desk.pack)
    ]
    return [made] if one.state is AssessmentState.RECEIVED else [[button] for button in made]


def _out(desk: Desk) -> list[list[Button]]:
    return [[key_button(desk, "holders.menu", "register:menu"), key_button(desk, "menu.open", "menu:home")]]


PRESSES = Presses(
    "assessment",
    {
        "year": Press(show_year),
        "list": Press(show_list),
        "see": Press(report_page),
        "file": Press(send_file),
        "accept": Press(accepted),
        "paper": Press(noted),
        "back": Press(partial(begin_act, form=RETURN)),
        "excuse": Press(partial(begin_act, form=EXCUSE)),
    },
    article=32,
    roles=(Role.OFFICE, Role.LEAD),
)
