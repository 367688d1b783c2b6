"""What the factories share."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model
from factory.django import DjangoModelFactory

Row = TypeVar("Row", bound=Model)


class ModelFactory(DjangoModelFactory[Row]):
    """Tells the type checker that calling a factory gives a row, not a factory."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __new__(cls, **fields: Any) -> Row: ...  # type: ignore[misc]
