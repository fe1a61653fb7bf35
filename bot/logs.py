"""Logs: one line of JSON an event, with nothing personal in it: neither texts, nor names, nor tokens."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_NEVER = ("text", "message", "token", "phone", "name", "answer", "content", "exception", "stack_info")


def _redacted(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what could hold something personal, whoever logged it; of an error only its class stays."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
    for key in _NEVER:
        event.pop(key, None)
    return event


def set_up_logs() -> None:
    """Send everything to standard error; libraries from warnings on, for their lower words may quote a person."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redacted,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(ensure_ascii=False), foreign_pre_chain=shared
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for quiet in ("aiogram", "aiohttp", "apscheduler", "asyncio", "sqlalchemy", "alembic", "pikepdf"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    logging.getLogger("aiogram.dispatcher").setLevel(logging.CRITICAL)
    logging.getLogger("aiogram.event").setLevel(logging.CRITICAL)
