"""The environment that tests and checks run in: none of the settings a shell may have set."""

import os
import re
from pathlib import Path

SOURCES = ("settings.py", "environment.py")
READS = re.compile(r"""\bread_[a-z_]+\(\s*["']([A-Z][A-Z0-9_]*)["']""")
FACTCHECK = Path(__file__).resolve().parent.parent / "factcheck"


def find_setting_names() -> set[str]:
    """All environment variables that the settings read."""
    return {
        name
        for source in SOURCES
        for name in READS.findall((FACTCHECK / source).read_text(encoding="utf-8"))
    }


def make_clean_environment() -> dict[str, str]:
    """The caller's environment, without any of our own settings."""
    names = find_setting_names() | {"DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in names}
