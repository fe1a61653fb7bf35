"""kill -9 within a migration: the old schema or the new one, never between (fifty kills with LONG=1)."""

import json
import subprocess
import sys

from storage.database import revisions
from tests.faults.migrations import NEXT
from tests.faults.trials import LONG, seed
from tests.processes import ROOT

KILLS, MOST_SECONDS = (50, 900) if LONG else (6, 120)


def test_a_killed_migration_leaves_the_old_schema_or_the_new_one_and_the_next_start_ends_it(bare_url: str) -> None:
    command = [sys.executable, "-m", "tests.faults.migrations", bare_url, "--kills", str(KILLS), "--seed", str(seed())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=MOST_SECONDS)
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    ways = json.loads(done.stdout)["ways"]
    assert [(way["base"], way["then"], sum(way["found"].values())) for way in ways] == [
        ("empty", revisions.newest(), KILLS),
        (revisions.newest(), NEXT, KILLS),
    ]
