"""E-mail as a channel: a letter becomes a message for an SMTP server, and the server's answer an outcome."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import aiosmtplib
from aiosmtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from bot.settings import Server
from papers.engine import calendars
from reminders.letters import Letter, Parked, Ready, always
from rules.engine.answers import clean
from rules.engine.calendar import OFFICE_ZONE
from rules.engine.pack import Pack
from rules.people.roles import Channel, Email, Person
from storage.store import Store
from texts import Words, say
from workflow.engine.desk import Places
from workflow.engine.sending import Outcome, Overtaken, Refused, Retry, Sent, Unreachable

SECONDS = 20
"""Seconds to wait for one answer of the server."""
SECONDS_IN_ALL = 60
AT_ONCE = 4
TURN = 5.0
"""Seconds a delivery waits for its turn, so that a server which does not answer delays no other channel."""
REACHED = "operator.check.email"
"""The key of what is said of a mail server that lets the service in."""
TITLE = 60
PERMANENT = 500
KINDS: Mapping[str, tuple[str, dict[str, str]]] = {
    "pdf": ("application/pdf", {}),
    "ics": ("text/calendar", {"charset": "utf-8", "method": "PUBLISH"}),
}
"""Content type and parameters of an attachment, by the suffix of its name."""


class EmailSender:
    """Sends letters to people's addresses, each over its own connection, at most AT_ONCE at a time."""

    def __init__(self, server: Server, store: Store, pack: Pack, places: Places, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._store = store
        self._pack = pack
        self._places = places
        self._clock = clock
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def send(self, channel: Channel, letter: Letter | Parked, ready: Ready = always) -> Outcome:
        """Send the letter to the address that the channel names. Returns the outcome."""
        if isinstance(letter, Parked):
            return Refused("no chat")
        async with self._store.work() as work:
            email = await work.emails.get(channel.chat_id)
            person = await work.people.get(channel.person_id)
        if email is None or person is None:
            return Unreachable("no address")
        message = self._written(letter, email, person)
        try:
            async with asyncio.timeout(TURN):
                await self._turns.acquire()
        except TimeoutError:
            return Retry(TURN, "paced", limited=True)
        try:
            return await self._sent(message) if await ready() else Overtaken()
        finally:
            self._turns.release()

    def _written(self, letter: Letter, email: Email, person: Person) -> EmailMessage:
        """Write the letter as an e-mail. Its Message-ID follows from what is owed, so a second copy is recognised."""
        language, title = person.language, _title(letter.text)
        county = self._pack.county_en if language == "en" else self._pack.county_zh
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(say(language, "emails.from", county=county), addr_spec=self._server.sender)
        message["To"] = email.address
        message["Subject"] = say(language, "emails.subject", county=county, title=title)
        message["Date"] = format_datetime(self._clock().astimezone(OFFICE_ZONE))
        message["Message-ID"] = f"<{letter.reference}@{self._server.sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        links = [button.url for row in letter.rows for button in row if button.url]
        parts = [clean(letter.text), "\n".join(links), say(language, "emails.answer", links="\n".join(self._chats()))]
        message.set_content("\n\n".join(part for part in parts if part), cte="base64")
        if letter.file is not None:
            _attach(message, *letter.file)
        if letter.last_day is not None:
            day = calendars.event(letter.duty, title, letter.last_day, letter.text, self._chats()[0])
            _attach(message, say(language, "emails.calendar"), day)
        return message

    def _chats(self) -> list[str]:
        """Return the addresses for answers, since nobody reads mail to the sender's address."""
        telegram = [f"https://t.me/{self._places.telegram}"] if self._places.telegram else []
        return [f"{self._places.url}/chat", *telegram]

    async def _sent(self, message: EmailMessage) -> Outcome:
        try:
            async with asyncio.timeout(SECONDS_IN_ALL), _connected(self._server) as client:
                await client.send_message(message)
        except SMTPRecipientsRefused as refused:
            return _refused(refused.recipients[0])
        except SMTPDataError as refused:
            return _refused(refused)
        except SMTPResponseException as refused:  # the server refuses us, which is not the recipient's fault
            return Retry(0.0, f"smtp {refused.code}")
        except (SMTPException, OSError) as failure:  # among them TimeoutError
            return Retry(0.0, f"smtp {type(failure).__name__}")
        return Sent(message["Message-ID"].strip("<>"))


async def greeting(server: Server) -> Words:
    """Return the line of `award check` about the mail server: whether it lets the service in. Nothing is sent."""
    host = f"{server.host}:{server.port}"
    try:
        async with asyncio.timeout(SECONDS), _connected(server) as client:
            await client.noop()
    except SMTPResponseException as refused:
        return Words("operator.check.email_refused", {"host": host, "code": refused.code})
    except (SMTPException, OSError) as failure:
        return Words("operator.check.email_away", {"host": host, "why": type(failure).__name__})
    return Words(REACHED, {"host": host, "sender": server.sender})


@asynccontextmanager
async def _connected(server: Server) -> AsyncIterator[aiosmtplib.SMTP]:
    """Open a connection. Failures on closing are ignored: the server has taken the message by then."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        timeout=SECONDS,
    )
    await client.connect()
    try:
        yield client
        with suppress(SMTPException, OSError):
            await client.quit()
    finally:
        client.close()


def _refused(refused: SMTPResponseException) -> Outcome:
    """Return Unreachable for a permanent refusal, Retry for a temporary one."""
    code = f"smtp {refused.code}"
    return Unreachable(code) if refused.code >= PERMANENT else Retry(0.0, code)


def _title(text: str) -> str:
    """Return the first line, shortened; a line break in a header would begin another header."""
    first = " ".join(clean(text).split("\n", 1)[0].split())
    return first if len(first) <= TITLE else first[: TITLE - 1] + "…"


def _attach(message: EmailMessage, name: str, content: bytes) -> None:
    kind, params = KINDS.get(name.rpartition(".")[2], ("application/octet-stream", {}))
    main, _, sub = kind.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=name, params=params)
