"""The unit of work: one transaction with every repository, committed as a whole or not at all."""

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from storage.application_register import ApplicationRegister
from storage.applications import Applications
from storage.assessments import Assessments
from storage.assignments import Assignments
from storage.attempts import Attempts
from storage.awards import Awards
from storage.bars import Bars
from storage.blobs import Blobs
from storage.calendar import Calendar, CalendarMemory
from storage.calendar_proposals import CalendarProposals
from storage.candidates import Candidates
from storage.channels import Channels
from storage.consultations import Consultations
from storage.conversations import Conversations
from storage.deadlines import Deadlines
from storage.drafts import Drafts
from storage.editions import Editions
from storage.erasures import Erasures
from storage.failures import NotKept
from storage.figures import Figures
from storage.files import Files
from storage.groups import Part
from storage.holders import Holders
from storage.inbox import Inbox
from storage.interests import Interests
from storage.investigations import Investigations
from storage.journal import Journal
from storage.july import July
from storage.letters import Letters
from storage.links import Links
from storage.meetings import Meetings
from storage.notices import Notices
from storage.numbers import Numbers
from storage.objection_register import ObjectionRegister
from storage.objections import Objections
from storage.opinions import Opinions
from storage.outbox import Outbox
from storage.people import People
from storage.quotations import Quotations
from storage.reasons import Reasons
from storage.recusals import Recusals
from storage.retention import Retention
from storage.roles import Roles
from storage.rotation import Rotation
from storage.sanctions import Sanctions
from storage.seals import Seal
from storage.sign_ins import SignIns
from storage.steps import Steps
from storage.supplements import Supplements
from storage.tasks import Tasks
from storage.tip_handlers import TipHandlers
from storage.tips import Tips
from storage.updates import Updates
from storage.visitors import Visitors
from storage.visits import Visits

_HOLD = select(func.pg_advisory_xact_lock(bindparam("key")))


@dataclass(frozen=True, slots=True)
class Shared:
    """What all Works of one store share."""

    seal: Seal
    blobs: Blobs
    calendar: CalendarMemory = field(default_factory=CalendarMemory)


class Work:
    """What is done in it is done when `commit` returns; leaving without it undoes everything.

    After the commit nothing more can be done in it.
    """

    def __init__(  # noqa: PLR0915  # a line for each repository and no more
        self, db: AsyncConnection, transaction: AsyncTransaction | Part, shared: Shared
    ) -> None:
        seal = shared.seal
        self._db = db
        self._transaction = transaction
        self._asked = False
        self.people = People(db, seal)
        self.channels = Channels(db, seal)
        self.roles = Roles(db, seal)
        self.conversations = Conversations(db, seal)
        self.drafts = Drafts(db, seal)
        self.files = Files(db, seal, shared.blobs)
        self.erasures = Erasures(db, seal, self.files)
        self.quotations = Quotations(db, seal)
        self.retention = Retention(db, seal)
        self.outbox = Outbox(db, seal)
        self.inbox = Inbox(db, seal)
        self.visitors = Visitors(db, seal)
        self.sign_ins = SignIns(db, seal)
        self.tasks = Tasks(db, seal)
        self.deadlines = Deadlines(db, seal)
        self.calendar = Calendar(db, seal, shared.calendar)
        self.calendar_proposals = CalendarProposals(db, seal)
        self.numbers = Numbers(db, seal)
        self.updates = Updates(db, seal)
        self.links = Links(db, seal)
        self.attempts = Attempts(db, seal)
        self.rotation = Rotation(db, seal)
        self.steps = Steps(db, seal)
        self.editions = Editions(db, seal)
        self.applications = Applications(db, seal)
        self.application_register = ApplicationRegister(db, seal)
        self.supplements = Supplements(db, seal)
        self.opinions = Opinions(db, seal)
        self.recusals = Recusals(db, seal)
        self.interests = Interests(db, seal)
        self.assignments = Assignments(db, seal)
        self.consultations = Consultations(db, seal)
        self.candidates = Candidates(db, seal)
        self.visits = Visits(db, seal)
        self.meetings = Meetings(db, seal)
        self.reasons = Reasons(db, seal)
        self.letters = Letters(db, seal)
        self.notices = Notices(db, seal)
        self.objections = Objections(db, seal)
        self.objection_register = ObjectionRegister(db, seal)
        self.investigations = Investigations(db, seal)
        self.awards = Awards(db, seal)
        self.holders = Holders(db, seal)
        self.assessments = Assessments(db, seal)
        self.july = July(db, seal)
        self.sanctions = Sanctions(db, seal)
        self.bars = Bars(db, seal)
        self.tips = Tips(db, seal)
        self.tip_handlers = TipHandlers(db, seal)
        self.figures = Figures(db, seal)
        self.journal = Journal(db, seal)

    async def hold(self, key: int | str) -> None:
        """Wait until no other Work, in whatever process, holds `key` (a person's id, "telegram:5"); held until the end.

        On SQLite nothing needs to be done: one Work is open at a time.
        """
        if self._db.dialect.name == "postgresql":
            await self._db.execute(_HOLD, {"key": _number(key)})

    async def commit(self) -> None:
        """Write the conversation memory and the journal, then everything at once, durably."""
        await self.conversations.flush()
        await self.journal.flush()
        self._asked = True
        try:
            await self._transaction.commit()
        except NotKept:  # this is certain, and the files need not wait for the sweep
            self._asked = False
            raise
        await self.files.settle(committed=True)

    async def undo(self) -> None:
        """Undo what was not committed; the store does it when the Work is left."""
        try:
            if self._transaction.is_active:
                await self._transaction.rollback()
        finally:
            if not self._asked:  # else the commit was interrupted and may have been made: the sweep judges its files
                await self.files.settle(committed=False)


def _number(key: int | str) -> int:
    return int.from_bytes(hashlib.sha256(f"{key}".encode()).digest()[:8], "big", signed=True)
