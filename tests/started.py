"""`award` by the clock of a test: `TRIAL_ORIGIN=... python -m tests.started serve` is `award serve` but for the time.

The service itself has no such setting: nothing that a real office could set makes it believe in another day.
"""

import os
from collections.abc import Sequence
from datetime import datetime

from tests.moments import Clock

ORIGIN = "TRIAL_ORIGIN"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command by the clock whose origin the environment names."""
    from bot.commands import main

    main(arguments, now=Clock(datetime.fromisoformat(os.environ[ORIGIN])))


if __name__ == "__main__":
    main()
