"""Issuing papers under the seal: each gets a numbered slot for its sealed scan (Art. 9, 15-27)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rules.applications.lifecycle import Application
from rules.engine.calendar import office_day
from rules.letters.dispatches import NOTICES, Dispatch, number_for
from rules.reviews.visits import Visit
from storage.engine.owed import Paper, Urgency
from storage.work import Work
from workflow.engine.desk import Desk

SEALED, WORD = ".sealed", ".docx"
"""The suffixes of a paper's name: printed for sealing, and as a Word file."""


async def issue(
    work: Work,
    paper: Paper,
    reference: str,
    now: datetime,
    *,
    application: Application | None = None,
    edition_id: int | None = None,
    unit: str | None = None,
) -> Dispatch:
    """Issue the paper: open its slot, whose number is printed on it. Returns the earlier slot of one issued before."""
    if (known := await work.dispatches.of(paper.name, paper.subject)) is not None:
        return known
    year = office_day(now).year
    number = number_for(year, await work.numbers.next("dispatch", year))
    case: Mapping[str, Any] = {
        "application_id": application.id if application else None,
        "edition_id": application.edition_id if application else edition_id,
        "unit": unit,
    }
    return await work.dispatches.open(number, paper.name, paper.subject, now=now, reference=reference, **case)


async def owe_print(desk: Desk, paper: Paper, name: str, text: str, number: str | None) -> None:
    """Owe the person a paper of a case that they asked for just now; `text` is the key of the sentence above it."""
    await desk.work.outbox.owe(
        f"{paper.subject}:{name}:{desk.person.id}:{int(desk.now.timestamp())}",
        desk.person.id,
        text,
        now=desk.now,
        values={"number": number},
        paper=paper,
        urgency=Urgency.ANSWER,
    )


async def issue_notice(work: Work, visit: Visit, application: Application, now: datetime) -> Dispatch:
    """Issue the notice of an appointment, which is a different paper for each part (Art. 18, 19)."""
    paper = Paper(NOTICES[visit.part], f"visit:{visit.id}")
    return await issue(work, paper, visit.number, now, application=application)
