"""Messages as lists show them: subject, recipient, and whether this reader may read them (Art. 40)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rules.engine.refusals import Refusal
from rules.objections.cases import masked_name
from rules.people.roles import EMAIL, PUSH
from storage.database.values import Say
from storage.engine.messages import TASK
from storage.engine.owed import Owed, OwedState
from storage.engine.wordings import Wording
from workflow.applications.cases import opened as open_application
from workflow.engine.desk import Desk
from workflow.objections.examiners import examiner, has_declared
from workflow.sanctions.cases import opened as open_sanction

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
class Listed:
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


async def lines_of(desk: Desk, found: Sequence[Owed]) -> list[Listed]:
    """Return the messages as lines, in their order; each subject is looked up once."""
    about = {owed.id: _subject(owed.key) for owed in found}
    reads = {subject: await _reads(desk, *subject) for subject in set(about.values())}
    numbers = await _numbers(desk, set(about.values()))
    told = {owed.id for owed in found if reads[about[owed.id]] and about[owed.id][0] != OBJECTION}
    people = await desk.work.people.these({owed.person_id for owed in found if owed.id in told})
    bots = await desk.work.channels.bots({owed.channel_id for owed in found if owed.channel_id is not None})
    return [
        Listed(
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


def about_of(one: Listed) -> Say:
    """Return what the message is about, with the number of its case if it has one."""
    noun = Say(f"messages.about.{one.noun}")
    return Say("messages.case", {"noun": noun, "number": one.case}) if one.case else noun


def name_of(one: Listed) -> Say | str:
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
