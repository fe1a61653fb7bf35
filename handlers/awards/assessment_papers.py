"""Gathers the papers of the July report: the holder's receipt and the reminder letter (Art. 32)."""

from functools import partial

from handlers.engine.prints import Letter, Print
from papers.awards import reports as papers
from papers.engine.calendars import why
from papers.engine.parts import Enclosure, reach
from rules.engine.calendar import office_day
from rules.engine.deadlines import self_assessment_due
from rules.engine.pack import Pack
from texts import say
from workflow.engine.records import Work
from workflow.office.printing import REMINDER


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
