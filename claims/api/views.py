"""What all views share. Reads are lists and details, a write is one view with one operation."""

from threading import local
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from rest_framework import generics
from rest_framework.views import APIView

from claims.api.errors import CONTENT_TYPE, ErrorOut
from claims.api.parameters import Query, read_parameters
from claims.api.shapes import StrictSerializer
from claims.models import ApiToken, User
from claims.operations import cases
from claims.requests import get_user, read_now


class Schema(AutoSchema):
    """Describes what all views have in common: refusals, the parameters of lists, names."""

    def get_override_parameters(self) -> list[Any]:
        """Those of a list; the same address may take a POST, which has none."""
        query = getattr(self.view, "query", None) if self.method == "GET" else None
        return [query] if query and query().fields else []

    def get_tags(self) -> list[str]:
        """The noun: /api/v1/claims/… are about claims."""
        return [self.path.split("/")[3]]

    def get_operation_id(self) -> str:
        return super().get_operation_id().removeprefix("v1_")

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        refused = self._get_response_for_code(
            ErrorOut, "4XX", media_types=[CONTENT_TYPE], direction=direction
        )
        return {**bodies, "4XX": {**refused, "description": "Refused: see docs/api.md."}}


class Described(APIView):
    """What all views have in common."""

    schema = Schema()
    # Not OPTIONS: it would describe serializers, and the schema does.
    http_method_names = ["get", "head", "post"]
    metadata_class = None
    # What a token needs in order to read here, and to write.
    read_scope: ClassVar[str] = ApiToken.Scope.READ
    write_scope: ClassVar[str] = ApiToken.Scope.MANAGE


class OperationView(Described):
    """One thing that a person may do: read the body, call the operation, answer."""

    def read_body(self, shape: type[StrictSerializer]) -> dict[str, Any]:
        """The body in that shape, or ValidationError."""
        return dict(find_reader(shape).run_validation(self.request.data))


class _Readers(local):
    """The serializers that a thread has made, by their class and the language of refusals."""

    def __init__(self) -> None:
        self.made: dict[tuple[type[StrictSerializer], str], StrictSerializer] = {}


_readers = _Readers()


def find_reader(shape: type[StrictSerializer]) -> StrictSerializer:
    """The reader of a shape: made once in a thread, since making all its fields takes long.

    It keeps nothing it reads.
    But it keeps the words of its first refusals: hence one for each language. And while it makes
    them no other thread may ask: hence one for each thread.
    """
    key = (shape, get_language())
    if key not in _readers.made:
        _readers.made[key] = shape(error_messages={"null": _("No data provided")})
    return _readers.made[key]


class ListView(Described, generics.ListAPIView):
    """Pages of what a person may see, in the order in which it was made."""

    query: ClassVar[type[Query]] = Query

    def get_queryset(self) -> QuerySet[Any]:
        user = get_user(self.request)
        return self.find(user, **read_parameters(self.query, self.request.query_params, user))

    def find(self, user: User, **wanted: Any) -> QuerySet[Any]:
        """The rows that `user` may see and that the parameters ask for."""
        raise NotImplementedError


class DetailView(Described, generics.RetrieveAPIView):
    """One row that a person may see, by its UUID."""

    lookup_field = "uuid"

    def get_queryset(self) -> QuerySet[Any]:
        return self.find(get_user(self.request))

    def find(self, user: User) -> QuerySet[Any]:
        """The rows that `user` may see."""
        raise NotImplementedError


class SaidListView(ListView):
    """Pages of labels, decisions or gold labels: whoever reads them labels their claims no more."""

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        user, now = get_user(self.request), read_now(self.request)
        cases.note_rows_read(actor=user, rows=rows or (), now=now)
        return rows


class SaidDetailView(DetailView):
    """One label or decision, as in their lists."""

    def get_object(self) -> Any:
        row = super().get_object()
        user, now = get_user(self.request), read_now(self.request)
        cases.note_rows_read(actor=user, rows=[row], now=now)
        return row
