"""Requests that this server makes to others, to addresses that outsiders name: guarded, bounded.

A URL that somebody gives us may lead back into our own network, by its name's address, by a
redirect, or by a name that changes its address between the check and the connection. So each name
is looked up once, all its addresses have to be public, and the connection goes to one of the very
addresses that were checked; a redirect begins anew. No proxy of the environment is asked: it would
look the name up again. A transfer has one deadline for all of it, and a limit of bytes, which
counts what a compressed body becomes.

Plain Python, and only its standard library.
"""

import http.client
import io
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from claims.errors import InvalidInput, Unreachable
from claims.text.links import normalise_host

USER_AGENT = "Factcheck/1"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 4
# Bytes asked of a connection at once.
CHUNK = 65_536

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS = {"http": 80, "https": 443}
# IPv4 addresses as networks without IPv4 write them (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What may stand in a path or a query as it is; all else is escaped.
_SENDABLE = "/?%:@!$&'()*+,;=~-._[]"


def is_public(address: Address) -> bool:
    """Whether the address is one of the open network, also where it carries another in it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _find_inner(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _find_inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that such an IPv6 address leads to."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system's resolver gives them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """Where requests may go. Tests reach servers of their own by another one; nothing else does."""

    is_allowed: Callable[[Address], bool] = is_public
    look_up: Callable[[str, int], Sequence[str]] = look_up
    make_tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


PUBLIC = Reach()


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Seconds for everything together, names and redirects included; bytes of an answer's body."""

    seconds: float = 15.0
    body: int = 5_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came back: `url` is where the last redirect led, names of headers are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class _Errand:
    """One call of `fetch` or `post`."""

    allowed_hosts: Collection[str] | None
    limits: Limits
    reach: Reach
    reads_body: bool = True
    deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.limits.seconds

    def count_seconds_left(self) -> float:
        """Raises TimeoutError when none are."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def fetch(
    url: str,
    *,
    allowed_hosts: Collection[str] | None,
    limits: Limits = Limits(),
    accept: str = "*/*",
    reach: Reach = PUBLIC,
) -> Answer:
    """Get a page that answers with 200, following a few redirects.

    `allowed_hosts` names the hosts that may be asked, on their scheme's usual port: "example.org",
    with a port "example.org:8443", with all below it ".example.org"; None stands for every host.
    A redirect leads from https to https only.

    Raises InvalidInput for what a second try does not change ("not_a_web_link", "host_not_listed",
    "not_public", "too_many_redirects", "unsafe_redirect", "answer_too_large"), Unreachable for
    what it may ("unreachable", "too_slow", "refused_by_host").
    """
    errand = _Errand(allowed_hosts, limits, reach)
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _ask(errand, "GET", url, {"Accept": accept}, None)
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return _require_ok(answer)
        url = _follow(url, answer.headers["location"])
    raise InvalidInput(
        "too_many_redirects",
        "The link leads on more than %(limit)d times.",
        field="url",
        limit=MOST_REDIRECTS,
    )


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed_hosts: Collection[str] | None,
    limits: Limits = Limits(),
    reach: Reach = PUBLIC,
    reads_body: bool = True,
) -> Answer:
    """Send a body, and give back what was answered, whatever its status. Follows no redirect.

    Without `reads_body` the answer is over with its head: whatever else comes is not asked for.
    Raises as `fetch` does, but nothing for a status.
    """
    return _ask(_Errand(allowed_hosts, limits, reach, reads_body), "POST", url, headers, body)


def read_retry_after(answer: Answer, now: datetime) -> timedelta:
    """How long the host asks to be left alone, in seconds or until a moment; else no time at all.

    Nobody has looked at what it says: it may be years.
    """
    said = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", said):
        wait = timedelta(seconds=int(said))
    else:
        try:
            wait = parsedate_to_datetime(said) - now
        except (TypeError, ValueError, OverflowError):  # no moment, or one without its zone
            return timedelta(0)
    return max(wait, timedelta(0))


def check_url(url: str, *, allowed_hosts: Collection[str] | None) -> SplitResult:
    """The parts of a URL that may be asked as far as its words go. Raises InvalidInput."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = normalise_host(parts.hostname or "")
    except ValueError:
        parts, port, host = SplitResult("", "", "", "", ""), None, ""
    if parts.scheme not in _PORTS or not host or not host.isascii() or "@" in parts.netloc:
        raise InvalidInput(
            "not_a_web_link",
            "This is not a link to a page: it has to begin with http:// or https:// and a host.",
            field="url",
        )
    port = _PORTS[parts.scheme] if port is None else port
    if allowed_hosts is not None and not _is_listed(host, port, parts.scheme, allowed_hosts):
        raise InvalidInput(
            "host_not_listed",
            "Pages of %(host)s are not fetched: the operator has not listed this host.",
            field="url",
            host=host[:100],
        )
    netloc = host if port == _PORTS[parts.scheme] else f"{host}:{port}"
    return parts._replace(netloc=netloc, fragment="")


def _is_listed(host: str, port: int, scheme: str, allowed: Collection[str]) -> bool:
    said = host if port == _PORTS[scheme] else f"{host}:{port}"
    listed = {one.strip().lower() for one in allowed}
    if said in listed:
        return True
    below = [one for one in listed if one.startswith(".")]
    return any(f".{said}".endswith(one) for one in below)


def _follow(url: str, location: str) -> str:
    """Where a redirect leads. Never from https to http: what comes then may be anybody's."""
    try:
        target = urljoin(url, location)
    except ValueError:
        target = ""
    if url.lower().startswith("https:") and not target.lower().startswith("https:"):
        raise InvalidInput(
            "unsafe_redirect", "The link leads on to a place without encryption.", field="url"
        )
    return target


def _require_ok(answer: Answer) -> Answer:
    if answer.status != http.HTTPStatus.OK:
        raise Unreachable(
            "refused_by_host",
            "The page could not be fetched: its host answered with %(status)d.",
            field="url",
            status=answer.status,
        )
    return answer


def _ask(
    errand: _Errand, method: str, url: str, headers: Mapping[str, str], body: bytes | None
) -> Answer:
    parts = check_url(url, allowed_hosts=errand.allowed_hosts)
    try:
        with _connect(errand, parts) as connection:
            return _exchange(errand, connection, parts, method, headers, body)
    except TimeoutError:
        raise Unreachable(
            "too_slow",
            "%(host)s did not answer in full within %(seconds)d seconds.",
            field="url",
            host=parts.netloc[:100],
            seconds=round(errand.limits.seconds),
        ) from None
    except ssl.SSLError as fault:
        raise _make_unreachable(parts, getattr(fault, "verify_message", "") or "TLS") from None
    except (OSError, http.client.HTTPException, zlib.error) as fault:
        raise _make_unreachable(parts, type(fault).__name__) from None


def _make_unreachable(parts: SplitResult, problem: str) -> Unreachable:
    return Unreachable(
        "unreachable",
        "%(host)s could not be reached (%(problem)s).",
        field="url",
        host=parts.netloc[:100],
        problem=problem[:100],
    )


def _connect(errand: _Errand, parts: SplitResult) -> "_TimedSocket":
    """A connection to one of the addresses that were checked, no other."""
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    addresses = _look_up_checked(errand, host, port)
    fault: OSError = OSError("no address")
    for address in addresses:
        try:
            connection = socket.create_connection((address, port), errand.count_seconds_left())
        except TimeoutError:
            raise
        except OSError as why:
            fault = why
            continue
        return _TimedSocket(_secure(errand, connection, parts.scheme, host), errand)
    raise fault


def _secure(errand: _Errand, connection: socket.socket, scheme: str, host: str) -> socket.socket:
    if scheme == "http":
        return connection
    try:
        connection.settimeout(errand.count_seconds_left())
        return errand.reach.make_tls().wrap_socket(connection, server_hostname=host.strip("[]"))
    except BaseException:
        connection.close()
        raise


def _look_up_checked(errand: _Errand, host: str, port: int) -> list[str]:
    """All addresses of a name; refused if any of them is not to be reached."""
    addresses = _look_up_in_time(errand, host, port)
    for address in addresses:
        if not errand.reach.is_allowed(ipaddress.ip_address(address.partition("%")[0])):
            raise InvalidInput(
                "not_public",
                "%(host)s is not reached: its address is not a public one.",
                field="url",
                host=host[:100],
            )
    return addresses


def _look_up_in_time(errand: _Errand, host: str, port: int) -> list[str]:
    """The resolver knows no deadline of ours, so it is asked aside."""
    found: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found.put(list(errand.reach.look_up(host, port)))
        except (OSError, UnicodeError) as fault:
            found.put(fault if isinstance(fault, OSError) else OSError("name"))

    threading.Thread(target=ask, daemon=True).start()
    try:
        result = found.get(timeout=errand.count_seconds_left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(result, OSError):
        raise result
    return result


class _TimedSocket:
    """A connection whose every step ends at the errand's deadline. What http.client needs of one.

    A time limit for each read alone would let a host send a byte now and then for hours.
    """

    def __init__(self, connection: socket.socket, errand: _Errand) -> None:
        self._connection = connection
        self._errand = errand

    def __enter__(self) -> "_TimedSocket":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._connection, self._errand), CHUNK)

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            self._connection.settimeout(self._errand.count_seconds_left())
            rest = rest[self._connection.send(rest[:CHUNK]) :]

    def close(self) -> None:
        """Closed when the whole exchange is over, by `with`."""


class _TimedReader(io.RawIOBase):
    def __init__(self, connection: socket.socket, errand: _Errand) -> None:
        self._connection = connection
        self._errand = errand

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._errand.count_seconds_left())
        return self._connection.recv_into(buffer)


def _exchange(
    errand: _Errand,
    connection: _TimedSocket,
    parts: SplitResult,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
) -> Answer:
    target = quote(parts.path or "/", safe=_SENDABLE)
    if parts.query:
        target += "?" + quote(parts.query, safe=_SENDABLE)
    talk = http.client.HTTPConnection(parts.hostname or "", parts.port)
    talk.auto_open = 0  # Never to a second address: this connection or none.
    talk.sock = connection
    sent = {
        "Host": parts.netloc,
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "gzip",
        "Connection": "close",
        **headers,
    }
    talk.request(method, target, body=body, headers=sent)
    with talk.getresponse() as response:
        told = {name.lower(): value for name, value in response.getheaders()}
        is_redirect = method == "GET" and response.status in REDIRECTS
        is_read = errand.reads_body and not is_redirect
        content = _read_body(errand, response, told) if is_read else b""
        return Answer(url=parts.geturl(), status=response.status, headers=told, body=content)


def _read_body(
    errand: _Errand, response: http.client.HTTPResponse, headers: Mapping[str, str]
) -> bytes:
    limit = errand.limits.body
    encoding = headers.get("content-encoding", "").strip().lower()
    body = bytearray()
    for part in _decompress(_read_parts(response), encoding, limit):
        body += part
        if len(body) > limit:
            raise InvalidInput(
                "answer_too_large",
                "The page is larger than %(limit)d bytes.",
                field="url",
                limit=limit,
            )
    return bytes(body)


def _read_parts(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while part := response.read(CHUNK):
        yield part
    if response.length:  # It promised more; Python's own `read` is silent about it.
        raise http.client.IncompleteRead(b"", response.length)


def _decompress(parts: Iterator[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """What compressed parts stand for; of a bomb no more than `limit` and a byte, then it ends."""
    if encoding in {"", "identity"}:
        yield from parts
        return
    if encoding not in {"gzip", "x-gzip"}:
        raise http.client.HTTPException(encoding)
    unpack = zlib.decompressobj(wbits=31)
    for part in parts:
        yield unpack.decompress(part, limit + 1)
        if unpack.eof:  # What follows is none of it, and would only pile up.
            return
    if not unpack.eof:
        raise http.client.HTTPException("cut short")
