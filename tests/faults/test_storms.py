"""Each method of the storage fails one time in a hundred, and every invariant holds; each can be broken.

Sixty conversations with every change, five thousand with `LONG=1 scripts/test tests/faults/test_storms.py`.
"""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.faults.invariants import INVARIANTS
from tests.faults.storms import looked_through, trial
from tests.faults.trials import LONG, seed

ROUNDS, CONVERSATIONS = (25, 200) if LONG else (1, 60)


@pytest.mark.parametrize("turn", range(ROUNDS))
async def test_whatever_method_of_the_storage_fails_nothing_is_left_half_done(turn: int, tmp_path: Path) -> None:
    figures = await trial(tmp_path, conversations=CONVERSATIONS, seed=seed() + turn)
    print(figures)
    assert figures.passes, figures


Sabotage = Callable[[Path], None]


def sql(*statements: str) -> Sabotage:
    return partial(_execute, statements)


def _execute(statements: tuple[str, ...], folder: Path) -> None:
    with closing(sqlite3.connect(folder / "award.db")) as db:
        changed = [db.execute(statement).rowcount for statement in statements]
        db.commit()
    assert changed[-1] > 0, statements


def stray(folder: Path) -> None:
    (folder / "files" / "stray").write_bytes(b"")


SABOTAGES: dict[str, Sabotage] = {
    "nothing_owed_is_an_orphan": sql("UPDATE outbox SET key = 'objection:99:x' WHERE key = 'objection:1:receipt'"),
    "everything_owed_has_arrived": sql("UPDATE outbox SET state = 'owed' WHERE key = 'objection:1:receipt'"),
    "whatever_was_sent_has_a_receipt": sql("DELETE FROM outbox WHERE key = 'objection:1:receipt'"),
    "nothing_was_said_that_is_not_so": sql("UPDATE objections SET person_id = 1"),
    "numbers_have_no_gap": sql("UPDATE numbers SET last = last + 1 WHERE series = 'objection'"),
    "the_journal_is_whole": sql("DROP TRIGGER journal_refuses_update", "UPDATE journal SET act = 'x' WHERE id = 2"),
    "every_answer_acknowledged_is_kept": sql("DELETE FROM answers WHERE question IN ('who', 'notice', 'kind')"),
    "every_open_form_stands_where_its_answers_lead": sql("UPDATE drafts SET question = 'z' WHERE state = 'open'"),
    "what_waits_has_its_task_and_its_day": sql(
        "UPDATE tasks SET done_at = CASE WHEN done_at IS NULL THEN created_at END WHERE subject LIKE 'objection:%'"
    ),
    "every_file_has_its_content_and_every_content_its_file": stray,
    "every_update_is_accounted_for": sql("DELETE FROM updates WHERE update_id = (SELECT max(update_id) FROM updates)"),
}


async def test_what_is_broken_behind_the_services_back_is_found_by_its_invariant(tmp_path: Path) -> None:
    figures = await trial(tmp_path / "whole", conversations=16, seed=1, rate=0.0)
    assert (figures.broken, figures.log is None) == ({}, False)
    missed = []
    for name, sabotage in SABOTAGES.items():
        shutil.copytree(tmp_path / "whole", tmp_path / name)
        sabotage(tmp_path / name)
        if name not in await looked_through(tmp_path / name, figures.log):  # type: ignore[arg-type]  # it is there
            missed.append(name)
    assert missed == []
    assert list(SABOTAGES) == [each.__name__ for each in INVARIANTS]
