"""Logs: one line of JSON for each event, free of personal data such as texts, names, numbers and tokens.

They go to standard error and, while the service runs, into a daily file of this process, kept for six months. An error
is told by its kind, the line that raised it, the line of ours that led there, and its causes.
"""

import errno
import io
import logging
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

DAYS = 184
_NEVER = ("text", "message", "token", "phone", "name", "answer", "content", "exception", "stack_info")
_QUIET = ("aiogram", "aiohttp", "apscheduler", "asyncio", "sqlalchemy", "alembic", "pikepdf")
_ROOMS = frozenset({"bot", "handlers", "papers", "reminders", "rules", "storage", "texts", "web", "workflow"})
_MOST_CAUSES = 8
_CODE = re.compile(r"[A-Z0-9_]{2,40}")
# our own words are ASCII; long runs of digits, addresses and bot tokens may be somebody's
_PERSONAL = re.compile(r"[^\x20-\x7e]+|\d{6,}:[\w-]{20,}|\+?\d[\d -]{9,}\d[Xx]?|[\w.+-]+@[\w-]+\.[\w.]+")


def redacted(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop whatever could be personal, whoever logged it, and reduce an error to its class name."""
    error = event.pop("fault", None) or event.pop("exc_info", None) or getattr(event.get("_record"), "fault", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["causes"] = [_told(one) for one in _causes(error)]
    for key in _NEVER:
        event.pop(key, None)
    return {key: _PERSONAL.sub("***", value) if isinstance(value, str) else value for key, value in event.items()}


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and what led to it, the error itself first."""
    for _ in range(_MOST_CAUSES):
        if error is None:
            return
        yield error
        if isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        else:
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    """Say kind, code and place of an error; its words may quote a person."""
    places, trace = [], error.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
        trace = trace.tb_next
    ours = [place for place in places if place.partition(".")[0].partition(":")[0] in _ROOMS]
    raised = f" in {places[-1]}" if places else ""
    led = f" called from {ours[-1]}" if ours and ours[-1] != places[-1] else ""
    return f"{type(error).__name__}{_code(error)}{raised}{led}"


def _code(error: BaseException) -> str:
    number = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None
    code = number or getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return f" {code}" if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {**event, "process": os.getpid()}


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    redacted,
    _process,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def set_up_logs() -> None:
    """Log to standard error; libraries from warnings on only, since their lower levels may quote a person."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_formatted(logging.StreamHandler(sys.stderr))]
    root.setLevel(logging.INFO)
    logging.raiseExceptions = False  # the traceback of a failed log would quote what was to be logged
    for quiet in _QUIET:
        logging.getLogger(quiet).setLevel(logging.WARNING)
    logging.getLogger("aiogram.dispatcher").setLevel(logging.CRITICAL)
    logging.getLogger("aiogram.event").setLevel(logging.CRITICAL)


def keep_logs(folder: Path, port: int) -> logging.Handler:
    """Log also into daily files of this process, readable by their owner alone and deleted after six months.

    Several processes may share the folder; each is known by its machine and by the port that it serves.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    machine = re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname())
    file = folder / f"award-{machine}-{port}.log"
    kept = _formatted(_Daily(file, when="midnight", backupCount=DAYS, utc=True))
    logging.getLogger().addHandler(kept)
    return kept


class _Daily(TimedRotatingFileHandler):
    """A daily file that only its owner may read, and that no other process writes."""

    def getFilesToDelete(self) -> list[str]:  # noqa: N802  # the library's name
        """Delete every process's files whose time is over, and name none for the library to delete.

        It counts files, of this process alone, and would stop half way if another process was faster.
        The time counts from the last line in any of them, if that is earlier than now: a clock that jumps ahead deletes
        nothing.
        """
        written: dict[Path, float] = {}
        for path in Path(self.baseFilename).parent.glob("award*.log*"):
            with suppress(FileNotFoundError):
                written[path] = path.stat().st_mtime
        oldest = min(time.time(), max(written.values(), default=0)) - DAYS * 24 * 3600
        for path, last in written.items():
            if last < oldest:
                path.unlink(missing_ok=True)
        return []

    def _open(self) -> io.TextIOWrapper:
        def opener(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(self.baseFilename, "a", encoding="utf-8", opener=opener)


def _formatted(handler: logging.Handler) -> logging.Handler:
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(ensure_ascii=False), foreign_pre_chain=_SHARED
        )
    )
    return handler
