"""The records that acts take and return: the only names of `storage` that the rooms above use."""

from storage.calendar_proposals import Proposal, ProposalKind, ProposalState
from storage.conversations import Conversations, Talk
from storage.deadlines import Deadline
from storage.drafts import Draft, DraftState
from storage.failures import DATABASE_AWAY, OUTAGES, Damaged
from storage.files import FileRecord
from storage.journal import Entry
from storage.links import Link, LinkState
from storage.owed import PICTURE, REPLY, TO_CHAT, UNLISTED, Owed, OwedState, Paper, Urgency
from storage.secret_files import COPY
from storage.store import Store
from storage.tasks import Task, TaskState
from storage.tip_handlers import Sitting
from storage.tips import Tip
from storage.wordings import Wording
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
