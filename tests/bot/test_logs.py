"""The log has nothing personal in it, whoever writes it, and is kept for six months and no longer."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from bot.logs import DAYS, keep_logs, set_up_logs

NUMBER, PHONE, TOKEN = "622921199001010008", "13955667788", "700000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CONTROL = "a word that may be logged"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The file of a log that is set up as the service does it; afterwards everything is as it was."""
    root, quiet = logging.getLogger(), logging.getLogger("aiogram")
    before = ([*root.handlers], root.level, quiet.level)
    set_up_logs()
    kept = keep_logs(tmp_path / "logs")
    yield tmp_path / "logs" / "award.log"
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
    assert lines(log)[0].keys() == {"event", "where", "level", "timestamp"}


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
    }
    assert datetime.fromisoformat(str(line["timestamp"])).tzinfo is not None


def test_a_file_a_day_for_its_owner_alone_and_none_older_than_six_months(log: Path) -> None:
    structlog.get_logger().info(CONTROL)
    for day in range(DAYS + 3):
        on = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
        log.with_name(f"award.log.{on:%Y-%m-%d}").write_text(CONTROL)
    (handler,) = (each for each in logging.getLogger().handlers if isinstance(each, logging.FileHandler))
    handler.rolloverAt = 0  # type: ignore[attr-defined]  # midnight has come
    structlog.get_logger().info(CONTROL)
    assert (len(list(log.parent.glob("award.log.*"))), log.read_text("utf-8").count(CONTROL)) == (DAYS, 1)
    assert (log.stat().st_mode & 0o777, log.parent.stat().st_mode & 0o777) == (0o600, 0o700)
