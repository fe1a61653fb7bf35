"""The outbox's table and values: a message's key, words, urgency, state, and the proof that it arrived."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from storage.database.failures import Damaged
from storage.database.seals import Field, Seal
from storage.database.values import unpack
from storage.schema import UNREADABLE, Id, Moment, metadata, sealed


class Urgency(StrEnum):
    """How urgent a message is, in the order of sending: replies to a waiting person, legal deadlines, the rest."""

    ANSWER = "answer"
    LEGAL = "legal"
    ORDINARY = "ordinary"


class OwedState(StrEnum):
    """The state of a message: owed, held for release, being sent, arrived, undeliverable, or no longer owed."""

    OWED = "owed"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


REPLY = "reply"
"""The kind of a message that is a recorded channel call, which only the channel it was made for understands."""
PICTURE = "picture"
"""The kind of a message with a picture of what was said in words; it is sent only to the chat that asked for it."""
TO_CHAT = "to_chat"
"""The kind of a message for one of a person's chats: it goes there, or by e-mail once that chat is dead."""
UNLISTED = "tip"
"""The kind of a message saying that a tip waits: in no list, and erased once delivered or dropped (Art. 24)."""
PENDING = (OwedState.OWED.value, OwedState.HELD.value)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document attached to a message: its name, and what it is about."""

    name: str
    subject: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A message owed to a person.

    `text` is the key of its sentence; `values` may hold `Say`, a sentence not yet put into a language.
    """

    id: int
    key: str
    person_id: int
    text: str
    values: dict[str, Any] = field(repr=False)
    buttons: list[list[dict[str, Any]]] = field(repr=False)
    paper: Paper | None
    kind: str
    urgency: Urgency
    state: OwedState
    due_at: datetime
    next_try_at: datetime
    lease_until: datetime | None
    channel_id: int | None
    tries: int
    error: str | None
    proof: str | None
    created_at: datetime
    sent_at: datetime | None
    over: str | None = None
    """The only kind of channel that it may go over; None where the person's own channels are tried."""
    wording: str | None = None
    """The mark of the wording in which it was sent, as kept in `wordings`."""
    claim: int = 0
    """How often it has been claimed, ever: the token of the delivery that claimed it last."""


outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("text", String(100), nullable=False),
    sealed("values", "key"),
    sealed("buttons", "key"),
    Column("paper", String(64)),
    Column("paper_subject", String(128)),
    Column("kind", String(64), nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("channel_id", Id, ForeignKey("channels.id")),
    Column("tries", Integer, nullable=False),
    Column("error", String(64)),
    Column("proof", String(128)),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("over", String(16)),
    Column("wording", String(16)),
    Column("claim", Integer, nullable=False, server_default="0"),
    Index(None, "state", "next_try_at"),
    Index(None, "person_id"),
)


_URGENCIES, _STATES = frozenset(Urgency), frozenset(OwedState)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment shown for one that was damaged."""


def owed_of(seal: Seal, row: Sequence[Any]) -> Owed:
    """Return the message that a row of the table describes, read leniently; a damaged one says nothing.

    Delivery sets aside a message without a key for its text, so that it holds up no other, and the lead is told.
    """
    one, key, person_id, text, values, buttons, paper, paper_subject, kind, urgency, state, *rest = row
    if UNREADABLE in row or urgency not in _URGENCIES or state not in _STATES or not isinstance(person_id, int):
        seal.noticed.add(Field("outbox", str(one), "row"))
        person_id = person_id if isinstance(person_id, int) else 0
        text, urgency = "", urgency if urgency in _URGENCIES else Urgency.ORDINARY
        state = state if state in _STATES else OwedState.FAILED
        rest = [EPOCH if value is UNREADABLE else value for value in rest]
    return Owed(
        one,
        key,
        person_id,
        *_opened(seal, key, text, values, buttons),
        None if paper is None else Paper(paper, paper_subject),
        kind,
        Urgency(urgency),
        OwedState(state),
        *rest,
    )


def _opened(seal: Seal, key: str, text: str, values: bytes | None, buttons: bytes | None) -> tuple[str, Any, Any]:
    if values is None or buttons is None:
        return text, {}, []  # erased by `Outbox.forget`, long after it was sent
    try:
        opened = (seal.open("outbox", key, "values", values), seal.open("outbox", key, "buttons", buttons))
        return text, *map(unpack, opened)
    except (Damaged, ValueError):
        return "", {}, []  # delivery sets aside a message without a key for its text, and goes on
