"""Backups while people answer hold all that was confirmed before each of them (longer: tests.faults.backups)."""

from pathlib import Path

from tests.faults.backups import trial

BACKUPS = 3


async def test_three_backups_under_load_are_whole_and_hold_every_answer_confirmed_before(tmp_path: Path) -> None:
    figures = await trial(tmp_path, backups=BACKUPS, people=6)
    print(figures)
    assert figures.backups == BACKUPS
    assert figures.passes, figures
