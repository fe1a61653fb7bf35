"""Storage that fails by chance: any method of any repository, and any commit, before it was done or after it.

After it, as a machine fails whose answer is lost. Half of the failures are the machine's, which the service waits for;
the others nobody foresaw.
"""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from inspect import iscoroutinefunction
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from storage.database.failures import DatabaseAway
from storage.database.groups import Part
from storage.store import Store
from storage.work import Repository, Shared, Work

REPOSITORIES = [name for name, made in vars(Work).items() if isinstance(made, Repository)]
WITH_FILES = ["files", "erasures", "secret_files", "calendar"]


class Unforeseen(Exception):
    """What no part of the service knows."""


@dataclass
class Breaking:
    """Which call fails: `rates` by its name ("drafts.answer", "commit"), all others at `rate`; none while not `on`."""

    seed: int
    rate: float = 0.01
    rates: Mapping[str, float] = field(default_factory=dict)
    on: bool = True
    called: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def seize(self, store: Store) -> None:
        """From now on the store's Works fail by these rates."""
        store.works = partial(BreakingWork, self)

    async def around(self, name: str, call: Callable[..., Awaitable[Any]], /, *args: Any, **named: Any) -> Any:
        """Make the call, and perhaps fail before it or after it."""
        self.called[name] += 1
        if not self.on or self._chance.random() >= self.rates.get(name, self.rate):
            return await call(*args, **named)
        self.struck[name] += 1
        if self._chance.random() < 1 / 2:
            await call(*args, **named)
        if self._chance.random() < 1 / 2:
            raise DatabaseAway(name)
        raise Unforeseen(name)


class BreakingWork(Work):
    """A Work whose repositories and commit fail by chance."""

    def __init__(
        self, breaking: Breaking, db: AsyncConnection, transaction: AsyncTransaction | Part, shared: Shared
    ) -> None:
        super().__init__(db, transaction, shared)
        self._breaking = breaking
        for name in (*REPOSITORIES, *WITH_FILES):
            vars(self)[name] = _Seized(name, getattr(self, name), breaking)

    async def commit(self) -> None:
        """Commit, and perhaps fail before it or after it."""
        await self._breaking.around("commit", super().commit)


class _Seized:
    """A repository whose methods fail by chance."""

    def __init__(self, name: str, repository: object, breaking: Breaking) -> None:
        self._name = name
        self._repository = repository
        self._breaking = breaking

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._repository, name)
        if not iscoroutinefunction(found):
            return found
        return partial(self._breaking.around, f"{self._name}.{name}", found)
