"""Reading request bodies."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import JSONParser

from claims.exchange import strict_json


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
