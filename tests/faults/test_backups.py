"""Backups while people answer hold all that was confirmed before each of them (fifty with LONG=1)."""

from pathlib import Path

from tests.faults.backups import trial
from tests.faults.trials import LONG

BACKUPS, PEOPLE = (50, 20) if LONG else (3, 6)


async def test_backups_under_load_are_whole_and_hold_every_answer_confirmed_before(tmp_path: Path) -> None:
    figures = await trial(tmp_path, backups=BACKUPS, people=PEOPLE)
    print(figures)
    assert figures.backups == BACKUPS
    assert figures.passes, figures
