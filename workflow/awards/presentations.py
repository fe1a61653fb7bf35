"""Handing over plaques and certificates: the office records who received them and when (Art. 27)."""

from collections.abc import Sequence
from typing import Any

from rules.applications.editions import Edition
from rules.awards.presentations import PROOF, RECEIVER, Receiving
from rules.awards.validity import Award, Presentation
from rules.engine.forms import Answers, Facts
from rules.engine.options import day
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.engine.drafts import Draft
from workflow.awards.holder_interests import has_interest
from workflow.engine.desk import Desk, Reading, require
from workflow.engine.drafts import begun
from workflow.engine.files import files_known
from workflow.engine.tasks import number_of

FORM = "presentation"
LIST = "presentation_list"
"""The paper that lists an edition's holders, who sign it on receiving plaque and certificate."""


async def granted_in(books: Reading, edition_id: int) -> list[Award]:
    """Return the awards of the edition's decision, by certificate number; none before the decision."""
    decision = await books.work.meetings.decision(edition_id)
    found = await books.work.awards.of_decision(decision.number, decision.decided_on) if decision else []
    return sorted(found, key=lambda one: (one.certificate, one.id))


async def editions_granted(desk: Desk) -> list[Edition]:
    """Return the editions with granted awards, latest first. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=27)
    return [one for one in await desk.work.editions.all() if await granted_in(desk, one.id)]


async def handed_over(desk: Desk, edition_id: int) -> list[tuple[Award, Presentation | None]]:
    """Return the edition's awards with their records, without those shut to the person (Art. 27, 40)."""
    require(desk, Role.LEAD, Role.OFFICE, article=27)
    free = [one for one in await granted_in(desk, edition_id) if not await has_interest(desk, one)]
    known = await desk.work.presentations.of([one.id for one in free])
    return [(one, known.get(one.id)) for one in free]


async def begin_presentation(desk: Desk, subject: str) -> Draft:
    """Begin the form for one award ("award:7"), or an edition's unrecorded ones ("edition:3").

    Raises Refusal for none.
    """
    if not await _awards(desk, subject):
        raise Refusal("presentations.all_recorded", article=27)
    return await begun(desk, FORM, subject)


async def presentation_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the awards that the form asks about, and the latest day of their decisions."""
    awards = await _awards(desk, draft.subject)
    asked = tuple(Receiving(one.id, one.certificate, one.name) for one in awards)
    decided_on = max((one.decided_on for one in awards), default=None)
    return {"awards": asked, "decided_on": decided_on, "files": await files_known(desk, draft)}


async def record_presentation(desk: Desk, draft: Draft, answers: Answers) -> list[Award]:
    """Record who received what, replacing earlier records. Returns these awards. Raises Refusal if nobody is named."""
    awards, on = await _awards(desk, draft.subject), day(answers["on"])
    received = [(one, receiver) for one in awards if (receiver := answers.get(f"{RECEIVER}{one.id}"))]
    if not received:
        raise Refusal("presentations.nobody", article=27)
    if on is None or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    known = await desk.work.presentations.of([one.id for one, _ in received])
    scans = list(answers.get(PROOF) or ())
    kept: dict[str, Any] = {"on": on, "by": desk.person.id, "now": desk.now, "scans": scans}
    for one, receiver in received:
        await desk.work.presentations.record(one.id, receiver=str(receiver), **kept)
        await desk.work.journal.write(
            "award_presented",
            f"award:{one.id}",
            now=desk.now,
            person_id=desk.person.id,
            article=27,
            details={"on": on, "again": one.id in known, "files": len(scans)},
        )
    return [one for one, _ in received]


async def _awards(desk: Desk, subject: str) -> Sequence[Award]:
    """Return the awards that a form on this subject asks about. Raises Forbidden or Refusal."""
    require(desk, Role.LEAD, Role.OFFICE, article=27)
    edition_id = number_of(subject, "edition")
    if edition_id is not None:
        return [one for one, known in await handed_over(desk, edition_id) if known is None]
    award = await desk.work.awards.get(number_of(subject, "award") or -1)
    if award is None:
        raise Refusal("talk.old_button")
    if await has_interest(desk, award):
        raise Forbidden("affairs.interest", article=40)
    return [award]
