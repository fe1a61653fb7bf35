"""What a rehearsal left in the database, read once, for the invariants to look at and for nothing else."""

from dataclasses import dataclass, field
from datetime import date, datetime

from rules.applications.editions import Settings
from rules.applications.lifecycle import ACTS, Application, State
from rules.awards.affairs import Kind
from rules.awards.validity import Award
from rules.engine.calendar import OFFICE_ZONE, WorkingCalendar
from rules.engine.rubrics import Part
from rules.notices.postings import Entry, Notice
from rules.objections.cases import Objection
from rules.people.roles import Membership
from rules.reviews.assignments import Assignment
from rules.reviews.meetings import Outcome
from rules.reviews.visits import Visit
from storage.applications.paper_cases import PaperCase
from storage.engine.journal import Entry as Written
from storage.engine.owed import Owed
from storage.engine.tasks import Task
from storage.interests.recusals import Recusal
from storage.reviews.candidates import Candidate
from workflow.applications.editions import settings_of
from workflow.engine.desk import Desk
from workflow.reviews.ranks import DECLINE, PASS_OVER

NAMES = {f"application_{act}": act for act in ACTS} | {"application_submitted": "submit"}
"""The names of the table's acts in the journal."""
UNDONE = "application_undone"
HUNG = ("notice_posted", "notice_corrected")
"""The names in the journal of what puts a notice on the board."""
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Case:
    """One application with everything that is about it, the journal's lines in their order."""

    application: Application
    written: tuple[Written, ...]
    declared: tuple[Recusal, ...]
    assignments: tuple[Assignment, ...]
    visits: tuple[Visit, ...]
    objections: tuple[Objection, ...]
    candidate: Candidate | None
    outcome: Outcome | None
    tasks: tuple[Task, ...]
    running: tuple[str, ...]
    owed: tuple[Owed, ...]
    paper: PaperCase | None = None
    """How it came in on paper, if it did."""
    brought: tuple[tuple[Objection, PaperCase], ...] = ()
    """The objections to it that came in on paper, and how."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A notice with its list, and the moment in which it came onto the service's board, as the journal has it.

    `shown` tells whether an address or a photo shows that it hangs elsewhere too.
    """

    notice: Notice
    entries: tuple[Entry, ...]
    hung_at: datetime
    shown: bool


@dataclass(frozen=True, slots=True)
class Records:
    """Everything of one edition."""

    closes_on: date
    settings: Settings
    calendar: WorkingCalendar
    cases: tuple[Case, ...]
    postings: tuple[Posting, ...]
    roles: tuple[Membership, ...]
    invited: frozenset[tuple[int, str, str | None]]
    """The person, role and unit of each invitation that was accepted."""
    owed: tuple[Owed, ...]
    awards: tuple[Award, ...]
    asked: tuple[tuple[int, Task], ...] = ()
    """The person and the task of each question to the office."""
    reasons: frozenset[int] = field(default_factory=frozenset)
    explained: frozenset[int] = field(default_factory=frozenset)
    """The applications that the office or the committee gave a reason for passing over."""
    broken: int | None = None
    """Return the first entry of the journal that does not fit the one before it."""


async def read(desk: Desk, edition_id: int) -> Records:
    """Read everything of the edition."""
    work = desk.work
    applications = list(reversed(await work.applications.of_edition(edition_id)))
    owed = await work.outbox.page(limit=_MOST)
    notices = [one for one in await work.notices.newest(limit=_MOST) if one.edition_id == edition_id]
    postings = [await _posting(desk, one) for one in notices]
    roles = await work.roles.all()
    invited = [
        (held.person_id, entry.details["role"], entry.details["unit"])
        for held in roles
        for entry in await work.journal.of(f"person:{held.person_id}")
        if (entry.act, entry.person_id) == ("invitation_accepted", held.person_id)
    ]
    people = sorted({one.person_id for one in owed})
    given = [one.id for one in applications if await work.reasons.get(one.id, "propose") is not None]
    explained = [
        one.id
        for one in applications
        for act in (PASS_OVER, DECLINE)
        if await work.reasons.get(one.id, act) is not None
    ]
    edition = await work.editions.get(edition_id)
    if edition is None:
        raise LookupError(edition_id)
    return Records(
        closes_on=edition.closes_on,
        settings=await settings_of(desk, edition_id),
        calendar=desk.calendar,
        cases=tuple([await _case(desk, one, owed) for one in applications]),
        postings=tuple(postings),
        roles=tuple(roles),
        invited=frozenset(invited),
        owed=tuple(owed),
        awards=tuple(await work.awards.page(limit=_MOST)),
        asked=tuple([one for person in people for one in await _asked(desk, person)]),
        reasons=frozenset(given),
        explained=frozenset(explained),
        broken=await work.journal.verify(),
    )


async def _posting(desk: Desk, notice: Notice) -> Posting:
    entries = tuple(await desk.work.notices.entries(notice.id))
    (hung,) = [one for one in await desk.work.journal.of(f"notice:{notice.id}") if one.act in HUNG]
    answers = await desk.work.drafts.answers(notice.draft_id) if notice.draft_id is not None else {}
    return Posting(notice, entries, hung.at, bool(notice.address or answers.get("files")))


async def _asked(desk: Desk, person_id: int) -> list[tuple[int, Task]]:
    found = [one for one in await desk.work.affairs.of_person(person_id) if one.kind is Kind.INQUIRY]
    return [(person_id, task) for one in found for task in await desk.work.tasks.of(f"affair:{one.id}")]


def steps(case: Case) -> list[Written]:
    """The steps of its life as the journal has them, those that were taken back among them."""
    return [entry for entry in case.written if entry.act in NAMES or entry.act == UNDONE]


def target(entry: Written) -> State:
    """Return the state to which a step leads; for one that undoes another DRAFT, which is told to nobody."""
    return ACTS[NAMES[entry.act]].target if entry.act in NAMES else State.DRAFT


def named(case: Case) -> str:
    """Return the name of a case in a report of something wrong."""
    return f"application {case.application.number or case.application.id}"


def day_of(moment: datetime) -> date:
    """The office's day of a moment."""
    return moment.astimezone(OFFICE_ZONE).date()


async def _case(desk: Desk, application: Application, owed: list[Owed]) -> Case:
    work, about = desk.work, f"application:{application.id}"
    visits = [one for part in Part for one in await work.visits.of(application.id, part)]
    deadlines = await work.deadlines.of(about)
    objections = await work.objections.of_application(application.id)
    papers = [(one, await work.paper_cases.get(f"objection:{one.id}")) for one in objections]
    return Case(
        application,
        tuple(await work.journal.of(about)),
        tuple(await work.recusals.about(about)),
        tuple(await work.assignments.of(application.id)),
        tuple(visits),
        tuple(objections),
        await work.candidates.get(application.id),
        await work.meetings.outcome(application.id),
        tuple(await work.tasks.of(about)),
        tuple(one.kind for one in deadlines if one.ended_at is None),
        tuple(one for one in owed if one.key.startswith(f"{about}:")),
        await work.paper_cases.get(about),
        tuple((one, paper) for one, paper in papers if paper is not None),
    )
