"""Typed reading of environment variables.

A wrong value stops the start with one plain sentence, not with a traceback: hence SystemExit.
"""

import os
import secrets
from pathlib import Path

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def read_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def read_flag(name: str, *, default: bool) -> bool:
    value = read_text(name, "1" if default else "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise SystemExit(f"{name} must be 1 or 0, not {value!r}.")


def read_number(name: str, default: int, *, least: int = 0) -> int:
    value = read_text(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise SystemExit(f"{name} must be a whole number from {least}, not {value!r}.")
    return int(value)


def read_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_secret_key(data_dir: Path, *, embedded: bool) -> str:
    """SECRET_KEY, or for an embedded start a key kept in DATA_DIR that only the owner can read."""
    key = read_text("SECRET_KEY")
    if key:
        return key
    if not embedded:
        raise SystemExit("SECRET_KEY must be set when DATABASE_URL is set.")
    path = data_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")
