"""Armenian: the full stop looks like a colon."""

from claims.text.languages.base import Hinting, Language

ARMENIAN = Language(code="hy", extra_points=":։", hinting=Hinting(question_marks="՞?"))
