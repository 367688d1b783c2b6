"""Who may call the API at all. What they may do there, operations and `visible_to` decide."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    # DRF's views read this module's name from the settings while they are being imported.
    from rest_framework.views import APIView


class IsSignedIn(BasePermission):
    """People and programs that signed in; nothing here is for anonymous visitors."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return bool(request.user and request.user.is_authenticated and request.user.is_active)
