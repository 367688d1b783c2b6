"""Typed reading of environment variables.

A wrong value stops the start with one plain sentence, not with a traceback: hence SystemExit.
"""

import contextlib
import json
import os
import re
import secrets
import tempfile
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
SHORTEST_KEY, SHORTEST_TOKEN = 50, 20
# A hundred years.
MOST_DAYS = 36_500


def read_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def read_flag(name: str, *, default: bool) -> bool:
    value = read_text(name, "1" if default else "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise SystemExit(f"{name} must be 1 or 0, not {value!r}.")


def read_number(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    value = read_text(name, str(default))
    number = int(value) if value.isdecimal() else -1
    if number < least or (most is not None and number > most):
        bounds = f"from {least}" if most is None else f"from {least} to {most}"
        raise SystemExit(f"{name} must be a whole number {bounds}, not {value!r}.")
    return number


def read_days(name: str, default: int, *, least: int = 1) -> int:
    """How long something is kept; 0: for good."""
    value = read_text(name, str(default))
    days = int(value) if value.isdecimal() else -1
    if days != 0 and not least <= days <= MOST_DAYS:
        raise SystemExit(
            f"{name} must be 0, for good, or days from {least} to {MOST_DAYS}, not {value!r}."
        )
    return days


def read_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_hosts(name: str, default: str) -> list[str]:
    """Names of hosts, as a browser sends them; ".example.org" with all below, "*" for any."""
    hosts = read_list(name, default)
    for host in hosts:
        if "/" in host:
            raise SystemExit(f"{name} takes names such as facts.example, not {host!r}.")
    return hosts


def read_origins(name: str) -> list[str]:
    origins = read_list(name)
    for origin in origins:
        if not origin.startswith(("https://", "http://")):
            raise SystemExit(f"{name} takes origins such as https://facts.example, not {origin!r}.")
    return origins


def read_token(name: str) -> str:
    token = read_text(name)
    if token and len(token) < SHORTEST_TOKEN:
        raise SystemExit(f"{name} must have at least {SHORTEST_TOKEN} characters.")
    return token


def read_email_host(name: str) -> str:
    """Where e-mail is sent; none only where nothing else is said about it either."""
    host = read_text(name)
    if not host and read_text("EMAIL_HOST_USER"):
        raise SystemExit(f"{name} must be set when EMAIL_HOST_USER is set.")
    return host


def read_redis_url(name: str, *, is_needed: bool) -> str:
    url = read_text(name)
    if not is_needed:
        return url
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise SystemExit(f"{name} must be set to redis://… when TASKS_BACKEND is rq.")
    if find_spec("rq") is None:
        raise SystemExit("TASKS_BACKEND=rq needs what requirements-redis.txt lists: install that.")
    return url


def make_data_dir(path: Path) -> None:
    """Where everything is kept that is in no other place."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise SystemExit(f"DATA_DIR cannot be made at {path}: {fault.strerror}.") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise SystemExit(f"DATA_DIR must be a folder that this user may write to: {path}.")


def read_secret_key(data_dir: Path, *, embedded: bool) -> str:
    """SECRET_KEY, or for an embedded start a key kept in DATA_DIR that only the owner can read."""
    key = read_text("SECRET_KEY")
    if key:
        if len(key) < SHORTEST_KEY:
            raise SystemExit(f"SECRET_KEY must have at least {SHORTEST_KEY} characters.")
        return key
    if not embedded:
        raise SystemExit("SECRET_KEY must be set when DATABASE_URL is set.")
    path = data_dir / "secret_key"
    if not path.exists():
        _write_key(path)
    key = path.read_text(encoding="ascii").strip()
    if not key:
        raise SystemExit(f"{path} is empty: remove it, and a new key is made.")
    return key


def _write_key(path: Path) -> None:
    """Appears whole or not at all; if another process was first, that one's key stays."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix="secret_key.")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)


def read_choice(name: str, default: str, choices: Collection[str]) -> str:
    value = read_text(name, default).upper()
    if value not in choices:
        raise SystemExit(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def read_database(name: str) -> dict[str, Any] | None:
    """A database's settings from its URL; None where there is none."""
    url = read_text(name)
    if not url:
        return None
    try:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError) as fault:
        raise SystemExit(f"{name} cannot be read: {fault}.") from None


def read_storage(name: str, folder: Path) -> dict[str, Any]:
    """A storage of Django's, as {"BACKEND": …, "OPTIONS": {…}}; else one of files in the folder."""
    value = read_text(name)
    if not value:
        private = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, **private},
        }
    try:
        storage = json.loads(value)
    except ValueError as fault:
        raise SystemExit(f"{name} is no JSON: {fault}.") from None
    if not isinstance(storage, dict) or not isinstance(storage.get("BACKEND"), str):
        raise SystemExit(f'{name} must be an object with a "BACKEND".')
    return storage


def read_single_sign_on() -> dict[str, Any] | None:
    """An OpenID Connect provider; None where there is none. A part of one stops the start."""
    given = {
        "OIDC_ID": read_text("OIDC_ID"),
        "OIDC_NAME": read_text("OIDC_NAME"),
        "OIDC_CLIENT_ID": read_text("OIDC_CLIENT_ID"),
        "OIDC_CLIENT_SECRET": read_text("OIDC_CLIENT_SECRET"),
        "OIDC_SERVER_URL": read_text("OIDC_SERVER_URL"),
    }
    if not any(given.values()):
        return None
    missing = ", ".join(name for name, value in given.items() if not value)
    if missing:
        raise SystemExit(f"Single sign-on is set in part: {missing} must be set too, or none.")
    if not re.fullmatch(r"[a-z0-9-]{1,40}", given["OIDC_ID"]):
        raise SystemExit("OIDC_ID must be a word of small letters, digits and hyphens.")
    server = given["OIDC_SERVER_URL"]
    # What it says of people is believed: nobody on the way may change it.
    if not server.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise SystemExit(f"OIDC_SERVER_URL must begin with https://, not be {server!r}.")
    return {
        "provider_id": given["OIDC_ID"],
        "name": given["OIDC_NAME"],
        "client_id": given["OIDC_CLIENT_ID"],
        "secret": given["OIDC_CLIENT_SECRET"],
        "settings": {"server_url": server},
    }
