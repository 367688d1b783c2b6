"""Log lines: one each, with the request's id, and no control characters that forge a second."""

import json
import logging
import traceback
from types import TracebackType

from django.db import Error
from django.http import HttpRequest

from claims import origin
from claims.outages import find_outage
from claims.web.access import name_route

Caught = tuple[type[BaseException], BaseException, TracebackType | None]


class OutageFilter(logging.Filter):
    """An outage is told in a line: what the database said, without the way there."""

    def filter(self, record: logging.LogRecord) -> bool:
        exception = record.exc_info[1] if record.exc_info else None
        outage = find_outage(exception)
        if outage is not None:
            said = _shorten(str(exception))
            record.msg, record.args = f"{record.getMessage()} [{outage.code}: {said}]", None
            record.exc_info = record.exc_text = None
        return True


class OriginFilter(logging.Filter):
    """Give each record the id of the request it belongs to, and its route in place of its path.

    Paths may carry what opens an account, such as the links that reset passwords.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = origin.current().request_id or "-"
        request = getattr(record, "request", None)
        if isinstance(record.args, tuple) and isinstance(request, HttpRequest):
            route = name_route(request)
            record.args = tuple(route if part == request.path else part for part in record.args)
        return True


class OneLineFormatter(logging.Formatter):
    """Escapes line ends within the message; a traceback keeps its lines, indented."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return _escape(super().formatMessage(record))

    def formatException(self, ei: Caught) -> str:  # type: ignore[override]  # noqa: N802
        return _format_exception(ei).replace("\n", "\n  ")


class JSONFormatter(OneLineFormatter):
    """An object on a line; what a request was is told by fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": _escape(record.getMessage()),
        }
        if record.name == "claims.access" and isinstance(record.args, dict):
            said |= record.args
        if record.exc_info and record.exc_info[0]:
            said["exception"] = _format_exception(record.exc_info)
        return json.dumps(said)


def _escape(line: str) -> str:
    return line if line.isprintable() else line.encode("unicode_escape").decode("ascii")


def _format_exception(caught: Caught) -> str:
    """As Python does; but of what a database says the first line: others quote whole rows."""
    text = "".join(traceback.format_exception(*caught)).rstrip("\n")
    exception: BaseException | None = caught[1]
    while exception is not None:
        said = str(exception).rstrip()
        if isinstance(exception, Error) or hasattr(exception, "pgcode"):
            text = text.replace(said, _shorten(said))
        exception = exception.__cause__ or exception.__context__
    return text


def _shorten(said: str) -> str:
    return said.partition("\n")[0]
