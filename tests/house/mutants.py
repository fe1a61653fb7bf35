"""Breaks the code that the table of articles names, and sees whether the tests of the same row notice.

    python -m tests.house.mutants             one break for each article that binds
    python -m tests.house.mutants --seed 7    another one for each
    python -m tests.house.mutants --each      one for each function that the table names
    python -m tests.house.mutants 15 23       every break of these articles
    python -m tests.house.mutants --name TEXT every break whose name has this text in it

A refusal that no longer comes, a last day that is a day longer or shorter, an act of which one step is left out: each
is made in a copy of the project, one at a time. What no test notices is told, and is the exit status.
Each test runs unbroken first: the quickest of those that came by the broken function are tried before the others.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType

import pytest

from tests.house.breaks import Break, breaks, equivalent
from tests.house.sources import ROOMS, ROOT, imports
from tests.house.test_articles import Line, lines

LONGEST = 180  # seconds; a break that keeps its tests longer hangs, and that is noticed
BROKEN_ONCE_A = 2  # seconds between the file times of two breaks, so that no stale bytecode is taken for the new code


@dataclass(slots=True, eq=False)
class Watch:
    """What pytest tells of its run: each test's seconds and the functions it came by, and the first that failed."""

    copy: Path
    trace: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    reached: dict[str, list[str]] = field(default_factory=dict)
    failed: str = ""
    seen: set[CodeType] = field(default_factory=set)

    @pytest.hookimpl(wrapper=True)
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> Iterator[None]:
        """Run what runs on either database on SQLite: what is broken is an act, not a database."""
        if "url" in metafunc.fixturenames and not any(
            mark.args and mark.args[0] == "url" for mark in metafunc.definition.iter_markers("parametrize")
        ):
            metafunc.definition.add_marker(pytest.mark.parametrize("url", ["sqlite"], indirect=True))
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        begun = time.monotonic()
        self.seen.clear()
        if self.trace:
            sys.settrace(self._called)
            threading.settrace(self._called)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.seconds[item.nodeid] = time.monotonic() - begun
            self.reached[item.nodeid] = sorted({f"{code.co_filename}:{code.co_name}" for code in self.seen})

    def _called(self, frame: FrameType, _event: str, _arg: object) -> None:
        self.seen.add(frame.f_code)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.failed:
            self.failed = f"{report.nodeid} (does not import)"

    def told(self) -> str:
        root = f"{self.copy}/"
        inside = {
            name: [place.removeprefix(root) for place in places if place.startswith(root)]
            for name, places in self.reached.items()
        }
        return json.dumps({"failed": self.failed, "seconds": self.seconds, "reached": inside})


@dataclass(slots=True)
class Trial:
    """A copy of the project in which code is broken, and what is known of its tests while it is whole."""

    copy: Path
    seconds: dict[str, float] = field(default_factory=dict)
    reached: dict[str, frozenset[str]] = field(default_factory=dict)
    broken: int = 0

    @property
    def said(self) -> Path:
        return self.copy.with_name("said.txt")

    def learn(self, tests: Sequence[str]) -> None:
        """Run the tests that have not run yet on the whole code; stop where one of them fails there."""
        known = {name.partition("[")[0] for name in self.seconds}
        new = [name for name in tests if name not in known]
        if not new:
            return
        failed, seconds, reached = self._run(new, trace=True)
        if failed:
            said = self.said.read_text("utf-8", "replace")
            raise SystemExit(f"{said}\nNothing can be told while a test fails on the whole code: {failed}")
        self.seconds |= seconds
        self.reached |= {name: frozenset(places) for name, places in reached.items()}

    def noticed(self, line: Line, one: Break) -> str:
        """Make the break in the copy, run the row's tests, undo it; the test that fails, or nothing."""
        place = f"{one.file}:{one.function}"
        of_row = sorted(
            (name for name in self.seconds if name.partition("[")[0] in line.tests), key=self.seconds.__getitem__
        )
        near = [name for name in of_row if place in self.reached[name]]
        path = self.copy / one.file
        whole, times = path.read_bytes(), path.stat()
        path.write_bytes(whole[: one.start] + one.text.encode() + whole[one.end :])
        self.broken += BROKEN_ONCE_A
        os.utime(path, (times.st_atime, times.st_mtime + self.broken))
        try:
            far = [name for name in of_row if name not in near]
            return (near and self._run(near)[0]) or (far and self._run(far)[0]) or ""
        finally:
            path.write_bytes(whole)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def _run(self, tests: Sequence[str], *, trace: bool = False) -> tuple[str, dict[str, float], dict[str, list[str]]]:
        with tempfile.NamedTemporaryFile(dir=self.copy.parent) as answer:
            # A fork has what others made already imported, and nothing of the project.
            child = os.fork()
            if child == 0:
                self._test(Path(answer.name), tests, trace=trace)
            if not _ended(child, None if trace else LONGEST):
                return "(hangs)", {}, {}
            told = answer.read()
            if not told:
                return "(the tests' process ends)", {}, {}
            read = json.loads(told)
            return read["failed"], read["seconds"], read["reached"]

    def _test(self, answer: Path, tests: Sequence[str], *, trace: bool) -> None:
        os.setpgid(0, 0)
        os.chdir(self.copy)
        said = os.open(self.said, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        for stream in (0, 1, 2):
            os.dup2(said, stream)
        sys.path = [str(self.copy), *(path for path in sys.path if Path(path).resolve() != ROOT)]
        os.environ |= {"PYTHONPATH": str(self.copy), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        for name in [name for name in sys.modules if name.partition(".")[0] in {*ROOMS, "tests"}]:
            del sys.modules[name]
        sys.dont_write_bytecode = not trace
        watch = Watch(self.copy, trace)
        stops = ["-q"] if trace else ["-qx"]
        asked = [*stops, "-p", "pytest_asyncio.plugin", "-p", "no:cacheprovider", "-k", "not postgresql", *tests]
        status = pytest.main(asked, plugins=[watch])
        if status not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED} and not watch.failed:
            watch.failed = f"(pytest ends with {status})"
        answer.write_text(watch.told(), "utf-8")
        os._exit(0)


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


def _import_what_others_made() -> None:
    inside = {*ROOMS, "tests"}
    outside = {name for room in ROOMS for _file, name in imports(room) if name not in inside}
    for name in sorted(outside - sys.stdlib_module_names - {"pytest_asyncio", "__future__"}):
        with suppress(ImportError):  # what only some machines have
            import_module(name)


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
    asked.add_argument("--seed", type=int, default=1, help="which break, where one is taken")
    given = asked.parse_args(arguments)
    chance = random.Random(given.seed)
    _import_what_others_made()
    made: Counter[int] = Counter()
    survived: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "copy"
        copy.mkdir()
        subprocess.run(f"git ls-files -z | xargs -0 cp --parents -t '{copy}'", shell=True, cwd=ROOT, check=True)
        (copy / ".venv").symlink_to(ROOT / ".venv")
        trial = Trial(copy)
        for line in lines():
            if given.articles and line.article not in given.articles:
                continue
            tried = chosen(line, chance, every=bool(given.articles or given.name), each=given.each, text=given.name)
            if tried:
                trial.learn(line.tests)
            for one in tried:
                by = trial.noticed(line, one)
                made[line.article] += 1
                told = f"Art. {line.article:2}  {one.name}  (line {one.line})"
                print(f"{told}\n         {f'noticed by {by}' if by else 'NOT NOTICED'}", flush=True)
                if not by:
                    survived.append(told)
    print(f"\nMade: {made.total()} for {len(made)} articles. Not noticed: {len(survived)}", *survived, sep="\n")
    return min(len(survived), 99)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
