"""ClaimReview, as JSON-LD: one document, and the feed that systems of the newsroom read."""

import hashlib
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.pagination import PublicCursorPagination
from claims.api.parameters import MomentParameter, Query, read_parameters
from claims.api.publications import find_publications
from claims.api.requests import get_project
from claims.api.views import OperationView
from claims.models import Publication
from claims.queries import claim_reviews
from claims.queries import publications as queries
from claims.requests import get_user, note_rows_read, read_now

LINKED_DATA = "application/ld+json"


class LinkedDataRenderer(JSONRenderer):
    """JSON-LD; refusals have the shape of all others."""

    media_type = LINKED_DATA
    format = "jsonld"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> bytes:
        return super().render(data, "application/json", renderer_context)


class LinkedDataView(OperationView):
    """What is common to what is given out as JSON-LD."""

    http_method_names = ["get", "head"]
    renderer_classes = [LinkedDataRenderer, JSONRenderer]

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(response, "status_code", 0) >= 400 and isinstance(response, Response):
            self.request.accepted_renderer = JSONRenderer()
            self.request.accepted_media_type = JSONRenderer.media_type
        return super().finalize_response(request, response, *args, **kwargs)

    def give(self, content: bytes, **headers: str) -> HttpResponse:
        """The bytes, or 304 to whoever has the same already."""
        response = HttpResponse(content, content_type=LINKED_DATA, headers=headers)
        response["ETag"] = quote_etag(hashlib.sha256(content).hexdigest()[:32])
        response["Cache-Control"] = "private, no-cache"
        request: Any = self.request
        return get_conditional_response(request, response["ETag"], response=response) or response


class PublicationClaimReviewView(LinkedDataView):
    """One publication as a ClaimReview."""

    @extend_schema(
        operation_id="publication_claimreview",
        responses={(200, LINKED_DATA): OpenApiTypes.OBJECT, 304: None},
    )
    def get(self, request: Request, uuid: UUID) -> HttpResponse:
        """As it is pasted into the page. 410 `publication_withdrawn`, with the reason."""
        user, now = get_user(request), read_now(request)
        found = get_object_or_404(find_publications(user), uuid=uuid)
        note_rows_read(request, [found])
        return self.give(claim_reviews.write_document(found, now))


class FeedQuery(Query):
    changed_since = MomentParameter(
        "Only what was published, corrected or withdrawn since, or a minute before."
    )


class ProjectClaimReviewsView(LinkedDataView):
    """The feed of a project's ClaimReviews."""

    @extend_schema(
        operation_id="project_claimreviews",
        parameters=[
            FeedQuery,
            OpenApiParameter("cursor", str, description="Part of the next page’s address."),
            OpenApiParameter("page_size", int, description="Publications on a page."),
        ],
        responses={(200, LINKED_DATA): OpenApiTypes.OBJECT, 304: None},
    )
    def get(self, request: Request, project: str) -> HttpResponse:
        """A schema.org DataFeed, in pages: the header `Link` has the next one's address.

        For readers, curators and managers. What was withdrawn has no `item`, but a `dateDeleted`.
        """
        user, now = get_user(request), read_now(request)
        found = get_project(request, project)
        permissions.require(permissions.can_read_publications(user, found))
        wanted = read_parameters(FeedQuery, request.query_params, user)
        rows = Publication.objects.visible_to(user).filter(project=found).passed_on(now)
        if since := wanted.get("changed_since"):
            rows = rows.changed_since(since)
        pages = PublicCursorPagination()
        shown = pages.paginate_queryset(queries.complete(rows), request)
        note_rows_read(request, shown)
        address = request.build_absolute_uri(request.path)
        feed = claim_reviews.dump_feed(found, shown, address=address)
        next_page = pages.get_next_link()
        headers = {"Link": f'<{next_page}>; rel="next"'} if next_page else {}
        return self.give(claim_reviews.write(feed), **headers)
