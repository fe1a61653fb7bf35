"""The July report as its holder fills it in (Art. 32)."""

from collections.abc import Sequence

from aiogram import Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile

from handlers.awards.holders import back_to_mine, last_day
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.presses import Press, Presses
from handlers.engine.speech import Page, key_button, told
from handlers.people.consent import require_consent
from papers.engine import calendars
from rules.awards.july import assessment
from rules.awards.validity import Assessment, AssessmentState
from rules.engine.deadlines import self_assessment_due
from texts import say
from workflow.awards.assessments import FORM, begin_report, report, send_report, subject_id
from workflow.awards.july import CHECK, state_of
from workflow.engine.desk import Desk
from workflow.engine.files import file_facts
from workflow.engine.replies import duty


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
