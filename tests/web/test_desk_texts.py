"""The desk's script and its sentences fit each other: it has no words of its own."""

import re
from itertools import chain
from pathlib import Path

from claims.web.desk_texts import list_texts

SCRIPTS = Path("claims/static/claims")
OF_THE_DESK = ("article.js", "desk.js", "undo.js")
# By what a claim's state is, or what became of a draft: texts[state].
BY_STATE = {"open", "done", "skipped", "context", "saving", "saved", "unsaved"}


def test_each_text_is_used_and_each_that_is_used_is_there() -> None:
    used = set(
        chain.from_iterable(
            re.findall(r"\btexts\.(\w+)", (SCRIPTS / name).read_text()) for name in OF_THE_DESK
        )
    )

    assert used | BY_STATE == set(list_texts())
