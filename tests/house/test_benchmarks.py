"""Both sides of each benchmark do all of the work that they are compared by, and the service is held to its limits."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import broadcast, costs, endurance, imports, offices, processes, sockets, webhook
from benchmarks.conversation import FLOORS, SIDES, judged
from benchmarks.peers import apscheduler_jobs
from benchmarks.peers.aiogram_redis import PROGRAM, NoRedis
from benchmarks.registers import Register
from benchmarks.reminders import Figures, planned
from benchmarks.reminders import judged as judged_days
from benchmarks.result import Result, settled
from tests.postgres import Cluster
from tests.processes import ROOT


@pytest.mark.parametrize("side", sorted(FLOORS))
async def test_a_peer_answers_every_update_of_everybody(side: str) -> None:
    if side == "aiogram over Redis, fsync always" and not shutil.which(PROGRAM) and os.environ.get("CI") != "true":
        pytest.skip(f"NOT TESTED. {NoRedis()}")
    result: Result = await import_module(SIDES[side]).run(people=2, steps=3)
    assert result.updates == 2 * (1 + 3)
    assert result.seconds > 0


@pytest.mark.parametrize(("service", "verdict"), [(600.0, 0), (599.0, 1)])
@pytest.mark.parametrize("side", sorted(FLOORS))
def test_the_service_is_held_against_the_floor_of_each_side(side: str, service: float, verdict: int) -> None:
    others = dict.fromkeys(FLOORS, 1.0)
    assert judged({**others, "service": service, side: 600.0 / FLOORS[side]}) == verdict


async def test_the_planner_does_what_is_due_on_each_day_of_its_benchmark(tmp_path: Path) -> None:
    found = await planned(tmp_path, Register(holders=40, owing=3))
    around = 2  # the office and the unit's clerk
    assert [(one.day, one.done) for one in found] == [
        ("quiet day", around + around),  # the year's statement of interests, and the morning's list
        ("opening day", 3 + 3 + around + around),  # a Saturday; and the statements that have not come
        ("1 July", 3 + around + around + around),
        ("delivery", 3 + 4 * around),  # of July the later step alone, and of the lists the last
    ]


async def test_the_job_store_reminds_everybody_who_is_overdue_and_nobody_else(tmp_path: Path) -> None:
    seconds, stall = await apscheduler_jobs.run(tmp_path, holders=12, due=3)
    assert (sorted(apscheduler_jobs.reminded), seconds > 0, stall >= 0) == (["0", "1", "2"], True, True)


@pytest.mark.parametrize(("seconds", "stall", "verdict"), [(5.0, 50.0, 0), (5.1, 1.0, 1), (0.1, 50.1, 1)])
def test_a_day_of_reminders_is_held_against_its_limits(seconds: float, stall: float, verdict: int) -> None:
    peer = Figures("APScheduler", 1000, "1 July", 50, 60.0, 60_000.0)
    assert judged_days([Figures("service", 1000, "1 July", 52, seconds, stall), peer]) == verdict


async def test_a_broadcast_reaches_everybody_while_others_are_answered(tmp_path: Path) -> None:
    found = await broadcast.measured(tmp_path, recipients=12, people=2, answers=1)
    assert (found.recipients, found.missing, found.doubled, found.answers) == (12, 0, 0, 2)


@pytest.mark.parametrize(
    "over", [{"busiest_second": 31}, {"busiest_chat": 4}, {"p95_ms": 1000.0}, {"missing": 1}, {"doubled": 1}]
)
def test_a_broadcast_is_held_against_each_of_its_limits(over: dict[str, float]) -> None:
    fine = broadcast.Figures(500, 0, 0, 22.0, 30, 3, 100, 15.0, 60.0)
    assert (broadcast.judged(fine), broadcast.judged(replace(fine, **over))) == (0, 1)  # type: ignore[arg-type]


async def test_everybody_is_answered_by_webhook_while_a_message_goes_to_many(tmp_path: Path) -> None:
    found = await webhook.measured(tmp_path, rate=80, people=3, recipients=4)
    assert (found.updates, found.refused, found.unread) == (60, 0, 0)
    assert (found.recipients, found.missing, found.doubled) == (4, 0, 0)


@pytest.mark.parametrize("over", [{"p99_ms": 100.0}, {"refused": 1}, {"unread": 1}, {"missing": 1}, {"doubled": 1}])
def test_the_webhook_is_held_against_each_of_its_limits(over: dict[str, float]) -> None:
    fine = webhook.Figures(6000, 30.0, 9.0, 20.0, 40.0, 99.0, 0, 0, 700, 0, 0, 0.5)
    assert (webhook.judged(fine), webhook.judged(replace(fine, **over))) == (0, 1)  # type: ignore[arg-type]


async def test_everybody_in_the_web_chat_is_answered_and_the_pages_are_weighed(tmp_path: Path) -> None:
    found = await sockets.measured(tmp_path, people=3, thinking=(0.0, 0.05))
    assert (found.people, found.words, found.unread) == (3, 60, 0)


@pytest.mark.parametrize("over", [{"p95_ms": 200.0}, {"longest_ms": 2000.0}, {"page_kb": 100.0}, {"unread": 1}])
def test_the_web_chat_is_held_against_each_of_its_limits(over: dict[str, float]) -> None:
    fine = sockets.Figures(500, 10_000, 50.0, 8.0, 40.0, 90.0, 300.0, 40.0, 0, 0.5)
    assert (sockets.judged(fine), sockets.judged(replace(fine, **over))) == (0, 1)  # type: ignore[arg-type]


@pytest.mark.long
async def test_processes_share_a_postgresql_and_keep_every_answer(postgres: Cluster) -> None:
    found = await processes.measured(postgres, 2, people=3)
    assert (found.processes, found.rate > 0, found.begun > 0) == (2, True, True)


@pytest.mark.parametrize(("rate", "verdict"), [(160.0, 0), (159.0, 1)])
def test_two_processes_are_held_against_one(rate: float, verdict: int) -> None:
    medians = [processes.Figures(n, 90.0, does, 2.0, 1.0, 0.0) for n, does in ((1, 100.0), (2, rate), (4, 200.0))]
    assert processes.judged(medians) == verdict


async def test_memory_is_looked_at_over_many_updates_and_what_python_keeps_is_bounded(tmp_path: Path) -> None:
    for part in ("warm", "measured"):
        (tmp_path / part).mkdir()
        found = await endurance.measured(tmp_path / part, updates=800, at_once=10)
    assert (found.updates, found.slope_objects < 3 * endurance.OBJECTS) == (800, True)


@pytest.mark.parametrize("over", [{"slope_mb": 2.0}, {"slope_objects": 1000.0}])
def test_memory_is_held_against_its_limits(over: dict[str, float]) -> None:
    fine = endurance.Figures(100_000, 90.0, 280.0, 0.3, 500.0)
    assert (endurance.judged(fine), endurance.judged(replace(fine, **over))) == (0, 1)  # type: ignore[arg-type]


async def test_the_office_finds_its_cases_however_many_they_are(tmp_path: Path) -> None:
    found = await offices.measured(tmp_path, cases=30, times=1)
    assert [*found] == [*offices.PAGES, *offices.SEARCHES]


@pytest.mark.parametrize(
    ("page", "ms", "verdict"),
    [("/office", 299.0, 0), ("/office", 300.0, 1), (offices.SEARCHES[0], 199.0, 0), (offices.SEARCHES[0], 200.0, 1)],
)
def test_a_page_and_a_search_of_the_office_are_held_against_their_limits(page: str, ms: float, verdict: int) -> None:
    assert offices.judged({"/office/cases": 1.0, page: ms}) == verdict


async def test_a_list_comes_by_the_chat_whole_and_not_before_the_press(tmp_path: Path) -> None:
    found = await imports.measured(tmp_path, rows=3, people=1)
    assert (found.rows, found.before, found.after, found.answers > 0) == (3, 0, 3, True)


@pytest.mark.parametrize(
    "over",
    [
        *({"check_seconds": 60.0}, {"enter_seconds": 60.0}, {"memory_mb": 800.0}, {"longest_ms": 2000.0}),
        *({"before": 1}, {"after": 9_999}),
    ],
)
def test_a_long_list_is_held_against_its_limits_and_to_be_there_whole(over: dict[str, float]) -> None:
    fine = imports.Figures(10_000, 0, 10_000, 11, 24.0, 26.0, 6.0, 200.0, 290.0, 145, 54.0, 1999.0)
    assert (imports.judged(fine), imports.judged(replace(fine, **over))) == (0, 1)  # type: ignore[arg-type]


async def test_pages_files_and_applicants_are_weighed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await costs.measured(tmp_path, pages=1, files=1, applicants=2)
    weighed = [line[:16].strip() for line in capsys.readouterr().out.splitlines()]
    assert weighed == [
        *("page /", "page /notices", "page /register", "page /office", "page /office/cas", "page /office/cas"),
        *("page /office/jou", "gigabyte kept", "gigabyte read", "update, of 20 by", "on the disk, of"),
    ]


@pytest.mark.parametrize(("code", "load", "settles"), [(0, 9.0, 0), (1, 1.0, 1), (1, 1.1, 0)])
def test_a_benchmark_on_a_busy_machine_says_so_and_does_not_fail(
    capsys: pytest.CaptureFixture[str], code: int, load: float, settles: int
) -> None:
    assert settled(code, load=load, processors=2) == settles
    assert capsys.readouterr().out.startswith("The machine was busy") is (code != settles)


@pytest.mark.parametrize("name", ["conversation", "reminders", "offices"])
def test_without_the_tools_of_development_a_benchmark_says_in_one_sentence_what_it_needs(name: str) -> None:
    call = [sys.executable, "-S", "-m", f"benchmarks.{name}"]  # -S: nothing that is installed is found
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    said = "The benchmarks need the tools of development: run `scripts/setup dev` once, then this again.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
