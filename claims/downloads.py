"""Answering with a file, one that is stored whole or in part, never shown in a browser.

Ranges as RFC 9110 has them, section 14: one range of bytes; several, or what cannot be read, are
answered with the whole file.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags

from claims.models import Release, ReleaseFile
from claims.operations import release_files
from claims.queries.release_storage import READ_AT_ONCE
from claims.requests import get_user

if TYPE_CHECKING:
    from rest_framework.request import Request

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
# Of a range that the file does not have.
NOTHING = range(0)


def send_release_file(
    request: "HttpRequest | Request", release: Release, name: str, now: datetime
) -> HttpResponseBase:
    """The file of that name, or the part of it that is asked for; its ETag is its SHA-256.

    Raises NotFound, and Gone where the release was withdrawn.
    """
    asked = request.headers.get("Range", "")
    file, stored = release_files.open_download(release, name)
    etag = f'"{file.sha256}"'
    if _knows(request.headers.get("If-None-Match", ""), etag):
        stored.close()
        return _describe(HttpResponse(status=304), file, release)
    part = _find_part(asked, request.headers.get("If-Range", etag), etag, file.size or 0)
    if part is NOTHING:
        stored.close()
        response: HttpResponseBase = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{file.size}"
        return _describe(response, file, release)
    if request.method == "GET":
        release_files.note_download(
            actor=get_user(request), release=release, file=file, part=part, now=now
        )
    return _describe(_stream(request, file, stored, part), file, release)


def _knows(given: str, etag: str) -> bool:
    known = [one.removeprefix("W/") for one in parse_etags(given)]
    return etag in known or "*" in known


def _find_part(asked: str, if_range: str, etag: str, size: int) -> range | None:
    """Which bytes are asked for: None for all, NOTHING where there are none such."""
    found = _RANGE.fullmatch(asked)
    if found is None or if_range != etag or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size) if int(last) and size else NOTHING
    begin, end = int(first), min(int(last or size), size - 1) + 1
    if last and int(last) < begin:
        return None
    return range(begin, end) if begin < size else NOTHING


def _stream(
    request: "HttpRequest | Request", file: ReleaseFile, stored: File[bytes], part: range | None
) -> HttpResponseBase:
    wanted = range(file.size or 0) if part is None else part
    if request.method == "HEAD":
        stored.close()
        response: HttpResponseBase = HttpResponse()
    else:
        response = StreamingHttpResponse(_Bytes(stored, wanted))
    response.status_code = 200 if part is None else 206
    response.headers["Content-Length"] = str(len(wanted))
    if part is not None:
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    return response


class _Bytes:
    """Some bytes of a file, piece by piece. Closed with the answer, whether it was read or not.

    Where the file ends early the connection breaks: fewer bytes than were promised.
    """

    def __init__(self, stored: File[bytes], wanted: range) -> None:
        self._stored = stored
        self._wanted = wanted

    def __iter__(self) -> Iterator[bytes]:
        self._stored.seek(self._wanted.start)
        left = len(self._wanted)
        while left and (chunk := self._stored.read(min(left, READ_AT_ONCE))):
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self._stored.close()


def _describe(response: HttpResponseBase, file: ReleaseFile, release: Release) -> HttpResponseBase:
    plain = file.name.replace("/", "-")
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=f"{release.full_name}-{plain}"
        ),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Type": file.content_type,
        "ETag": f'"{file.sha256}"',
        "X-Content-Type-Options": "nosniff",
    }
    for header, value in headers.items():
        response.headers[header] = value
    return response


def send_file(
    content: Iterator[bytes] | Iterator[str], *, content_type: str, name: str
) -> StreamingHttpResponse:
    """To be kept, not shown. Nothing in its name needs escaping."""
    return StreamingHttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "X-Content-Type-Options": "nosniff",
        },
    )
