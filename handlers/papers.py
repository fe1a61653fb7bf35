"""The documents that go with messages: what each needs is gathered in a Work, and it is printed beside the loop.

A document is a name ("application_receipt") and what it is about ("application:12"). Whoever has another one to send
adds its function to `PAPERS`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from handlers import (
    drawings,
    edition_papers,
    evaluation_papers,
    letter_papers,
    meeting_papers,
    objection_papers,
    reevaluation_papers,
    review_papers,
    sanction_papers,
    visit_papers,
)
from handlers.application_papers import calendar, form, receipt
from handlers.assessment_papers import receipt as assessment_receipt
from handlers.file_copies import copy
from handlers.prints import Print
from rules.letters import LetterKind
from rules.pack import Pack
from workflow.records import COPY, Paper, Store, Work

Gather = Callable[[Work, Pack, str, str], Awaitable[Print]]
"""Takes the Work, the pack, the subject and the reader's language."""

PAPERS: Mapping[str, Gather] = {
    "application_receipt": receipt,
    "application_form": form,
    "application_calendar": calendar,
    "assessment_receipt": assessment_receipt,
    "supplement_notice": review_papers.supplement_notice,
    "non_forwarding": review_papers.non_forwarding,
    **{kind.value: partial(letter_papers.letter, kind=kind) for kind in LetterKind},
    "objection_receipt": objection_papers.receipt,
    "objection_calendar": objection_papers.calendar,
    "objection_result": objection_papers.result,
    "sanction_hearing": sanction_papers.hearing,
    "sanction_decision": sanction_papers.decision,
    "reevaluation_decision": reevaluation_papers.decision,
    "rectification_notice": reevaluation_papers.rectification,
    "visit_calendar": visit_papers.calendar,
    "visit_notice": visit_papers.notice,
    "site_report": visit_papers.site_report,
    "evaluation_report": evaluation_papers.evaluation,
    "meeting_record": meeting_papers.meeting_record,
    "acceptance_list": edition_papers.acceptances,
    "submission": edition_papers.submission,
    "commendation": edition_papers.commendation,
    "sanction_circular": sanction_papers.circular,
    "progress_picture": drawings.progress,
    "july_picture": drawings.july,
    "scores_picture": drawings.scores,
    COPY: copy,
}


async def render(store: Store, pack: Pack, paper: Paper, language: str) -> tuple[str, bytes]:
    """The document as a file: its name and content.

    Raises KeyError for one that nobody prints, Refusal for one that may not be given.
    """
    async with store.work() as work:
        gathered = await PAPERS[paper.name](work, pack, paper.subject, language)
    return gathered.name, await asyncio.to_thread(gathered.make)
