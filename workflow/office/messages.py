"""Messages for lead and office: owed, held, sent, failed or dropped, save those shut to the reader (Art. 9, 40)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from rules.engine.refusals import Forbidden, Refusal
from rules.letters.formal import Letter
from rules.objections.cases import masked_name
from rules.people.roles import EMAIL, PUSH, Role
from storage.database.values import Say
from storage.engine.messages import TASK, MessageFilter, Wording
from storage.engine.owed import Owed, OwedState, Urgency
from workflow.applications.applicants import subject_of
from workflow.applications.cases import opened as open_application
from workflow.applications.cases import shut_subjects
from workflow.engine.desk import Desk, require, today
from workflow.engine.lists import MOST_EXPORTED, note_export
from workflow.engine.tasks import end_phoning, finish, give
from workflow.objections.examiners import examiner, has_declared
from workflow.sanctions.cases import opened as open_sanction

# Messages as lists show them: subject, recipient, and whether this reader may read them (Art. 40).


OBJECTION = "objection"
SENT_BACK, NOBODY = "smtp 5", ("no channel", "no address")
"""How the errors begin or read of messages that the recipient's mail server returned, or that had nowhere to go."""
GUARDED = ("application", OBJECTION, "sanction", "heard", "visit", "consultation", "meeting", "bar", "draft", "confirm")
"""Subjects that not everybody in the office may read about."""
OPEN = (
    *("self-assessment", "self-assessments", "assessment", "award", "edition", "notice", "calendar", "measures"),
    *("digest", "alert", "outbox", "interests", "damage"),
)
"""Subjects that everybody in the office may read about."""
_Subject = tuple[str, int]
_CALLED = {"application": "application", OBJECTION: OBJECTION, "sanction": "sanction", "heard": "sanction"}
"""The series of the case numbers shown, by noun."""


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """A message in a list. `told` says whether this reader may know the recipient; an objector is told to nobody.

    `name` is None when it is not told, or there is none. `readable` says whether the reader may read its words; `over`
    is its channel: "telegram", "web", "email", "phone".
    """

    owed: Owed
    noun: str
    case: str
    name: str | None = field(repr=False)
    readable: bool
    told: bool
    over: str | None = None
    worded: tuple[Wording, datetime] | None = None
    """The wording it was sent in, and since when that was in force; only for a message read by itself."""


async def lines_of(desk: Desk, found: Sequence[Owed]) -> list[ListedMessage]:
    """Return the messages as lines, in their order; each subject is looked up once."""
    about = {owed.id: _subject(owed.key) for owed in found}
    reads = {subject: await _reads(desk, *subject) for subject in set(about.values())}
    numbers = await _numbers(desk, set(about.values()))
    told = {owed.id for owed in found if reads[about[owed.id]] and about[owed.id][0] != OBJECTION}
    people = await desk.work.people.these({owed.person_id for owed in found if owed.id in told})
    bots = await desk.work.channels.bots({owed.channel_id for owed in found if owed.channel_id is not None})
    return [
        ListedMessage(
            owed,
            noun=about[owed.id][0],
            case=numbers.get(about[owed.id], ""),
            name=person.name if owed.id in told and (person := people.get(owed.person_id)) is not None else None,
            readable=reads[about[owed.id]],
            told=owed.id in told,
            over=_over(owed, bots.get(owed.channel_id or 0)),
        )
        for owed in found
    ]


def _subject(key: str) -> _Subject:
    """Return noun and id of the message's subject; "other" and 0 for an unknown key."""
    noun, _, rest = key.removeprefix(TASK).partition(":")
    one = rest.partition(":")[0]
    return (noun if noun in (*GUARDED, *OPEN) else "other"), int(one) if one.isdecimal() else 0


async def _reads(desk: Desk, noun: str, one: int) -> bool:
    """Whether the person may read about the subject, that is, could open its case."""
    try:
        match noun:
            case "application":
                await open_application(desk, one)
            case "visit":
                visit = await desk.work.visits.get(one)
                await open_application(desk, visit.application_id if visit is not None else 0)
            case "objection":
                return await has_declared(desk, await examiner(desk, one))
            case "sanction" | "heard":
                await open_sanction(desk, one)
            case _:
                return noun in OPEN
    except Refusal:
        return False
    return True


async def _numbers(desk: Desk, about: Collection[_Subject]) -> dict[_Subject, str]:
    """The numbers of the cases."""
    found: dict[_Subject, str] = {}
    for noun, series in _CALLED.items():
        ids = [one for called, one in about if called == noun]
        numbers = await desk.work.case_numbers.of(series, ids) if ids else {}
        found |= {(noun, one): number for one, number in numbers.items()}
    return found


def _over(owed: Owed, bot: str | None) -> str | None:
    """Return the channel of a sent message: the one its proof names, else its chat's."""
    if owed.state is not OwedState.SENT:
        return None
    known = {f"{EMAIL}:": EMAIL, f"{PUSH}:": PUSH, "phone:": "phone", "claimed": "claimed"}
    return next((name for start, name in known.items() if (owed.proof or "").startswith(start)), bot)


def about_of(one: ListedMessage) -> Say:
    """Return what the message is about, with the number of its case if it has one."""
    noun = Say(f"messages.about.{one.noun}")
    return Say("messages.case", {"noun": noun, "number": one.case}) if one.case else noun


def name_of(one: ListedMessage) -> Say | str:
    """Return the recipient, masked; somebody whom this reader may not know is only said to be hidden."""
    if not one.told:
        return Say("messages.hidden_name")
    return masked_name(one.name) if one.name else Say("messages.number", {"number": one.owed.person_id})


def why_of(owed: Owed) -> Say | None:
    """Return what is known of why the message did not arrive, None if nothing is."""
    error = owed.error
    if not error or owed.state is OwedState.SENT:
        return None
    if error.startswith(SENT_BACK):
        return Say("messages.because.bounced", {"code": error})
    if error in NOBODY:
        return Say("messages.because.nowhere")
    return Say("messages.because.settled" if error == "settled" else "messages.because.code", {"code": error})


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
    wanted = MessageFilter(states=tuple(OwedState), about=about, hidden=await shut_subjects(desk))
    found = await desk.work.messages.counts(wanted)
    counted = {view: sum(found.get(state, 0) for state in states) for view, states in STATES.items()}
    return counted | {View.HELD: counted[View.HELD] + len(await held_letters(desk, about))}


def first_view(found: Mapping[View, int]) -> View:
    """Return the first view that has messages: failed, held, waiting; if none has any, the delivered ones."""
    return next((view for view in (View.FAILED, View.HELD, View.OWED) if found[view]), View.SENT)


async def listed(desk: Desk, view: View, about: Collection[str], *, limit: int, after: int = 0) -> list[ListedMessage]:
    """Return a page of them, newest first. Raises Forbidden, also for a case that is shut to the person."""
    require(desk, *STAFF, article=9)
    hidden = await shut_subjects(desk)
    if hidden.intersection(about):
        raise Forbidden("people.not_yours", article=9)
    wanted = MessageFilter(states=STATES[view], about=about, hidden=hidden)
    ids = await desk.work.messages.page(wanted, limit=limit, after=after)
    return await lines_of(desk, await desk.work.outbox.these(ids))


async def export_messages(desk: Desk, view: View, about: Collection[str]) -> list[ListedMessage]:
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


async def one_message(desk: Desk, owed_id: int) -> ListedMessage:
    """Return one message. Raises Forbidden for an unknown one or one shut to the person."""
    require(desk, *STAFF, article=9)
    wanted = MessageFilter(states=tuple(OwedState), hidden=await shut_subjects(desk))
    if not await desk.work.messages.has(owed_id, wanted):
        raise Forbidden("people.not_yours", article=9)
    (owed,) = found = await desk.work.outbox.these([owed_id])
    (line,) = await lines_of(desk, found)
    return replace(line, worded=await desk.work.wordings.get(owed.wording) if owed.wording else None)


async def try_again(desk: Desk, owed_id: int) -> ListedMessage:
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


async def hold_message(desk: Desk, owed_id: int) -> ListedMessage:
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


async def release_message(desk: Desk, owed_id: int) -> ListedMessage:
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
