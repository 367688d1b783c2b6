"""Many things in one request, each of which stands for itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from claims.api.errors import ProblemOut, flatten, list_problems
from claims.api.shapes import StrictSerializer
from claims.api.views import find_reader
from claims.errors import DomainError, InvalidInput
from claims.models import Claim, Project


class ItemOut(serializers.Serializer):
    """What became of one of them, as if it had been sent alone."""

    item = serializers.IntegerField(help_text="Counted from 1.")
    status = serializers.IntegerField(help_text="As of an answer of its own.")
    uuid = serializers.UUIDField(
        allow_null=True, help_text="Of what was made or changed; null where it was refused."
    )
    problems = ProblemOut(many=True)


class BulkOut(serializers.Serializer):
    """What became of each, in their order."""

    done = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = ItemOut(many=True)


def answer_each(
    body: Any,
    shape: type[StrictSerializer],
    work: Callable[[dict[str, Any]], tuple[int, UUID]],
    *,
    limit: int,
) -> Response:
    """Do `work` for each item of the body, each in a transaction of its own.

    It gives a status and a UUID, or raises DomainError. The answer is 200 whatever became of them.
    """
    results = [
        {"item": number, **_answer(item, shape, work)}
        for number, item in enumerate(list_items(body, limit=limit), start=1)
    ]
    refused = sum(bool(result["problems"]) for result in results)
    return Response({"done": len(results) - refused, "refused": refused, "results": results})


def _answer(
    item: Any,
    shape: type[StrictSerializer],
    work: Callable[[dict[str, Any]], tuple[int, UUID]],
) -> dict[str, Any]:
    try:
        status, uuid = work(read_item(shape, item))
    except DomainError as refusal:
        problems = ProblemOut(list_problems(refusal), many=True).data
        return {"status": refusal.status, "uuid": None, "problems": problems}
    return {"status": status, "uuid": str(uuid), "problems": []}


def find_claim(project: Project, uuid: UUID) -> Claim:
    """The claim of the project that an item names."""
    claim = Claim.objects.filter(project=project, uuid=uuid).select_related("project").first()
    if claim is None:
        raise InvalidInput("unknown_claim", "The project has no such claim.", field="claim")
    return claim


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
