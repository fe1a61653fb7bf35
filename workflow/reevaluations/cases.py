"""Re-evaluations: who may open a case and act in it, and how it goes on (Art. 5, 40).

Every path to a case goes through `opened`, the holder's through `evaluated`; every step is taken by `go_on`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rules.awards.validity import Award
from rules.engine.refusals import Forbidden, Refusal
from rules.interests.statements import Ground
from rules.people.roles import Role
from rules.reevaluations.cases import ACTS, OPINING, WAITS, Actor, Reevaluation, acts_of, after, waits_for_inquiry
from rules.sanctions.cases import PENDING
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.engine.owed import Paper, Urgency
from storage.work import Work
from workflow.awards.july import reached_about
from workflow.engine.desk import Desk, Reading, serves_as, today
from workflow.engine.issuing import issue
from workflow.engine.planning import office_role
from workflow.engine.tasks import give
from workflow.interests import recusals
from workflow.interests.recusals import award_grounds, staff_of

OFFICE = (Role.LEAD, Role.OFFICE)
CLOCKS = ("report", "opinions")
"""The kinds of deadline of a case; each demand for rectification has one of its own."""
_DECIDING = ("keep", "rectify", "cancel")


def subject_of(case: Reevaluation) -> str:
    """Return the case's name in the journal and in tasks, deadlines and messages."""
    return f"reevaluation:{case.id}"


def holder_side(case: Reevaluation) -> str:
    """Return the case's name in the holder's own tasks; the holder sees nothing else of it."""
    return f"reevaluated:{case.id}"


async def opened(desk: Desk, reevaluation_id: int) -> Reevaluation:
    """Return the case to lead, office and its reviewers, never to the holder's people (Art. 40).

    Raises Forbidden, or Undeclared when the declaration of interest is still to be made.
    """
    case = await declaring(desk, reevaluation_id)
    await recusals.check_recusal(desk, subject_of(case))
    return case


async def declaring(desk: Desk, reevaluation_id: int) -> Reevaluation:
    """Return the case to those who serve it without a declared or known interest, to declare upon. Raises Forbidden."""
    case = await desk.work.reevaluations.get(reevaluation_id)
    if case is None or not (serves_as(desk, *OFFICE) or await evaluates(desk, case)):
        raise Forbidden("people.not_yours", article=5)
    if await interested(desk, case, (desk.person.id,)):
        raise Forbidden("people.not_yours", article=5)
    return case


async def evaluates(desk: Desk, case: Reevaluation) -> bool:
    """Whether the person was named to evaluate the case, in any round, and still serves."""
    if not serves_as(desk, Role.REVIEWER):
        return False
    parts = await desk.work.reevaluation_opinions.of(case.id)
    return any(one.person_id == desk.person.id and one.released_at is None for one in parts)


async def interested(near: Reading, case: Reevaluation, people: Iterable[int]) -> frozenset[int]:
    """Return which of these people have an interest in the case, declared or known (Art. 40)."""
    wanted, award = set(people), await award_of(near.work, case)
    known = await award_grounds(near, award, await staff_of(near), wanted)
    found = {one for one, ground in known.items() if ground is Ground.OWN or recusals.bars(near)}
    return frozenset(found | await near.work.recusals.interested_in(subject_of(case))) & wanted


async def evaluated(desk: Desk, reevaluation_id: int) -> tuple[Reevaluation, Award]:
    """Return case and award to the holder that they are about. Raises Forbidden for everybody else."""
    case = await desk.work.reevaluations.get(reevaluation_id)
    if case is None or not await is_holder(desk, case):
        raise Forbidden("people.not_yours", article=5)
    return case, await award_of(desk.work, case)


async def is_holder(desk: Desk, case: Reevaluation) -> bool:
    """Whether the person speaks for the holder."""
    award = await award_of(desk.work, case)
    contacts = await desk.work.holders.of_holder(award.holder)
    return any(one.person_id == desk.person.id and one.claimed_at is not None for one in contacts)


async def award_of(work: Work, case: Reevaluation) -> Award:
    """Return the award under re-evaluation."""
    award = await work.awards.get(case.award_id)
    if award is None:
        raise LookupError(case.award_id)
    return award


async def acts(desk: Desk, case: Reevaluation) -> tuple[str, ...]:
    """Return the acts that the person's roles and part allow now."""
    return acts_of(case, await _actors(desk, case))


async def acting(desk: Desk, reevaluation_id: int, act: str) -> Reevaluation:
    """Return the case if the person may perform this act now. Raises Forbidden, Undeclared or Refusal.

    Nothing goes on while the award is investigated, and nothing is decided before the term has ended.
    """
    case = await opened(desk, reevaluation_id)
    mine = await _actors(desk, case)
    if not any(step.name == act and step.actors & mine for step in ACTS):
        raise Forbidden("people.not_yours", article=5)
    after(case, act)
    if waits_for_inquiry(case, act) and await under_inquiry(desk.work, case):
        raise Refusal("reevaluations.under_inquiry", article=39)
    if act in _DECIDING and today(desk) <= case.until:
        raise Refusal("reevaluations.too_early", article=5, until=case.until)
    return case


async def sending(desk: Desk, draft: Draft) -> None:
    """Mark the form as sent. Raises Refusal the second time."""
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent", article=5)


async def go_on(
    desk: Desk, case: Reevaluation, act: str, *, words: Mapping[str, Any] | None = None, **values: Any
) -> Reevaluation:
    """Move the case on by this act, adding `words` to its matter, and write the journal. Returns the new state."""
    moved = await move(desk.work, case, act, desk.now, words=words, by=desk.person.id, **values)
    if moved is None:
        raise Refusal("reevaluations.not_now", article=5)
    return moved


async def move(
    work: Work,
    case: Reevaluation,
    act: str,
    now: datetime,
    *,
    words: Mapping[str, Any] | None = None,
    by: int | None = None,
    **values: Any,
) -> Reevaluation | None:
    """Move the case on without a desk. Returns None if somebody else acted first."""
    to = after(case, act)
    if words:
        values["matter"] = {**case.matter, **words}
    if not await work.reevaluations.move(case, to, now, **values):
        return None
    await work.journal.write(f"reevaluation_{act}", subject_of(case), now=now, person_id=by, article=5)
    return await work.reevaluations.get(case.id)


async def follow(desk: Desk, case: Reevaluation) -> None:
    """Finish the case's tasks, and give the task of its new state as the table says."""
    about, wait = subject_of(case), WAITS.get(case.state)
    earlier = await desk.work.tasks.of(about)
    for task in earlier:
        await desk.work.tasks.done(task.key, desk.now, desk.person.id)
    if wait is not None:
        role = Role.LEAD if wait.actor is Actor.LEAD else await office_role(desk.work, desk.now)
        due = desk.calendar.after(today(desk), getattr(desk.pack, wait.days)).last
        key, buttons = f"{about}:{wait.kind}:{len(earlier)}", buttons_of(case)
        await give(desk, key, wait.kind, about, role, due_on=due, names=case.number, buttons=buttons)


async def end_all(work: Work, case: Reevaluation, now: datetime) -> None:
    """Drop all tasks of the case, the holder's too, and end its deadlines."""
    for subject in (subject_of(case), holder_side(case)):
        for task in await work.tasks.of(subject):
            await work.tasks.drop(task.key, now)
    for kind in CLOCKS:
        await work.deadlines.end(subject_of(case), kind, now)
    for item in await work.rectifications.of(case.id):
        await work.deadlines.end(f"rectification:{item.id}", "rectification", now)


async def tell_holder(
    near: Reading,
    case: Reevaluation,
    step: str,
    now: datetime,
    *,
    values: Mapping[str, Any],
    paper: str = "",
    mark: str = "",
) -> None:
    """Owe `reevaluations.told.<step>` to the people written to about the award, with the letter `paper` if named."""
    about, award = subject_of(case), await award_of(near.work, case)
    if paper:
        await issue(near.work, Paper(paper, about), case.number, now)
    for person in await reached_about(near, award):
        named = {
            "number": case.number,
            "holder": award.name,
            "award": near.pack.name_of_award(award.award, person.language),
        }
        await near.work.outbox.owe(
            f"{about}:{step}{mark}:{person.id}",
            person.id,
            f"reevaluations.told.{step}",
            now=now,
            values={**named, **values},
            buttons=[[{"key": "reevaluations.mine", "press": f"reevaluation:mine:{case.id}"}]],
            paper=Paper(paper, about) if paper else None,
            urgency=Urgency.LEGAL,
        )


async def under_inquiry(work: Work, case: Reevaluation) -> bool:
    """Whether the award is under investigation for another reason, so that the re-evaluation waits (Art. 37, 39)."""
    found = await work.sanctions.about(PENDING, award_id=case.award_id)
    return any(one.id != case.sanction_id for one in found)


async def files_of(desk: Desk, case: Reevaluation) -> list[FileRecord]:
    """Return all files of the case: the holder's report and evidence, and the reviewers' papers."""
    return await desk.work.files.of(subject_of(case))


async def read_file(desk: Desk, case: Reevaluation, file_id: str) -> tuple[str, bytes]:
    """Return name and content of one file of an opened case, and note the reading. Raises Refusal."""
    record = await desk.work.files.get(file_id)
    if record is None or record.subject != subject_of(case):
        raise Refusal("talk.old_button")
    details = {"file": record.id}
    await desk.work.journal.write(
        "file_opened", subject_of(case), now=desk.now, person_id=desk.person.id, article=5, details=details
    )
    return record.name, await desk.work.files.open(record.id)


def buttons_of(case: Reevaluation) -> list[list[dict[str, str]]]:
    """Return the button that opens the case, for messages to those who serve it."""
    return [[{"key": "reevaluations.open", "press": f"reevaluation:open:{case.id}"}]]


async def _actors(desk: Desk, case: Reevaluation) -> frozenset[Actor]:
    leads = {Actor.LEAD, Actor.OFFICE} if serves_as(desk, Role.LEAD) else set()
    serves = {Actor.OFFICE} if serves_as(desk, Role.OFFICE) else set()
    parts = await desk.work.reevaluation_opinions.of(case.id, case.round) if case.state in OPINING else []
    awaited = any(one.person_id == desk.person.id and one.is_awaited for one in parts)
    return frozenset(leads | serves | ({Actor.REVIEWER} if awaited and serves_as(desk, Role.REVIEWER) else set()))
