"""Logs: one JSON object a line on stderr, in UTC, and by construction without a person's value.

What may be said is registered here: EVENTS (what happened) and FIELDS (what is told of it). A field that is not
registered, or whose value is not of its shape (a number, or a short word of our own making), is left out. Messages of
libraries are reduced to their place; errors to their type and place, for their text may quote a row.
docs/logs.md is generated from the two registers; tests check that all of them are used and nothing else is.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson
import structlog

from service.observe.bugs import traces

Fields = MutableMapping[str, Any]

EVENTS: dict[str, tuple[str, str]] = {
    "bug": ("error", "Something in Limpide itself is broken: `bug` and `trace` say what and where."),
    "client-cut": ("info", "A connection was ended: its client was too slow, or its headers too long (`reason`)."),
    "clock-moved": ("error", "The machine's clock jumped by `seconds`: the daily purge is refused until a restart."),
    "job-begun": ("info", "A worker claimed a job."),
    "job-done": ("info", "A job is done."),
    "job-failed": ("warning", "A job failed for good; `problem` is the slug of its problem."),
    "job-given-back": ("warning", "The base was busy or away; the job goes on from its checkpoint."),
    "job-lost": ("warning", "Another worker took a job over; this one wrote nothing more."),
    "library": ("info", "A library had something to say; `logger` and `where` say which and where."),
    "request": ("info", "A request was answered."),
    "serving": ("info", "The service answers on `port`."),
    "stopped": ("info", "The service has ended."),
    "stopping": ("info", "The service was asked to end: no new work, streams are closed."),
    "store-away": ("warning", "The supervisor could not look into the base (`problem`); it tries again."),
    "worker-ended": ("warning", "A worker child ended with `exit_code`; it is started again after `seconds`."),
    "worker-killed": ("warning", "A worker child did not end in time and was killed; its job resumes elsewhere."),
    "worker-started": ("info", "The supervisor started a worker child, `pid`."),
}
"""Every event: its level, and what it says."""

FIELDS: dict[str, str] = {
    "attempt": "how often the job was claimed",
    "bug": "class of an error that is a bug",
    "bytes_in": "size of the request's body",
    "bytes_out": "size of the answer's body",
    "exit_code": "how a worker child ended",
    "job_id": "the job",
    "kind": "kind of the job",
    "logger": "name of a library's logger",
    "method": "the request's method, `other` when it is none of HTTP's",
    "ms": "how long it took, in milliseconds",
    "pid": "a process",
    "port": "where the service listens",
    "principal_id": "the key that asked",
    "problem": "slug of a problem",
    "reason": "which of a closed list of reasons",
    "request_id": "the request; also in the answer's `X-Request-Id` and in every problem",
    "route": "template of the route, `unmatched` when there is none; never the path",
    "seconds": "a time",
    "status": "the answer's status",
    "trace": "frames of a bug (file:line:function), the innermost last",
    "where": "file and line of our code or a library's",
}
"""Every field, beside `at` (UTC), `level` and `event`."""

_WORD = re.compile(r"[\w./:{}<>-]{1,120}", re.ASCII)
_SECRET_LOOKING = re.compile(r"lmp_|@")


def configure(stream: BinaryIO | None = None, *, clock: Callable[[], float] = time.time) -> None:
    """From now on this process logs; without it (a command, a test) nothing is said."""
    target = stream or sys.stderr.buffer

    def stamp(_logger: Any, _method: str, fields: Fields) -> Fields:
        moment = datetime.fromtimestamp(clock(), UTC).isoformat(timespec="milliseconds")
        return {"at": moment.replace("+00:00", "Z"), **fields}

    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, _only_registered, stamp, _render],
        logger_factory=structlog.BytesLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    _take_over_libraries()


def active() -> bool:
    """Whether this process logs."""
    return _drop not in structlog.get_config()["processors"]


def tell(event: str, **fields: Any) -> None:
    """Log an event of the register with fields of the register.

    Raises  KeyError: the event is not registered.
    """
    level, _ = EVENTS[event]
    structlog.get_logger().msg(event, level=level, **{k: v for k, v in fields.items() if v is not None})


def tell_bug(bug: BaseException) -> None:
    """A bug, and what caused it, as events: class and frames, never the text."""
    for kind, frames in traces(bug):
        tell("bug", bug=kind, trace=frames[-40:])


def bind(**fields: Any) -> None:
    """What is told with every event of this request or job from here on."""
    structlog.contextvars.bind_contextvars(**fields)


def unbind_all() -> None:
    """Forget what was bound."""
    structlog.contextvars.clear_contextvars()


def _only_registered(_logger: Any, _method: str, fields: Fields) -> Fields:
    kept = {"level": fields.pop("level", "info"), "event": fields.pop("event")}
    return kept | {name: value for name, value in sorted(fields.items()) if name in FIELDS and _is_fit(value)}


def _is_fit(value: object) -> bool:
    """A number, or a short word that looks neither like a key nor like an address, or a list of such."""
    if isinstance(value, str):
        return _WORD.fullmatch(value) is not None and _SECRET_LOOKING.search(value) is None
    if isinstance(value, list):
        return all(_is_fit(item) for item in value)
    return isinstance(value, int | float)


def _render(_logger: Any, _method: str, fields: Fields) -> bytes:
    return orjson.dumps(dict(fields))


def _drop(_logger: Any, _method: str, _fields: Fields) -> Fields:
    raise structlog.DropEvent


class _Libraries(logging.Handler):
    """What libraries log, reduced to where they stand: their words may quote what they were handed."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info is not None and record.exc_info[1] is not None:
            tell_bug(record.exc_info[1])
        else:
            tell("library", logger=record.name, where=f"{record.filename}:{record.lineno}")


def _take_over_libraries() -> None:
    root = logging.getLogger()
    root.handlers = [_Libraries(level=logging.WARNING)]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], name != "uvicorn.access"


structlog.configure(processors=[_drop])
