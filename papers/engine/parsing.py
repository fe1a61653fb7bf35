"""The limited processes in which strangers' bytes are parsed: a fork for each file of one that waits (Art. 12, 22).

Run by `papers.engine.apart`, by path and with the number of a socket. It imports what parsers need before it holds a
byte of anybody's, so that a file costs a fork and not an import; a fork has parsed one file and ends.
"""

import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if __name__ == "__main__":  # from any folder and under any installation
    sys.path.insert(0, str(Path(__file__).parents[2]))

from rules.engine.refusals import Unfit

if TYPE_CHECKING:
    from papers.engine.apart import Apart

MEMORY = 768 * 1024 * 1024
"""The most address space of a fork: enough for a picture of 64 million pixels, far too little for this machine."""
SECONDS = 30
"""The most processor time; a sound PDF of 100 pages takes about two seconds."""
DONE = b"done"
"""Ends every whole answer."""
NUMBER = 8
"""The bytes of a process number, or of none, which is 0, between the two processes."""

_GENTLE = 10
_FIRST_TO_GO = "1000"


def wait(control: socket.socket) -> None:
    """Fork for each file that comes over the socket, until the service is gone.

    A message with a socket in it names a function: the fork talks over that socket, and its number is answered.
    A message without one is such a number: the fork is ended if it has not ended, and the message is answered.
    """
    while True:
        message, sockets, _, _ = socket.recv_fds(control, 1024, 1)
        if not message:
            return
        if not sockets:
            _end(int.from_bytes(message, "big"))
            control.sendall(message)
            continue
        function = _function(message.decode())
        child = os.fork()
        if not child:
            try:
                control.close()
                _parse(function, socket.socket(fileno=sockets[0]))
            finally:
                os._exit(0)
        os.close(sockets[0])
        control.sendall(child.to_bytes(NUMBER, "big"))


def _end(child: int) -> None:
    """End a fork; nobody else waits for it, so that its number is still its own."""
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(child, 0)


def _function(called: str) -> "Apart[..., object]":
    module, _, name = called.partition(":")
    function: Apart[..., object] = getattr(importlib.import_module(module), name)
    for slow in function.imports:
        importlib.import_module(slow)
    return function


def _parse(function: "Apart[..., object]", line: socket.socket) -> None:
    """Answer the one question of this fork: arguments as a line of JSON, and then the content, to its end."""
    _limit()
    blob = bytearray()
    with line.makefile("rwb") as both:
        args, kwargs = json.loads(both.readline())
        told = _answer(partial(function.here, both.read(), *args, **kwargs), blob)
        for piece in (json.dumps(told).encode(), b"\n", blob, DONE):
            both.write(piece)


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


def _answer(parse: Callable[[], object], blob: bytearray) -> dict[str, Any]:
    try:
        return {"value": _plain(parse(), blob)}
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


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as service:
        wait(service)
