"""What a delivery can use: the channels by name, and the function that makes documents."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from reminders.letters import Keeper, Sender
from rules.people.channels import CAREFUL, CHANNELS, Traits
from workflow.engine.records import Paper

RenderPaper = Callable[[Paper, str], Awaitable[tuple[str, bytes]]]
"""Makes a document in a language; returns its file name and content."""


async def no_papers(paper: Paper, _language: str) -> tuple[str, bytes]:
    """Raise KeyError: the `papers` of a service, or a test, in which no message carries a document."""
    raise KeyError(paper.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The channels by the name of their bot, what they can do, and the function that makes documents for messages."""

    keepers: Mapping[str, Keeper]
    senders: Mapping[str, Sender]
    papers: RenderPaper = no_papers
    channels: Mapping[str, Traits] = field(default_factory=lambda: CHANNELS)

    @property
    def bots(self) -> frozenset[str]:
        """Return the names of all channels that can be written to."""
        return frozenset((*self.keepers, *self.senders))

    def traits(self, bot: str) -> Traits:
        """Return what the channel can do; one that nobody has described, nothing."""
        return self.channels.get(bot, CAREFUL)
