"""Breaks the code that the table of articles names, and sees whether the tests of the same row notice.

    python -m tests.house.mutants             one break for each article that binds
    python -m tests.house.mutants --seed 7    another one for each
    python -m tests.house.mutants --each      one for each function that the table names
    python -m tests.house.mutants 15 23       every break of these articles
    python -m tests.house.mutants --name TEXT every break whose name has this text in it
    python -m tests.house.mutants --name TEXT --against tests/web   tried with other tests than the row's

A refusal that no longer comes, a last day that is a day longer or shorter, an act of which one step is left out: each
is made in a copy of the project, one at a time. What no test notices is told, and is the exit status.

All tests are collected once, and run once on the whole code. Each break is made in a fork, in the functions already
imported and in the copy's file, and there the tests that came by it run, quickest first, until one fails.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NoReturn

import pytest

from tests.house.breaks import Break, breaks, equivalent
from tests.house.sources import ROOT, SOURCES
from tests.house.test_articles import Line, lines

PATIENCE = 4  # times as long as its tests took on the whole code, and
AT_LEAST = 60  # seconds more: a break that keeps its tests longer hangs, and that is noticed
STARTS = "subprocess.py:__init__"  # what a process does is not seen from here
SLOW = "tests/stories/"  # whole editions and years; `--quick` leaves them out
Told = dict[str, Any]  # as it comes from a fork, in JSON


@dataclass(slots=True)
class Result:
    """What became of one break: the test that noticed it, or nothing."""

    article: int
    broken: Break
    by: str

    def __str__(self) -> str:
        return f"| {self.article} | {self.broken.name} | {self.by or '**nobody**'} |"


@dataclass(slots=True, eq=False)
class Trial:
    """The plugin that runs instead of pytest's own loop: for each row its tests on the whole code, then each break."""

    copy: Path
    rows: Sequence[tuple[Line, Sequence[Break]]]
    against: bool = False
    results: list[Result] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    reached: dict[str, frozenset[str]] = field(default_factory=dict)
    at_import: set[CodeType] = field(default_factory=set)
    failed: str = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> Iterator[None]:
        """Run what runs on either database on SQLite: what is broken is an act, not a database."""
        if "url" in metafunc.fixturenames and not any(
            mark.args and mark.args[0] == "url" for mark in metafunc.definition.iter_markers("parametrize")
        ):
            metafunc.definition.add_marker(pytest.mark.parametrize("url", ["sqlite"], indirect=True))
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        sys.settrace(lambda frame, _event, _arg: self.at_import.add(frame.f_code))
        try:
            return (yield)
        finally:
            sys.settrace(None)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        early = {self._place(code) for code in self.at_import}
        for line, tried in self.rows:
            of_row = {item for item in session.items if item.nodeid.partition("[")[0] in line.tests}
            items = [item for item in session.items if self.against or item in of_row]
            self._learn([item for item in items if item.nodeid not in self.seconds])
            items.sort(key=lambda item: self.seconds[item.nodeid])
            for one in tried:
                place = f"{one.file}:{one.function}"
                result = Result(line.article, one, self._noticed(one, items, imported=place in early))
                self.results.append(result)
                print(result, flush=True)
        return True

    def _learn(self, items: Sequence[pytest.Item]) -> None:
        """Run tests on the whole code, each with its seconds and the functions it came by."""
        if not items:
            return

        def tell() -> Told:
            seconds, reached = {}, {}
            for item in items:
                begun, seen = time.monotonic(), set[CodeType]()

                def called(frame: FrameType, _event: str, _arg: object, seen: set[CodeType] = seen) -> None:
                    seen.add(frame.f_code)

                sys.settrace(called)
                threading.settrace(called)
                self._run(item)
                sys.settrace(None)
                seconds[item.nodeid] = time.monotonic() - begun
                reached[item.nodeid] = sorted({self._place(code) for code in seen.copy()})
            return {"failed": self.failed, "seconds": seconds, "reached": reached}

        told = self._apart(tell, None)
        if told["failed"]:
            raise pytest.UsageError(f"Nothing can be told while a test fails on the whole code: {told['failed']}")
        self.seconds |= told["seconds"]
        self.reached |= {name: frozenset(ones) for name, ones in told["reached"].items()}

    def _noticed(self, one: Break, items: Sequence[pytest.Item], *, imported: bool) -> str:
        place = f"{one.file}:{one.function}"
        near = [item for item in items if place in self.reached[item.nodeid]]
        starts = [item for item in items if item not in near and self._reads(item)]
        ordered = [*near, *starts] if near else items
        longest = AT_LEAST + PATIENCE * sum(self.seconds[item.nodeid] for item in ordered)
        path = self.copy / one.file
        whole = path.read_bytes()
        broken = whole[: one.start] + one.text.encode() + whole[one.end :]

        def tell() -> Told:
            _put_in(compile(broken, str(path), "exec", dont_inherit=True), one)
            for item in ordered:
                self._run(item)
                if self.failed:
                    break
            return {"failed": self.failed}

        path.write_bytes(broken)
        try:
            by = str(self._apart(tell, longest)["failed"])
            return by or (self._anew(ordered) if imported else "")
        finally:
            path.write_bytes(whole)

    def _anew(self, items: Sequence[pytest.Item]) -> str:
        """Run tests in a process that imports the broken file itself: the function had run before the fork."""
        asked = [sys.executable, "-B", "-m", "pytest", "-qx", "-p", "no:cacheprovider", "-k", "not postgresql"]
        tests = list(dict.fromkeys(item.nodeid.partition("[")[0] for item in items))
        ran = subprocess.run([*asked, *tests], cwd=self.copy, capture_output=True, text=True, check=False)
        failed = [word for text in ran.stdout.splitlines() if text.startswith(("FAILED ", "ERROR ")) for word in [text]]
        return failed[0].split()[1] if failed else "" if ran.returncode == 0 else "(pytest does not start)"

    def _reads(self, item: pytest.Item) -> bool:
        """Whether the test reads the broken file, or starts a process that does."""
        return item.nodeid.startswith("tests/house/") or STARTS in self.reached[item.nodeid]

    def _run(self, item: pytest.Item) -> None:
        # Nothing is shared by the tests of a fork that could go on to the next.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)

    def _place(self, code: CodeType) -> str:
        path = Path(code.co_filename)
        return f"{path.relative_to(self.copy) if path.is_relative_to(self.copy) else path.name}:{code.co_name}"

    def _apart(self, tell: Callable[[], Told], longest: float | None) -> Told:
        with tempfile.NamedTemporaryFile(dir=self.copy.parent) as answer:
            child = os.fork()
            if child == 0:
                self._child(tell, Path(answer.name))
            ended = _ended(child, longest)
            told = answer.read()
        for folder in self.copy.parent.glob("pytest-of-*"):
            shutil.rmtree(folder, ignore_errors=True)
        if not told and ended:
            print(self.copy.with_name("said.txt").read_text("utf-8", "replace")[-2000:], file=sys.stderr)
        read: Told = json.loads(told) if told else {"failed": "(its process ends)" if ended else "(hangs)"}
        return read

    def _child(self, tell: Callable[[], Told], answer: Path) -> NoReturn:
        os.setpgid(0, 0)
        said = os.open(self.copy.with_name("said.txt"), os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(said, stream)
        try:
            answer.write_text(json.dumps(tell()), "utf-8")
        finally:
            if sys.exc_info()[1] is not None:
                traceback.print_exc()
            os._exit(0)


def _put_in(module: CodeType, one: Break) -> None:
    """Give the function that is already imported the broken code."""
    name = one.file.removesuffix(".py").replace("/", ".")
    if name not in sys.modules:
        return
    waiting: list[tuple[CodeType, object]] = [(module, sys.modules[name])]
    while waiting:
        outer, place = waiting.pop()
        for code in outer.co_consts:
            inner = vars(place).get(code.co_name) if isinstance(code, CodeType) else None
            if isinstance(inner, type):
                waiting.append((code, inner))
            elif inner is not None and code.co_name == one.function:
                function = getattr(inner, "fget", None) or getattr(inner, "__func__", inner)
                while hasattr(function, "__wrapped__"):
                    function = function.__wrapped__
                function.__code__ = code


def _ended(child: int, longest: float | None) -> bool:
    until = None if longest is None else time.monotonic() + longest
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if until is not None and time.monotonic() > until:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(0.02)
    return True


def chosen(line: Line, chance: random.Random, *, every: bool, each: bool, text: str) -> list[Break]:
    """Return which breaks of a row are tried: all, one for each function (in itself, where it can), or one."""
    possible = [one for one in breaks(line) if one.name not in equivalent() and text in one.name]
    if each:
        named = {name: [one for one in possible if one.named == name] for name in line.functions}
        own = {name: [one for one in ones if name.endswith(one.function)] or ones for name, ones in named.items()}
        return [chance.choice(ones) for ones in own.values() if ones]
    return possible if every else possible and [chance.choice(possible)]


def main(arguments: Sequence[str]) -> int:
    """Break, run, tell; returns how many breaks nobody noticed."""
    asked = argparse.ArgumentParser(prog="python -m tests.house.mutants")
    asked.add_argument("articles", nargs="*", type=int, help="every break of these; without one, one break of each")
    asked.add_argument("--each", action="store_true", help="one break for each function that is named")
    asked.add_argument("--name", default="", help="only breaks whose name has this in it, every one")
    asked.add_argument("--against", nargs="+", default=[], help="these tests, instead of the row's")
    asked.add_argument("--quick", action="store_true", help="without whole editions and years")
    asked.add_argument("--seed", type=int, default=1, help="which break, where one is taken")
    given = asked.parse_args(arguments)
    chance, every = random.Random(given.seed), bool(given.articles or given.name)
    taken = [lines()[article - 1] for article in given.articles] or lines()
    rows = [(line, chosen(line, chance, every=every, each=given.each, text=given.name)) for line in taken]
    rows = [(line, tried) for line, tried in rows if tried]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "copy"
        copy.mkdir()
        subprocess.run(f"git ls-files -z | xargs -0 cp --parents -t '{copy}'", shell=True, cwd=ROOT, check=True)
        (copy / ".venv").symlink_to(ROOT / ".venv")
        trial = Trial(copy, rows, against=bool(given.against))
        tests = given.against or [test for line, _tried in rows for test in line.tests]
        tests = [test for test in tests if not (given.quick and test.startswith(SLOW))]
        status = trial_of(trial, list(dict.fromkeys(tests)))
    survived = [result for result in trial.results if not result.by]
    articles = len({result.article for result in trial.results})
    print(f"\nMade: {len(trial.results)}, for {articles} articles. Not noticed: {len(survived)}", *survived, sep="\n")
    return min(len(survived), 99) or status


def trial_of(trial: Trial, tests: Sequence[str]) -> int:
    """Run the trial in the copy, as if it were the only project here."""
    os.chdir(trial.copy)
    sys.path = [str(trial.copy), *(path for path in sys.path if Path(path).resolve() != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] in {*SOURCES, "tests"}]:
        del sys.modules[name]
    sys.dont_write_bytecode = True  # or a fork's broken file would stay behind as the whole one's
    os.environ |= {
        "PYTHONPATH": str(trial.copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DEBUG_TEMPROOT": str(trial.copy.parent),
    }
    asked = ["-sqq", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not postgresql", *tests]
    return int(pytest.main(asked, plugins=[trial]))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
