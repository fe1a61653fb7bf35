"""The same reminders with APScheduler's own job store, as its manual shows: a job for each holder's next reminder."""

import asyncio
import pickle
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from benchmarks.heartbeats import heart

LATER = timedelta(days=30)
reminded: list[str] = []


async def remind(key: str) -> None:
    """Do what a job does: as little as possible."""
    reminded.append(key)


async def run(folder: Path, *, holders: int, due: int) -> tuple[float, float]:
    """Run a job for each holder, `due` of them overdue; return the seconds those take, and the longest stall."""
    store = SQLAlchemyJobStore(url=f"sqlite:///{folder}/jobs.db")
    scheduler = AsyncIOScheduler(timezone=UTC, jobstores={"default": store}, job_defaults={"misfire_grace_time": None})
    reminded.clear()
    scheduler.start(paused=True)
    _fill(scheduler, store, holders=holders, due=due)
    async with heart() as beating:
        began = time.monotonic()
        scheduler.resume()
        while len(reminded) < due:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.005)
        took = time.monotonic() - began
    scheduler.shutdown(wait=False)
    return took, beating.longest


def _fill(scheduler: Any, store: Any, *, holders: int, due: int) -> None:
    """Write all rows at once: adding them one by one would take longer than everything measured."""
    now = datetime.now(UTC)  # noqa: TID251  # the peer looks at the real clock
    rows = []
    asked: dict[str, Any] = {"executor": "default", "misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    for one in range(holders):
        at = now - timedelta(hours=1) if one < due else now + LATER
        what = {"func": remind, "args": (f"{one}",), "kwargs": {}, "name": "remind", "trigger": DateTrigger(at, UTC)}
        job = Job(scheduler, id=f"reminder-{one}", next_run_time=at, **asked, **what)
        kept = pickle.dumps(job.__getstate__(), store.pickle_protocol)
        rows.append({"id": job.id, "next_run_time": at.timestamp(), "job_state": kept})
    with store.engine.begin() as db:
        for first in range(0, len(rows), 5_000):
            db.execute(store.jobs_t.insert(), rows[first : first + 5_000])
