"""Query parameters: named, typed, and never handed to the database as they come."""

import re
from datetime import UTC
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Manager
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.fields import FIELDS
from claims.api.pagination import PublicCursorPagination
from claims.api.requests import find_project
from claims.api.shapes import OptionField, PublicIdField, StrictSerializer
from claims.models import Project

# As in the addresses of projects.
NAME = re.compile(r"[-a-zA-Z0-9_]+")


class Query(StrictSerializer):
    """The parameters of a list. None is required; `cursor` and `page_size` come on top."""

    also_known: ClassVar[tuple[str, ...]] = (*PublicCursorPagination.parameters, FIELDS)


class NoQuery(StrictSerializer):
    """The parameters of one row."""

    also_known = (FIELDS,)


@extend_schema_field(OpenApiTypes.STR)
class ProjectParameter(serializers.Field):
    """A project by its UUID or short name."""

    default_error_messages = {"unknown": _("There is no such project for you.")}

    def __init__(self) -> None:
        super().__init__(required=False, help_text="UUID or short name.")

    def to_internal_value(self, data: str) -> Project:
        project = find_project(self.context["user"], data) if NAME.fullmatch(data) else None
        if project is None:
            self.fail("unknown")
        return project


class RowParameter(PublicIdField):
    """A row by its UUID, among those that the person may see."""

    default_error_messages = {"unknown": _("There is no such thing for you.")}

    def __init__(self, rows: Manager[Any]) -> None:
        self.rows = rows
        super().__init__(required=False)

    def to_internal_value(self, data: Any) -> Any:
        uuid: UUID = super().to_internal_value(data)
        row = self.rows.get_queryset().visible_to(self.context["user"]).filter(uuid=uuid).first()  # type: ignore[attr-defined]
        if row is None:
            self.fail("unknown")
        return row


class TrueParameter(OptionField):
    """`true`, or not given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=["true"], required=False, **kwargs)


class MomentParameter(serializers.DateTimeField):
    """A moment; of UTC where it does not say how far from it."""

    def __init__(self, help_text: str) -> None:
        super().__init__(required=False, default_timezone=UTC, help_text=help_text)


def read_parameters(query: type[StrictSerializer], given: Any, user: object) -> dict[str, Any]:
    """The parameters by name, projects and rows as such; unknown and repeated ones are refused."""
    for name, values in given.lists():
        if len(values) > 1:
            raise serializers.ValidationError(
                {name[:60]: _("This is given more than once.")}, code="repeated"
            )
    own = {name: value for name, value in given.items() if name not in query.also_known}
    parameters = query(data=own, context={"user": user})
    parameters.is_valid(raise_exception=True)
    return dict(parameters.validated_data)
