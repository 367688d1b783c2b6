"""How much memory a process takes, as Linux counts it."""

import re
from pathlib import Path

# Written to clear_refs: the high-water mark starts anew.
RESET_PEAK = "5"


def read_resident(process: int | str = "self") -> float:
    """MB in memory, shared libraries counted in full."""
    return _read(process, "status", "VmRSS")


def read_peak() -> float:
    """The most MB in memory since `reset_peak`."""
    return _read("self", "status", "VmHWM")


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text(RESET_PEAK, encoding="ascii")


def read_share(process: int) -> float:
    """MB in memory, what several processes share counted once in all."""
    return _read(process, "smaps_rollup", "Pss")


def _read(process: int | str, file: str, field: str) -> float:
    text = Path(f"/proc/{process}/{file}").read_text(encoding="ascii")
    found = re.search(rf"^{field}:\s+(\d+) kB$", text, re.MULTILINE)
    assert found, f"{file} has no {field}"
    return int(found[1]) / 1000
