"""What several tables share."""

import uuid

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

validate_web_url = URLValidator(schemes=["http", "https"])


def get_max_length(model: type[models.Model], field: str) -> int | None:
    """How many characters the column takes; None: any number."""
    length: int | None = getattr(model._meta.get_field(field), "max_length", None)
    return length


class PublicModel(models.Model):
    """A row that the outside may name: by its UUID, never by its number."""

    uuid = models.UUIDField(_("UUID"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
