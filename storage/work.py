"""The unit of work: one transaction with every repository, committed as a whole or not at all."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Self, TypeVar

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from storage.applications.assignments import Assignments, Reasons
from storage.applications.cases import Applications
from storage.applications.editions import Editions
from storage.applications.paper_cases import PaperCases
from storage.applications.register import ApplicationRegister
from storage.applications.secret_files import SecretFiles
from storage.applications.supplements import Supplements
from storage.awards.affairs import Affairs, Guests
from storage.awards.assessments import Assessments
from storage.awards.holders import Holders
from storage.awards.july import July
from storage.awards.successions import Successions
from storage.awards.titles import Awards
from storage.database.failures import NotKept
from storage.database.groups import Part
from storage.database.proofs import Proofs
from storage.database.seals import Seal
from storage.engine.blobs import Blobs
from storage.engine.calendar import Calendar, CalendarMemory, CalendarProposals
from storage.engine.conversations import Conversations
from storage.engine.counts import Attempts, Numbers, Shares
from storage.engine.deadlines import Deadlines, Steps
from storage.engine.drafts import Drafts
from storage.engine.files import Files
from storage.engine.inbox import Inbox
from storage.engine.journal import Journal, JournalRegister
from storage.engine.links import Links
from storage.engine.messages import Messages, Wordings
from storage.engine.outbox import Outbox
from storage.engine.quotations import Quotations
from storage.engine.tasks import Tasks
from storage.engine.updates import Updates, UpdatesInHand
from storage.interests.recusals import Interests, Recusals
from storage.letters.dispatches import Dispatches
from storage.letters.formal import Letters, Templates
from storage.notices.board import NoticeRegister, Notices
from storage.objections.cases import ObjectionRegister, Objections
from storage.objections.investigations import Investigations
from storage.office.erasures import Erasures
from storage.office.imports import Imports
from storage.office.provisions import ProvisionMemory, Provisions
from storage.office.public_answers import PublicAnswers
from storage.office.registers import CaseNumbers, DeadlineRegister
from storage.office.retention import Retention
from storage.people.channels import Channels, Emails
from storage.people.letterboxes import Letterboxes
from storage.people.persons import People
from storage.people.roles import Roles
from storage.people.sign_ins import SignIns
from storage.people.visitors import Visitors
from storage.reevaluations.cases import Rectifications, ReevaluationOpinions, Reevaluations
from storage.reviews.candidates import Candidates
from storage.reviews.consultations import Consultations, Opinions
from storage.reviews.meetings import Meetings
from storage.reviews.presentations import Presentations
from storage.reviews.visits import Visits
from storage.sanctions.bars import Bars
from storage.sanctions.cases import Sanctions
from storage.tips.cases import Tips
from storage.tips.handlers import TipHandlers
from storage.tips.letters import TipLetters
from storage.upkeep.figures import ServiceFigures
from storage.upkeep.rotation import Rotation

_Made = TypeVar("_Made")
_HOLD = select(func.pg_advisory_xact_lock(bindparam("key")))


@dataclass(frozen=True, slots=True)
class Shared:
    """What all Works of one Store share."""

    seal: Seal
    blobs: Blobs
    letters: TipLetters
    calendar: CalendarMemory = field(default_factory=CalendarMemory)
    provisions: ProvisionMemory = field(default_factory=ProvisionMemory)

    def forget(self) -> None:
        """Drop what is remembered of the database: what was read may have been rolled back."""
        self.calendar.forget()
        self.provisions.forget()


class Repository(Generic[_Made]):
    """A descriptor for one repository of a Work, made when it is first used: an update needs seven of some fifty."""

    def __init__(self, make: Callable[[AsyncConnection, Seal], _Made]) -> None:
        self._make = make

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, work: "Work", _owner: type) -> _Made:
        made = self._make(work._db, work._seal)  # noqa: SLF001  # the descriptor is part of Work
        vars(work)[self._name] = made  # later look-ups find it there and skip this descriptor
        return made


class Work:
    """One transaction over every repository: kept when `commit` returns, undone when the block is left without it.

    A Work cannot be used after its commit.
    """

    people = Repository(People)
    channels = Repository(Channels)
    emails = Repository(Emails)
    roles = Repository(Roles)
    conversations = Repository(Conversations)
    drafts = Repository(Drafts)
    quotations = Repository(Quotations)
    retention = Repository(Retention)
    outbox = Repository(Outbox)
    wordings = Repository(Wordings)
    messages = Repository(Messages)
    inbox = Repository(Inbox)
    visitors = Repository(Visitors)
    letterboxes = Repository(Letterboxes)
    sign_ins = Repository(SignIns)
    tasks = Repository(Tasks)
    deadlines = Repository(Deadlines)
    deadline_register = Repository(DeadlineRegister)
    calendar_proposals = Repository(CalendarProposals)
    numbers = Repository(Numbers)
    case_numbers = Repository(CaseNumbers)
    updates = Repository(Updates)
    updates_in_hand = Repository(UpdatesInHand)
    links = Repository(Links)
    attempts = Repository(Attempts)
    rotation = Repository(Rotation)
    steps = Repository(Steps)
    shares = Repository(Shares)
    editions = Repository(Editions)
    applications = Repository(Applications)
    application_register = Repository(ApplicationRegister)
    successions = Repository(Successions)
    presentations = Repository(Presentations)
    proofs = Repository(Proofs)
    paper_cases = Repository(PaperCases)
    supplements = Repository(Supplements)
    opinions = Repository(Opinions)
    recusals = Repository(Recusals)
    interests = Repository(Interests)
    assignments = Repository(Assignments)
    consultations = Repository(Consultations)
    candidates = Repository(Candidates)
    visits = Repository(Visits)
    meetings = Repository(Meetings)
    reasons = Repository(Reasons)
    letters = Repository(Letters)
    templates = Repository(Templates)
    dispatches = Repository(Dispatches)
    notices = Repository(Notices)
    notice_register = Repository(NoticeRegister)
    objections = Repository(Objections)
    objection_register = Repository(ObjectionRegister)
    investigations = Repository(Investigations)
    awards = Repository(Awards)
    holders = Repository(Holders)
    imports = Repository(Imports)
    assessments = Repository(Assessments)
    july = Repository(July)
    affairs = Repository(Affairs)
    public_answers = Repository(PublicAnswers)
    guests = Repository(Guests)
    sanctions = Repository(Sanctions)
    bars = Repository(Bars)
    reevaluations = Repository(Reevaluations)
    reevaluation_opinions = Repository(ReevaluationOpinions)
    rectifications = Repository(Rectifications)
    tip_handlers = Repository(TipHandlers)
    figures = Repository(ServiceFigures)
    journal = Repository(Journal)
    journal_register = Repository(JournalRegister)

    def __init__(self, db: AsyncConnection, transaction: AsyncTransaction | Part, shared: Shared) -> None:
        self._db = db
        self._seal = shared.seal
        self.files = Files(db, shared.seal, shared.blobs)
        self.erasures = Erasures(db, shared.seal, self.files)
        self.secret_files = SecretFiles(db, shared.seal, self.files)
        self.tips = Tips(db, shared.seal, shared.letters)
        self.calendar = Calendar(db, shared.seal, shared.calendar)
        self.provisions = Provisions(db, shared.provisions)
        self._transaction = transaction
        self._asked = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        """Roll back whatever was not committed."""
        try:
            if self._transaction.is_active:
                await self._transaction.rollback()
        finally:
            if not self._asked:  # else the commit may have been made before it was interrupted: the sweep judges
                await self.files.settle(committed=False)

    async def hold(self, key: int | str) -> None:
        """Take the lock `key` (a person's id, "telegram:5"), waiting while another Work in any process holds it.

        The lock is held until this Work ends. SQLite needs no lock: only one Work is open at a time.
        """
        if self._db.dialect.name == "postgresql":
            await self._db.execute(_HOLD, {"key": _number(key)})

    async def commit(self) -> None:
        """Write the conversation memory and the journal, then commit everything durably.

        Raises NotKept if the database certainly did not keep it.
        """
        await self.conversations.flush()
        await self.journal.flush()
        self._asked = True
        try:
            await self._transaction.commit()
        except NotKept:  # certainly not kept: the files need not wait for the sweep
            self._asked = False
            raise
        await self.files.settle(committed=True)


def _number(key: int | str) -> int:
    return int.from_bytes(hashlib.sha256(f"{key}".encode()).digest()[:8], "big", signed=True)
