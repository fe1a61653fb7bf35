"""Cases that may end in a sanction: who may read and do what, and the one way in which a case goes on (Art. 5, 36-41).

Every path to a case asks `opened`; every step of it is taken by `go_on`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from rules.applications import Application
from rules.lifecycle import LIVE, STRIKE
from rules.people import POSTS, Role
from rules.refusals import Forbidden, Refusal
from rules.sanctions import ACTS, PENDING, Actor, Sanction, acts_of, after
from storage.drafts import Draft
from storage.files import FileRecord
from storage.work import Work
from workflow import recusals
from workflow.cases import advance
from workflow.desk import Desk, serves_as, today
from workflow.parties import is_party
from workflow.planning import office_role
from workflow.tasks import give, open_about

OFFICE = (Role.LEAD, Role.OFFICE)
CASE, INVESTIGATION, HEARING = "sanction_case", "sanction_investigation", "sanction_hearing"
"""Kinds of tasks: to hear the party or hand the case on, to investigate (Art. 39), to make a statement."""
_FILES = ("evidence", "report", "proof", "scan")


def subject_of(sanction: Sanction) -> str:
    """What journal, tasks, deadlines and messages call it."""
    return f"sanction:{sanction.id}"


def party_of(sanction: Sanction) -> str:
    """What the tasks of its party call it, who sees nothing else of it."""
    return f"heard:{sanction.id}"


async def opened(desk: Desk, sanction_id: int) -> Sanction:
    """The case, for somebody who may read it. Raises Forbidden, or Undeclared where the declaration is still to come.

    The lead and the office read all, the committee what it investigates; whoever it is about reads nothing (Art. 40).
    """
    sanction = await declaring(desk, sanction_id)
    for about in _subjects(sanction):
        await recusals.check_recusal(desk, about)
    return sanction


async def declaring(desk: Desk, sanction_id: int) -> Sanction:
    """The case to declare upon, for whoever serves it and has not stood back. Raises Forbidden."""
    sanction = await _entitled(desk, sanction_id)
    for about in _subjects(sanction):
        earlier = await desk.work.recusals.of(desk.person.id, about)
        if earlier is not None and earlier.barred:
            raise Forbidden("sanctions.interest", article=40)
    return sanction


async def declare(desk: Desk, sanction_id: int, *, interest: bool) -> Sanction:
    """What the person declares of the case, and of the application that it is about (Art. 40)."""
    sanction = await declaring(desk, sanction_id)
    for about in (*_subjects(sanction), *((party_of(sanction),) if interest else ())):
        if interest or await desk.work.recusals.of(desk.person.id, about) is None:
            await recusals.declare(desk, about, interest=interest)
    return sanction


async def shown(desk: Desk, sanctions: Iterable[Sanction]) -> list[Sanction]:
    """Those of the cases that a list may show to the person: none about them, none that they stood back from."""
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    return [one for one in sanctions if not hidden & set(_subjects(one))]


def acts(desk: Desk, sanction: Sanction) -> tuple[str, ...]:
    """What the person may do with the case now, by their roles."""
    return acts_of(sanction, _actors(desk))


async def acting(desk: Desk, sanction_id: int, act: str) -> Sanction:
    """The case, for somebody who may do this act now. Raises Forbidden, Undeclared, or Refusal out of its time."""
    sanction = await opened(desk, sanction_id)
    mine = _actors(desk)
    if not any(step.name == act and step.actors & mine for step in ACTS):
        raise Forbidden("people.not_yours", article=sanction.article)
    after(sanction, act)
    return sanction


async def acting_on(desk: Desk, draft: Draft, act: str) -> Sanction:
    """The same for the case that a form is about, which is sent with it."""
    sanction = await acting(desk, int(draft.subject.removeprefix("sanction:")), act)
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    return sanction


async def go_on(
    desk: Desk, sanction: Sanction, act: str, *, words: dict[str, Any] | None = None, **values: Any
) -> Sanction:
    """The case goes on by this act, with these `words` added to what it says; the journal says so. Returns it anew."""
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
    """Whoever the case waited for has done it; from now on it waits for this. Returns the day it is due."""
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
    """The case waits for this too; whoever has to do it is told. Without a role it is the office's."""
    about, doer = subject_of(sanction), role or await office_role(desk.work, desk.now)
    if not await open_about(desk.work, about, kind):
        key = f"{about}:{kind}:{desk.now.isoformat()}"
        buttons = [[{"key": "sanctions.open", "press": f"sn:open:{sanction.id}"}]]
        await give(desk, key, kind, about, doer, due_on=due, names=sanction.number, buttons=buttons)


async def note(desk: Desk, act: str, sanction: Sanction, **details: Any) -> None:
    """Write in the journal what the person at the desk did; never who the case is about."""
    await desk.work.journal.write(
        act,
        subject_of(sanction),
        now=desk.now,
        person_id=desk.person.id,
        article=sanction.article,
        details=details,
    )


async def files_of(desk: Desk, sanction: Sanction) -> list[FileRecord]:
    """All files of the case: evidence, report, the party's proof, scans."""
    ids = [file_id for field in _FILES for file_id in sanction.matter.get(field) or ()]
    found = [await desk.work.files.get(file_id) for file_id in ids]
    return [record for record in found if record is not None]


async def read_file(desk: Desk, sanction_id: int, place: int) -> tuple[str, bytes]:
    """Name and content of one file of the case, counted from 0; that it was read is written down."""
    sanction = await opened(desk, sanction_id)
    found = await files_of(desk, sanction)
    if not 0 <= place < len(found):
        raise Refusal("talk.old_button")
    await note(desk, "sanction_file_read", sanction, file=found[place].id)
    return found[place].name, await desk.work.files.open(found[place].id)


async def under_investigation(work: Work, award_id: int) -> bool:
    """Whether the award is withheld from the lists of holders, because a case about it is open (Art. 37, 39)."""
    return bool(await work.sanctions.about(PENDING, award_id=award_id))


async def withheld(work: Work) -> frozenset[int]:
    """The ids of all awards under investigation."""
    return await work.sanctions.awards_in(PENDING)


async def strike(desk: Desk, application: Application) -> None:
    """An application that was found false while it ran ends: struck, its entry on a list too (Art. 36)."""
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


def _actors(desk: Desk) -> frozenset[Actor]:
    leads = {Actor.LEAD, Actor.OFFICE} if serves_as(desk, Role.LEAD) else set()
    serves = {Actor.OFFICE} if serves_as(desk, Role.OFFICE) else set()
    presides = any(serves_as(desk, Role.COMMITTEE, unit=post) for post in POSTS)
    return frozenset(leads | serves | ({Actor.COMMITTEE} if presides else set()))


def _subjects(sanction: Sanction) -> tuple[str, ...]:
    application = sanction.application_id
    return (subject_of(sanction), *((f"application:{application}",) if application is not None else ()))
