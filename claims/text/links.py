"""One page, one key: links that differ only in how they are written are the same.

Made equal: the case of scheme and host, how a host in other letters is written, the default port,
an empty path, dot segments, percent-encoding, parameters that only tell where a reader came from,
and the fragment, which is a place within the page.

Left apart, since they may be two pages: http and https, with and without "www.", a path with and
without its last slash, upper and lower case of a path, the order and the number of parameters, a
mobile page, a page and its archived copy. A fragment stays where it names a page of its own: one
that begins with "!" or "/" is the route of a page that a script puts together.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE_KEY_BYTES = 16
_DEFAULT_PORTS = {"http": 80, "https": 443}
# They tell how a reader came to the page, and change nothing of it.
_TRACKING = frozenset(
    "dclid fbclid gbraid gclid gclsrc igshid mc_cid mc_eid msclkid twclid wbraid yclid".split()
)
_TRACKING_START = "utm_"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_RESERVED = "!$&'()*+,;=:@/?[]"
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
# "#:~:text=…" marks a passage, behind whatever else the fragment says.
_PASSAGE_MARK = ":~:"
_DOTS = str.maketrans("。．｡", "...")
_ARCHIVED = re.compile(
    r"https?://web\.archive\.org/web/(?:\d+\*?(?:[a-z]{2}_)?/)?(https?:/{1,2}.+)", re.DOTALL
)


def normalise_url(url: str) -> str:
    """The key of the page that a link leads to; the link itself where it is no web link.

    Never raises, and gives a key back as it is.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return url
        return urlunsplit(
            (
                parts.scheme,
                _normalise_place(parts),
                _remove_dots(_normalise_escapes(parts.path)) or "/",
                _normalise_query(parts.query),
                _normalise_fragment(parts.fragment),
            )
        )
    except ValueError:
        return url


def make_page_key(url: str) -> str | None:
    """A short key of the page that a link leads to, the same in any process.

    None without a link, and for a whole site's: its front page is no one article's.
    """
    page = normalise_url(url)
    if not page or (page.count("/") == 3 and page.endswith("/")):
        return None
    return blake2b(page.encode("utf-8", "surrogatepass"), digest_size=PAGE_KEY_BYTES).hexdigest()


def is_same_page(url: str, page: str) -> bool:
    """Whether a link leads to that page, or to a copy of it in the Wayback Machine.

    Laxer than the key, since it only warns: with or without TLS, www. and the last slash.
    """
    return bool(page) and _loosen(page) in map(_loosen, _list_originals(url))


def _loosen(url: str) -> str:
    place = normalise_url(url).partition("://")[2]
    return place.removeprefix("www.").rstrip("/")


def _list_originals(url: str) -> Iterator[str]:
    """The link, and the page of which it is an archived copy."""
    yield url
    if archived := _ARCHIVED.fullmatch(url.strip()):
        # Some write the inner address with one slash.
        yield re.sub("^(https?):/+", r"\1://", archived[1])


def _normalise_place(parts: SplitResult) -> str:
    host = normalise_host(parts.hostname or "")
    user, at, _rest = parts.netloc.rpartition("@")
    port = parts.port
    is_said = port is not None and port != _DEFAULT_PORTS[parts.scheme]
    return f"{user}{at}{host}" + (f":{port}" if is_said else "")


def normalise_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    labels = normalize("NFKC", host.translate(_DOTS)).lower().split(".")
    return ".".join(map(_encode_label, labels))


def _encode_label(label: str) -> str:
    """As the names of hosts are sent.

    Not by Python's codec: it follows an older rule, by which straße.example is strasse.example.
    """
    label = normalize("NFC", label)
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()


def _normalise_escapes(text: str) -> str:
    """Escaped is what has to be, in capitals; a percent sign that begins no escape too."""
    text = _ESCAPE.sub(_unescape, _LONE_PERCENT.sub("%25", text))
    return quote(text, safe=_RESERVED + "%")


def _unescape(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _remove_dots(path: str) -> str:
    """Without "." and ".." (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _normalise_query(query: str) -> str:
    parameters = _normalise_escapes(query).split("&")
    return "&".join(one for one in parameters if not _is_tracking(one.partition("=")[0]))


def _is_tracking(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_START)


def _normalise_fragment(fragment: str) -> str:
    fragment = _normalise_escapes(fragment).partition(_PASSAGE_MARK)[0]
    return fragment if fragment.startswith(("!", "/")) else ""
