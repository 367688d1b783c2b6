"""What several tables share."""

import uuid

from django.db import models


class PublicModel(models.Model):
    """A row that the outside may name: by its UUID, never by its number."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
