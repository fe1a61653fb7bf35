"""One award and its holder for lead and office: terms, reports, affairs, cases (Art. 5, 28-40)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.awards.affairs import Affair, Kind
from rules.awards.validity import Assessment, Award, Presentation, Standing, standing
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from rules.reevaluations.cases import Reevaluation
from rules.sanctions.cases import Sanction, State
from storage.engine.files import FileRecord
from storage.engine.journal import Entry
from storage.engine.tasks import TaskState
from workflow.awards.affairs import subject_of
from workflow.awards.contacts import Known, contacts_of
from workflow.awards.holders import has_interest
from workflow.engine.desk import Desk, require, today
from workflow.engine.tasks import ListedTask, described
from workflow.objections.timelines import named
from workflow.reevaluations.case_opening import cases_of
from workflow.sanctions import cases as sanctions

_BESIDE = frozenset({"file_opened", "july_report_read", "affair_file_read", "recusal_declared"})
"""Acts of the journal that change nothing about the holder."""
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Course:
    """What only people without an interest in the holder see: affairs, cases, steps, tasks.

    `names` maps an entry's id to the name of whoever acted; people who reported misuse are not named.
    """

    affairs: tuple[Affair, ...]
    sanctions: tuple[Sanction, ...]
    reevaluations: tuple[Reevaluation, ...]
    steps: tuple[Entry, ...]
    names: Mapping[int, str] = field(repr=False)
    tasks: tuple[ListedTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One award, with its holder's other awards and July reports with their files.

    `withheld` means that an open case keeps it off the lists of holders. `course` is None for people with an interest
    in the holder (Art. 40).
    """

    award: Award
    standing: Standing
    withheld: bool
    presentation: Presentation | None
    others: tuple[Award, ...]
    contacts: tuple[Known, ...]
    reports: tuple[tuple[Assessment, tuple[FileRecord, ...]], ...]
    course: Course | None


async def read_holding(desk: Desk, award_id: int) -> Holding:
    """Return the holding of this award. Raises Forbidden (lead and office only), or Refusal for an unknown one."""
    require(desk, Role.OFFICE, Role.LEAD, article=32)
    award = await desk.work.awards.get(award_id)
    if award is None:
        raise Refusal("talk.old_button")
    every = await desk.work.awards.of_holder(award.holder)
    _, contacts = await contacts_of(desk, award.id)
    reports = await desk.work.assessments.of_holder(award.holder)
    shut = await has_interest(desk, award)
    return Holding(
        award=award,
        standing=standing(award, today(desk), desk.pack),
        withheld=await sanctions.under_investigation(desk.work, award.id),
        presentation=(await desk.work.presentations.of([award.id])).get(award.id),
        others=tuple(one for one in every if one.id != award.id),
        contacts=tuple(contacts),
        reports=tuple([(one, tuple(await desk.work.files.of(f"assessment:{one.id}"))) for one in reports]),
        course=None if shut else await _course(desk, award, every, reports),
    )


async def _course(desk: Desk, award: Award, every: Sequence[Award], reports: Sequence[Assessment]) -> Course:
    work, hidden = desk.work, await desk.work.recusals.interests_of(desk.person.id)
    affairs = [one for one in await work.affairs.of_holder(award.holder) if subject_of(one) not in hidden]
    cases = [case for one in every for case in await work.sanctions.about(frozenset(State), award_id=one.id)]
    subjects = [f"award:{one.id}" for one in every] + [f"assessment:{one.id}" for one in reports]
    steps = [entry for subject in subjects for entry in await work.journal.of(subject)]
    told = [entry for one in affairs if one.kind is not Kind.MISUSE for entry in await work.journal.of(subject_of(one))]
    quiet = [entry for one in affairs if one.kind is Kind.MISUSE for entry in await work.journal.of(subject_of(one))]
    entries = sorted((one for one in (*steps, *told, *quiet) if one.act not in _BESIDE), key=lambda one: one.id)
    waiting = [task for subject in (*subjects, *map(subject_of, affairs)) for task in await work.tasks.of(subject)]
    return Course(
        tuple(affairs),
        tuple(await sanctions.shown(desk, cases)),
        tuple([case for one in every for case in await cases_of(desk, one)]),
        tuple(entries[-MOST_STEPS:]),
        await named(desk, [*steps, *told]),
        tuple(await described(desk, [task for task in waiting if task.state is TaskState.OPEN])),
    )
