"""What every answer says to browsers, and what the shipped settings say of cookies."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from claims.models import User
from tests.attacks.pages import read_body
from tests.conftest import SignIn
from tests.routes import OURS, Arguments, make_address
from tools.environment import make_clean_environment

ROOT = Path(settings.BASE_DIR)
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = (
    *("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"),
    *("base-uri 'none'", "form-action 'self'", "connect-src 'self'"),
)
EVIL = {"origin": "https://check.example.evil.example"}
# Swagger's page styles itself; scripts it has none but ours.
STYLED = {"api-docs"}


def find_wrong(route: str, answer: Any) -> set[str]:
    headers = answer.headers
    wrong = {name for name, value in EXPECTED.items() if headers.get(name) != value}
    policy = headers.get("Content-Security-Policy", "")
    directives = [one.strip() for one in policy.split(";")]
    if "Content-Disposition" in headers and "sandbox" in directives:
        # A file that people may have named: nothing of it may ever be shown.
        return wrong | ({policy} if "default-src 'none'" not in directives else set())
    wrong |= {one for one in POLICY if one not in directives and route not in STYLED}
    if ("unsafe" in policy and route not in STYLED) or "unsafe-eval" in policy:
        wrong.add(policy)
    if not {"no-store", "no-cache"} & set(headers.get("Cache-Control", "").split(", ")):
        wrong.add(f"Cache-Control: {headers.get('Cache-Control')}")
    wrong |= {name for name in headers if name.lower().startswith("access-control")}
    return wrong | ({"Server"} & set(headers))


@pytest.mark.django_db
def test_every_answer_has_its_headers(
    tame: Arguments, admin: User, client: Client, sign_in: SignIn
) -> None:
    """Shown, refused or led on; and none is open to another origin."""
    wrong: dict[str, set[str]] = {}

    for asker in (client, sign_in(admin)):
        for route in OURS:
            answer = asker.get(make_address(route, tame), headers=EVIL)
            read_body(answer)
            if found := find_wrong(route, answer):
                wrong.setdefault(route, set()).update(found)

    assert wrong == {}


SHOW = """
import json
import django
from django.conf import settings
# Without `collectstatic`.
plainly = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"]["BACKEND"] = plainly
django.setup()
from django.test import Client
client = Client()
plain = client.get("/login/", headers={"host": "localhost"})
shown = client.get("/login/", secure=True, headers={"host": "localhost"})
names = ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN")
print(json.dumps({
    "plain": [plain.status_code, plain.headers["Location"]],
    "hsts": shown.headers["Strict-Transport-Security"],
    "csrf": client.cookies["__Host-csrf"].OutputString(),
    "session": [getattr(settings, f"SESSION_COOKIE_{name}") for name in names],
    "debug": settings.DEBUG,
}))
"""


@pytest.mark.once
def test_shipped_settings_keep_cookies_to_this_host_and_to_tls(tmp_path: Path) -> None:
    """A server of its own, in an empty environment: what it sends when nobody sets anything."""
    given = {"DJANGO_SETTINGS_MODULE": "factcheck.settings", "DATA_DIR": str(tmp_path)}
    (tmp_path / "static").mkdir()
    made = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env={**make_clean_environment(), **given, "DEBUG": "0", "HTTPS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    shown = json.loads(made.stdout.splitlines()[-1])

    assert shown["plain"] == [301, "https://localhost/login/"]
    assert shown["hsts"].startswith("max-age=31536000")
    assert shown["session"] == ["__Host-session", True, True, "Lax", "/", None]
    flags = {one.strip() for one in shown["csrf"].split(";")[1:]}
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= flags
    assert not any(flag.startswith("Domain") for flag in flags)
    assert shown["debug"] is False
