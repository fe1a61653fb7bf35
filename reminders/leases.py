"""Leases on a monotonic clock: a message whose delivery died is claimed again, even when wall clocks are set."""

from collections.abc import Callable, Collection, Iterable

LEASE_SECONDS = 120.0
Claim = tuple[int, int]
"""(message id, claim): claiming the same message again makes another claim."""


class Leases:
    """The claims of other deliveries, as one long-running delivery has seen them, timed in `monotonic` seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._since: dict[Claim, float] = {}

    def over(self, claims: Iterable[Claim], mine: Collection[int]) -> list[Claim]:
        """Return the present claims that have been seen for a whole lease.

        `mine` are the ids of the messages that this process is sending.
        """
        now = self._monotonic()
        others = [claim for claim in claims if claim[0] not in mine]
        self._since = {claim: self._since.get(claim, now) for claim in others}
        return [claim for claim in others if now - self._since[claim] >= LEASE_SECONDS]
