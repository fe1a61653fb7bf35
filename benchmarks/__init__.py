"""Measures the service beside its limits, and beside other ways to write such a bot."""

import os
from importlib.util import find_spec

NEEDED = ("pytest", "aiogram_dialog", "telegram", "redis")
"""Of the tools of development, those that benchmarks import."""
LOAD = os.getloadavg()[0]
"""How many others wanted a processor before the benchmark began; later its own load would count too."""

if any(find_spec(name) is None for name in NEEDED):
    raise SystemExit("The benchmarks need the tools of development: run `scripts/setup dev` once, then this again.")
