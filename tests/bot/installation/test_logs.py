"""The log has nothing personal in it, whoever writes it, explains a fault, and is kept for six months and no longer."""

import errno
import json
import logging
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import structlog

from bot.logs import DAYS, keep_logs, set_up_logs
from storage.database.failures import StorageFailure
from storage.store import Store
from tests.processes import ROOT
from tests.talking import Clock, Town
from tests.web.sites import served
from web.engine.failures import note

NUMBER, PHONE, TOKEN = "622921199001010008", "13955667788", "700000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CONTROL = "a word that may be logged"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The file of a log that is set up as the service does it; afterwards everything is as it was."""
    root, quiet = logging.getLogger(), logging.getLogger("aiogram")
    before = ([*root.handlers], root.level, quiet.level)
    set_up_logs()
    kept = keep_logs(tmp_path / "logs", 8080)
    [file] = (tmp_path / "logs").iterdir()
    yield file
    kept.close()
    root.handlers[:], root.level = before[0], before[1]
    quiet.setLevel(before[2])
    structlog.reset_defaults()


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "personal",
    [NUMBER, PHONE, "139-5566-7788", "+86 139 5566 7788", "0930-6222222", "马小兰", "ma@example.cn", TOKEN,
     "甘肃省临夏县只此一处村9社"],
)  # fmt: skip
def test_what_is_personal_is_not_in_it_whatever_it_came_in(log: Path, personal: str) -> None:
    structlog.get_logger().warning(f"{CONTROL} {personal}", where=personal, text=personal, phone=personal)
    logging.getLogger("aiogram").warning("%s %s", CONTROL, personal)
    try:
        raise ValueError(personal)
    except ValueError:
        logging.getLogger("asyncio").exception(CONTROL)
        structlog.get_logger().exception(CONTROL)
    written = log.read_text("utf-8")
    assert (written.count(CONTROL), personal in written) == (4, False)
    assert [line.get("error") for line in lines(log)] == [None, None, "ValueError", "ValueError"]
    assert lines(log)[0].keys() == {"event", "where", "level", "timestamp", "process"}


def test_numbers_of_cases_moments_and_kinds_stay(log: Path) -> None:
    structlog.get_logger().info("update not served", update_id=700123456, error="TimeoutError", case="2026-0001")
    (line,) = lines(log)
    assert {**line, "timestamp": ""} == {
        "update_id": 700123456,
        "error": "TimeoutError",
        "case": "2026-0001",
        "event": "update not served",
        "level": "info",
        "timestamp": "",
        "process": os.getpid(),
    }
    assert datetime.fromisoformat(str(line["timestamp"])).tzinfo is not None


def test_a_file_a_day_for_its_owner_alone_and_none_older_than_six_months(log: Path) -> None:
    structlog.get_logger().info(CONTROL)
    today = min(time.time(), log.stat().st_mtime)  # noqa: TID251  # files bear the machine's own time
    olds = {
        log.with_name(f"{name}.{date(2020, 1, 1) + timedelta(days=day)}"): day
        for name in (log.name, "award-another-8081.log")
        for day in range(DAYS + 3)
    }
    for old, day in olds.items():
        old.write_text(CONTROL)
        os.utime(old, (today - day * 24 * 3600 - 1,) * 2)
    midnight_comes()
    structlog.get_logger().info(CONTROL)
    assert {day for old, day in olds.items() if old.exists()} == set(range(DAYS))
    assert log.read_text("utf-8").count(CONTROL) == 1
    assert (log.stat().st_mode & 0o777, log.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_clock_that_jumps_ahead_deletes_no_log(log: Path) -> None:
    structlog.get_logger().info(CONTROL)
    kept = log.with_name(f"{log.name}.2026-01-01")
    kept.write_text(CONTROL)
    ago = log.stat().st_mtime - 4 * DAYS * 24 * 3600
    for each in log.parent.iterdir():  # as a clock sees them that is two years ahead
        os.utime(each, (ago, ago))
    midnight_comes()
    structlog.get_logger().info(CONTROL)
    assert kept.exists()


def midnight_comes() -> None:
    for each in logging.getLogger().handlers:
        if isinstance(each, logging.FileHandler):
            each.rolloverAt = 0  # type: ignore[attr-defined]


WRITES = """
import logging, sys
from pathlib import Path
from bot.logs import keep_logs, set_up_logs
set_up_logs()
kept = keep_logs(Path(sys.argv[1]), int(sys.argv[2]))
for day in ("yesterday", "today"):
    for n in range(10):
        logging.getLogger().warning("%s %d", day, n)
    sys.stdout.write(day + "\\n")
    sys.stdout.flush()
    sys.stdin.readline()
    kept.rolloverAt = 0
"""


def test_two_processes_in_one_folder_keep_all_lines_over_midnight(tmp_path: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", WRITES, tmp_path, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )
        for port in (8080, 8081)
    ]
    for day in ("yesterday", "today"):  # each waits for the other before its midnight comes
        for one in both:
            assert one.stdout is not None
            assert one.stdout.readline() == f"{day}\n"
        for one in both:
            assert one.stdin is not None
            one.stdin.write("\n")
            one.stdin.flush()
    for one in both:
        one.communicate()
    written = [json.loads(line) for file in tmp_path.iterdir() for line in file.read_text("utf-8").splitlines()]
    kept = Counter((line["process"], line["event"]) for line in written)
    assert kept == {(one.pid, f"{day} {n}"): 1 for one in both for day in ("yesterday", "today") for n in range(10)}


def refused_by_a_socket() -> None:
    try:
        raise ConnectionRefusedError(errno.ECONNREFUSED, PHONE)
    except ConnectionRefusedError as refused:
        raise StorageFailure(PHONE) from refused


@pytest.mark.parametrize("stdlib", [False, True])
def test_a_fault_is_told_by_its_kinds_codes_and_places_and_never_by_its_words(log: Path, *, stdlib: bool) -> None:
    try:
        refused_by_a_socket()
    except StorageFailure as failure:
        if stdlib:
            note(failure, CONTROL)
        else:
            structlog.get_logger().warning(CONTROL, fault=failure)
    try:
        json.loads(f'"{PHONE}')
    except ValueError as failure:
        logging.getLogger("asyncio").error(CONTROL, exc_info=failure)  # noqa: TRY400
    told = [[re.sub(r":\d+", "", one) for one in line["causes"]] for line in lines(log)]  # type: ignore[attr-defined]
    assert told == [
        [
            "StorageFailure in tests.bot.installation.test_logs",
            "ConnectionRefusedError ECONNREFUSED in tests.bot.installation.test_logs",
        ],
        ["JSONDecodeError in json.decoder"],
    ]
    assert PHONE not in log.read_text("utf-8")


async def test_every_line_of_a_request_has_its_number_and_a_failure_is_known_by_it(log: Path, tmp_path: Path) -> None:
    async with served(tmp_path) as site, aiohttp.ClientSession() as http:
        async with site.site.store.work() as work:
            await work.notices._db.exec_driver_sql("DROP TABLE notices")
            await work.commit()
        async with http.get(f"{site.url}/notices") as answer:
            said = await answer.text()
    line = next(one for one in lines(log) if "a request was not served" in str(one["event"]))
    assert (answer.status, str(line["request"]) in said) == (500, True)
    assert str(line["event"]).startswith(f"case {line['request']}: ")
    assert "storage." in str(line["causes"])


class Telling(Clock):
    """A clock that logs a line whenever it is looked at."""

    def __call__(self) -> datetime:
        structlog.get_logger().info(CONTROL)
        return self.now


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_every_line_of_an_update_has_its_number_and_no_other_line(log: Path, store: Store) -> None:
    town = Town(store)
    town.receive.office = replace(town.office, clock=Telling())
    for number in (70, 71):
        await town.person(5).says("/start", update_id=number)
    structlog.get_logger().info("afterwards")
    told = [line.get("update") for line in lines(log)]
    assert sorted(set(told[:-1]), key=str) == [70, 71]
    assert told[-1] is None
