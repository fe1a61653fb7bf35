"""Who a browser is: a chat number behind the hash of the secret that its cookie holds."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BigInteger, Column, String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inbox import inbox_chats
from storage.schema import Moment, metadata
from storage.seals import Seal

HIGHEST = 2**52

visitors = Table(
    "visitors",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("chat", BigInteger, nullable=False, index=True),
    Column("came_at", Moment, nullable=False),
)


class Visitors:
    """The browsers that the web chat knows. Nothing is kept of them but a hash, a number and a moment."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:  # every repository is made alike
        self._db = db

    async def add(self, *, at: datetime) -> tuple[str, int]:
        """A new visitor: the secret for the cookie, which is not kept, and the chat number (positive, below 2**52)."""
        token = secrets.token_urlsafe(32)
        chat = secrets.randbelow(HIGHEST - 1) + 1
        await self._db.execute(visitors.insert().values(token_hash=token_hash(token), chat=chat, came_at=at))
        return token, chat

    async def admit(self, chat: int, *, at: datetime) -> str:
        """One more browser for a chat that is known: the secret for its cookie."""
        token = secrets.token_urlsafe(32)
        await self._db.execute(visitors.insert().values(token_hash=token_hash(token), chat=chat, came_at=at))
        return token

    async def find(self, token: str) -> int | None:
        """The chat behind a secret, None if there is none."""
        query = select(visitors.c.chat).where(visitors.c.token_hash == token_hash(token))
        return (await self._db.execute(query)).scalar_one_or_none()

    async def known(self, tokens: Collection[str]) -> set[str]:
        """Those of these secrets that still open a chat."""
        hashes = {token_hash(token): token for token in tokens}
        query = select(visitors.c.token_hash).where(visitors.c.token_hash.in_(hashes))
        return {hashes[one] for one in await self._db.scalars(query)}

    async def leave(self, token: str) -> None:
        """The browser with this secret leaves its chat: the secret opens nothing any more, the chat stays."""
        await self._db.execute(delete(visitors).where(visitors.c.token_hash == token_hash(token)))

    async def forget_silent(self, *, before: datetime) -> int:
        """Forget those who came before a moment and whose chat never held a word; how many they were."""
        silent = visitors.c.chat.not_in(select(inbox_chats.c.chat)) & (visitors.c.came_at < before)
        return (await self._db.execute(delete(visitors).where(silent))).rowcount


def token_hash(token: str) -> str:
    """What is kept of the secret in a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()
