"""Wrappers that count and time the messages brought to each channel."""

from typing import Any

from bot.metrics import Metrics
from reminders.letters import Keeper, Letter, Parked, Ready, Sender
from rules.people.roles import Channel
from storage.work import Work
from workflow.engine.outcomes import Outcome


class CountedKeeper:
    """Counts for a channel inside the database, where a released message has arrived."""

    def __init__(self, keeper: Keeper, name: str, metrics: Metrics) -> None:
        self._keeper = keeper
        self._name = name
        self._metrics = metrics

    async def keep(self, work: Work, channel: Channel, letter: Letter | Parked) -> Any:
        """Keep the letter and time it."""
        with self._metrics.timed("award_message_seconds", channel=self._name):
            return await self._keeper.keep(work, channel, letter)

    async def release(self, kept: Any) -> None:
        """Count the message as sent and release it."""
        self._metrics.count("award_messages_total", channel=self._name, outcome="sent")
        await self._keeper.release(kept)


class CountedSender:
    """Counts for a channel outside the service."""

    def __init__(self, sender: Sender, name: str, metrics: Metrics) -> None:
        self._sender = sender
        self._name = name
        self._metrics = metrics

    async def send(self, channel: Channel, letter: Letter | Parked, ready: Ready) -> Outcome:
        """Send the letter, time it and count its outcome."""
        with self._metrics.timed("award_message_seconds", channel=self._name):
            outcome = await self._sender.send(channel, letter, ready)
        self._metrics.count("award_messages_total", channel=self._name, outcome=type(outcome).__name__.lower())
        return outcome
