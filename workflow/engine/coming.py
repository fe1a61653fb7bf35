"""Tells whether another file of the same person is on its way, so that files sent together get one reply at the end.

The receiver announces it and the handlers ask. It is a guess: a file that comes too late gets a reply of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Followed = Callable[[], Awaitable[bool]]
WAIT = 0.6
"""Seconds in which a messenger has to bring the next file, while the one before it is fetched."""
_GLANCE = 0.05


async def _alone() -> bool:
    return False


_followed: ContextVar[Followed] = ContextVar("followed", default=_alone)


@contextmanager
def announced(followed: Followed) -> Iterator[None]:
    """Let `is_followed` ask `followed` while the update in this block, a file, is served."""
    token = _followed.set(followed)
    try:
        yield
    finally:
        _followed.reset(token)


async def is_followed() -> bool:
    """Whether another file follows the one being served."""
    return await _followed.get()()


async def next_behind(behind: Callable[[], bool | None], *, wait: float = WAIT) -> bool:
    """Return whether a file comes next, asking `behind` until it is not None or `wait` seconds have passed."""
    for _ in range(round(wait / _GLANCE)):
        if (known := behind()) is not None:
            return known
        await asyncio.sleep(_GLANCE)
    return bool(behind())
