"""Leases by a clock that nobody sets: a message whose delivery died is taken up again, however wall clocks jump."""

from collections.abc import Callable, Collection, Iterable

LEASE_SECONDS = 120.0
Claim = tuple[int, int]
"""A message's id and the number of its try: a claim is another one each time."""


class Leases:
    """The claims of other deliveries as one that runs for long has seen them, by `monotonic` seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._since: dict[Claim, float] = {}

    def over(self, claims: Iterable[Claim], mine: Collection[int]) -> list[Claim]:
        """Which of the present claims have stood for the whole lease under our eyes; `mine` are in our own hands."""
        now = self._monotonic()
        others = [claim for claim in claims if claim[0] not in mine]
        self._since = {claim: self._since.get(claim, now) for claim in others}
        return [claim for claim in others if now - self._since[claim] >= LEASE_SECONDS]
