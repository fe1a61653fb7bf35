"""How long the trials are, and by which seed: `LONG=1 SEED=4711 scripts/test tests/faults` repeats a long one."""

import os
import random

LONG = "LONG" in os.environ


def seed() -> int:
    """The seed of the environment, else a new one; it is printed, and shown where a test fails."""
    chosen = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    print(f"SEED={chosen}")
    return chosen
