"""The API's description (OpenAPI), and a page to read and try it."""

from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import Http404
from django.utils.decorators import method_decorator
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.authentication import SessionAuthentication
from rest_framework.renderers import JSONRenderer, TemplateHTMLRenderer
from rest_framework.request import Request

from claims.api.authentication import OwnPagesAuthentication, TokenAuthentication
from claims.api.permissions import IsSignedIn
from claims.api.views import OperationView


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema describes tokens."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class OwnPagesScheme(SessionScheme):
    """How the schema describes sessions."""

    target_class = OwnPagesAuthentication  # type: ignore[assignment] # it takes either


class SchemaView(SpectacularJSONAPIView):
    """The schema, for people who are signed in."""

    permission_classes = [IsSignedIn]
    http_method_names = ["get", "head"]


# Swagger's page has a style element of its own; scripts stay as strict as everywhere.
@method_decorator(csp_update({"style-src": [UNSAFE_INLINE]}), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI, its files from the package, its start script from its own address."""

    # A page to which others may link.
    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [IsSignedIn]
    # For a refusal: a program that asks for JSON gets the shape of all other errors.
    renderer_classes = [TemplateHTMLRenderer, JSONRenderer]
    http_method_names = ["get", "head"]
    url_name = "api-schema"
    template_name = "claims/api/docs.html"


class UnknownAddressView(OperationView):
    """Any other address below /api/: an error in the API's shape, not a page."""

    schema = None  # type: ignore[assignment] # how DRF wants to be told: in no schema

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404
