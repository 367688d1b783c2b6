"""`ETag` and `If-None-Match`: what a program has already is not sent again.

Strong, over the answer's bytes: so it can't be wrong, whatever an answer is made of. What is saved
is the way, not the look into the database. Answers are private, and asked for anew each time.
"""

import hashlib
from typing import Any

from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response

CACHE_CONTROL = "private, no-cache"


def add_etag(request: Request, response: Any) -> None:
    """Once the answer is rendered; 304 in its place where the program has it."""
    if isinstance(response, Response):
        response.add_post_render_callback(lambda rendered: _compare(request, rendered))


def _compare(request: Request, response: Response) -> Any:
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Authorization"])
    return get_conditional_response(request, etag=etag, response=response)
