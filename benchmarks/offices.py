"""The office's pages with a register of ten thousand cases: how soon they come, and what a search by name takes.

    .venv/bin/python -m benchmarks.offices
    .venv/bin/python -m benchmarks.offices --postgres

A browser in this process, whose share is counted too, asks for each page in turn; the median of its answers is compared
with the limit. Names are sealed, so a search by a part of one opens every name that the rest of the query leaves. Exits
with 1 if a page takes 300 ms, or a search 200 ms.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote, unquote

import uvloop
from sqlalchemy import insert

from benchmarks.result import Limit, held, settled
from rules.applications.lifecycle import State
from storage.applications.cases import applications
from storage.database.seals import Seal
from storage.engine.drafts import DraftState, drafts
from storage.people.persons import people
from storage.store import Store
from tests.postgres import running_cluster
from tests.web.offices import bureau
from tests.web.sites import NOON

PAGE_MS, SEARCH_MS = 300.0, 200.0
FIRST = 1_000
AT_ONCE = 5_000
TRADES = ("牧业", "乳品", "食品", "建材", "纺织", "农机", "果业", "粮油")
STATES = (State.IN_REVIEW, State.FORWARDED, State.LISTED, State.DEFENCE)
UNITS = ("industry", "market_regulation")
WORDS = quote("兴盛乳品")
PAGES = ("/office", "/office/cases", "/office/cases?page=99", "/office/cases?sort=changed", "/office/editions/1")
SEARCHES = (f"/office/cases?words={WORDS}", f"/office/search?words={WORDS}", f"/office/tasks?words={WORDS}")


def main() -> int:
    """Measure, and compare the figures with the limits; the exit status."""
    parser = argparse.ArgumentParser(description="The office's pages before many cases")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL that is started for it")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(running_cluster(durable=True)).new_database() if asked.postgres else None
        runner = stack.enter_context(asyncio.Runner(loop_factory=uvloop.new_event_loop))
        return judged(runner.run(measured(folder, url, cases=asked.cases, times=asked.times)))


def judged(found: Mapping[str, float]) -> int:
    """Print the figures; return 1 if one is over its limit."""
    most = {page: SEARCH_MS if page in SEARCHES else PAGE_MS for page in found}
    return int(not held(*(Limit(f"{unquote(page):<32}", ms, most[page], "ms") for page, ms in found.items())))


async def measured(folder: Path, url: str | None = None, *, cases: int, times: int) -> dict[str, float]:
    """Return the median time of each page, in milliseconds."""
    found = {}
    async with bureau(folder, url) as town, town.signed_in("lead") as lead:
        await fill(town.served.site.store, cases)
        for page in (*PAGES, *SEARCHES):
            taken = []
            for _ in range(times):
                begun = time.monotonic()
                if (await lead.get(page)).status != 200:
                    raise RuntimeError(f"{page} is not shown")
                taken.append((time.monotonic() - begun) * 1000)
            found[page] = median(taken)
    return found


async def fill(store: Store, cases: int) -> None:
    """Enter so many cases, each of another applicant."""
    for first in range(FIRST, FIRST + cases, AT_ONCE):
        async with store.work() as work:
            for table, rows in _rows(store.seal, range(first, min(first + AT_ONCE, FIRST + cases))).items():
                await work.applications._db.execute(insert(table), rows)  # noqa: SLF001  # all rows of a table at once
            await work.commit()


def _rows(seal: Seal, places: range) -> dict[Any, list[dict[str, Any]]]:
    rows: dict[Any, list[dict[str, Any]]] = {each: [] for each in (people, drafts, applications)}
    begun = {"created_at": NOON, "touched_at": NOON, "sent_at": NOON, "state": DraftState.SENT.value}
    for one in places:
        rows[people].append({"id": one, "language": "zh", "created_at": NOON})
        rows[drafts].append({"id": one, "person_id": one, "form": "organisation", "subject": "edition:1", **begun})
        rows[applications].append(_case(seal, one))
    return rows


def _case(seal: Seal, one: int) -> dict[str, Any]:
    name = f"临夏县第{one}兴盛{TRADES[one % len(TRADES)]}有限责任公司"
    return {
        "id": one,
        "edition_id": 1,
        "kind": "organisation",
        "state": STATES[one % len(STATES)].value,
        "person_id": one,
        "draft_id": one,
        "number": f"2026-{one:05}",
        "name": seal.seal("applications", one, "name", name),
        "unit": UNITS[one % len(UNITS)],
        "identity": f"{one:064x}",
        "supplemented": False,
        "submitted_at": NOON,
        "changed_at": NOON,
    }


if __name__ == "__main__":
    raise SystemExit(settled(main()))
