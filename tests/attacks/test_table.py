"""The table of attacks is true: what it names is there, and no attack here is left out of it."""

import ast
import re
from collections import Counter
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TABLE = ROOT / "docs" / "security-tests.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def list_tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {one.name for one in functions if one.name.startswith("test_")}


def test_every_test_that_the_table_names_is_there() -> None:
    named = NAMED.findall(TABLE.read_text("utf-8"))
    known = {name: list_tests(ROOT / name) for name, _test in named if (ROOT / name).is_file()}

    missing = {
        (name, test)
        for name, test in named
        if not known.get(name) or (test and test not in known[name])
    }

    assert len(named) > 80
    assert missing - {("tests/attacks/test_table.py", "")} == set()


def test_every_attack_is_in_the_table() -> None:
    named = {(name, test) for name, test in NAMED.findall(TABLE.read_text("utf-8"))}
    here = {
        (f"tests/attacks/{path.name}", test)
        for path in sorted(Path(__file__).parent.glob("test_*.py"))
        if path.name != "test_table.py"
        for test in list_tests(path)
    }

    assert here - named == set()


def test_each_row_of_the_table_has_a_test() -> None:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ")]
    rows = [line.split(" | ") for line in lines[2:]]

    assert Counter(len(row) for row in rows) == {3: len(rows)}
    assert len(rows) >= 50
    assert [row[0] for row in rows if not NAMED.search(row[2])] == []
