"""Long lists in pages. A page begins behind the last row of the one before.

The cursor is that row's UUID, signed: it can't be made up, and rows that are added meanwhile move
nothing. Of rows without a UUID (audit events, skips, flags) it is their number.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

CURSOR, PAGE_SIZE = "cursor", "page_size"
UUID_NAME = "uuid"
DIGITS = re.compile(r"[0-9]{1,4}")


def _find_name(model: type[Any]) -> str:
    """By what a cursor holds on to a row; those that have no UUID are named nowhere else."""
    return UUID_NAME if any(field.name == UUID_NAME for field in model._meta.fields) else "pk"


class PublicCursorPagination(BasePagination):
    """Rows in the order in which they were made, `page_size` at a time."""

    page_size = 100
    max_page_size = 1000
    parameters = (CURSOR, PAGE_SIZE)

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        size = self._begin(queryset.model, request)
        if CURSOR in request.query_params:
            queryset = queryset.filter(pk__gt=self._find_last(queryset.model).values("pk"))
        rows = list(queryset.order_by("pk")[: size + 1])
        self.last = rows[size - 1] if len(rows) > size else None
        return rows[:size]

    def paginate_numbers(
        self, numbers: Sequence[int], model: type[Any], request: Request
    ) -> list[int]:
        """Of rows that are known by their numbers, in their order: more than a query could name."""
        size, begin = self._begin(model, request), 0
        if CURSOR in request.query_params:
            begin = bisect_right(numbers, self._find_last(model).values_list("pk", flat=True).get())
        shown = list(numbers[begin : begin + size])
        has_more = len(numbers) > begin + size
        self.last = model.objects.get(pk=shown[-1]) if has_more else None
        return shown

    def _begin(self, model: type[Any], request: Request) -> int:
        """How many rows a page has."""
        self.request = request
        self.signer = signing.Signer(sep=".", salt=f"cursor:{model._meta.label_lower}")
        return self._read_size(request)

    def _find_last(self, model: type[Any]) -> Any:
        """Among all rows, not the visible ones: the row may have left the list meanwhile."""
        return model.objects.filter(**{_find_name(model): self._read_cursor(self.request, model)})

    def _read_size(self, request: Request) -> int:
        given = request.query_params.get(PAGE_SIZE, str(self.page_size))
        if DIGITS.fullmatch(given) and 1 <= int(given) <= self.max_page_size:
            return int(given)
        message = _("This must be a whole number from 1 to %d.") % self.max_page_size
        raise ValidationError({PAGE_SIZE: message}, code="invalid")

    def _read_cursor(self, request: Request, model: type[Any]) -> UUID | int:
        read = UUID if _find_name(model) == UUID_NAME else int
        try:
            return read(self.signer.unsign(request.query_params[CURSOR]))
        except (signing.BadSignature, ValueError):
            message = _("Take the address of the next page from “next” as it is.")
            raise ValidationError({CURSOR: message}, code="invalid_cursor") from None

    def get_next_link(self) -> str | None:
        if self.last is None:
            return None
        cursor = self.signer.sign(str(getattr(self.last, _find_name(type(self.last)))))
        return replace_query_param(self.request.build_absolute_uri(), CURSOR, cursor)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.get_next_link(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The address of the next page; null on the last one.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": CURSOR,
                "in": "query",
                "required": False,
                "description": "Part of “next”; not to be made by hand.",
                "schema": {"type": "string"},
            },
            {
                "name": PAGE_SIZE,
                "in": "query",
                "required": False,
                "description": "Rows on a page.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                },
            },
        ]
