"""The desk's script and its sentences fit each other: it has no words of its own."""

import re
from pathlib import Path

from claims.web.desk_texts import list_texts

SCRIPT = Path("claims/static/claims/desk.js")
# By what a claim's state is, or what became of a draft: texts[state].
BY_STATE = {"open", "done", "skipped", "context", "saving", "saved", "unsaved"}


def test_each_text_is_used_and_each_that_is_used_is_there() -> None:
    used = set(re.findall(r"\btexts\.(\w+)", SCRIPT.read_text()))

    assert used | BY_STATE == set(list_texts())
