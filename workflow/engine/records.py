"""The records that acts take and return: the only names of `storage` that the rooms above use."""

from storage.applications.secret_files import COPY
from storage.database.failures import DATABASE_AWAY, OUTAGES, Damaged
from storage.engine.calendar import Proposal, ProposalKind, ProposalState
from storage.engine.conversations import Conversations, Talk
from storage.engine.deadlines import Deadline
from storage.engine.drafts import Draft, DraftState
from storage.engine.files import FileRecord
from storage.engine.journal import Entry
from storage.engine.links import Link, LinkState
from storage.engine.messages import Wording
from storage.engine.owed import PICTURE, REPLY, TO_CHAT, UNLISTED, Owed, OwedState, Paper, Urgency
from storage.engine.tasks import Task, TaskState
from storage.store import Store
from storage.tips.cases import Tip
from storage.tips.handlers import Sitting
from storage.work import Work

__all__ = [
    "COPY",
    "DATABASE_AWAY",
    "OUTAGES",
    "PICTURE",
    "REPLY",
    "TO_CHAT",
    "UNLISTED",
    "Conversations",
    "Damaged",
    "Deadline",
    "Draft",
    "DraftState",
    "Entry",
    "FileRecord",
    "Link",
    "LinkState",
    "Owed",
    "OwedState",
    "Paper",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "Sitting",
    "Store",
    "Talk",
    "Task",
    "TaskState",
    "Tip",
    "Urgency",
    "Wording",
    "Work",
]
