"""The outbox: messages owed to people, each kept once under its key and claimed with a lease for delivery."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal, readable
from storage.database.values import pack
from storage.engine.owed import PENDING, UNLISTED, Owed, OwedState, Paper, Urgency, outbox, owed_of
from storage.schema import insert, lenient

LEASE = timedelta(minutes=2)  # a message claimed by a process that died can be claimed again after this

_COLUMNS = outbox.c
_FIRST = case({each.value: rank for rank, each in enumerate(Urgency)}, value=_COLUMNS.urgency)
_ORDER = (_FIRST, _COLUMNS.due_at, _COLUMNS.id)
_NOW = bindparam("now", type_=_COLUMNS.due_at.type)
_WAITING = (_COLUMNS.state == OwedState.OWED) & (_COLUMNS.next_try_at <= _NOW)
_CLAIMABLE = or_(_WAITING, (_COLUMNS.state == OwedState.SENDING) & (_COLUMNS.lease_until <= _NOW))


def _claim(which: ColumnElement[bool]) -> Any:
    ready = select(_COLUMNS.id).where(which).order_by(*_ORDER).limit(bindparam("most"))
    turn = ready.with_for_update(skip_locked=True)  # for several deliveries at once; SQLAlchemy omits it for SQLite
    claimed = {"state": OwedState.SENDING.value, "lease_until": bindparam("until"), "tries": _COLUMNS.tries + 1}
    claimed |= {"claim": _COLUMNS.claim + 1}
    return update(outbox).where(_COLUMNS.id.in_(turn.scalar_subquery())).values(claimed).returning(_COLUMNS.id)


_CLAIM, _CLAIM_WAITING = _claim(_CLAIMABLE), _claim(_WAITING)
_CLAIMS = select(_COLUMNS.id, _COLUMNS.claim).where(_COLUMNS.state == OwedState.SENDING)
_OWE = insert(outbox).on_conflict_do_nothing(index_elements=[_COLUMNS.key])
_NEXT = select(
    func.min(case((_COLUMNS.state == OwedState.SENDING, _COLUMNS.lease_until), else_=_COLUMNS.next_try_at))
).where(_COLUMNS.state.in_([OwedState.OWED, OwedState.SENDING]))
_TOKEN = bindparam("token", type_=_COLUMNS.claim.type)
_HOLDS = select(_COLUMNS.id).where(
    _COLUMNS.id == bindparam("one"), _COLUMNS.state == OwedState.SENDING, _COLUMNS.claim == _TOKEN
)
_SENT = (
    update(outbox)
    .where(_COLUMNS.id == bindparam("one"), _COLUMNS.state.in_([OwedState.SENDING, OwedState.OWED]))
    .where(_COLUMNS.claim == func.coalesce(_TOKEN, _COLUMNS.claim))
    .values({"state": OwedState.SENT.value, "error": None, "lease_until": None})
    .values({name: bindparam(f"its_{name}") for name in ("proof", "channel_id", "sent_at", "wording")})
)


class Outbox:
    """All messages that are owed, were sent or were given up."""

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
        """Owe the person the sentence `text`; False when this key was owed before, whatever its state.

        `kind` names the check made just before sending; without `due_at` it is due at once; `over` is the one kind of
        channel that it may go over.
        """
        due = due_at or now
        kept: dict[str, Any] = {"key": key, "person_id": person_id, "text": text, "kind": kind, "over": over}
        kept |= {"paper": paper and paper.name, "paper_subject": paper and paper.subject, "channel_id": channel_id}
        kept["urgency"] = urgency.value
        kept |= {"state": OwedState.OWED.value, "tries": 0, "created_at": now}
        kept |= {"due_at": due, "next_try_at": due, "buttons": self._sealed(key, "buttons", buttons)}
        kept |= {"values": self._sealed(key, "values", dict(values or {}))}
        return (await self._db.execute(_OWE, kept)).rowcount > 0

    async def due(self, now: datetime, limit: int, *, left: bool = True) -> list[Owed]:
        """Claim up to `limit` due messages: replies first, then legal deadlines, then the rest, each by `due_at`.

        Each is `sending` until `sent`, `retry`, `fail` or `skip` is called or its lease ends. With `left=False` no
        expired lease is taken over: a long-running delivery watches `claims` and gives them back itself.
        """
        claim = _CLAIM if left else _CLAIM_WAITING
        rows = await self._db.execute(claim, {"now": now, "most": limit, "until": now + LEASE})
        ids = [int(one) for one in rows.scalars()]
        return sorted(await self.these(ids), key=_turn)

    async def claims(self) -> list[tuple[int, int]]:
        """Return (message id, claim) for every message being sent by any process."""
        return [(row.id, row.claim) for row in await self._db.execute(_CLAIMS, {})]

    async def give_back(self, owed_id: int, claim: int) -> bool:
        """Give back the claim of a delivery that is gone; False when it has ended or has become another claim."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.SENDING, _COLUMNS.claim == claim)
        return await self._change(mine, state=OwedState.OWED.value, lease_until=None) > 0

    async def holds(self, owed_id: int, claim: int) -> bool:
        """Tell whether the message is still being sent under this claim: look right before each sending."""
        return (await self._db.execute(_HOLDS, {"one": owed_id, "token": claim})).first() is not None

    async def postpone(self, now: datetime, until: datetime, *, left: bool = True) -> int:
        """Postpone all due messages but replies to `until`, the end of the night; return how many were put off."""
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
        claim: int | None = None,
        wording: str | None = None,
    ) -> bool:
        """Mark a message as sent: `proof` is its number on the channel, `wording` the mark of its wording.

        With `claim` it returns False and notes nothing once another delivery has claimed the message: a caller that
        wrote to an inbox in the same Work must leave it uncommitted. Without, what has left is noted whoever claims it
        meanwhile, so that the next look before sending sees it.
        """
        values = {"its_proof": proof, "its_channel_id": channel_id, "its_sent_at": now, "its_wording": wording}
        return (await self._db.execute(_SENT, {"one": owed_id, "token": claim, **values})).rowcount > 0

    async def retry(self, owed_id: int, next_try_at: datetime, *, error: str, claim: int | None = None) -> bool:
        """Owe the message again from `next_try_at`; `error` is a short code without personal data.

        Like `fail` and `skip`, it returns False and changes nothing when `claim` is no longer the message's claim.
        """
        return await self._end(owed_id, OwedState.OWED, claim, next_try_at=next_try_at, error=error)

    async def fail(self, owed_id: int, *, error: str, claim: int | None = None) -> bool:
        """Mark the message as undeliverable; it stays on the list of unreachable people until somebody settles it."""
        return await self._end(owed_id, OwedState.FAILED, claim, error=error)

    async def skip(self, owed_id: int, *, error: str, claim: int | None = None) -> bool:
        """Drop the message, because the check just before sending found it no longer owed."""
        return await self._end(owed_id, OwedState.DROPPED, claim, error=error)

    async def hold(self, owed_id: int) -> bool:
        """Hold back a waiting message until `release`; False when it is being sent or is over."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.OWED)
        return await self._change(mine, state=OwedState.HELD.value) > 0

    async def release(self, owed_id: int, now: datetime) -> bool:
        """Release a held message, to be sent when it falls due; False when it is not held."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.HELD)
        later = case((_COLUMNS.due_at > now, _COLUMNS.due_at), else_=now)
        return await self._change(mine, state=OwedState.OWED.value, next_try_at=later) > 0

    async def drop_prefix(self, prefix: str) -> int:
        """Drop the waiting and held messages whose keys begin with `prefix`; return how many.

        Messages being sent or already sent stay. End the prefix with ":" to match whole parts of a key.
        """
        mine = (func.substr(_COLUMNS.key, 1, len(prefix)) == prefix, _COLUMNS.state.in_(PENDING))
        return await self._change(mine, state=OwedState.DROPPED.value)

    async def get(self, key: str) -> Owed | None:
        """Return the message with this key, or None."""
        found = await self._found(select(outbox).where(_COLUMNS.key == key))
        return found[0] if found else None

    async def unreachable(self) -> list[Owed]:
        """Return the undeliverable messages that nobody has settled, oldest first: the office phones their people."""
        mine = (_COLUMNS.state == OwedState.FAILED, _COLUMNS.kind != UNLISTED)
        return await self._found(select(outbox).where(*mine).order_by(_COLUMNS.id))

    async def again(self, owed_id: int, now: datetime) -> bool:
        """Owe an undeliverable message again, its tries reset; False when it is not marked undeliverable."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.FAILED)
        return await self._change(mine, state=OwedState.OWED.value, tries=0, next_try_at=now, error=None) > 0

    async def settle(self, owed_id: int, now: datetime, *, proof: str) -> bool:
        """Note that an undeliverable message was told another way (`proof`: how). False if it is not undeliverable."""
        mine = (_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.FAILED)
        return await self._change(mine, state=OwedState.SENT.value, proof=proof, sent_at=now) > 0

    async def page(self, *, before: int | None = None, limit: int = 50) -> list[Owed]:
        """Return up to `limit` messages in any state, newest first; `before` is the last id of the preceding page."""
        wanted = select(outbox).where(_COLUMNS.kind != UNLISTED)
        wanted = wanted if before is None else wanted.where(_COLUMNS.id < before)
        return await self._found(wanted.order_by(_COLUMNS.id.desc()).limit(limit))

    async def these(self, ids: Sequence[int]) -> list[Owed]:
        """Return the messages with these ids, newest first."""
        wanted = select(outbox).where(_COLUMNS.id.in_(ids)).order_by(_COLUMNS.id.desc())
        return await self._found(wanted) if ids else []

    async def of(self, person_id: int) -> list[Owed]:
        """Return every message to the person in any state, oldest first."""
        wanted = select(outbox).where(_COLUMNS.person_id == person_id).order_by(_COLUMNS.id)
        return await self._found(wanted)

    async def about(self, prefix: str, *, limit: int) -> list[Owed]:
        """Return up to `limit` messages whose keys begin with `prefix`, newest first."""
        mine = (func.substr(_COLUMNS.key, 1, len(prefix)) == prefix, _COLUMNS.kind != UNLISTED)
        wanted = select(outbox).where(*mine).order_by(_COLUMNS.id.desc()).limit(limit)
        return await self._found(wanted)

    async def forget(self, before: datetime) -> int:
        """Erase the content of messages that were over before this moment; their keys stay, so none is owed again."""
        ended = func.coalesce(_COLUMNS.sent_at, _COLUMNS.due_at) < before
        over = _COLUMNS.state.in_([OwedState.SENT, OwedState.DROPPED]) & _COLUMNS["values"].is_not(None)
        return await self._change((over, ended), values=None, buttons=None)

    async def erase_unlisted(self) -> int:
        """Delete the finished messages that told handlers of a tip, keys included; return how many."""
        over = (_COLUMNS.kind == UNLISTED, _COLUMNS.state.in_([OwedState.SENT, OwedState.DROPPED, OwedState.FAILED]))
        return (await self._db.execute(delete(outbox).where(*over))).rowcount

    async def next_due_at(self) -> datetime | None:
        """Return when delivery next has something to do; None when nothing is owed."""
        rows = await self._db.execute(_NEXT)
        with lenient():
            moment: Any = rows.scalar_one()
        return moment if isinstance(moment, datetime) else None

    async def _end(self, owed_id: int, state: OwedState, claim: int | None, **values: Any) -> bool:
        mine = [_COLUMNS.id == owed_id, _COLUMNS.state == OwedState.SENDING]
        mine += [] if claim is None else [_COLUMNS.claim == claim]
        return await self._change(mine, state=state.value, lease_until=None, **values) > 0

    async def _change(self, mine: Iterable[Any], **values: Any) -> int:
        return (await self._db.execute(update(outbox).where(*mine).values(**values))).rowcount

    def _sealed(self, key: str, column: str, value: Any) -> bytes:
        return self._seal.seal("outbox", key, column, pack(value))

    async def _found(self, wanted: Any) -> list[Owed]:
        return readable(self._seal, "outbox", await self._db.execute(wanted), partial(owed_of, self._seal), whole=False)


def _turn(owed: Owed) -> tuple[int, datetime, int]:
    return list(Urgency).index(owed.urgency), owed.due_at, owed.id
