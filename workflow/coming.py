"""Whether another file of the same person is on its way: several that were sent at once are answered once, at the end.

Whoever receives updates says so; whoever answers asks. It is no promise: what is then missing is answered alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Followed = Callable[[], Awaitable[bool]]
WAIT = 0.6
"""So many seconds a messenger has to bring the next file, while the one before it is fetched."""
_GLANCE = 0.05


async def _alone() -> bool:
    return False


_followed: ContextVar[Followed] = ContextVar("followed", default=_alone)


@contextmanager
def announced(followed: Followed) -> Iterator[None]:
    """What is received inside is a file of which `followed` can tell whether another comes behind it."""
    token = _followed.set(followed)
    try:
        yield
    finally:
        _followed.reset(token)


async def is_followed() -> bool:
    """Whether another file comes behind the one that is being received."""
    return await _followed.get()()


async def next_behind(behind: Callable[[], bool | None], *, wait: float = WAIT) -> bool:
    """`behind` tells whether what comes next is a file, None while nothing is known; asked until it knows or `wait`."""
    for _ in range(round(wait / _GLANCE)):
        if (known := behind()) is not None:
            return known
        await asyncio.sleep(_GLANCE)
    return bool(behind())
