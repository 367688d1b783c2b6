"""`?fields=`: only these fields of each row, by name, nested ones as `speaker.name`."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

FIELDS = "fields"
# Of the parameter.
LENGTH_LIMIT = 2000
Tree = dict[str, Any]


def read_fields(request: Request) -> Tree:
    """The names asked for, each with those within; empty: all. ValidationError for no names."""
    given = request.query_params.get(FIELDS)
    if given is None:
        return {}
    names = given.split(",")
    if len(given) > LENGTH_LIMIT or not all(names):
        raise ValidationError({FIELDS: _("Name fields, with commas between.")}, code="invalid")
    tree: Tree = {}
    for name in names:
        _add(tree, name.split("."))
    return tree


def _add(tree: Tree, path: list[str]) -> None:
    """Whoever asks for a whole and for a part of it gets the whole."""
    first, *rest = path
    if not rest:
        tree[first] = {}
    elif first not in tree or tree[first]:
        _add(tree.setdefault(first, {}), rest)


def keep_fields(serializer: serializers.Serializer, wanted: Tree, above: str = "") -> None:
    """Leave the serializer only those; ValidationError for those that it does not have."""
    known = set(serializer.fields)
    if unknown := sorted(wanted.keys() - known):
        raise _refuse(above + unknown[0], known)
    for name in known - wanted.keys():
        serializer.fields.pop(name)
    for name, inner in wanted.items():
        if inner:
            field: Any = serializer.fields[name]
            nested = getattr(field, "child", field)
            if not isinstance(nested, serializers.Serializer):
                raise _refuse(f"{above}{name}.{next(iter(inner))}", set())
            keep_fields(nested, inner, f"{above}{name}.")


def _refuse(name: str, known: set[str]) -> ValidationError:
    message = gettext("“%(name)s” is no field. Known here: %(names)s.") % {
        "name": name[:60],
        "names": ", ".join(sorted(known)) or "—",
    }
    return ValidationError({FIELDS: [ErrorDetail(message, code="unknown_field")]})
