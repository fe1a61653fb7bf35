"""What a page, a gigabyte and an applicant cost: processor seconds, and room on the disk.

    .venv/bin/python -m benchmarks.costs

Pages are asked for over HTTP by a browser in this process, whose share is counted too. Files are kept and read as the
service does it: checked, sealed, and on the disk before it goes on. Nothing here has a limit; `docs/scale.md`
calculates with the figures.
"""

import argparse
import asyncio
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.applying import TEXTS
from benchmarks.hall import Hall, prepare
from benchmarks.result import settled
from storage.database.seals import Keys
from storage.store import Store
from tests.web.offices import bureau
from tests.web.tipping import visitor

MORNING = datetime(2026, 9, 17, 1, tzinfo=UTC)
FILE = 20_000_000
PAGES = ("/", "/notices", "/register")
OFFICE = ("/office", "/office/cases", "/office/cases/{case}", "/office/journal")


def main() -> int:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description="What a page, a gigabyte and an applicant cost")
    for name, standard in (("pages", 200), ("files", 50), ("applicants", 500)):
        parser.add_argument(f"--{name}", type=int, default=standard)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measured(Path(folder), pages=asked.pages, files=asked.files, applicants=asked.applicants))
    return 0


async def measured(folder: Path, *, pages: int, files: int, applicants: int) -> None:
    """Measure each cost in a folder of its own."""
    for name in ("pages", "files", "applicants"):
        (folder / name).mkdir()
    await _ask(folder / "pages", pages)
    await _keep(folder / "files", files)
    await _apply(folder / "applicants", applicants)


async def _ask(folder: Path, times: int) -> None:
    """Ask for public pages, and for pages of the office with a case."""
    async with bureau(folder) as town, visitor(town.url) as public, town.signed_in("lead") as lead:
        asked = [(public, page) for page in PAGES] + [(lead, page.format(case=town.cases[0])) for page in OFFICE]
        for browser, page in asked:
            if (await browser.get(page)).status != 200:
                raise RuntimeError(f"{page} is not shown")
            with _cost(f"page {page}", times, "ms", 1000):
                for _ in range(times):
                    await browser.get(page)


async def _keep(folder: Path, files: int) -> None:
    """Keep files of twenty million bytes, and read them again."""
    store = await Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), folder, create=True)
    content = secrets.token_bytes(FILE)
    async with store.work() as work:
        owner = (await work.people.meet("web", 1, MORNING, "zh")).person.id
        about: dict[str, Any] = {"owner": owner, "kind": "pdf", "subject": "draft:1", "now": MORNING}
        with _cost("gigabyte kept", files * FILE / 1e9, "s", 1):
            kept = [await work.files.add(content, name=f"{number}.pdf", **about) for number in range(files)]
        with _cost("gigabyte read", files * FILE / 1e9, "s", 1):
            for file in kept:
                await work.files.open(file.id)
    await store.close()


async def _apply(folder: Path, applicants: int) -> None:
    """Let applicants write the beginning of their forms."""
    store = await Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), folder, create=True)
    await prepare(store)
    with _cost(f"update, of {len(TEXTS)} by each applicant", applicants * len(TEXTS), "ms", 1000):
        await Hall(store).apply(range(1, applicants + 1))
    await store.close()
    size = (folder / "award.db").stat().st_size  # nobody else waits for this loop
    print(f"{'on the disk, of each applicant':<44} {size / applicants / 1000:>8.1f} kB")


@contextmanager
def _cost(what: str, count: float, unit: str, scale: int) -> Iterator[None]:
    """Print what each of `count` things in the block cost, in processor time and by the clock."""
    used, begun = time.process_time(), time.monotonic()
    yield
    used, taken = time.process_time() - used, time.monotonic() - begun
    print(
        f"{what:<44} {used / count * scale:>8.2f} {unit} of the processor, {taken / count * scale:>8.2f} {unit} in all"
    )


if __name__ == "__main__":
    raise SystemExit(settled(main()))
