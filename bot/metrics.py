"""Figures of the service in Prometheus' format: how many and how long, never who or what.

Every label is a word of our own from a short list, never a name, a number or an id.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from reminders.letters import Keeper, Letter, Parked, Ready, Sender
from rules.people.roles import Channel
from storage.work import Work
from workflow.engine.sending import Outcome

DESCRIBED = {
    "award_info": ("gauge", "The version that runs, and its rules pack."),
    "award_up": ("gauge", "1 while the database answers; without it the figures that are read from it are missing."),
    "award_updates_total": ("counter", "Updates by channel: served, put off by an outage, or failed."),
    "award_update_seconds": ("summary", "How long an update took, its reply included."),
    "award_updates_set_aside_total": ("counter", "Updates that could not be served, whatever was tried."),
    "award_webhook_turned_away_total": ("counter", "Requests to the webhook without its secret."),
    "award_messages_total": ("counter", "Messages owed that were brought to a channel, by what became of them."),
    "award_message_seconds": ("summary", "How long a channel took to take a message."),
    "award_outbox_messages": ("gauge", "Messages owed, held for release, being sent, or not deliverable."),
    "award_outbox_oldest_seconds": ("gauge", "For how long the oldest message has been due; 0 when none is."),
    "award_tasks": ("gauge", "Open tasks by kind."),
    "award_tasks_late": ("gauge", "Open tasks past their day, by kind."),
    "award_planning_seconds": ("summary", "How long a look of the planner took."),
    "award_planning_failures_total": ("counter", "Parts of the planner that failed."),
    "award_planned_timestamp_seconds": ("gauge", "When the planner last ended and nothing had failed."),
    "award_delivery_timestamp_seconds": ("gauge", "When delivery last looked into the outbox."),
    "award_open_pages": ("gauge", "Pages of the web chat that are open on this process."),
    "award_database_bytes": ("gauge", "The size of the database."),
    "award_disk_free_bytes": ("gauge", "What is free where the data lie."),
    "award_backup_timestamp_seconds": ("gauge", "When the last backup in AWARD_BACKUP_DIR was made; 0 for none."),
    "process_resident_memory_bytes": ("gauge", "Resident memory of this process."),
}
"""Every figure that may be exposed: its type and its help text."""

Labels = tuple[tuple[str, str], ...]


class Metrics:
    """The figures of this process. Counters start at 0 with it, as Prometheus expects."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, Labels], float] = {}

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        """Add `amount` to a counter."""
        place = name, tuple(labels.items())
        self.values[place] = self.values.get(place, 0) + amount

    def show(self, name: str, value: float, /, **labels: str) -> None:
        """Set a gauge."""
        self.values[name, tuple(labels.items())] = value

    @contextmanager
    def timed(self, name: str, **labels: str) -> Iterator[None]:
        """Count what the block does and the seconds it takes, whether or not it raises."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.count(f"{name}_sum", time.monotonic() - begun, **labels)
            self.count(f"{name}_count", **labels)


def exposition(*kept: Metrics) -> str:
    """Return all figures in Prometheus' text format, grouped by name."""
    values = [figure for metrics in kept for figure in metrics.values.items()]
    return "".join(f"{line}\n" for name in DESCRIBED for line in _told(name, values))


def _told(name: str, values: Iterable[tuple[tuple[str, Labels], float]]) -> list[str]:
    kind, says = DESCRIBED[name]
    names = (f"{name}_sum", f"{name}_count") if kind == "summary" else (name,)
    lines = [f"{each}{_labels(labels)} {value:.17g}" for (each, labels), value in values if each in names]
    return [f"# HELP {name} {says}", f"# TYPE {name} {kind}", *lines] if lines else []


def _labels(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""


# Wrappers that count and time the messages brought to each channel.


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
