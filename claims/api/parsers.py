"""Reading request bodies."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import JSONParser

from claims.errors import InvalidInput
from claims.exchange import strict_json


class LinesParser(JSONParser):
    """JSON Lines: a list of values; a line that is none stands there as the refusal of it."""

    media_type = "application/x-ndjson"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        # Through Django, which stops at DATA_UPLOAD_MAX_MEMORY_SIZE.
        lines = stream.read().split(b"\n")
        return [_parse_line(line, number) for number, line in enumerate(lines, 1) if line.strip()]


def _parse_line(line: bytes, number: int) -> Any:
    try:
        return strict_json.parse(line, first_line=number)
    except InvalidInput as refusal:
        return refusal


class StrictJSONParser(JSONParser):
    """JSON that every database can store; anything else is refused (InvalidInput, 400).

    DRF's own parser answers 500 to deep nesting and lets NUL and lone surrogates through. Its
    caller reads the body through Django, which stops at DATA_UPLOAD_MAX_MEMORY_SIZE.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        return strict_json.parse(stream.read())
