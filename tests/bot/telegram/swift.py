"""An event loop in which hours pass at once: for what waits by the clock and touches no network."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any


class _NoWaiting(selectors.SelectSelector):
    """A selector that does not wait: it notes how long it would have."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.skipped += timeout or 0.0
        return super().select(0)


class SwiftLoop(asyncio.SelectorEventLoop):
    """An event loop in which waiting takes no time and the clock moves all the same."""

    def __init__(self) -> None:
        self._no_waiting = _NoWaiting()
        super().__init__(self._no_waiting)

    def time(self) -> float:
        return self._no_waiting.skipped


def swiftly(story: Coroutine[Any, Any, None]) -> None:
    """Run a story in which hours pass at once."""
    with asyncio.Runner(loop_factory=SwiftLoop) as runner:
        runner.run(story)
