"""The outbox: messages owed to people, each once under its key, claimed with a lease by whoever delivers them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.owed import PENDING, UNLISTED, Owed, OwedState, Paper, Urgency, outbox, owed_of
from storage.schema import insert
from storage.seals import Seal
from storage.values import pack

LEASE = timedelta(minutes=2)  # whoever claimed a message and died gives it back after this long

_COLUMNS = outbox.c
_FIRST = case({each.value: rank for rank, each in enumerate(Urgency)}, value=_COLUMNS.urgency)
_ORDER = (_FIRST, _COLUMNS.due_at, _COLUMNS.id)
_NOW = bindparam("now", type_=_COLUMNS.due_at.type)
_WAITING = (_COLUMNS.state == OwedState.OWED) & (_COLUMNS.next_try_at <= _NOW)
_CLAIMABLE = or_(_WAITING, (_COLUMNS.state == OwedState.SENDING) & (_COLUMNS.lease_until <= _NOW))


def _claim(which: ColumnElement[bool]) -> Any:
    ready = select(_COLUMNS.id).where(which).order_by(*_ORDER).limit(bindparam("most"))
    turn = ready.with_for_update(skip_locked=True)  # where several deliver; SQLite prints nothing of it
    claimed = {"state": OwedState.SENDING.value, "lease_until": bindparam("until"), "tries": _COLUMNS.tries + 1}
    return update(outbox).where(_COLUMNS.id.in_(turn.scalar_subquery())).values(claimed).returning(*_COLUMNS)


_CLAIM, _CLAIM_WAITING = _claim(_CLAIMABLE), _claim(_WAITING)
_CLAIMS = select(_COLUMNS.id, _COLUMNS.tries).where(_COLUMNS.state == OwedState.SENDING)
_OWE = insert(outbox).on_conflict_do_nothing(index_elements=[_COLUMNS.key])
_NEXT = select(
    func.min(case((_COLUMNS.state == OwedState.SENDING, _COLUMNS.lease_until), else_=_COLUMNS.next_try_at))
).where(_COLUMNS.state.in_([OwedState.OWED, OwedState.SENDING]))


class Outbox:
    """All messages owed, sent or given up."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def owe(
        self,
        key: str,
        person_id: int,
        text: str,
        *,
        now: datetime,
        values: Mapping[str, Any] | None = None,
        buttons: Sequence[Sequence[Mapping[str, Any]]] = (),
        paper: Paper | None = None,
        kind: str = "",
        urgency: Urgency = Urgency.ORDINARY,
        due_at: datetime | None = None,
        channel_id: int | None = None,
        over: str | None = None,
    ) -> bool:
        """Owe the sentence `text` with its `values` to the person; False when this key was owed before, in any state.

        `kind` names the check made just before it is sent; without `due_at` it is due now; `over` is the one kind of
        channel that it may go over.
        """
        due = due_at or now
        kept: dict[str, Any] = {
            "key": key,
            "person_id": person_id,
            "text": text,
            "kind": kind,
            "urgency": urgency.value,
        }
        kept |= {"paper": paper and paper.name, "paper_subject": paper and paper.subject, "channel_id": channel_id}
        kept["over"] = over
        kept |= {"state": OwedState.OWED.value, "tries": 0, "created_at": now}
        kept |= {"due_at": due, "next_try_at": due, "buttons": self._sealed(key, "buttons", buttons)}
        kept |= {"values": self._sealed(key, "values", dict(values or {}))}
        return (await self._db.execute(_OWE, kept)).rowcount > 0

    async def due(self, now: datetime, limit: int, *, left: bool = True) -> list[Owed]:
        """Claim at most `limit` messages that are due, answers first, then legal ones, each by its moment.

        They are `sending` until `sent`, `retry`, `fail` or `skip` says otherwise; when the lease ends, another claims
        them. Without `left` no lease ends by itself: whoever runs for long watches `claims` and gives them back.
        """
        claim = _CLAIM if left else _CLAIM_WAITING
        rows = (await self._db.execute(claim, {"now": now, "most": limit, "until": now + LEASE})).all()
        return sorted(map(self._owed, rows), key=_turn)

    async def claims(self) -> list[tuple[int, int]]:
        """What is being sent by whomever: each message's id, and which try it is."""
        return [(row.id, row.tries) for row in await self._db.execute(_CLAIMS, {})]

    async def give_back(self, owed_id: int, tries: int) -> bool:
        """Whoever made this claim sends no more; False when it has come to an end, or is another claim by now."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.SENDING, _COLUMNS.tries == tries)
        return await self._change(mine, state=OwedState.OWED.value, lease_until=None) > 0

    async def postpone(self, now: datetime, until: datetime, *, left: bool = True) -> int:
        """What is due and answers nobody waits until this moment: the night. How many messages were put off."""
        mine = (_CLAIMABLE if left else _WAITING, _COLUMNS.urgency != Urgency.ANSWER.value)
        put_off = update(outbox).where(*mine).values(state=OwedState.OWED.value, next_try_at=until, lease_until=None)
        return (await self._db.execute(put_off, {"now": now})).rowcount

    async def sent(
        self,
        owed_id: int,
        now: datetime,
        *,
        proof: str | None,
        channel_id: int | None,
        tries: int | None = None,
        wording: str | None = None,
    ) -> bool:
        """It arrived: `proof` is the message's number in the channel, `wording` the mark of how it was worded.

        With the `tries` of the claim it is False, and nothing is noted, once another has claimed the message since:
        whoever writes into an inbox in the same Work undoes that.
        """
        mine = [_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.SENDING]
        if tries is not None:
            mine.append(_COLUMNS.tries == tries)
        arrived = {"proof": proof, "channel_id": channel_id, "sent_at": now, "error": None, "lease_until": None}
        return await self._change(mine, state=OwedState.SENT.value, wording=wording, **arrived) > 0

    async def retry(self, owed_id: int, next_try_at: datetime, *, error: str) -> None:
        """It did not arrive now and is tried again; `error` is a short code without personal data."""
        await self._end(owed_id, OwedState.OWED, next_try_at=next_try_at, error=error)

    async def fail(self, owed_id: int, *, error: str) -> None:
        """It cannot arrive: it is on the list of unreachable people until somebody settles it."""
        await self._end(owed_id, OwedState.FAILED, error=error)

    async def skip(self, owed_id: int, *, error: str) -> None:
        """The look just before sending found it settled: it is not sent."""
        await self._end(owed_id, OwedState.DROPPED, error=error)

    async def hold(self, owed_id: int) -> bool:
        """Keep back what waits to be sent, until `release`; False when it is on its way, or over."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.OWED)
        return await self._change(mine, state=OwedState.HELD.value) > 0

    async def release(self, owed_id: int, now: datetime) -> bool:
        """Let a held message go, at its moment where that is still to come; False when it is not held."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.HELD)
        later = case((_COLUMNS.due_at > now, _COLUMNS.due_at), else_=now)
        return await self._change(mine, state=OwedState.OWED.value, next_try_at=later) > 0

    async def drop_prefix(self, prefix: str) -> int:
        """What keys that begin with `prefix` owe is owed no longer; how many messages that were.

        What is being sent or was sent stays. End the prefix with ":" to mean a whole part.
        """
        mine = (func.substr(_COLUMNS.key, 1, len(prefix)) == prefix, _COLUMNS.state.in_(PENDING))
        return await self._change(mine, state=OwedState.DROPPED.value)

    async def get(self, key: str) -> Owed | None:
        """The message of this key."""
        row = (await self._db.execute(select(outbox).where(_COLUMNS.key == key))).first()
        return self._owed(row) if row else None

    async def unreachable(self) -> list[Owed]:
        """What failed and nobody has settled, oldest first: the clerk's list, with the phone numbers of its people."""
        return await self._in(OwedState.FAILED)

    async def again(self, owed_id: int, now: datetime) -> bool:
        """What failed is owed once more, as if it had not been tried; False when it had not failed."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.FAILED)
        return await self._change(mine, state=OwedState.OWED.value, tries=0, next_try_at=now, error=None) > 0

    async def settle(self, owed_id: int, now: datetime, *, proof: str) -> bool:
        """The clerk told the person another way; `proof` says how. False when it had not failed."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.FAILED)
        return await self._change(mine, state=OwedState.SENT.value, proof=proof, sent_at=now) > 0

    async def page(self, *, before: int | None = None, limit: int = 50) -> list[Owed]:
        """Messages in any state, the newest first; `before` is the id of the last one on the page before."""
        wanted = select(outbox).where(_COLUMNS.kind != UNLISTED)
        wanted = wanted if before is None else wanted.where(_COLUMNS.id < before)
        return [self._owed(row) for row in await self._db.execute(wanted.order_by(_COLUMNS.id.desc()).limit(limit))]

    async def these(self, ids: Sequence[int]) -> list[Owed]:
        """The messages of these ids, the newest first."""
        wanted = select(outbox).where(_COLUMNS.id.in_(ids)).order_by(_COLUMNS.id.desc())
        return [self._owed(row) for row in await self._db.execute(wanted)] if ids else []

    async def of(self, person_id: int) -> list[Owed]:
        """Everything owed or sent to the person, oldest first."""
        wanted = select(outbox).where(_COLUMNS.person_id == person_id).order_by(_COLUMNS.id)
        return [self._owed(row) for row in await self._db.execute(wanted)]

    async def about(self, prefix: str, *, limit: int) -> list[Owed]:
        """What is owed or was sent under keys that begin with `prefix`, the newest first."""
        mine = (func.substr(_COLUMNS.key, 1, len(prefix)) == prefix, _COLUMNS.kind != UNLISTED)
        wanted = select(outbox).where(*mine).order_by(_COLUMNS.id.desc()).limit(limit)
        return [self._owed(row) for row in await self._db.execute(wanted)]

    async def arrived_since(self, person_id: int, since: datetime) -> bool:
        """Whether a channel has taken anything for the person since this moment."""
        mine = (_COLUMNS.person_id == person_id, _COLUMNS.sent_at > since, _COLUMNS.channel_id.is_not(None))
        return (await self._db.execute(select(_COLUMNS.id).where(*mine).limit(1))).first() is not None

    async def forget(self, before: datetime) -> int:
        """Erase what was said in messages that were over before this moment; their keys stay, so none is owed again."""
        over = _COLUMNS.state.in_([OwedState.SENT, OwedState.DROPPED])
        mine = (over, func.coalesce(_COLUMNS.sent_at, _COLUMNS.due_at) < before, _COLUMNS["values"].is_not(None))
        return await self._change(mine, values=None, buttons=None)

    async def erase_unlisted(self) -> int:
        """Erase, key and all, what told a handler of a tip and is over; how many it were."""
        over = _COLUMNS.state.in_([OwedState.SENT, OwedState.DROPPED, OwedState.FAILED])
        return (await self._db.execute(delete(outbox).where(_COLUMNS.kind == UNLISTED, over))).rowcount

    async def last_due(self, person_id: int, kind: str) -> datetime | None:
        """When the last message of this kind that is on its way to the person is to be tried; None without any."""
        mine = (_COLUMNS.person_id == person_id, _COLUMNS.kind == kind)
        coming = _COLUMNS.state.in_([OwedState.OWED, OwedState.SENDING])
        wanted = select(func.max(_COLUMNS.next_try_at)).where(*mine, coming)
        moment: datetime | None = (await self._db.execute(wanted)).scalar_one()
        return moment

    async def next_due_at(self) -> datetime | None:
        """When delivery has something to do next; None when nothing is owed."""
        moment: datetime | None = (await self._db.execute(_NEXT)).scalar_one()
        return moment

    async def _end(self, owed_id: int, state: OwedState, **values: Any) -> None:
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.SENDING)
        await self._change(mine, state=state.value, lease_until=None, **values)

    async def _change(self, mine: Iterable[Any], **values: Any) -> int:
        return (await self._db.execute(update(outbox).where(*mine).values(**values))).rowcount

    async def _in(self, state: OwedState) -> list[Owed]:
        mine = (_COLUMNS.state == state.value, _COLUMNS.kind != UNLISTED)
        rows = await self._db.execute(select(outbox).where(*mine).order_by(_COLUMNS.id))
        return [self._owed(row) for row in rows]

    def _sealed(self, key: str, column: str, value: Any) -> bytes:
        return self._seal.seal("outbox", key, column, pack(value))

    def _owed(self, row: Sequence[Any]) -> Owed:
        return owed_of(self._seal, row)


def _turn(owed: Owed) -> tuple[int, datetime, int]:
    return list(Urgency).index(owed.urgency), owed.due_at, owed.id
