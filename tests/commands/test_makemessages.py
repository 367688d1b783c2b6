"""The sentences of refusals are found by makemessages, wherever they are raised."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands import makemessages as of_django

from claims import errors
from claims.errors import DomainError
from claims.management.commands import makemessages
from claims.management.commands.makemessages import REFUSALS

CLAIMS = Path(errors.__file__).parent


def list_kinds(kind: type[DomainError]) -> set[str]:
    return {kind.__name__}.union(*map(list_kinds, kind.__subclasses__()))


def test_every_kind_of_refusal_is_looked_for() -> None:
    raised = {
        name
        for path in CLAIMS.rglob("*.py")
        for name in re.findall(r"\b([A-Z]\w+)\(\s*\"[a-z_]+\",\s+\"", path.read_text("utf-8"))
    }

    assert raised & list_kinds(DomainError) <= set(REFUSALS)
    assert {kind.__name__ for kind in DomainError.__subclasses__()} <= set(REFUSALS)


def test_their_second_argument_is_what_xgettext_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def note(arguments: list[str], *_args: Any) -> tuple[str, str, int]:
        called.append(arguments)
        return "", "", 0

    monkeypatch.setattr(of_django, "popen_wrapper", note)
    command = makemessages.Command()
    command.domain, command.keep_pot, command.verbosity = "django", False, 0
    command.locale_paths, command.default_locale_path = [], None
    file = of_django.TranslatableFile(str(CLAIMS), "errors.py", str(CLAIMS))

    command.process_locale_dir(str(CLAIMS), [file])

    (arguments,) = called
    assert {f"--keyword={name}:2" for name in REFUSALS} <= set(arguments)
    assert {"--keyword=gettext_noop", "--from-code=UTF-8"} <= set(arguments)
