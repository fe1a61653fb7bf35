"""The service as a process of its own: started as a direct child, waited for, stopped or killed, and looked into."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import aiohttp

from tests.forking import Forked
from tests.moments import Clock, clock
from tests.standin.waiting import until
from tests.started import ORIGIN

ROOT = Path(__file__).parent.parent
READY_SECONDS = 240.0
"""Long, for a machine that has much else to do; a service that ends instead is noticed at once."""
LEAVING_SECONDS = 30.0
PERSONAL = re.compile(r"[^\x00-\x7f]+|(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)|\d{6,}:[\w-]{20,}")
"""What no log may hold: a person's words or name, the number of a document or a phone, a bot's token."""


class Ended(Exception):
    """The process ended instead of answering; the text is what it said."""


@dataclass
class Serving:
    """`award serve` (or `practice`) on a free port, with its data and its words in `folder`, by the clock of the test.

    `async with Serving(folder) as service:` starts it and waits until it answers; leaving kills what still runs.
    """

    folder: Path
    command: str = "serve"
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=lambda: free_port())  # noqa: PLW0108  # it stands below
    starts: int = 0
    started_in: float = 0.0
    clock: Clock = field(default_factory=clock)
    forked: bool = True
    """Started from a process that has imported the service already; `program`, which is not, imports it itself."""
    program: str = "tests.started"
    """`bot` takes the machine's own time."""
    _process: "subprocess.Popen[bytes] | Forked | None" = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        print(self.said()[-4000:])  # shown where a test failed
        if error is None and self.log.exists():
            assert PERSONAL.findall(self.log.read_text("utf-8")) == []  # whatever the test was about

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"

    @property
    def process(self) -> "subprocess.Popen[bytes] | Forked":
        assert self._process is not None, "not started"
        return self._process

    def launch(self) -> None:
        """Start it and do not wait: by the clock of a test as a fork, without the seconds of import."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.starts += 1
        if self.forked:
            self._process = self._forked([self.command], self.words, self.log)
            return
        with self.words.open("ab") as words, self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self.program, self.command],
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=log,
                cwd=self.folder,
                env=self.environment(),
            )

    def _forked(self, arguments: Sequence[str], words: Path, log: Path) -> Forked:
        return Forked(arguments, folder=self.folder, environment=self.environment(), files=(words, log))

    async def start(self) -> None:
        """Start it and wait until it answers. Raises Ended when it does not stay."""
        begun = time.monotonic()
        self.launch()
        async with aiohttp.ClientSession() as http:
            while not await self._answers(http):
                if self.process.poll() is not None:
                    raise Ended(f"ended with {self.process.returncode}: {self.said()[-3000:]}")
                if time.monotonic() - begun > READY_SECONDS:
                    self.kill()
                    raise Ended(f"no answer within {READY_SECONDS} s: {self.said()[-3000:]}")
                await asyncio.sleep(0.05)
        self.started_in = time.monotonic() - begun

    async def _answers(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(f"{self.url}/health") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    def kill(self) -> None:
        """kill -9, and wait for the end."""
        self.process.kill()
        self.process.wait()

    def terminate(self) -> None:
        """SIGTERM, as an operator or a machine that shuts down sends it."""
        self.process.send_signal(signal.SIGTERM)

    async def ended(self, within: float = LEAVING_SECONDS) -> int:
        """The exit code, once it has ended. Raises subprocess.TimeoutExpired."""
        return await asyncio.to_thread(self.process.wait, within)

    async def stop(self) -> int:
        """SIGTERM and the exit code."""
        self.terminate()
        return await self.ended()

    @property
    def words(self) -> Path:
        """The file with what it told its operator, of all its starts."""
        return self.folder / "words"

    @property
    def log(self) -> Path:
        """The file with its log, of all its starts."""
        return self.folder / "log"

    def said(self) -> str:
        """Everything it told its operator, and its log."""
        return "".join(one.read_text("utf-8", errors="replace") for one in (self.words, self.log) if one.exists())

    async def invitation(self) -> str:
        """The code of the first lead, from the address that an empty service prints once it serves."""
        await until(lambda: self.said().partition("start=")[2].partition("\n")[1])
        return self.said().partition("start=")[2].split()[0]

    def memory_mb(self) -> float:
        """Its resident memory in MB, by /proc."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def environment(self) -> dict[str, str]:
        """The environment of every command on this data: the caller's AWARD_ settings do not reach it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWARD_")}
        own = {"AWARD_DATA_DIR": str(self.data), "AWARD_PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        own[ORIGIN] = self.clock.origin.isoformat()
        own["TMPDIR"] = str(self.folder)  # what a killed practice leaves behind is swept with it
        own["LC_ALL"] = "C.UTF-8"  # commands speak the machine's language: here one that they fall back from
        return {**kept, **own, "PYTHONUNBUFFERED": "1", **self.settings}

    def award(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Another command on the same data, to its end."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.forked:
            said = [self.folder / f"{uuid4().hex}.{name}" for name in ("out", "err")]
            status = self._forked(arguments, *said).wait(READY_SECONDS)
            out, err = (file.read_text("utf-8", errors="replace") for file in said)
            return subprocess.CompletedProcess(["award", *arguments], status, out, err)
        return subprocess.run(
            [sys.executable, "-m", self.program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=self.environment(),
            timeout=READY_SECONDS,
        )


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
