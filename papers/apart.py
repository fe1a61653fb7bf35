"""Runs whatever parses a stranger's bytes in a process of its own, whose memory and time are limited (Art. 12, 22).

A small file can unpack to more than any machine holds, and no limit in a thread holds a parser. What comes back is
plain data, read as JSON: a parser that was taken over can say something untrue, and do nothing else.
"""

import importlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

if __name__ == "__main__":  # started by path, so that it runs from any folder and under any installation
    sys.path.insert(0, str(Path(__file__).parents[1]))

from rules.refusals import Unfit

MEMORY = 768 * 1024 * 1024
"""The most address space of the process: enough for a picture of 64 million pixels, far too little for this machine."""
SECONDS = 30
"""The most processor time; a sound PDF of 100 pages takes about two seconds."""
LATER = 15
"""How many seconds more it may take by the clock, while others use the processors."""
AT_ONCE = 2
"""How many files of strangers are parsed at the same time; the others wait."""

_LANES = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="parsing")
_DONE = b"done"
_GENTLE = 10
_FIRST_TO_GO = "1000"
_TIMES: dict[str, Callable[[str], object]] = {one.__name__: one.fromisoformat for one in (datetime, date, time)}

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Apart(Generic[P, R]):
    """A function over untrusted content that runs in a limited process wherever it is called; it blocks.

    `here` is the function itself, for code that runs in the limited process already. `kinds` are the data classes that
    it returns. Raises Unfit as the function does, and for content that takes too much memory or time.
    """

    here: Callable[Concatenate[bytes, P], R]
    kinds: tuple[type, ...] = ()

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


def apart(*kinds: type) -> Callable[[Callable[Concatenate[bytes, P], R]], Apart[P, R]]:
    """Make a module's function run in a limited process; `kinds` are the data classes that it returns."""
    return lambda function: Apart(function, kinds)


async def in_turn(look: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call what looks into a stranger's file, in a thread of those kept for it: however many files, no other waits."""
    import asyncio  # the limited process imports this module too, and needs none

    here = copy_context()  # log lines say whose file it was
    return await asyncio.get_running_loop().run_in_executor(_LANES, partial(here.run, look, *args, **kwargs))


def _run(function: Callable[..., object], content: bytes, args: object, kwargs: object) -> tuple[dict[str, Any], bytes]:
    """Return what the process said, and the bytes that belong to it. Raises Unfit if it was ended before that."""
    call = [sys.executable, "-I", __file__, f"{function.__module__}:{function.__name__}"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own file, the content comes by the pipe
        call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as process:
        try:
            if process.stdin is not None:
                process.stdin.write(json.dumps([args, kwargs]).encode() + b"\n")
            said, _ = process.communicate(content, timeout=SECONDS + LATER)
        except subprocess.TimeoutExpired:
            said = b""
        finally:
            process.kill()
    line, _, blob = said.partition(b"\n")
    if not blob.endswith(_DONE):
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


def _plain(value: Any, blob: bytearray) -> Any:
    """Return the value as JSON can carry it, with the names of its classes; bytes go into the blob."""
    match value:
        case bytes():
            blob += value
            return {"bytes": [len(blob) - len(value), len(blob)]}
        case timedelta():
            return {"timedelta": value.total_seconds()}
        case datetime() | date() | time():
            return {type(value).__name__: value.isoformat()}
        case dict():
            return {"dict": {key: _plain(one, blob) for key, one in value.items()}}
        case tuple():
            return {"tuple": [_plain(one, blob) for one in value]}
        case list():
            return [_plain(one, blob) for one in value]
    if is_dataclass(value):
        return {type(value).__name__: [_plain(getattr(value, one.name), blob) for one in fields(value)]}
    return value


def _limit() -> None:
    """Bound this process, let all others go first, and have the kernel end it before any other if memory is short."""
    try:
        import resource
    except ImportError:  # Windows has none: there the caller's time limit is the only one
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with suppress(OSError):  # a container or a unit may forbid it
        os.nice(_GENTLE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")


def _answer(called: str, blob: bytearray) -> dict[str, Any]:
    args, kwargs = json.loads(sys.stdin.buffer.readline())
    module, _, name = called.partition(":")
    function: Apart[..., object] = getattr(importlib.import_module(module), name)
    try:
        return {"value": _plain(function.here(sys.stdin.buffer.read(), *args, **kwargs), blob)}
    except Unfit as unfit:
        return {"unfit": {"key": unfit.key, "article": unfit.article, "values": unfit.values}}
    except MemoryError:
        return {"unfit": {"key": "uploads.too_dear", "article": None, "values": {}}}
    except Exception as error:  # noqa: BLE001 - a parser may raise anything; which and where is told, never its words
        return {"failed": f"{type(error).__name__} in {_where(error)}"}


def _where(error: BaseException) -> str:
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _main(called: str) -> None:
    _limit()
    kept = bytearray()
    told = _answer(called, kept)
    for piece in (json.dumps(told).encode(), b"\n", kept, _DONE):
        sys.stdout.buffer.write(piece)


if __name__ == "__main__":
    _main(sys.argv[1])
