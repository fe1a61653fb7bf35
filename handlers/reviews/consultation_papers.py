"""Gathers the result of a consultation: everybody who was asked, each reply, and the summary (Art. 15, 21)."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from handlers.engine.prints import Print
from papers.engine.answers import answered
from papers.reviews import consultations as papers
from rules.engine.calendar import office_day
from rules.engine.forms import Form
from rules.engine.pack import Pack
from rules.reviews.consultations import Consultation, reply, summary
from texts import say
from workflow.engine.desk import Books
from workflow.engine.records import Work
from workflow.engine.tasks import number_of
from workflow.reviews.consultations import article_of, names_of


async def replies(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the replies about an application or a proposed list. Raises KeyError if nobody was asked yet."""
    asked, summed = await work.consultations.of(about), await work.consultations.summary(about)
    if not asked and summed is None:
        raise KeyError(f"nobody was asked about {about}")
    application = await work.applications.get(number_of(about, "application") or -1)
    edition = await work.editions.get(application.edition_id if application else number_of(about, "edition") or -1)
    unit = next((one for one in pack.units if application is not None and one.key == application.unit), None)
    form = summary(article_of(about), asked=bool(asked))
    paper = papers.Replies(
        issuer=(unit or pack.bodies.office).name(language),
        number=(application and application.number) or "",
        edition=say(language, "reviews.edition", number=edition.number, year=str(edition.year)) if edition else "",
        names=await names_of(Books(work, pack), about),
        replies=tuple([await _reply(work, one, language) for one in asked]),
        sum=await _answers(work, form, summed, language) if summed is not None else (),
        dated=await _last_day(work, asked, summed),
    )
    name = say(language, "consultations.file.replies", about=paper.number or paper.edition)
    return Print(name, partial(papers.replies, paper, language))


async def _reply(work: Work, one: Consultation, language: str) -> papers.Reply:
    came = office_day(one.replied_at) if one.replied_at is not None else None
    answers = await _answers(work, reply(), one.draft_id, language) if came and one.draft_id is not None else ()
    return papers.Reply(one.department, office_day(one.asked_at), one.due_on, came, late=one.late, answers=answers)


async def _answers(work: Work, form: Form, draft_id: int, language: str) -> tuple[tuple[str, str], ...]:
    names = {record.id: record.name for record in await work.files.of(f"draft:{draft_id}")}
    return tuple(answered(language, form, await work.drafts.answers(draft_id), {"files": names}))


async def _last_day(work: Work, asked: Sequence[Consultation], summed: int | None) -> date:
    """Return the day of the latest question, reply or summary."""
    moments = [moment for one in asked for moment in (one.asked_at, one.replied_at) if moment is not None]
    draft = await work.drafts.get(summed) if summed is not None else None
    moments += [draft.sent_at] if draft is not None and draft.sent_at is not None else []
    return office_day(max(moments))
