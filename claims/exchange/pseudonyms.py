"""Names for annotators that say nothing about who they are."""

import hashlib
import hmac
from uuid import UUID


def make_pseudonym(key: str, user: UUID) -> str:
    """The name of `user` under a project's secret `key`: "a-" and 12 hexadecimal digits.

    The same within a project for ever; between projects, or without the key, not to be linked.
    """
    digest = hmac.new(key.encode(), str(user).encode(), hashlib.sha256)
    return f"a-{digest.hexdigest()[:12]}"
