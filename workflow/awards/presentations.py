"""Handing over plaques and certificates: the office records who received them and when (Art. 27)."""

from collections.abc import Sequence
from typing import Any

from rules.applications.editions import Edition
from rules.applications.lifecycle import Application, State
from rules.awards.presentations import PROOF, RECEIVER, Receiving
from rules.awards.validity import Award, Presentation
from rules.engine.forms import Answers, Facts
from rules.engine.options import day
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.engine.drafts import Draft
from storage.engine.owed import Urgency
from workflow.applications.applicants import subject_of
from workflow.applications.cases import without_interest
from workflow.awards.holders import has_interest
from workflow.engine.desk import Desk, Reading, require, today
from workflow.engine.drafts import begun
from workflow.engine.files import files_known
from workflow.engine.tasks import finish, give, number_of, open_about

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


# The commendation meeting: every holder of an edition learns when and where the awards are handed over (Art. 27).


CEREMONY_FORM = TASK = "ceremony"
"""The form for place and time, and the lead's task to set them once an award is granted."""


async def ask_for_ceremony(desk: Desk, edition_id: int) -> None:
    """Give the lead the edition's one task to set the ceremony, unless it is open already."""
    about = f"edition:{edition_id}"
    if not await open_about(desk.work, about, TASK):
        due = desk.calendar.after(today(desk), desk.pack.list_working_days).last
        await give(desk, f"{about}:{TASK}:{desk.now.isoformat()}", TASK, about, Role.LEAD, due_on=due)


async def holders(desk: Desk, edition_id: int) -> list[Application]:
    """Return the edition's granted applications that the lead may act on, by number. Raises Forbidden (Art. 40)."""
    require(desk, Role.LEAD, article=27)
    granted = await desk.work.applications.in_states(edition_id, {State.GRANTED})
    free = [one for one in granted if await without_interest(desk, one, [desk.person])]
    return sorted(free, key=lambda one: one.number or "")


async def begin_ceremony(desk: Desk, edition_id: int) -> Draft:
    """Begin the form. Raises Refusal while nothing is granted."""
    if not await holders(desk, edition_id):
        raise Refusal("grants.nobody_granted", article=27)
    return await begun(desk, CEREMONY_FORM, f"edition:{edition_id}")


async def announce_ceremony(desk: Desk, draft: Draft, answers: Answers) -> int:
    """Tell every holder when and where, again when the meeting is moved. Returns how many holders."""
    edition_id = number_of(draft.subject, "edition") or -1
    found, on = await holders(desk, edition_id), day(answers["on"])
    if on is None or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    await desk.work.outbox.drop_prefix(f"edition:{edition_id}:{TASK}:told:")
    for one in found:
        await desk.work.outbox.owe(
            f"edition:{edition_id}:{TASK}:told:{draft.id}:{subject_of(one)}",
            one.person_id,
            "grants.told_ceremony",
            now=desk.now,
            values={"number": one.number, "on": on, "hour": answers["hour"], "place": answers["place"]},
            buttons=[[{"key": "awards.mine", "press": "award:mine"}]],
            urgency=Urgency.LEGAL,
        )
    about = f"edition:{edition_id}"
    await finish(desk.work, about, TASK, desk.now, person_id=desk.person.id)
    details = {"on": on, "told": len(found)}
    await desk.work.journal.write(
        "ceremony_announced", about, now=desk.now, person_id=desk.person.id, article=27, details=details
    )
    return len(found)
