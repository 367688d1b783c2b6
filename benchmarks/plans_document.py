"""The query plans as a page of the documentation."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

DOCUMENT = Path("docs/query-plans.md")
# Small however large a project is, so that a database may well read them whole.
SMALL = {
    *("project", "user", "membership", "labelscheme", "label", "guideline", "outlet", "line"),
    *("bookmark", "exclusion", "skip", "draft", "speaker"),
}
WHOLE = re.compile(r"(?:Seq Scan on|^ *SCAN(?!.* CONSTANT ROW)) (?:claims_)?(\w+)")
NAMES = re.compile(r"(?:FROM|JOIN) (\w+) ([A-Z]\d)\b")
HEAD = """# Query plans

Every statement of one `next`, asked by somebody with up to 100,000 labels behind them, and of one
`submit` of a label with a verdict, in their order, at {size:,} claims. Above each plan stands what
it reads whole, if anything. Skips, drafts and exclusions are none in this project, which is why
PostgreSQL reads those tables whole. `actual rows` are the rows that a step gave; `$1` stands where
a prepared query, planned once, takes any value.

Made by `.venv/bin/python -m benchmarks --only plans --sizes 1m --document`.
"""

Steps = Mapping[str, Sequence[Mapping[str, Any]]]


def write(found: Steps, size: int) -> None:
    """`found`: the statements with their plans, by database."""
    lines = [HEAD.format(size=size)]
    first = next(iter(found.values()))
    for step in dict.fromkeys(one["step"] for one in first):
        lines += [f"## {step}", "", *_describe(found, step)]
    DOCUMENT.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _describe(found: Steps, step: str) -> Iterator[str]:
    by_database = {name: _number(steps, step) for name, steps in found.items()}
    for number, (key, one) in enumerate(next(iter(by_database.values())).items(), start=1):
        yield from (f"### {number} · `{one['where']}`", "")
        if one["what"]:
            yield from (one["what"], "")
        yield from ("```sql", one["sql"], "```", "")
        for name, steps in by_database.items():
            if key in steps and steps[key]["plan"]:
                plan = steps[key]["plan"]
                yield from (f"{name}: {_judge(plan, one['sql'])}", "", "```", *plan, "```", "")


def _number(
    steps: Sequence[Mapping[str, Any]], step: str
) -> Mapping[tuple[str, int], Mapping[str, Any]]:
    """The step's statements by the function that asks, and how often it has asked before."""
    known: dict[tuple[str, int], Mapping[str, Any]] = {}
    for one in steps:
        if one["step"] == step:
            known[one["where"], sum(where == one["where"] for where, _ in known)] = one
    return known


def _judge(plan: Sequence[str], sql: str) -> str:
    tables = {alias: table for table, alias in NAMES.findall(sql)}
    whole = {match.group(1) for line in plan if (match := WHOLE.search(line))}
    whole = {tables.get(name, name) for name in whole}
    if large := whole - SMALL:
        return f"READS ALL OF {', '.join(sorted(large))}"
    return f"by indexes; whole: {', '.join(sorted(whole))}" if whole else "by indexes"
