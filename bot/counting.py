"""What is counted on the way: each update that is received, and each message that is brought to a channel."""

from typing import Any

from bot.metrics import Metrics
from reminders.letters import Keeper, Letter, Parked, Sender
from rules.people import Channel
from storage.work import Work
from workflow.outcomes import Outcome


class CountedKeeper:
    """A channel that is part of the database; what is released has arrived."""

    def __init__(self, keeper: Keeper, name: str, metrics: Metrics) -> None:
        self._keeper = keeper
        self._name = name
        self._metrics = metrics

    async def keep(self, work: Work, channel: Channel, letter: Letter | Parked) -> Any:
        """Pass on."""
        with self._metrics.timed("award_message_seconds", channel=self._name):
            return await self._keeper.keep(work, channel, letter)

    async def release(self, kept: Any) -> None:
        """Pass on, and count."""
        self._metrics.count("award_messages_total", channel=self._name, outcome="sent")
        await self._keeper.release(kept)


class CountedSender:
    """A channel out in the world."""

    def __init__(self, sender: Sender, name: str, metrics: Metrics) -> None:
        self._sender = sender
        self._name = name
        self._metrics = metrics

    async def send(self, channel: Channel, letter: Letter | Parked) -> Outcome:
        """Pass on, and count by what became of it."""
        with self._metrics.timed("award_message_seconds", channel=self._name):
            outcome = await self._sender.send(channel, letter)
        self._metrics.count("award_messages_total", channel=self._name, outcome=type(outcome).__name__.lower())
        return outcome
