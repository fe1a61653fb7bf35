"""Runs whatever parses a stranger's bytes in a process of its own, whose memory and time are limited (Art. 12, 22).

A small file can unpack to more than any machine holds, and no limit in a thread holds a parser. What comes back is
plain data, read as JSON: a parser that was taken over can say something untrue, and do nothing else.
"""

import atexit
import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from papers.engine.parsing import DONE, NUMBER, SECONDS
from rules.engine.refusals import Unfit

LATER = 60
"""How many seconds more than its processor time parsing may take by the clock, while others use the processors."""
AT_ONCE = 2
"""How many files of strangers are parsed at the same time; the others wait."""

_LANES = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="parsing")
_PARSING = Path(__file__).with_name("parsing.py")
_TIMES: dict[str, Callable[[str], object]] = {one.__name__: one.fromisoformat for one in (datetime, date, time)}

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Apart(Generic[P, R]):
    """A function over untrusted content that runs in a limited process wherever it is called; it blocks.

    `here` is the function itself, for code that runs in the limited process already. `kinds` are the data classes that
    it returns, `imports` the modules that it needs and that are slow to import. Raises Unfit as the function does, and
    for content that takes too much memory or time.
    """

    here: Callable[Concatenate[bytes, P], R]
    kinds: tuple[type, ...] = ()
    imports: tuple[str, ...] = ()

    def __call__(self, content: bytes, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function in the limited process; besides the content, it takes plain values only."""
        told, blob = _run(self.here, content, args, kwargs)
        if (where := told.get("failed")) is not None:
            logging.getLogger(__name__).warning("a file could not be parsed: %s", where)
            raise Unfit("uploads.damaged")
        if (unfit := told.get("unfit")) is not None:
            raise Unfit(unfit["key"], article=unfit["article"], **unfit["values"])
        made: R = _made(told["value"], blob, {kind.__name__: kind for kind in self.kinds})
        return made


def apart(*kinds: type, imports: tuple[str, ...] = ()) -> Callable[[Callable[Concatenate[bytes, P], R]], Apart[P, R]]:
    """Make a module's function run in a limited process; see `Apart`."""
    return lambda function: Apart(function, kinds, imports)


async def in_turn(look: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call what looks into a stranger's file, in a thread of those kept for it: however many files, no other waits."""
    import asyncio  # the limited process imports this module too, and needs none

    here = copy_context()  # log lines say whose file it was
    return await asyncio.get_running_loop().run_in_executor(_LANES, partial(here.run, look, *args, **kwargs))


@dataclass(slots=True)
class _Waiting:
    """The process that forks for each file: started when the first file comes, and again where it was ended."""

    lock: Lock = field(default_factory=Lock)
    process: "subprocess.Popen[bytes] | None" = None
    control: socket.socket | None = None
    owner: int = 0

    def fork(self, called: str) -> "_Fork":
        """Return a fork that is about to call this function. Raises OSError where there can be none."""
        ours, theirs = socket.socketpair()
        with theirs, self.lock:
            for control in (self._started(), None):
                with suppress(OSError):
                    return _Fork(ours, *self._forked(control or self._started(), called, theirs))
                self._stop()
        ours.close()
        raise ConnectionError("the process that parses files does not stay")

    def end(self, fork: "_Fork") -> None:
        """End a fork that has answered, or has not."""
        fork.line.close()
        with self.lock, suppress(OSError):
            fork.control.sendall(fork.number.to_bytes(NUMBER, "big"))
            fork.control.recv(NUMBER)

    def stop(self) -> None:
        """End the process."""
        with self.lock:
            self._stop()

    def _started(self) -> socket.socket:
        if self.control is not None and self.owner == os.getpid():
            return self.control
        self.control, theirs = socket.socketpair()
        self.owner = os.getpid()
        number, quiet = theirs.fileno(), subprocess.DEVNULL
        call = [sys.executable, "-I", str(_PARSING), str(number)]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
                call,
                stdin=quiet,
                stdout=quiet,
                stderr=quiet,
                env={},
                pass_fds=[number],
                start_new_session=True,
            )
        return self.control

    def _forked(self, control: socket.socket, called: str, line: socket.socket) -> tuple[socket.socket, int]:
        socket.send_fds(control, [called.encode()], [line.fileno()])
        number = int.from_bytes(control.recv(NUMBER), "big")
        if not number:
            raise ConnectionError
        return control, number

    def _stop(self) -> None:
        if self.control is not None:
            self.control.close()
        if self.process is not None and self.owner == os.getpid():
            self.process.kill()
            self.process.wait()
        self.control = self.process = None


@dataclass(frozen=True, slots=True)
class _Fork:
    """A limited process that parses one file, and the line to it."""

    line: socket.socket
    control: socket.socket
    number: int

    def asks(self, question: bytes, content: bytes, seconds: float) -> bytes:
        """Return all that it says until it ends. Raises OSError after that long, or when it is gone."""
        until = monotonic() + seconds
        self.line.settimeout(seconds)
        for piece in (question, b"\n", content):
            self.line.sendall(piece)
        self.line.shutdown(socket.SHUT_WR)
        said = bytearray()
        while piece := self._hears(until):
            said += piece
        return bytes(said)

    def _hears(self, until: float) -> bytes:
        self.line.settimeout(max(until - monotonic(), 0.001))
        return self.line.recv(1 << 20)


_WAITING = _Waiting()
atexit.register(_WAITING.stop)


def _run(function: Callable[..., object], content: bytes, args: object, kwargs: object) -> tuple[dict[str, Any], bytes]:
    """Return what the process said, and the bytes that belong to it. Raises Unfit if it was ended before that."""
    fork = _WAITING.fork(f"{function.__module__}:{function.__name__}")
    said = b""
    try:
        with suppress(OSError):
            said = fork.asks(json.dumps([args, kwargs]).encode(), content, SECONDS + LATER)
    finally:
        _WAITING.end(fork)
    line, _, blob = said.partition(b"\n")
    if not blob.endswith(DONE):
        raise Unfit("uploads.too_dear")
    told: dict[str, Any] = json.loads(line)
    return told, blob


def _made(value: Any, blob: bytes, kinds: dict[str, type]) -> Any:
    """Return what `_plain` wrote, as it was."""
    if isinstance(value, list):
        return [_made(one, blob, kinds) for one in value]
    if not isinstance(value, dict):
        return value
    ((name, inside),) = value.items()
    match name:
        case "bytes":
            return blob[inside[0] : inside[1]]
        case "timedelta":
            return timedelta(seconds=inside)
        case "tuple":
            return tuple(_made(inside, blob, kinds))
        case "dict":
            return {key: _made(one, blob, kinds) for key, one in inside.items()}
    return _TIMES[name](inside) if name in _TIMES else kinds[name](*_made(inside, blob, kinds))
