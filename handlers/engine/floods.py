"""Limits a chat that writes faster than a person can, or that keeps trying what it may not do."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum

KEPT = 10_000
"""How many chats are remembered before quiet ones are forgotten. The gate treats a forgotten chat like a new one."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    refusals: float = 0.0
    told: bool = False


class Passage(Enum):
    """What happens to the next update: it is served, refused once for being too much, or ignored."""

    OPEN = "open"
    SAID = "said"
    SHUT = "shut"


class Gate:
    """Lets `burst` updates through at once and `rate` a second after that.

    After `refusals` forbidden attempts a chat is shut out too; one attempt is forgiven every half minute.
    A chat is forgotten once it has been quiet long enough: seconds, or minutes after a forbidden attempt.
    """

    def __init__(
        self,
        *,
        burst: int = 60,
        rate: float = 5.0,
        refusals: int = 20,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.burst = burst
        self.rate = rate
        self.refusals = refusals
        self._monotonic = monotonic
        self._buckets: dict[Hashable, _Bucket] = {}
        self._most = KEPT

    def passage(self, chat: Hashable) -> Passage:
        """Take the chat's next update into account and return what to do with it."""
        bucket = self._filled(chat)
        # refusals decay all the time, so less than a whole one is forgiven
        if bucket.refusals <= self.refusals - 1 and bucket.tokens >= 1:
            bucket.told = bucket.told and bucket.tokens < self.burst / 2  # say so once for each flood
            bucket.tokens -= 1
            return Passage.OPEN
        if bucket.told:
            return Passage.SHUT
        bucket.told = True
        return Passage.SAID

    def refused(self, chat: Hashable) -> None:
        """Count a forbidden attempt by this chat."""
        self._filled(chat).refusals += 1

    def _filled(self, chat: Hashable) -> _Bucket:
        now = self._monotonic()
        bucket = self._buckets.get(chat)
        if bucket is None:
            if len(self._buckets) > self._most:
                self._forget(now)
            bucket = self._buckets[chat] = _Bucket(self.burst, now)
        waited = now - bucket.filled_at
        bucket.tokens = min(self.burst, bucket.tokens + waited * self.rate)
        bucket.refusals = max(0.0, bucket.refusals - waited / 30)
        bucket.filled_at = now
        return bucket

    def _forget(self, now: float) -> None:
        self._buckets = {chat: bucket for chat, bucket in self._buckets.items() if not self._as_new(bucket, now)}
        self._most = max(KEPT, 2 * len(self._buckets))  # grow, so that not every new chat scans them all

    def _as_new(self, bucket: _Bucket, now: float) -> bool:
        waited = now - bucket.filled_at
        return bucket.tokens + waited * self.rate >= self.burst and bucket.refusals <= waited / 30
