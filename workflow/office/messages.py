"""Messages for lead and office: owed, held, sent, failed or dropped, save those shut to the reader (Art. 9, 40)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum

from rules.engine.refusals import Forbidden, Refusal
from rules.letters.formal import Letter
from rules.people.roles import Role
from storage.engine.messages import Wanted
from storage.engine.owed import OwedState, Urgency
from workflow.applications.applicants import subject_of
from workflow.applications.shut_cases import shut_subjects
from workflow.engine.desk import Desk, require, today
from workflow.engine.lists import MOST_EXPORTED, note_export
from workflow.engine.tasks import end_phoning, finish, give
from workflow.office.message_lines import Listed, lines_of

STAFF = (Role.LEAD, Role.OFFICE)
HELD = "held_message"
"""The kind of the lead's task to release a message that they hold back."""


class View(StrEnum):
    """The views of the list of messages."""

    OWED = "owed"
    HELD = "held"
    FAILED = "failed"
    SENT = "sent"
    DROPPED = "dropped"


STATES: Mapping[View, tuple[OwedState, ...]] = {
    View.OWED: (OwedState.OWED, OwedState.SENDING),
    View.HELD: (OwedState.HELD,),
    View.FAILED: (OwedState.FAILED,),
    View.SENT: (OwedState.SENT,),
    View.DROPPED: (OwedState.DROPPED,),
}


async def counts(desk: Desk, about: Collection[str] = ()) -> dict[View, int]:
    """Count the messages of each view; letters awaiting the lead's approval count as held."""
    require(desk, *STAFF, article=9)
    wanted = Wanted(states=tuple(OwedState), about=about, hidden=await shut_subjects(desk))
    found = await desk.work.messages.counts(wanted)
    counted = {view: sum(found.get(state, 0) for state in states) for view, states in STATES.items()}
    return counted | {View.HELD: counted[View.HELD] + len(await held_letters(desk, about))}


def first_view(found: Mapping[View, int]) -> View:
    """Return the first view that has messages: failed, held, waiting; if none has any, the delivered ones."""
    return next((view for view in (View.FAILED, View.HELD, View.OWED) if found[view]), View.SENT)


async def listed(desk: Desk, view: View, about: Collection[str], *, limit: int, after: int = 0) -> list[Listed]:
    """Return a page of them, newest first. Raises Forbidden, also for a case that is shut to the person."""
    require(desk, *STAFF, article=9)
    hidden = await shut_subjects(desk)
    if hidden.intersection(about):
        raise Forbidden("people.not_yours", article=9)
    wanted = Wanted(states=STATES[view], about=about, hidden=hidden)
    ids = await desk.work.messages.page(wanted, limit=limit, after=after)
    return await lines_of(desk, await desk.work.outbox.these(ids))


async def export_messages(desk: Desk, view: View, about: Collection[str]) -> list[Listed]:
    """Return the newest of them for a download, at most MOST_EXPORTED, and note the export in the journal."""
    found = await listed(desk, view, about, limit=MOST_EXPORTED)
    await note_export(desk, "messages_exported", "messages", len(found))
    return found


async def held_letters(desk: Desk, about: Collection[str] = ()) -> list[tuple[Letter, str]]:
    """Return the letters awaiting the lead's approval, each with its case's number (Art. 9)."""
    hidden, found = await shut_subjects(desk), []
    for letter in await desk.work.letters.waiting():
        application = await desk.work.applications.get(letter.application_id)
        subject = subject_of(application) if application is not None else ""
        if application is not None and subject not in hidden and (not about or subject in about):
            found.append((letter, application.number or ""))
    return found


async def one_message(desk: Desk, owed_id: int) -> Listed:
    """Return one message. Raises Forbidden for an unknown one or one shut to the person."""
    require(desk, *STAFF, article=9)
    wanted = Wanted(states=tuple(OwedState), hidden=await shut_subjects(desk))
    if not await desk.work.messages.has(owed_id, wanted):
        raise Forbidden("people.not_yours", article=9)
    (owed,) = found = await desk.work.outbox.these([owed_id])
    (line,) = await lines_of(desk, found)
    return replace(line, worded=await desk.work.wordings.get(owed.wording) if owed.wording else None)


async def try_again(desk: Desk, owed_id: int) -> Listed:
    """Owe a failed message once more, over all of the person's present channels.

    Raises Refusal if it has not failed.
    """
    found = await one_message(desk, owed_id)
    if not await desk.work.outbox.again(owed_id, desk.now):
        raise Refusal("messages.not_failed")
    about = f"outbox:{owed_id}"
    await desk.work.journal.write("message_tried_again", about, now=desk.now, person_id=desk.person.id)
    await end_phoning(desk)
    return found


async def hold_message(desk: Desk, owed_id: int) -> Listed:
    """Hold back a message that waits to be sent, and give the lead the task to release it (Art. 9).

    Raises Refusal for an answer that somebody waits for, and for messages to staff about their own duties.
    """
    require(desk, Role.LEAD, article=9)
    found = await one_message(desk, owed_id)
    if not found.readable:
        raise Forbidden("messages.closed", article=40)
    if found.owed.urgency is Urgency.ANSWER or await desk.work.roles.of(found.owed.person_id):
        raise Refusal("messages.never_held", article=9)
    if not await desk.work.outbox.hold(owed_id):
        raise Refusal("messages.not_waiting")
    about, due_on = f"outbox:{owed_id}", desk.calendar.after(today(desk), 1).last
    await desk.work.journal.write("message_held", about, now=desk.now, person_id=desk.person.id, article=9)
    key = f"{about}:{HELD}:{desk.now.isoformat()}"
    await give(desk, key, HELD, about, Role.LEAD, due_on=due_on, names=str(owed_id))
    return found


async def release_message(desk: Desk, owed_id: int) -> Listed:
    """Release a held message: it is sent when due, if it is still owed then."""
    require(desk, Role.LEAD, article=9)
    found = await one_message(desk, owed_id)
    if not await desk.work.outbox.release(owed_id, desk.now):
        raise Refusal("messages.not_held")
    about = f"outbox:{owed_id}"
    await desk.work.journal.write("message_released", about, now=desk.now, person_id=desk.person.id, article=9)
    await finish(desk.work, about, HELD, desk.now, person_id=desk.person.id)
    return found


async def cases_of(desk: Desk, number: str) -> tuple[str, ...]:
    """Return the subjects with this number, which may be several, one in each series.

    Raises Refusal when there is none that the person may see.
    """
    require(desk, *STAFF, article=9)
    hidden = await shut_subjects(desk)
    found = [one for one in await desk.work.case_numbers.subjects(number.strip().upper()) if one not in hidden]
    if not found:
        raise Refusal("messages.no_case")
    return tuple(found)
