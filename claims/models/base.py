"""What several tables share."""

import os
import time
import uuid

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

validate_web_url = URLValidator(schemes=["http", "https"])


def get_max_length(model: type[models.Model], field: str) -> int | None:
    """How many characters the column takes; None: any number."""
    length: int | None = getattr(model._meta.get_field(field), "max_length", None)
    return length


def make_ordered_uuid() -> uuid.UUID:
    """A UUID that begins with the moment, to the millisecond: version 7 of RFC 9562, section 5.7.

    For rows that come in thousands at once: those of one moment stand together in the index, where
    random ones write to a page of it each. By the host's clock, as nothing but the place in the
    index rests on it. It tells when the row was made, so not for labels: curators are not to know
    which of two was first (queries.adjudication).
    """
    milliseconds = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10))
    value = milliseconds << 80 | 0x7 << 76 | (chance >> 68) << 64 | 0b10 << 62 | chance % (1 << 62)
    return uuid.UUID(int=value)


def index_filled(field: str, name: str) -> models.Index:
    """An index of the rows in which the field is not empty: of those where it is, SQLite would
    think that they are few.
    """
    return models.Index(fields=[field], condition=models.Q((f"{field}__isnull", False)), name=name)


class PublicModel(models.Model):
    """A row that the outside may name: by its UUID, never by its number."""

    uuid = models.UUIDField(_("UUID"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
