"""The commendation meeting: every holder of an edition learns when and where the awards are handed over (Art. 27)."""

from rules.applications import Application
from rules.forms import Answers
from rules.lifecycle import State
from rules.people import Role
from rules.questions.options import day
from rules.refusals import Refusal
from storage.engine.drafts import Draft
from storage.engine.owed import Urgency
from workflow.applications.applicants import subject_of
from workflow.applications.cases import without_interest
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun
from workflow.engine.tasks import finish, give, number_of, open_about

FORM = TASK = "ceremony"
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
    return await begun(desk, FORM, f"edition:{edition_id}")


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
