"""A real SMTP server on loopback that keeps what it takes, and refuses whom it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.emails import EmailSender
from bot.settings import Server
from rules.engine.pack import load_pack
from storage.store import Store
from tests.reminders.mail import NOON
from workflow.engine.desk import Places

PLACES = Places("https://award.example", telegram="award_bot", emails=True)


@dataclass
class Postbox:
    """What arrived, in order; `refuses` says for an address with which words, once for each that is there."""

    port: int = 0
    refuses: dict[str, list[str]] = field(default_factory=dict)
    taken: list[EmailMessage] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # the server calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: Any
    ) -> str:
        self.asked.append(to)
        if self.refuses.get(to):
            return self.refuses[to].pop(0)
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        parsed = message_from_bytes(content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append(parsed)
        return "250 OK"

    def sender(self, store: Store) -> EmailSender:
        server = Server(host="127.0.0.1", port=self.port, sender="award@linxia.example", security="none")
        return EmailSender(server, store, load_pack(), PLACES, lambda: NOON)


@asynccontextmanager
async def postbox() -> AsyncIterator[Postbox]:
    """The server, listening."""
    box = Postbox()
    listening = await asyncio.get_running_loop().create_server(lambda: SMTP(box), "127.0.0.1", 0)
    box.port = listening.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        listening.close()
        await listening.wait_closed()
