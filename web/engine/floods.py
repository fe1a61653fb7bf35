"""Slows down a page that sends faster than a person can: its frames wait, and nobody else's do."""

import asyncio


class Pace:
    """Lets `burst` frames through at once and `rate` a second after that; the rest wait for their moment."""

    def __init__(self, *, burst: int, rate: float) -> None:
        self._burst = burst
        self._rate = rate
        self._tokens = float(burst)
        self._filled_at: float | None = None

    async def turn(self) -> None:
        """Wait until one more frame may go."""
        now = asyncio.get_running_loop().time()
        waited = 0.0 if self._filled_at is None else now - self._filled_at
        self._tokens = min(self._burst, self._tokens + waited * self._rate) - 1
        self._filled_at = now
        if self._tokens < 0:
            await asyncio.sleep(-self._tokens / self._rate)
