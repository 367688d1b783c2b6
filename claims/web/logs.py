"""Log lines: one each, with the request's id, and no control characters that forge a second."""

import logging

from claims import origin
from claims.outages import find_outage


class OutageFilter(logging.Filter):
    """An outage is told in a line: what the database said, without the way there."""

    def filter(self, record: logging.LogRecord) -> bool:
        exception = record.exc_info[1] if record.exc_info else None
        outage = find_outage(exception)
        if outage is not None:
            # The first line: further ones may quote what was being written.
            said = str(exception).partition("\n")[0]
            record.msg, record.args = f"{record.getMessage()} [{outage.code}: {said}]", None
            record.exc_info = record.exc_text = None
        return True


class OriginFilter(logging.Filter):
    """Give each record the id of the request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = origin.current().request_id or "-"
        return True


class OneLineFormatter(logging.Formatter):
    """Escapes line ends within the message; a traceback keeps its lines, indented."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        line = super().formatMessage(record)
        return line.encode("unicode_escape").decode("ascii") if not line.isprintable() else line

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's own name
        return super().formatException(ei).replace("\n", "\n  ")  # type: ignore[arg-type]
