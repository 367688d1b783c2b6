"""Many things in one request, each of which stands for itself."""

from typing import Any

from rest_framework.exceptions import ValidationError

from claims.api.errors import flatten
from claims.api.shapes import StrictSerializer
from claims.api.views import find_reader
from claims.errors import DomainError, InvalidInput


def list_items(body: Any, *, limit: int) -> list[Any]:
    """The items of a body that is an array, or lines; InvalidInput for none and too many."""
    if not isinstance(body, list):
        raise InvalidInput("not_a_list", "Send an array.")
    if not body:
        raise InvalidInput("empty", "There is nothing in this array.")
    if len(body) > limit:
        raise InvalidInput(
            "too_many_rows", "More than %(limit)d at once; send them in parts.", limit=limit
        )
    return body


def read_item(shape: type[StrictSerializer], item: Any) -> dict[str, Any]:
    """One item in that shape; DomainError with its first fault."""
    if isinstance(item, DomainError):
        raise item
    try:
        return dict(find_reader(shape).run_validation(item))
    except ValidationError as fault:
        first = next(flatten(fault.detail))
        raise InvalidInput(
            first.code, "%(problem)s", field=first.field or "", problem=first.detail
        ) from None
