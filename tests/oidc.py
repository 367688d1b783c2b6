"""A small provider of single sign-on: OpenID Connect with PKCE, tokens signed by RS256."""

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "factcheck", "a secret for tests"


class Provider(ThreadingHTTPServer):
    """`claims` is what it tells of whoever signs in; `fault` what it answers instead of tokens."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.claims: dict[str, Any] = {"sub": "7", "email": "a@b.example", "email_verified": True}
        self.told_by_token: dict[str, Any] = {}
        self.fault: bytes | None = None
        # By the code that was given: what was asked for then.
        self.codes: dict[str, dict[str, str]] = {}

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def list_keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def grant(self, address: str, **changed: str) -> str:
        """Whoever is there agrees: where their browser goes then."""
        asked = {name: one for name, (one,) in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        query = {"code": code, "state": asked["state"], **changed}
        return f"{asked['redirect_uri']}?{urlencode(query)}"

    def give_tokens(self, posted: dict[str, str]) -> dict[str, Any] | None:
        """For a code once, to who began with the verifier's digest and knows the secret."""
        asked = self.codes.pop(posted.get("code", ""), None)
        digest = sha256(posted.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or asked.get("code_challenge") != challenge:
            return None
        if posted.get("client_secret") != CLIENT_SECRET:
            return None
        now = int(time.time())
        told = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        claims = {**told, **self.claims, **self.told_by_token}
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "t", "token_type": "Bearer", "expires_in": 300, "id_token": token}


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        answers = {
            "/.well-known/openid-configuration": self.server.describe,
            "/keys": self.server.list_keys,
            "/userinfo": lambda: self.server.claims,
        }
        self.answer(answers[self.path]())

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        posted = {name: one for name, (one,) in parse_qs(text).items()}
        self.answer(self.server.give_tokens(posted))

    def answer(self, told: dict[str, Any] | None) -> None:
        body = self.server.fault or json.dumps(told or {"error": "invalid_grant"}).encode()
        self.send_response(200 if told else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def run_provider() -> Iterator[Provider]:
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever)
        thread.start()
        yield provider
        provider.shutdown()
        thread.join()


def describe_settings(url: str) -> dict[str, Any]:
    """What the environment would make of it."""
    return {
        "provider_id": "desk",
        "name": "The Desk",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": url},
    }
