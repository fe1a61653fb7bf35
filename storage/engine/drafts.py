"""Drafts: forms being filled in, with every answer sealed as it is given, and the question asked at present."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    FromClause,
    Index,
    String,
    Table,
    bindparam,
    delete,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal, readable
from storage.database.values import pack
from storage.schema import Id, Moment, insert, metadata, sealed


class DraftState(StrEnum):
    """Whether a draft is being filled in, sent, or given up."""

    OPEN = "open"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that a person is filling in or has sent.

    `subject` says what it is about ("" where the form alone says it); `question` is the one asked at present, None once
    all answers are being checked or the draft has ended.
    """

    id: int
    person_id: int
    form: str
    subject: str
    state: DraftState
    question: str | None
    created_at: datetime
    touched_at: datetime
    sent_at: datetime | None = None


drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("form", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("state", String(16), nullable=False),
    Column("question", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Index(None, "person_id", "state"),
    Index(None, "form", "subject"),
    sqlite_autoincrement=True,
)
answers = Table(
    "answers",
    metadata,
    Column("draft_id", Id, ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("question", String(64), primary_key=True),
    sealed("value", "draft_id", "question", nullable=False),
    Column("answered_at", Moment, nullable=False),
    Column("said", String(40)),
)

_DRAFT = list(drafts.columns)
_OPEN = drafts.c.state == DraftState.OPEN
_GET = select(*_DRAFT).where(drafts.c.id == bindparam("one"))
_WITH_ANSWERS = (
    select(*_DRAFT, answers.c.question, answers.c.value)
    .select_from(drafts.outerjoin(answers))
    .where(drafts.c.id == bindparam("one"))
)
_ANSWERS = select(answers.c.question, answers.c.value).where(answers.c.draft_id == bindparam("one"))
_GAVE = (drafts.c.person_id == bindparam("person"), answers.c.said == bindparam("named"))
_SAID = select(*_DRAFT, answers.c.question).join(answers).where(*_GAVE).order_by(answers.c.question)
_NEWEST = (drafts.c.touched_at.desc(), drafts.c.id.desc())
_OPEN_OF = select(*_DRAFT).where(drafts.c.person_id == bindparam("person"), _OPEN).order_by(*_NEWEST)
_OPEN_FOR = _OPEN_OF.where(drafts.c.form == bindparam("form"))
_BEGIN = insert(drafts).returning(drafts.c.id)
_MOVE = (
    update(drafts)
    .where(drafts.c.id == bindparam("one"), _OPEN)
    .values(question=bindparam("next"), touched_at=bindparam("moment"))
)
_STILL_OPEN = select(drafts.c.id).where(drafts.c.id == bindparam("one"), _OPEN).subquery()


def _answering(draft: FromClause) -> Insert:
    # selects from the open draft, so that one sent at the same moment takes no answer
    named = {"asked": "question", "sealed": "value", "moment": "answered_at", "said": "said"}
    given = [bindparam(name, type_=answers.c[column].type) for name, column in named.items()]
    fresh = insert(answers).from_select(list(answers.columns.keys()), select(draft.c.id, *given).where(true()))
    return fresh.on_conflict_do_update(
        index_elements=[answers.c.draft_id, answers.c.question],
        set_={name: fresh.excluded[name] for name in ("value", "answered_at", "said")},
    )


_ANSWER = _answering(_STILL_OPEN)
# PostgreSQL writes both tables in one round trip; SQLite has no such statement, and no round trip to save
_ANSWER_AND_MOVE = _answering(_MOVE.returning(drafts.c.id).cte("moved"))


class Drafts:
    """All drafts and their answers.

    These methods do not check whose draft an id is: compare an id that came from a button with `person_id`.
    """

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def begin(
        self, person_id: int, form: str, now: datetime, *, subject: str = "", question: str | None = None
    ) -> Draft:
        """Begin a new draft at `question`; another open draft of the same form is left as it is."""
        values = {"person_id": person_id, "form": form, "subject": subject, "state": DraftState.OPEN.value}
        values |= {"question": question, "created_at": now, "touched_at": now}
        one = (await self._db.execute(_BEGIN, values)).scalar_one()
        return Draft(one, person_id, form, subject, DraftState.OPEN, question, now, now)

    async def get(self, draft_id: int) -> Draft | None:
        """Return the draft with this id, whoever owns it and whatever its state, or None."""
        row = (await self._db.execute(_GET, {"one": draft_id})).first()
        return _draft(row) if row else None

    async def whole(self, draft_id: int) -> tuple[Draft, dict[str, Any]] | None:
        """Return a draft with its answers, read in one statement; None when there is no such draft."""
        rows = (await self._db.execute(_WITH_ANSWERS, {"one": draft_id})).all()
        if not rows:
            return None
        return _draft(rows[0]), {row[-2]: self._open(draft_id, *row[-2:]) for row in rows if row[-2] is not None}

    async def open_for(self, person_id: int, form: str | None = None) -> list[Draft]:
        """Return the person's open drafts, of one form or of all, the one touched last first."""
        wanted, named = (_OPEN_OF, {}) if form is None else (_OPEN_FOR, {"form": form})
        return readable(self._seal, "drafts", await self._db.execute(wanted, {"person": person_id, **named}), _draft)

    async def of(self, person_id: int) -> list[Draft]:
        """Return all drafts of the person in any state, newest first, to show them what is kept about them."""
        wanted = select(*_DRAFT).where(drafts.c.person_id == person_id).order_by(drafts.c.id.desc())
        return [_draft(row) for row in await self._db.execute(wanted)]

    async def sent_about(self, subject: str, form: str, *, at: datetime | None = None) -> Draft | None:
        """Return the latest sent draft of this form about the subject, whoever sent it (with `at`: at that moment)."""
        sent = [drafts.c.subject == subject, drafts.c.form == form, drafts.c.state == DraftState.SENT]
        if at is not None:
            sent.append(drafts.c.sent_at == at)
        row = (await self._db.execute(select(*_DRAFT).where(*sent).order_by(drafts.c.id.desc()).limit(1))).first()
        return _draft(row) if row else None

    async def holders(self, form: str, subject: str) -> list[int]:
        """Return the ids of people with an open draft of this form and subject: they hear of a moved deadline."""
        which = (drafts.c.form == form, drafts.c.subject == subject, _OPEN)
        rows = await self._db.execute(select(drafts.c.person_id).where(*which).distinct().order_by(drafts.c.person_id))
        return list(rows.scalars())

    async def open_of(self, form: str) -> list[Draft]:
        """Return everybody's open drafts of this form, oldest first."""
        wanted = select(*_DRAFT).where(drafts.c.form == form, _OPEN).order_by(drafts.c.id)
        return readable(self._seal, "drafts", await self._db.execute(wanted), _draft)

    async def answers(self, draft_id: int) -> dict[str, Any]:
        """Return the answers by question: JSON values, dates, moments; DAMAGED for one that cannot be unsealed."""
        rows = await self._db.execute(_ANSWERS, {"one": draft_id})
        return {question: self._open(draft_id, question, value) for question, value in rows}

    async def answer(self, draft_id: int, question: str, value: Any, now: datetime, said: str | None = None) -> bool:
        """Keep an answer given in the message `said`; return False, keeping nothing, when the draft is not open."""
        return (await self._db.execute(_ANSWER, self._kept(draft_id, question, value, now, said))).rowcount > 0

    async def said(self, person_id: int, said: str) -> tuple[Draft, list[str]] | None:
        """Return the person's draft to which a message gave answers, with their questions; None if it gave none."""
        rows = (await self._db.execute(_SAID, {"person": person_id, "named": said})).all()
        return (_draft(rows[0]), [row[-1] for row in rows]) if rows else None

    async def move(self, draft_id: int, question: str | None, now: datetime) -> bool:
        """Set the question asked at present (None: all answers are being checked); False when the draft is not open."""
        return (await self._db.execute(_MOVE, {"one": draft_id, "next": question, "moment": now})).rowcount > 0

    async def answer_and_move(
        self, draft_id: int, question: str, value: Any, following: str | None, now: datetime, said: str | None = None
    ) -> bool:
        """Keep an answer and move on to the `following` question; False, keeping nothing, if the draft is not open."""
        if self._db.dialect.name == "postgresql":
            kept = {**self._kept(draft_id, question, value, now, said), "next": following}
            return (await self._db.execute(_ANSWER_AND_MOVE, kept)).rowcount > 0
        return await self.answer(draft_id, question, value, now, said) and await self.move(draft_id, following, now)

    async def forget(self, draft_id: int, questions: Collection[str]) -> None:
        """Delete the answers to questions that are no longer asked."""
        if questions:
            which = (answers.c.draft_id == draft_id, answers.c.question.in_(sorted(questions)))
            await self._db.execute(delete(answers).where(*which))

    async def correct(self, draft_id: int, question: str, value: Any) -> bool:
        """Replace an answer in a sent form, because the person's contact details changed; False when there is none."""
        kept = self._seal.seal("answers", f"{draft_id}/{question}", "value", pack(value))
        mine = (answers.c.draft_id == draft_id, answers.c.question == question)
        return (await self._db.execute(update(answers).where(*mine).values(value=kept))).rowcount > 0

    async def give(self, draft_id: int, person_id: int) -> None:
        """Give the form to the person for whom it was filled in, or to whoever fills it in for them."""
        await self._db.execute(update(drafts).where(drafts.c.id == draft_id).values(person_id=person_id))

    async def send(self, draft_id: int, now: datetime) -> bool:
        """Mark the draft as sent; False when it is not open, so a second tap sends nothing."""
        return await self._end(draft_id, state=DraftState.SENT.value, sent_at=now, touched_at=now)

    async def drop(self, draft_id: int, now: datetime) -> bool:
        """Give the draft up and delete its answers; False when it is not open."""
        dropped = await self._end(draft_id, state=DraftState.DROPPED.value, touched_at=now)
        if dropped:
            await self._db.execute(delete(answers).where(answers.c.draft_id == draft_id))
        return dropped

    async def _end(self, draft_id: int, **values: Any) -> bool:
        ended = update(drafts).where(drafts.c.id == draft_id, _OPEN).values(question=None, **values)
        return (await self._db.execute(ended)).rowcount > 0

    def _kept(self, draft_id: int, question: str, value: Any, now: datetime, said: str | None) -> dict[str, Any]:
        sealed_value = self._seal.seal("answers", f"{draft_id}/{question}", "value", pack(value))
        return {"one": draft_id, "asked": question, "sealed": sealed_value, "moment": now, "said": said}

    def _open(self, draft_id: int, question: str, value: bytes) -> Any:
        return self._seal.open_value("answers", f"{draft_id}/{question}", "value", value)


def _draft(row: Sequence[Any]) -> Draft:
    one, person_id, form, subject, state, *rest = row[: len(_DRAFT)]
    return Draft(one, person_id, form, subject, DraftState(state), *rest)
