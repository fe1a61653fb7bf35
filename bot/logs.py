"""Logs: one line of JSON for each event, free of personal data such as texts, names, numbers and tokens.

They go to standard error and, while the service runs, into a daily file kept for six months.
"""

import io
import logging
import os
import re
import sys
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

DAYS = 184
_NEVER = ("text", "message", "token", "phone", "name", "answer", "content", "exception", "stack_info")
_QUIET = ("aiogram", "aiohttp", "apscheduler", "asyncio", "sqlalchemy", "alembic", "pikepdf")
# our own words are ASCII; long runs of digits, addresses and bot tokens may be somebody's
_PERSONAL = re.compile(r"[^\x20-\x7e]+|\d{6,}:[\w-]{20,}|\+?\d[\d -]{9,}\d[Xx]?|[\w.+-]+@[\w-]+\.[\w.]+")


def _redacted(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop whatever could be personal, whoever logged it, and reduce an error to its class name."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
    for key in _NEVER:
        event.pop(key, None)
    return {key: _PERSONAL.sub("***", value) if isinstance(value, str) else value for key, value in event.items()}


_SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    _redacted,
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


def keep_logs(folder: Path) -> logging.Handler:
    """Log also into a daily file in the folder, readable by its owner alone and deleted after six months."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = _formatted(_Daily(folder / "award.log", when="midnight", backupCount=DAYS, utc=True))
    logging.getLogger().addHandler(kept)
    return kept


class _Daily(TimedRotatingFileHandler):
    """A daily file that only its owner may read."""

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
