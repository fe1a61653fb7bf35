"""The July report as its holder fills it in (Art. 32)."""

from collections.abc import Sequence
from functools import partial

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile

from handlers.awards.holders import back_to_mine, last_day
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.presses import Press, Presses
from handlers.engine.prints import Letter, Print
from handlers.engine.speech import Page, key_button, told
from handlers.people.personal_data import require_consent
from papers.awards import reports as papers
from papers.engine import calendars
from papers.engine.calendars import why
from papers.engine.parts import Enclosure, reach
from rules.awards.july import assessment
from rules.awards.validity import Assessment, AssessmentState
from rules.engine.calendar import office_day
from rules.engine.deadlines import self_assessment_due
from rules.engine.pack import Pack
from texts import say
from workflow.awards.assessments import FORM, begin_report, report, send_report, subject_id
from workflow.awards.july import CHECK, state_of
from workflow.engine.desk import Desk
from workflow.engine.files import file_facts
from workflow.engine.records import Work
from workflow.engine.replies import duty
from workflow.office.printing import REMINDER


def guides() -> dict[str, Guide]:
    """Return the form of the July report."""
    return {FORM: Guide(form=lambda pack, _f: assessment(pack), subject="assessment", facts=file_facts, sends=sent)}


async def filled(bot: Bot, desk: Desk, state: FSMContext, guides: Guides, assessment_id: int) -> None:
    """Open the form of the report, and say by when it is due."""
    if not await require_consent(bot, desk, state, f"assessment:fill:{assessment_id}"):
        return
    draft = await begin_report(desk, assessment_id)
    one, award = await report(desk, subject_id(draft))
    key = "assessments.begun_again" if one.state is AssessmentState.RETURNED else "assessments.begun"
    values = {"holder": award.name, "year": str(one.year), "last": last_day(one), "points": one.words or ""}
    opens = desk.pack.self_assessment.opens.in_year(one.year)
    notice = say(desk.person.language, key, **values, opens=opens) + _rolled(desk, one)
    await open_form(bot, desk, state, await load(desk, draft, guides), notice=notice)


def _rolled(desk: Desk, one: Assessment) -> str:
    """Explain why the last day is later than the last of July; "" if it is not."""
    due = self_assessment_due(one.year, desk.calendar, last=desk.pack.self_assessment.last)
    if one.last_on != due.last or due.last == due.start:
        return ""
    return "\n" + say(desk.person.language, "calendar.rolled", start=due.start, last=due.last)


async def send_day(bot: Bot, desk: Desk, assessment_id: int) -> None:
    """Send the last day of the report as a calendar file. A later file replaces the event if the day has moved."""
    one, award = await report(desk, assessment_id)
    language, values = desk.person.language, {"holder": award.name, "year": str(one.year)}
    title = say(language, "assessments.case", **values)
    told = say(language, "assessments.line", **values, state=state_of(one), last=last_day(one))
    uid = duty(f"{CHECK}:{one.id}", desk.person.id)
    content = calendars.event(uid, title, one.last_on, told, f"{desk.places.url}/chat")
    name = say(language, "assessments.calendar_file", year=str(one.year))
    await bot.send_document(desk.channel.chat_id, BufferedInputFile(content, filename=name))


async def sent(desk: Desk, filling: Filling) -> Sequence[Page]:
    """Send the report and name the day by which the office looks at it.

    A change of which the receiving unit was not told must still be reported: the reply says so (Art. 32).
    """
    answers = filling.progress.answers
    one = await send_report(desk, filling.draft, answers)
    _, award = await report(desk, one.id)
    due = desk.calendar.after(one.received_on or one.due_on, desk.pack.material_review_working_days).last
    key = "assessments.sent_late" if one.late else "assessments.sent"
    values = {"number": one.number, "at": desk.now, "last": one.due_on, "due": due}
    said = [told(desk, key, rows=back_to_mine(desk), **values)]
    if answers.get("changed") == "yes" and answers.get("change_told") != "yes":
        name = desk.pack.name_of_unit(award.unit, desk.person.language)
        rows = [[key_button(desk, "affairs.new_change", f"affair:new:change:{award.id}")], *back_to_mine(desk)]
        said.append(told(desk, "assessments.change_to_tell", unit=name, rows=rows))
    return said


PRESSES = Presses("assessment", {"fill": Press(filled), "day": Press(send_day, puts_down=False)}, article=32)


# Gathers the papers of the July report: the holder's receipt and the reminder letter (Art. 32).


async def receipt(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the receipt of the report named by `about`."""
    one = await work.assessments.get(int(about.removeprefix("assessment:")))
    award = await work.awards.get(one.award_id) if one is not None else None
    draft = await work.drafts.get(one.draft_id) if one is not None and one.draft_id is not None else None
    if one is None or award is None or draft is None or draft.sent_at is None:
        raise KeyError(f"no report that was sent here: {about}")
    due = self_assessment_due(one.year, await work.calendar.load(), last=pack.self_assessment.last)
    office = pack.bodies.office
    paper = papers.Receipt(
        issuer=office.name(language),
        number=one.number or "",
        holder=award.name,
        award=pack.name_of_award(award.award, language),
        year=one.year,
        received_at=draft.sent_at,
        due=one.due_on,
        late=one.late,
        why=why(language, due),
        files=tuple(Enclosure(file.name, file.size, file.sha256) for file in await work.files.of(about)),
        journal=str(await work.journal.head()),
        contact=reach(pack, office.name(language), language),
    )
    name = say(language, "assessments.file.receipt", number=one.number)
    return Print(name, partial(papers.receipt, paper, language))


async def reminder(work: Work, pack: Pack, about: str, language: str) -> Letter:
    """Return the reminder to a holder whose report has not come, dated the day on which it was first printed."""
    one = await work.assessments.get(int(about.removeprefix("assessment:")))
    award = await work.awards.get(one.award_id) if one is not None else None
    slot = await work.dispatches.of(REMINDER, about)
    if one is None or award is None or slot is None:
        raise KeyError(f"no report is asked for: {about}")
    office, dated = pack.bodies.office.name(language), office_day(slot.issued_at)
    paper = papers.Reminder(
        issuer=office,
        number=slot.number,
        holder=award.name,
        award=pack.name_of_award(award.award, language),
        year=one.year,
        due=one.due_on,
        late=dated > one.due_on,
        dated=dated,
        contact=office,
    )
    return Letter(say(language, "assessments.file.reminder", year=one.year), REMINDER, papers.reminder(paper, language))
