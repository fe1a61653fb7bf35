"""Visitors: browsers of the web chat, each a chat number found by the hash of its cookie's secret."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BigInteger, Column, String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.engine.inbox import inbox_chats
from storage.schema import Moment, metadata

HIGHEST = 2**52

visitors = Table(
    "visitors",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("chat", BigInteger, nullable=False, index=True),
    Column("came_at", Moment, nullable=False),
)


class Visitors:
    """All visitors. Only a hash, a number and a moment are stored of each."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:  # all repositories take the same arguments
        self._db = db

    async def add(self, *, at: datetime) -> tuple[str, int]:
        """Add a visitor; return the cookie's secret, which is not stored, and the chat number (1 to 2**52 - 1)."""
        token = secrets.token_urlsafe(32)
        chat = secrets.randbelow(HIGHEST - 1) + 1
        await self._db.execute(visitors.insert().values(token_hash=token_hash(token), chat=chat, came_at=at))
        return token, chat

    async def admit(self, chat: int, *, at: datetime) -> str:
        """Add a browser to a known chat; return the secret for its cookie."""
        token = secrets.token_urlsafe(32)
        await self._db.execute(visitors.insert().values(token_hash=token_hash(token), chat=chat, came_at=at))
        return token

    async def find(self, token: str) -> int | None:
        """Return the chat number of a secret, or None."""
        query = select(visitors.c.chat).where(visitors.c.token_hash == token_hash(token))
        return (await self._db.execute(query)).scalar_one_or_none()

    async def known(self, tokens: Collection[str]) -> set[str]:
        """Return those of these secrets that still open a chat."""
        hashes = {token_hash(token): token for token in tokens}
        query = select(visitors.c.token_hash).where(visitors.c.token_hash.in_(hashes))
        return {hashes[one] for one in await self._db.scalars(query)}

    async def leave(self, token: str) -> None:
        """Remove the browser with this secret from its chat; the chat stays."""
        await self._db.execute(delete(visitors).where(visitors.c.token_hash == token_hash(token)))

    async def forget_silent(self, *, before: datetime) -> int:
        """Delete visitors from before a moment whose chat is empty; return how many."""
        silent = visitors.c.chat.not_in(select(inbox_chats.c.chat)) & (visitors.c.came_at < before)
        return (await self._db.execute(delete(visitors).where(silent))).rowcount


def token_hash(token: str) -> str:
    """Return the hash that is stored of a cookie's secret."""
    return hashlib.sha256(token.encode()).hexdigest()
