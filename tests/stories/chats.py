"""Somebody on Telegram, by the Bot API's stand-in: each word returns once the service has confirmed its update."""

from dataclasses import dataclass

from tests.standin import StandIn, until
from tests.standin.chats import Note
from tests.standin.people import Person
from tests.stories.guided import Page, Talker

PATIENCE = 60.0


@dataclass
class WireTalker(Talker):
    """A person of the stand-in."""

    standin: StandIn
    number: int
    patience: float = PATIENCE

    @property
    def person(self) -> Person:
        return self.standin.user(self.number)

    @property
    def pages(self) -> list[Page]:  # type: ignore[override]  # read from the chat, which is edited
        """What the bot said, oldest first."""
        return [page_of(note) for note in self.person.chat.spoken]

    async def says(self, text: str) -> None:
        """Write a message; returns when it was served."""
        await self.person.says(text)
        await self.served()

    async def presses(self, data: str) -> None:
        """Press the newest button with this data."""
        await self.person.presses(data)
        await self.served()

    async def forges(self, data: str) -> None:
        """Press what no button here offers."""
        await self.person.forges(data)
        await self.served()

    async def sends(self, name: str, content: bytes) -> None:
        """Send a document."""
        await self.person.sends_file(name, content)
        await self.served()

    async def served(self) -> None:
        """Wait until nothing of this person's is waiting to be confirmed."""
        await until(
            lambda: not any(_whose(update) == self.number for update in self.standin.updates.pending), self.patience
        )


def page_of(note: Note) -> Page:
    """A message as a person sees it."""
    return Page(note.text, tuple((one.text, one.data or one.url or "") for one in note.buttons), note.file_name)


def _whose(update: dict[str, object]) -> int:
    for body in update.values():
        if isinstance(body, dict) and isinstance(body.get("from"), dict):
            return int(body["from"]["id"])
    return 0
