"""A gate by the clock of the running loop, and a record of what went through it."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from bot.paces import Chat, Limits, Wish
from bot.pacing import Gate


@dataclass
class Office:
    """A gate on the loop's clock, and what went through it: when each call arrived, where, and of which kind."""

    limits: Limits = field(default_factory=Limits)
    arrived: list[tuple[float, Wish]] = field(default_factory=list)
    waited: dict[Wish, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.gate = Gate(self.limits, clock=self.now)

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def call(
        self, wish: Wish, *, after: float = 0.0, takes: float = 0.0, way: float = 0.0, refused_for: float | None = None
    ) -> None:
        """Make a call that takes so long and arrives after a part (`way`) of it."""
        await asyncio.sleep(after)
        asked = self.now()
        turn = await self.gate.enter(wish)
        assert turn is not None
        self.waited[wish].append(self.now() - asked)
        await asyncio.sleep(takes * way)
        self.arrived.append((self.now(), wish))
        await asyncio.sleep(takes * (1 - way))
        turn.leave(refused_for=refused_for)

    def moments(self, chat: Chat | None = None) -> list[float]:
        return [at for at, wish in self.arrived if chat is None or wish.chat == chat]
