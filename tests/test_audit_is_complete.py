"""Whatever writes leaves an audit row, or says here why not; and each action has its sentence.

Read from the source: what the edges call of operations, and all that this leads to.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path

from django.contrib import admin

from claims.admin.base import ReadOnlyAdmin
from claims.models import BoundaryProposal, CorrectionReview
from claims.models.audit import CLAIMS_READ
from claims.queries.audit_words import GROUP_NAMES, GROUPS, WORDS, Kind

CLAIMS = Path(__file__).parents[1] / "claims"
OPERATIONS = "claims.operations"
EDGES = ("web", "api", "admin", "management", "forms", "tasks.py", "downloads.py", "requests.py")

# What edges call that writes without an audit row of its own, and why.
SILENT: Mapping[str, str] = {
    "addresses.vouch": "A part of giving somebody an address, which is audited.",
    "articles.stage_import": "An upload that its author looks at; the import says what came of it.",
    "attempts.begin": "A count of tries; what is tried is audited.",
    "cases.put_down": "Nothing was decided, and taking a case is not audited either.",
    "deliveries.forget_old": "Deliveries past their time, by the rule of the settings.",
    "jobs.Work": "A shape; what a job does is audited by the operation that it is.",
    "jobs.recover_jobs": "A job that lost its worker waits again: nobody has done anything.",
    "jobs.run_job": "What a job does is audited by the operation that it is.",
    "keys.begin": "A request's own key, so that sent twice it is done once.",
    "keys.finish": "As keys.begin.",
    "keys.forget": "As keys.begin.",
    "keys.give_up": "As keys.begin.",
    "labelled_imports.stage_labels": "As articles.stage_import.",
    "marks.keep_if_late": "A draft, which nobody but its author sees.",
    "marks.save_draft": "A draft, which nobody but its author sees.",
    "queue.hold_slot": "A part of submitting, which the demonstration plays by itself.",
    "queue.renew_lease": "A sign of work each minute; the lease was audited when it began.",
    "rates.take": "A count of requests.",
    "release_files.remove_leftovers": "Files of releases whose withdrawal is audited.",
    "sealing.seal_audit": "Each row would want a seal of its own.",
    "restoring.look_at_export": "A rehearsal that is rolled back.",
    "sign_ins.note_seen": "When a session was last used; what was done in it is audited.",
    "sign_ins.rename_session": "A part of changing one's password, which is audited.",
    "slots.keep_gold": "A part of asking for work, which the demonstration plays by itself.",
    "tokens.note_use": "When a token was last used; what was done with it is audited.",
    "uploads.discard_upload": "As articles.stage_import.",
    "workers.end_worker": "A worker's own row.",
    "workers.note_alive": "A worker's own row.",
    "workers.put_down_task": "A worker's own row.",
    "workers.register_worker": "A worker's own row.",
    "workers.take_task": "A worker's own row.",
}

# The first part of actions that are put together, and how they end.
BUILT = {
    "boundaries.": {one.value for one in BoundaryProposal.Status} - {"open"},
    "correction.": {one.value for one in CorrectionReview.Status} - {"open"},
}
# What the admin's forms change by administration.save_row and remove_row, beside what has pages.
INLINES = {"speakeralias": {"added", "changed", "removed"}}
# Pages whose rows are all written by operations of their own.
OWN_OPERATIONS = {"article", "consenttext", "exclusion", "guideline", "membership", "project"}

# Methods that write rows; `update` and `set` only as query sets and relations are asked.
WRITES = {"bulk_create", "bulk_update", "create", "delete", "get_or_create", "save", "set"}
WRITES |= {"update_or_create"}


@dataclass(slots=True)
class Part:
    """One definition of a module: what it uses of operations, and whether it writes itself."""

    uses: set[str] = field(default_factory=set)
    writes: bool = False


def read_names(tree: ast.Module, module: str) -> dict[str, str]:
    """What names of the module stand for: definitions of operations, or modules of them."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OPERATIONS):
            inner = (node.module or "").removeprefix(OPERATIONS).lstrip(".")
            prefix = f"{inner}." if inner else ""
            names |= {one.asname or one.name: prefix + one.name for one in node.names}
    if module:
        names |= {name: f"{module}.{name}" for one in tree.body for name in list_defined(one)}
    return names


def list_defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def list_uses(node: ast.AST, names: Mapping[str, str]) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            if one.value.id in names:
                yield f"{names[one.value.id]}.{one.attr}"
        elif isinstance(one, ast.Name) and one.id in names:
            yield names[one.id]


def is_write(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr == "update":
        return bool(node.keywords) and not node.args
    if node.func.attr == "set":
        return bool(node.args)
    return node.func.attr in WRITES


@cache
def read_parts() -> dict[str, Part]:
    """All definitions of operations, by module and name."""
    parts: dict[str, Part] = {}
    for path in sorted((CLAIMS / "operations").glob("*.py")):
        tree = ast.parse(path.read_text())
        names = read_names(tree, path.stem)
        for node in tree.body:
            for name in list_defined(node):
                part = parts.setdefault(f"{path.stem}.{name}", Part())
                part.uses |= set(list_uses(node, names))
                part.writes |= any(map(is_write, ast.walk(node)))
    return parts


def follow(name: str) -> set[str]:
    """It, and all that it leads to."""
    parts, seen, left = read_parts(), set(), [name]
    while left:
        one = left.pop()
        if one not in seen and one in parts:
            seen.add(one)
            left += parts[one].uses
    return seen


def list_called() -> set[str]:
    """What edges use of operations."""
    paths = chain.from_iterable(
        (CLAIMS / edge).rglob("*.py") if (CLAIMS / edge).is_dir() else [CLAIMS / edge]
        for edge in EDGES
    )
    trees = [ast.parse(path.read_text()) for path in paths]
    used = chain.from_iterable(list_uses(tree, read_names(tree, "")) for tree in trees)
    return set(used) & read_parts().keys()


def list_texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may come to; a part that is put together ends in a dot."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from chain(list_texts(node.body), list_texts(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield from list_texts(node.values[0])
    elif isinstance(node, ast.Name) and node.id == "CLAIMS_READ":
        yield CLAIMS_READ


def list_recorded() -> set[str]:
    """The actions that operations record: first arguments of what takes an `action` first."""
    return set(chain.from_iterable(map(list_recorded_in, (CLAIMS / "operations").glob("*.py"))))


def list_recorded_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    recorders = {"record", "record_changes"}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and [one.arg for one in node.args.args][:1] == [
            "action"
        ]:
            recorders.add(node.name)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in recorders:
            for text in list_texts(node.args[0]):
                yield from build(text)


def build(text: str) -> Iterable[str]:
    return [text + end for end in BUILT[text]] if text.endswith(".") else [text]


def list_of_forms() -> set[str]:
    """What the admin's pages record by administration.save_row and remove_row."""
    found = {f"{name}.{verb}" for name, verbs in INLINES.items() for verb in verbs}
    for model, page in admin.site._registry.items():
        name = str(model._meta.model_name)
        is_ours = model._meta.app_label == "claims" or name == "group"
        if isinstance(page, ReadOnlyAdmin) or not is_ours or name in OWN_OPERATIONS:
            continue
        found |= {f"{name}.added", f"{name}.changed"}
        if getattr(page, "deletable", False):
            found.add(f"{name}.removed")
    return found


def test_whatever_writes_leaves_an_audit_row_or_has_a_reason() -> None:
    silent = set()
    for name in list_called():
        led_to = follow(name)
        if any(read_parts()[one].writes for one in led_to) and "audit.record" not in led_to:
            silent.add(name)

    assert (silent - SILENT.keys(), SILENT.keys() - silent) == (set(), set())


def test_each_action_has_its_sentence_and_no_sentence_lacks_its_action() -> None:
    recorded = list_recorded() | list_of_forms()

    assert (recorded - WORDS.keys(), WORDS.keys() - recorded) == (set(), set())


def test_each_group_has_a_name_and_its_actions_stand_in_one_order() -> None:
    assert set(GROUP_NAMES) == set(GROUPS)
    assert sum(map(len, GROUPS.values())) == len(WORDS)
    for actions in GROUPS.values():
        assert list(actions) == sorted(actions)


def test_a_sentence_says_who_and_names_a_target_where_there_is_one() -> None:
    told = {"who": "(who)", "target": "(target)"}
    wrong = {}
    for action, words in WORDS.items():
        said = str(words.sentence) % told
        if ("(target)" in said) > (words.kind is not Kind.NOTHING) or "(" not in said:
            wrong[action] = said

    assert wrong == {}
