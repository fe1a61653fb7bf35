"""Web push as a channel: wakes a browser and says that something waits, but not what (RFC 8030, 8291, 8292)."""

import asyncio
import socket
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from reminders.letters import Letter, Parked, Ready, always
from rules.people.roles import Channel
from storage.engine.envelopes import Letterbox, Signature, enclosed
from storage.store import Store
from workflow.engine.sending import Outcome, Overtaken, Refused, Retry, Sent, Unreachable, is_public, may_be_asked

SECONDS = 20
"""Seconds to wait for a push service."""
AT_ONCE = 8
TURN = 5.0
"""Seconds a delivery waits for its turn, so that a silent push service delays no other channel."""
KEPT = timedelta(days=3)
"""How long the push service keeps a message for a phone that is off."""
SIGNED = timedelta(hours=12)
TOPIC = "inbox"
"""A waiting message with this topic is replaced by the next, so that ten messages wake a phone once."""
LIMITED, BROKEN = 429, 500
LONGEST = 3600.0


class PushSender:
    """Sends to browsers' push services; `hosts` are allowed besides public addresses."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], *, subject: str, hosts: Collection[str] = ()
    ) -> None:
        self._store = store
        self._clock = clock
        self._subject = subject
        self._hosts = hosts
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def send(self, channel: Channel, letter: Letter | Parked, ready: Ready = always) -> Outcome:
        """Wake the browser that the channel names, with the letter's words, which name nobody. Returns the outcome."""
        if isinstance(letter, Parked):
            return Refused("no chat")
        async with self._store.work() as work:
            box = await work.letterboxes.get(channel.chat_id)
            signature = await work.letterboxes.signature()
        if box is None or signature is None or not may_be_asked(box.address, self._hosts):
            return Unreachable("no letterbox")
        try:
            async with asyncio.timeout(TURN):
                await self._turns.acquire()
        except TimeoutError:
            return Retry(TURN, "paced", limited=True)
        try:
            if not await ready():
                return Overtaken()
            return await self._posted(box.address, enclosed(letter.text.encode(), box), self._head(box, signature))
        finally:
            self._turns.release()

    def _head(self, box: Letterbox, signature: Signature) -> dict[str, str]:
        parts, until = urlsplit(box.address), int((self._clock() + SIGNED).timestamp())
        return {
            "Authorization": signature.authorization(f"{parts.scheme}://{parts.netloc}", self._subject, until),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(KEPT.total_seconds())),
            "Topic": TOPIC,
            "Urgency": "normal",
        }

    async def _posted(self, address: str, body: bytes, headers: dict[str, str]) -> Outcome:
        inside = urlsplit(address).netloc in self._hosts
        connector = aiohttp.TCPConnector(resolver=None if inside else _Open(), force_close=True)
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(connector=connector, timeout=timeout) as http,
                http.post(address, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                return _outcome(answer.status, answer.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, OSError) as failure:  # among them TimeoutError
            return Retry(0.0, f"push {type(failure).__name__}")


class _Open(AbstractResolver):
    """Resolves names to public addresses only, so that no page can make us call a machine on the office's network."""

    def __init__(self) -> None:
        self._asked = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the public addresses of a host. Raises OSError when it has none."""
        found = [one for one in await self._asked.resolve(host, port, family) if is_public(one["host"])]
        if not found:
            raise OSError("no public address")
        return found

    async def close(self) -> None:
        """Close the resolver."""
        await self._asked.close()


def _outcome(status: int, wait: str) -> Outcome:
    code = f"push {status}"
    if status == LIMITED or status >= BROKEN:
        after = min(float(wait), LONGEST) if wait.isascii() and wait.isdigit() else 0.0
        return Retry(after, code, limited=status == LIMITED and after > 0)
    return Sent("woken") if status // 100 == 2 else Unreachable(code)  # a page that still exists registers anew
