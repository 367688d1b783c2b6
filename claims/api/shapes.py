"""Serializers and fields for what comes in: exactly the shape that is described, or 400.

DRF's own turn numbers into text and UUIDs, drop keys they don't know, trim text, and repeat the
value in the refusal, however long it is. These don't.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.models import Stage

UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
# Keys named in a refusal, and characters of each.
KEYS_NAMED = 5
KEY_LENGTH = 60


class StrictSerializer(serializers.Serializer):
    """Refuses keys that it does not know. A null is the same as a key left out.

    But for fields that allow null: there it says something.
    """

    # Keys that somebody else reads: named among the known ones.
    also_known: ClassVar[tuple[str, ...]] = ()

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            self._refuse_unknown(data)
            data = {
                name: value
                for name, value in data.items()
                if value is not None or self.fields[name].allow_null
            }
        return super().to_internal_value(data)

    def _refuse_unknown(self, data: Mapping[str, Any]) -> None:
        allowed = [*self.fields, *self.also_known]
        unknown = [str(key)[:KEY_LENGTH] for key in data if key not in allowed]
        if unknown:
            message = gettext("Unknown. Known here: %(names)s.") % {
                "names": ", ".join(allowed) or "—"
            }
            problem = [serializers.ErrorDetail(message, code="unknown_field")]
            raise serializers.ValidationError(dict.fromkeys(unknown[:KEYS_NAMED], problem))


class NothingIn(StrictSerializer):
    """The body of a request that says all by its address: empty, or an empty object."""


class TextField(serializers.CharField):
    """Text as it comes: neither trimmed nor made of something else."""

    default_error_messages = {"invalid": _("This must be text.")}

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(
            max_length=max_length,
            trim_whitespace=False,
            allow_blank=kwargs.pop("allow_blank", True),
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class OptionField(serializers.ChoiceField):
    """One of a fixed list of texts."""

    default_error_messages = {"unknown_choice": _("Choose one of: {choices}.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or (data not in self.choices and data != ""):
            self._refuse()
        if data == "" and not self.allow_blank:
            self._refuse()
        return data

    def _refuse(self) -> None:
        choices = ", ".join(str(choice) for choice in self.choices if choice != "")
        self.fail("unknown_choice", choices=choices)


@extend_schema_field(OpenApiTypes.UUID)
class PublicIdField(serializers.Field):
    """A UUID in its usual spelling."""

    default_error_messages = {"invalid": _("This must be a UUID.")}

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str) or not UUID_FORM.fullmatch(data):
            self.fail("invalid")
        return UUID(data)

    def to_representation(self, value: UUID) -> str:
        return str(value)


class ManyField(serializers.ListField):
    """A list, counted before anything in it is looked at."""

    default_error_messages = {"too_many": _("More than {limit} of them.")}

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        # For the schema: what is longer is refused before this is looked at.
        super().__init__(max_length=limit, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list) and len(data) > self.limit:
            self.fail("too_many", limit=self.limit)
        return super().to_internal_value(data)


class NumberField(serializers.IntegerField):
    """A whole number, not a text of digits."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class ScoreField(serializers.FloatField):
    """A number from 0 to 1, not a text of digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=1, **kwargs)

    def to_internal_value(self, data: Any) -> float:
        if not isinstance(data, int | float) or isinstance(data, bool):
            self.fail("invalid")
        # No float holds a whole number of hundreds of digits; the bounds refuse it all the same.
        return super().to_internal_value(min(max(data, -1), 2))


class SwitchField(serializers.BooleanField):
    """True or false, not a text or a number for it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class DayField(serializers.DateField):
    """A day as YYYY-MM-DD."""

    default_error_messages = {"invalid": _("This must be a day, as 2026-01-31.")}

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            self.fail("invalid")
        return super().to_internal_value(value)


class MomentField(serializers.DateTimeField):
    """A moment with its zone, as 2026-01-31T12:00:00Z."""

    default_error_messages = {"invalid": _("This must be a moment, as 2026-01-31T12:00:00Z.")}

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not MOMENT.fullmatch(value):
            self.fail("invalid", format="")
        return super().to_internal_value(value)


class AbsentTextField(serializers.CharField):
    """For what goes out: a text, or null where there is none, as in exports."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return value or None


class UuidsField(serializers.ListField):
    """For what goes out: rows of another table by their UUIDs."""

    child = serializers.UUIDField()

    def to_representation(self, data: Any) -> list[str]:
        return [str(row.uuid) for row in data.all()]


class StageIn(StrictSerializer):
    """In which pass: that of labels unless said otherwise."""

    stage = OptionField(
        choices=Stage.choices,
        default=Stage.LABEL.value,
        help_text="The pass: of labels, or of checks where the project has that.",
    )
