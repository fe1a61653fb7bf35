"""The records that acts take and return, named for the rooms above: they know the storage by these alone."""

from storage.conversations import Conversations, Talk
from storage.drafts import Draft, DraftState
from storage.files import FileRecord
from storage.links import Link, LinkState
from storage.owed import Owed, OwedState, Paper, Urgency
from storage.store import Store
from storage.tasks import Task, TaskState
from storage.work import Work

__all__ = [
    "Conversations",
    "Draft",
    "DraftState",
    "FileRecord",
    "Link",
    "LinkState",
    "Owed",
    "OwedState",
    "Paper",
    "Store",
    "Talk",
    "Task",
    "TaskState",
    "Urgency",
    "Work",
]
