"""Updates on their way to the bot: fetched by long polling, or pushed to its address."""

import asyncio
import contextlib
import random
from collections import deque
from typing import Any

import aiohttp

from tests.standin.limits import Bad

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
Update = dict[str, Any]


class Updates:
    """The queue of unconfirmed updates. An update is confirmed by a larger offset, or by a 2xx of the bot's address."""

    def __init__(self, seed: int) -> None:
        self.next_id = random.Random(seed).randrange(10_000, 900_000_000)
        self.pending: list[Update] = []
        self.history: deque[Update] = deque(maxlen=10_000)
        self.allowed: list[str] = []
        self.arrived = asyncio.Event()
        self._poller = 0

    def put(self, kind: str, body: dict[str, Any]) -> Update | None:
        """Queue an update, unless the bot did not ask for its kind."""
        if kind not in self.allowed if self.allowed else kind in NOT_BY_DEFAULT:
            return None
        return self.put_raw({"update_id": self.next_id, kind: body})

    def put_raw(self, update: Update) -> Update:
        """Queue an update as it is, of any shape that has an update_id."""
        self.next_id = max(self.next_id, int(update["update_id"])) + 1
        self.pending.append(update)
        self.history.append(update)
        self.arrived.set()
        return update

    def restart_ids(self, first: int) -> None:
        """Telegram numbers anew after a week without updates."""
        self.next_id = first

    def replay(self, last: int) -> None:
        """Put the last updates in the queue once more, confirmed or not."""
        again = list(self.history)[-last:]
        self.pending = again + [update for update in self.pending if update not in again]
        self.arrived.set()

    def confirm(self, update_id: int) -> None:
        """Forget one update."""
        self.pending = [update for update in self.pending if update["update_id"] != update_id]

    async def fetch(self, *, offset: int | None, limit: int, seconds: float) -> list[Update]:
        """Answer getUpdates. A second caller ends the first, as it does there."""
        self._poller += 1
        mine = self._poller
        self.arrived.set()
        self._forget_before(offset)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.pending and mine == self._poller:
                    self.arrived.clear()
                    await self.arrived.wait()
                    self._forget_before(offset)
        if mine != self._poller:
            text = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            raise Bad(409, text)
        return self.pending[: max(1, min(limit, 100))]

    def _forget_before(self, offset: int | None) -> None:
        if offset is None or offset == 0:
            return
        if offset < 0:
            self.pending = self.pending[offset:]
            return
        self.pending = [update for update in self.pending if update["update_id"] >= offset]


class Pusher:
    """Sends updates to the bot's address until it answers 2xx; those of one chat one after another."""

    def __init__(self, updates: Updates, *, url: str, secret: str | None, at_once: int, pause: float = 0.2) -> None:
        self.url = url
        self.secret = secret
        self.last_error: str | None = None
        self._updates = updates
        self._at_once = at_once
        self._pause = pause
        self._busy: set[int] = set()
        self._pushes: set[asyncio.Task[None]] = set()
        self._main: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to push."""
        self._main = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Push no more."""
        tasks = [task for task in (self._main, *self._pushes) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as client:
            while True:
                self._updates.arrived.clear()
                for update in self._updates.pending:
                    chat = chat_of(update)
                    if chat not in self._busy and len(self._busy) < self._at_once:
                        self._begin(client, update, chat)
                await self._updates.arrived.wait()

    def _begin(self, client: aiohttp.ClientSession, update: Update, chat: int) -> None:
        self._busy.add(chat)
        task = asyncio.create_task(self._push(client, update, chat))
        self._pushes.add(task)
        task.add_done_callback(self._pushes.discard)

    async def _push(self, client: aiohttp.ClientSession, update: Update, chat: int) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with client.post(self.url, json=update, headers=headers) as answer:
                taken = answer.status // 100 == 2
                self.last_error = None if taken else f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            taken, self.last_error = False, type(error).__name__
        if taken:
            self._updates.confirm(update["update_id"])
        else:
            await asyncio.sleep(self._pause)
        self._busy.discard(chat)
        self._updates.arrived.set()


def chat_of(update: Update) -> int:
    """The chat that an update belongs to, 0 for none."""
    for body in update.values():
        if isinstance(body, dict):
            where = body.get("chat") or (body.get("message") or {}).get("chat") or body.get("from") or {}
            return int(where.get("id", 0))
    return 0
