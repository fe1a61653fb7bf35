"""The documents that go with messages: what each needs is gathered in a Work, and it is printed beside the loop.

A document is a name ("application_receipt") and what it is about ("application:12"). Whoever has another one to send
adds its function to `PAPERS`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from handlers import objection_papers, review_papers
from handlers.application_papers import calendar, form, receipt
from handlers.assessment_papers import receipt as assessment_receipt
from handlers.prints import Print
from rules.pack import Pack
from workflow.records import Paper, Store, Work

Gather = Callable[[Work, Pack, str, str], Awaitable[Print]]
"""Takes the Work, the pack, the subject and the reader's language."""

PAPERS: Mapping[str, Gather] = {
    "application_receipt": receipt,
    "application_form": form,
    "application_calendar": calendar,
    "assessment_receipt": assessment_receipt,
    "supplement_notice": review_papers.supplement_notice,
    "non_forwarding": review_papers.non_forwarding,
    "objection_receipt": objection_papers.receipt,
    "objection_calendar": objection_papers.calendar,
    "objection_result": objection_papers.result,
}


async def render(store: Store, pack: Pack, paper: Paper, language: str) -> tuple[str, bytes]:
    """The document as a file: its name and content. Raises KeyError for one that nobody prints."""
    async with store.work() as work:
        gathered = await PAPERS[paper.name](work, pack, paper.subject, language)
    return gathered.name, await asyncio.to_thread(gathered.make)
