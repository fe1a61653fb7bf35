"""The documents that go with messages: each is gathered in a Work, then printed in a thread beside the event loop.

A document is a name ("application_receipt") and a subject ("application:12"). To send another one, add its function to
`PAPERS`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from handlers import drawings
from handlers.applications import confirmation_papers, edition_papers
from handlers.applications.papers import calendar, form, receipt
from handlers.awards.assessments import receipt as assessment_receipt
from handlers.awards.assessments import reminder as july_reminder
from handlers.engine.prints import Letter, Print, as_print, copy
from handlers.letters import papers as letter_papers
from handlers.notices import papers as notice_papers
from handlers.objections import papers as objection_papers
from handlers.office.archive_papers import archive
from handlers.reevaluations import papers as reevaluation_papers
from handlers.reviews import consultations, meetings, papers, visits
from handlers.reviews import papers as review_papers
from handlers.sanctions import papers as sanction_papers
from papers.letters.formal import bound, packed
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from rules.letters.dispatches import NOTICES
from rules.letters.formal import LetterKind
from texts import say
from workflow.applications.confirmations import NOTICE
from workflow.applications.internal_notices import OPINION
from workflow.applications.submissions import RECEIPT
from workflow.awards.presentations import LIST
from workflow.engine.desk import Places
from workflow.engine.issuing import SEALED, WORD
from workflow.engine.provisions import pack_in_force
from workflow.engine.records import COPY, Paper, Store, Work
from workflow.letters.dispatches import BATCH, CHINESE
from workflow.office.archives import ARCHIVE
from workflow.office.drawings import LATE
from workflow.office.printing import DECLARED
from workflow.reviews.consultations import REPLIES

Gather = Callable[[Work, Pack, str, str], Awaitable[Print | Letter]]
"""Gathers a paper from the Work, the pack, the subject and the reader's language."""

PAPERS: Mapping[str, Gather] = {
    "application_form": form,
    "application_calendar": calendar,
    "assessment_receipt": assessment_receipt,
    "supplement_notice": review_papers.supplement_notice,
    "consultation_letter": review_papers.consultation,
    REPLIES: consultations.replies,
    "review_opinion": review_papers.review_opinion,
    "non_forwarding": review_papers.non_forwarding,
    "july_reminder": july_reminder,
    **{kind.value: partial(letter_papers.letter, kind=kind) for kind in LetterKind},
    "objection_calendar": objection_papers.calendar,
    "objection_result": objection_papers.result,
    "completion_notice": objection_papers.completion,
    "objection_refusal": objection_papers.refusal,
    "objection_picture": objection_papers.progress,
    f"objection_picture{LATE}": partial(objection_papers.progress, late=True),
    "sanction_hearing": sanction_papers.hearing,
    "sanction_decision": sanction_papers.decision,
    "reevaluation_decision": reevaluation_papers.decision,
    "rectification_notice": reevaluation_papers.rectification,
    "visit_calendar": visits.calendar,
    **dict.fromkeys(("visit_notice", *NOTICES.values()), visits.notice),
    "site_report": visits.site_report,
    DECLARED: review_papers.declarations,
    "evaluation_report": papers.evaluation,
    "meeting_record": meetings.meeting_record,
    "acceptance_list": edition_papers.acceptances,
    "submission": edition_papers.submission,
    "commendation": edition_papers.commendation,
    LIST: edition_papers.presented,
    "sanction_circular": sanction_papers.circular,
    "progress_picture": drawings.progress,
    f"progress_picture{LATE}": partial(drawings.progress, late=True),
    "july_picture": drawings.july,
    "scores_picture": drawings.scores,
    COPY: copy,
}
CODED: Mapping[str, Callable[[Places | None, Work, Pack, str, str], Awaitable[Print | Letter]]] = {
    RECEIPT["application"]: receipt,
    RECEIPT["objection"]: objection_papers.receipt,
    notice_papers.TEMPLATE: notice_papers.posted,
    NOTICE: confirmation_papers.internal_notice,
    OPINION: confirmation_papers.recommendation,
}
"""Papers that bear a code; their functions take the service's addresses first."""


async def render(
    store: Store, pack: Pack, paper: Paper, language: str, *, places: Places | None = None
) -> tuple[str, bytes]:
    """Return the document's file name and content.

    A paper to be sealed, or wanted for Word, is Chinese whoever reads it. Raises KeyError for an unknown name or a
    missing subject, Refusal for a paper that may not be given.
    """
    if paper.name == ARCHIVE:
        return await archive(store, pack, paper.subject, partial(_printed, pack, places))
    form = next((each for each in (SEALED, WORD) if paper.name.endswith(each)), "")
    name, spoken = paper.name.removesuffix(form), CHINESE if form else language
    async with store.work() as work:
        pack = await pack_in_force(work, pack)
        if name == BATCH:
            gathered: Print | Letter = await _batch(work, pack, paper.subject, places, word=form == WORD)
        else:
            gathered = await _gather(name, places)(work, pack, paper.subject, spoken)
        if isinstance(gathered, Letter):
            gathered = await as_print(work, pack, gathered, paper.subject, word=form == WORD)
    return gathered.name, await asyncio.to_thread(gathered.make)


def _gather(name: str, places: Places | None) -> Gather:
    """Return the function that gathers this paper; the codes need the addresses, which the data do not hold."""
    return partial(CODED[name], places) if name in CODED else PAPERS[name]


async def _printed(pack: Pack, places: Places | None, work: Work, paper: Paper) -> Print:
    """Return one paper for the archive, in Chinese as the sealed one is."""
    pack = await pack_in_force(work, pack)
    gathered = await _gather(paper.name, places)(work, pack, paper.subject, CHINESE)
    return await as_print(work, pack, gathered, paper.subject, word=False) if isinstance(gathered, Letter) else gathered


async def _batch(work: Work, pack: Pack, about: str, places: Places | None, *, word: bool) -> Print:
    """Return all papers printed at one request, bound or packed; those that can no longer be made are left out."""
    person_id, _, moment = about.partition(":")
    letters: list[Print] = []
    for one in await work.dispatches.printed_in(int(person_id), datetime.fromtimestamp(int(moment), UTC)):
        with suppress(KeyError, Refusal):
            gathered = await _gather(one.paper, places)(work, pack, one.subject, CHINESE)
            if isinstance(gathered, Letter):
                gathered = await as_print(work, pack, gathered, one.subject, word=word)
            letters.append(gathered)
    makes = [(one.name, one.make) for one in letters]
    ending = "zip" if word else "pdf"
    return Print(say(CHINESE, "dispatches.batch_file", ending=ending), partial(packed if word else bound, makes))
