"""Armenian: the full stop looks like a colon."""

from claims.text.languages.base import Language

ARMENIAN = Language(code="hy", extra_points=":։")
