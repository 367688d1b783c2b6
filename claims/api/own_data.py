"""What is stored about whoever asks, to take along."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from claims.api.exports import AnyAccept
from claims.api.views import OperationView
from claims.downloads import send_file
from claims.models import ApiToken
from claims.operations.people import note_data_taken
from claims.queries.own_data import stream_own_data
from claims.requests import get_user, read_now


class OwnDataView(OperationView):
    """All that is stored about you."""

    http_method_names = ["get"]
    content_negotiation_class = AnyAccept
    read_scope = ApiToken.Scope.ACCOUNT
    has_etag = False

    @extend_schema(
        operation_id="account_data",
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """As one JSON object, streamed: its parts are described in docs/people.md."""
        user = get_user(request)
        note_data_taken(actor=user, now=read_now(request))
        content = stream_own_data(user)
        return send_file(content, content_type="application/json", name="own-data.json")
