"""A place for replies that cannot go now, which remembers what came to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.paces import Chat
from handlers.engine.holding import Call
from workflow.engine.sending import Moved, Unreachable


@dataclass
class ListParking:
    """Nothing that waits here goes on."""

    parked: list[Call] = field(default_factory=list)
    lost: list[tuple[Chat, Unreachable | Moved]] = field(default_factory=list)

    async def park(self, calls: Sequence[Call], after: float = 0.0) -> None:
        self.parked.extend(calls)

    async def queue(self, work: object, chat: Chat, calls: Sequence[Call]) -> bool:
        self.parked.extend(calls)
        return True

    async def lose(self, chat: Chat, outcome: Unreachable | Moved) -> None:
        self.lost.append((chat, outcome))
