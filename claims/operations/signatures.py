"""Signatures of what webhooks deliver, as Standard Webhooks 1.0 says: https://www.standardwebhooks.com

A webhook's secret has to be known where it signs, so a hash of it would not do, and a copy in the
database would be in each of its backups. It is made anew each time, of the server's SECRET_KEY, the
webhook's UUID and a salt (decision 33).
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.crypto import get_random_string, salted_hmac

from claims.models import Webhook

# So long after a change what is sent is signed by the secret before it too.
OVERLAP = timedelta(hours=24)
SALT_LENGTH = 32


def make_salt() -> str:
    return get_random_string(SALT_LENGTH)


def derive_key(webhook: Webhook, salt: str) -> bytes:
    """The 32 bytes that sign."""
    value = f"{webhook.uuid}.{salt}"
    return salted_hmac("claims.webhooks", value, algorithm="sha256").digest()


def write_secret(key: bytes) -> str:
    """The key as receivers are given it."""
    return "whsec_" + base64.b64encode(key).decode("ascii")


def read_fingerprint(key: bytes) -> str:
    """By which a secret is told from another, but not guessed."""
    return hashlib.sha256(key).hexdigest()[:12]


def is_as_shown(webhook: Webhook) -> bool:
    """Whether its secret is the one that was shown: not so where SECRET_KEY was changed since."""
    return read_fingerprint(derive_key(webhook, webhook.salt)) == webhook.fingerprint


def list_keys(webhook: Webhook, now: datetime) -> Sequence[bytes]:
    """What signs now: the key, and for a day the one before."""
    keys = [derive_key(webhook, webhook.salt)]
    if webhook.old_salt_until and webhook.old_salt_until > now:
        keys.append(derive_key(webhook, webhook.old_salt))
    return keys


def sign(keys: Sequence[bytes], event: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: of "id.timestamp.body", by each key."""
    signed = f"{event}.{timestamp}.".encode() + body
    digests = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return " ".join("v1," + base64.b64encode(digest).decode("ascii") for digest in digests)
