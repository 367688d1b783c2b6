"""What all views share. Reads are lists and details, a write is one view with one operation."""

from threading import local
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import generics
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.views import APIView

from claims.api import keyed
from claims.api.conditional import add_etag
from claims.api.errors import CONTENT_TYPE, ErrorOut
from claims.api.examples import add_examples
from claims.api.fields import FIELDS, keep_fields, read_fields
from claims.api.parameters import NoQuery, Query, read_parameters
from claims.api.shapes import StrictSerializer
from claims.api.throttles import tell
from claims.models import ApiToken, User
from claims.requests import get_user, note_rows_read

KEY_PARAMETER = OpenApiParameter(
    keyed.HEADER,
    str,
    OpenApiParameter.HEADER,
    description="Any text of your own: the same again under it is answered again, and not done.",
)
FIELDS_PARAMETER = OpenApiParameter(
    FIELDS, str, description="Only these fields, as in `uuid,speaker.name`."
)
KNOWN_PARAMETER = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of the answer that you have: 304 where it is still the same.",
)


class Schema(AutoSchema):
    """Describes what all views have in common: refusals, the parameters of lists, names."""

    def get_override_parameters(self) -> list[Any]:
        """Those of a list; the same address may take a POST, which has but its key."""
        if self.method == "POST":
            return [KEY_PARAMETER] if getattr(self.view, "takes_keys", False) else []
        query = getattr(self.view, "query", None)
        found: list[Any] = [query] if query and query().fields else []
        if isinstance(self.view, ChoosesFields):
            found.append(FIELDS_PARAMETER)
        return [*found, KNOWN_PARAMETER] if getattr(self.view, "has_etag", False) else found

    def get_tags(self) -> list[str]:
        """The noun: /api/v1/claims/… are about claims."""
        return [self.path.split("/")[3]]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        return operation and add_examples(operation)

    def get_operation_id(self) -> str:
        return super().get_operation_id().removeprefix("v1_")

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        refused = self._get_response_for_code(
            ErrorOut, "4XX", media_types=[CONTENT_TYPE], direction=direction
        )
        if self.method == "GET" and getattr(self.view, "has_etag", False):
            bodies["304"] = {"description": "You have it already."}
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
    # Whether a POST may come with an idempotency key; not where it is answered by a stream.
    takes_keys: ClassVar[bool] = True
    # Whether its answer is a secret, which is kept for no repeat.
    is_secret: ClassVar[bool] = False
    # Whether answers to GET have an ETag; not where they are streams.
    has_etag: ClassVar[bool] = True

    def read_body(self, shape: type[StrictSerializer]) -> dict[str, Any]:
        """The body in that shape, or ValidationError."""
        return dict(find_reader(shape).run_validation(self.request.data))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and keyed.HEADER in request.headers:
            if not self.takes_keys:
                keyed.refuse_key()
            self._answer_once(request)

    def _answer_once(self, request: Request) -> None:
        """Have this request's handler wrapped: DRF looks it up next."""
        work: Any = getattr(self, "post", None)
        if work is None:
            return

        def post(*args: Any, **kwargs: Any) -> HttpResponseBase:
            return keyed.answer_once(
                request,
                lambda: work(*args, **kwargs),
                self.handle_exception,
                is_secret=self.is_secret,
            )

        self.post = post

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        tell(request, final)
        if self.has_etag and request.method in SAFE_METHODS and final.status_code == 200:
            add_etag(request, final)
        return final


class OperationView(Described):
    """One thing that a person may do: read the body, call the operation, answer."""


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


class ChoosesFields(generics.GenericAPIView):
    """Shows of each row only the fields that `fields` names, if it names any."""

    # Fields that `find` reads by queries of their own: left out where none of them is asked for.
    prefetched: ClassVar[frozenset[str]] = frozenset()
    # Fields that are columns of their rows, and may be long: left unread where not asked for.
    long_columns: ClassVar[frozenset[str]] = frozenset()

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        serializer = super().get_serializer(*args, **kwargs)
        if wanted := read_fields(self.request):
            row: Any = getattr(serializer, "child", serializer)
            keep_fields(row, wanted)
        return serializer

    def read_less(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = read_fields(self.request)
        if not wanted:
            return rows
        if self.prefetched and self.prefetched.isdisjoint(wanted):
            rows = rows.prefetch_related(None)
        return rows.defer(*sorted(self.long_columns - wanted.keys()))


class ListView(Described, ChoosesFields, generics.ListAPIView):
    """Pages of what a person may see, in the order in which it was made."""

    query: ClassVar[type[Query]] = Query

    def get_queryset(self) -> QuerySet[Any]:
        user = get_user(self.request)
        wanted = read_parameters(self.query, self.request.query_params, user)
        return self.read_less(self.find(user, **wanted))

    def find(self, user: User, **wanted: Any) -> QuerySet[Any]:
        """The rows that `user` may see and that the parameters ask for."""
        raise NotImplementedError


class DetailView(Described, ChoosesFields, generics.RetrieveAPIView):
    """One row that a person may see, by its UUID."""

    lookup_field = "uuid"

    def get_queryset(self) -> QuerySet[Any]:
        user = get_user(self.request)
        read_parameters(NoQuery, self.request.query_params, user)
        return self.read_less(self.find(user))

    def find(self, user: User) -> QuerySet[Any]:
        """The rows that `user` may see."""
        raise NotImplementedError


class SaidListView(ListView):
    """Pages of labels, decisions or gold labels: whoever reads them labels their claims no more."""

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        note_rows_read(self.request, rows or ())
        return rows


class SaidDetailView(DetailView):
    """One label or decision, as in their lists."""

    def get_object(self) -> Any:
        row = super().get_object()
        note_rows_read(self.request, [row])
        return row
