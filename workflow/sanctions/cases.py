"""Sanction cases: who may read a case and act in it, and how it goes on (Art. 5, 36-41).

Every path to a case goes through `opened`; every step of it is taken by `go_on`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from rules.applications.lifecycle import LIVE, STRIKE, Application
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import POSTS, Role
from rules.sanctions.cases import ACTS, PENDING, Actor, Sanction, acts_of, after, needs_approval
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.work import Work
from workflow.applications.cases import advance
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.drafts import send_once
from workflow.engine.planning import office_role
from workflow.engine.tasks import give, open_about
from workflow.interests import recusals
from workflow.sanctions.parties import is_party

OFFICE = (Role.LEAD, Role.OFFICE)
CASE, INVESTIGATION, HEARING = "sanction_case", "sanction_investigation", "sanction_hearing"
"""Kinds of tasks: hearing the party or handing the case on, investigating (Art. 39), making a statement."""
_FILES = ("evidence", "report", "proof", "scan")


def subject_of(sanction: Sanction) -> str:
    """Return the case's name in the journal and in tasks, deadlines and messages."""
    return f"sanction:{sanction.id}"


def party_of(sanction: Sanction) -> str:
    """Return the case's name in its party's own tasks; the party sees nothing else of it."""
    return f"heard:{sanction.id}"


async def opened(desk: Desk, sanction_id: int) -> Sanction:
    """Return the case to lead and office, and under Art. 39 to the committee; never to its party (Art. 40).

    Raises Forbidden, or Undeclared when the declaration of interest is still to be made.
    """
    sanction = await declaring(desk, sanction_id)
    for about in _subjects(sanction):
        await recusals.check_recusal(desk, about)
    return sanction


async def declaring(desk: Desk, sanction_id: int) -> Sanction:
    """Return the case to those who serve it and have not stood back, to declare upon. Raises Forbidden."""
    sanction = await _entitled(desk, sanction_id)
    for about in _subjects(sanction):
        earlier = await desk.work.recusals.of(desk.person.id, about)
        if earlier is not None and earlier.barred:
            raise Forbidden("people.not_yours", article=40)
    return sanction


async def declare(desk: Desk, sanction_id: int, *, interest: bool) -> Sanction:
    """Record the person's declaration upon the case and its application (Art. 40)."""
    sanction = await declaring(desk, sanction_id)
    for about in (*_subjects(sanction), *((party_of(sanction),) if interest else ())):
        if interest or await desk.work.recusals.of(desk.person.id, about) is None:
            await recusals.declare(desk, about, interest=interest)
    return sanction


async def shown(desk: Desk, sanctions: Iterable[Sanction]) -> list[Sanction]:
    """Return the cases that a list may show to the person: none shut to them."""
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    return [one for one in sanctions if not hidden & set(_subjects(one))]


def acts(desk: Desk, sanction: Sanction) -> tuple[str, ...]:
    """Return the acts that the person's roles allow now."""
    return acts_of(sanction, _actors(desk))


async def acting(desk: Desk, sanction_id: int, act: str) -> Sanction:
    """Return the case if the person may perform this act now.

    Raises Forbidden, with whose act it is for those who may read the case, or Undeclared or Refusal.
    """
    sanction = await opened(desk, sanction_id)
    mine = _actors(desk)
    actors = frozenset(actor for step in ACTS if step.name == act for actor in step.actors)
    if not actors & mine:
        raise Forbidden(_whose(desk, sanction, act, actors), article=sanction.article)
    after(sanction, act)
    return sanction


async def acting_on(desk: Desk, draft: Draft, act: str) -> Sanction:
    """Return the form's case if the person may perform this act now, and mark the form as sent."""
    sanction = await acting(desk, int(draft.subject.removeprefix("sanction:")), act)
    await send_once(desk, draft)
    return sanction


async def go_on(
    desk: Desk, sanction: Sanction, act: str, *, words: dict[str, Any] | None = None, **values: Any
) -> Sanction:
    """Move the case on by this act, adding `words` to its matter, and write the journal.

    Returns it in its new state.
    """
    to = after(sanction, act)
    if words:
        values["matter"] = {**sanction.matter, **words}
    if not await desk.work.sanctions.move(sanction, to, desk.now, **values):
        raise Refusal("sanctions.not_now", article=sanction.article)
    await note(desk, f"sanction_{act}", sanction)
    moved = await desk.work.sanctions.get(sanction.id)
    if moved is None:
        raise LookupError(sanction.id)
    return moved


async def wait_for(
    desk: Desk, sanction: Sanction, kind: str = "", *, role: Role | None = None, days: int = 0
) -> date | None:
    """Finish the case's tasks, and give one of this `kind` unless it is "". Returns its due day."""
    about = subject_of(sanction)
    for task in await desk.work.tasks.of(about):
        await desk.work.tasks.done(task.key, desk.now, desk.person.id)
    if not kind:
        return None
    due = desk.calendar.after(today(desk), days).last if days else None
    await also_wait_for(desk, sanction, kind, role=role, due=due)
    return due


async def also_wait_for(
    desk: Desk, sanction: Sanction, kind: str, *, role: Role | None = None, due: date | None = None
) -> None:
    """Give one more task of the case, to the role or else to the office, unless it is open already."""
    about, doer = subject_of(sanction), role or await office_role(desk.work, desk.now)
    if not await open_about(desk.work, about, kind):
        key = f"{about}:{kind}:{desk.now.isoformat()}"
        buttons = [[{"key": "sanctions.open", "press": f"sanction:open:{sanction.id}"}]]
        await give(desk, key, kind, about, doer, due_on=due, names=sanction.number, buttons=buttons)


async def note(desk: Desk, act: str, sanction: Sanction, **details: Any) -> None:
    """Write in the journal what the person did, never whom the case is about."""
    await desk.work.journal.write(
        act,
        subject_of(sanction),
        now=desk.now,
        person_id=desk.person.id,
        article=sanction.article,
        details=details,
    )


async def files_of(desk: Desk, sanction: Sanction) -> list[FileRecord]:
    """Return all files of the case: evidence, report, the party's proof, scans."""
    ids = [file_id for field in _FILES for file_id in sanction.matter.get(field) or ()]
    found = [await desk.work.files.get(file_id) for file_id in ids]
    return [record for record in found if record is not None]


async def read_file(desk: Desk, sanction_id: int, place: int) -> tuple[str, bytes]:
    """Return name and content of one file, by its place from 0, and note the reading.

    Raises as `opened`, or Refusal.
    """
    sanction = await opened(desk, sanction_id)
    found = await files_of(desk, sanction)
    if not 0 <= place < len(found):
        raise Refusal("talk.old_button")
    await note(desk, "sanction_file_read", sanction, file=found[place].id)
    return found[place].name, await desk.work.files.open(found[place].id)


async def under_investigation(work: Work, award_id: int) -> bool:
    """Whether an open case keeps the award off the lists of holders (Art. 37, 39)."""
    return bool(await work.sanctions.about(PENDING, award_id=award_id))


async def withheld(work: Work) -> frozenset[int]:
    """Return the ids of all awards under investigation."""
    return await work.sanctions.awards_in(PENDING)


async def strike(desk: Desk, application: Application) -> None:
    """Strike a running application that was found false, and its entry on a notice (Art. 36)."""
    if application.state in LIVE and application.number is not None:
        await advance(desk, application, STRIKE, details={"article": 36})


async def _entitled(desk: Desk, sanction_id: int) -> Sanction:
    sanction = await desk.work.sanctions.get(sanction_id)
    if sanction is None:
        raise Forbidden("people.not_yours")
    investigates = sanction.article == 39 and serves_as(desk, Role.COMMITTEE)
    if not (serves_as(desk, *OFFICE) or investigates) or await is_party(desk.work, sanction, desk.person.id):
        raise Forbidden("people.not_yours", article=sanction.article)
    return sanction


def _whose(desk: Desk, sanction: Sanction, act: str, actors: frozenset[Actor]) -> str:
    if act == "approve" and needs_approval(sanction.article, desk.pack):
        return "sanctions.government_approves"
    return "sanctions.lead_acts" if actors == {Actor.LEAD} else "people.not_yours"


def _actors(desk: Desk) -> frozenset[Actor]:
    leads = {Actor.LEAD, Actor.OFFICE} if serves_as(desk, Role.LEAD) else set()
    serves = {Actor.OFFICE} if serves_as(desk, Role.OFFICE) else set()
    presides = any(serves_as(desk, Role.COMMITTEE, unit=post) for post in POSTS)
    return frozenset(leads | serves | ({Actor.COMMITTEE} if presides else set()))


def _subjects(sanction: Sanction) -> tuple[str, ...]:
    application = sanction.application_id
    return (subject_of(sanction), *((f"application:{application}",) if application is not None else ()))
