"""What this server asks of others: only who is listed, only in public, only so long and so much."""

import gzip
import ipaddress
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from claims.errors import DomainError, Unreachable
from claims.outgoing import Limits, Reach, check_url, fetch, is_public, post

# What a local server answers: bytes, or what it does with the connection.
Play = bytes | Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


def read_request(connection: socket.socket) -> bytes:
    asked = b""
    while b"\r\n\r\n" not in asked and (part := connection.recv(65_536)):
        asked += part
    head, end, body = asked.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    while length and len(body) < int(length[1]) and (part := connection.recv(65_536)):
        body += part
    return head + end + body


class LocalServer:
    """Answers each connection with the next of what it was given, and keeps what it was asked."""

    def __init__(self, *plays: Play, tls: ssl.SSLContext | None = None) -> None:
        self.plays = list(plays)
        self.asked: list[bytes] = []
        self.tls = tls
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        for play in self.plays:
            try:
                connection, _ = self.socket.accept()
                if self.tls:
                    connection = self.tls.wrap_socket(connection, server_side=True)
                with connection:
                    self.asked.append(read_request(connection))
                    if callable(play):
                        play(connection)
                    else:
                        connection.sendall(play)
            except OSError:
                continue  # the other side went away, as some tests want it to

    @property
    def host(self) -> str:
        return f"news.test:{self.port}"


@contextmanager
def serve(*plays: Play, tls: ssl.SSLContext | None = None) -> Iterator[LocalServer]:
    server = LocalServer(*plays, tls=tls)
    try:
        yield server
    finally:
        with suppress(OSError):
            server.socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits at it
        server.socket.close()


def reach_here(*addresses: str, **more: Any) -> Reach:
    """Every name leads to this machine, and that may be reached."""
    return Reach(
        is_allowed=lambda _: True,
        look_up=lambda _host, _port: list(addresses or ("127.0.0.1",)),
        **more,
    )


def redirect(target: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


def fetch_here(server: LocalServer, path: str = "/", **given: Any) -> Any:
    given.setdefault("reach", reach_here())
    given.setdefault("allowed_hosts", [server.host])
    return fetch(f"http://{server.host}{path}", **given)


def get_code(raised: Any) -> str:
    return str(raised.value.code)


def test_a_page_comes_with_its_headers():
    with serve(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>hello") as server:
        answer = fetch_here(server, "/a b?c=é#here")

    assert answer.status == 200
    assert answer.url == f"http://{server.host}/a b?c=é"
    assert answer.headers["content-type"] == "text/html"
    assert answer.body == b"<p>hello"
    assert server.asked[0].startswith(b"GET /a%20b?c=%C3%A9 HTTP/1.1\r\n")
    assert f"Host: {server.host}".encode() in server.asked[0]
    assert b"User-Agent: Factcheck/1" in server.asked[0]


def test_no_proxy_of_the_environment_is_asked(monkeypatch):
    with serve(OK) as server, serve(OK) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        assert fetch_here(server).body == b"hello"

    assert proxy.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.test/a",
        "//news.test/",
        "file:///etc/passwd",
        "ftp://news.test/",
        "gopher://news.test/",
        "javascript:alert(1)",
        "http://",
        "http://somebody:secret@news.test/",
        "http://news.test:99999/",
        "http://[::1/",
    ],
)
def test_only_links_to_pages_are_followed(url):
    with pytest.raises(DomainError) as raised:
        fetch(url, allowed_hosts=None)

    assert get_code(raised) == "not_a_web_link"


@pytest.mark.parametrize(
    ("url", "is_listed"),
    [
        ("https://example.org/", True),
        ("https://EXAMPLE.org:443/", True),
        ("http://example.org/", True),
        ("https://www.example.org/", False),
        ("https://example.org:8443/", False),
        ("https://example.org.evil.test/", False),
        ("https://evilexample.org/", False),
        ("https://a.press.test/", True),
        ("https://press.test/", True),
        ("https://espress.test/", False),
        ("https://press.test:8443/", False),
        ("https://odd.test:8443/", True),
        ("https://odd.test/", False),
        ("https://example.org@evil.test/", None),
        ("https://ｅｘａｍｐｌｅ.org/", True),
    ],
)
def test_hosts_have_to_be_listed(url, is_listed):
    allowed = ["example.org", ".press.test", "odd.test:8443"]
    if is_listed:
        check_url(url, allowed_hosts=allowed)
        return

    with pytest.raises(DomainError) as raised:
        check_url(url, allowed_hosts=allowed)

    assert get_code(raised) == ("not_a_web_link" if is_listed is None else "host_not_listed")


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2001:db8::1",
        "fc00::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_inner_addresses_are_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
def test_outer_addresses_are_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]"])
def test_this_machine_is_not_reached_whatever_it_is_called(host):
    with serve(OK) as server, pytest.raises(DomainError) as raised:
        fetch(f"http://{host}:{server.port}/", allowed_hosts=None)

    assert get_code(raised) == "not_public"
    assert server.asked == []


def test_one_inner_address_among_others_is_enough_to_refuse():
    asked: list[str] = []

    def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(DomainError) as raised:
        fetch("http://news.test/", allowed_hosts=["news.test"], reach=Reach(look_up=look_up))

    assert get_code(raised) == "not_public"
    assert asked == ["news.test"]


def test_a_name_is_looked_up_once_and_that_address_is_the_one_connected_to(monkeypatch):
    """Rebinding: the second answer would lead elsewhere, so there must be no second question."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    connected: list[Any] = []
    connect = socket.create_connection

    def watch(address: Any, *given: Any, **named: Any) -> socket.socket:
        connected.append(address)
        return connect(address, *given, **named)

    monkeypatch.setattr(socket, "create_connection", watch)
    with serve(OK) as server:
        reach = Reach(is_allowed=lambda _: True, look_up=lambda _host, _port: next(answers))
        fetch_here(server, reach=reach)

    assert connected == [("127.0.0.1", server.port)]
    assert next(answers) == ["127.0.0.2"]


def test_the_next_address_is_tried_where_one_is_dead():
    with serve(OK) as server:
        assert fetch_here(server, reach=reach_here("127.0.0.9", "127.0.0.1")).body == b"hello"


def test_redirects_are_followed_and_each_is_checked_anew():
    with (
        serve(redirect("/b"), redirect("http://other.test/"), OK) as server,
        pytest.raises(DomainError) as raised,
    ):
        fetch_here(server, "/a")

    assert get_code(raised) == "host_not_listed"
    assert [line.split(b" ")[1] for line in server.asked] == [b"/a", b"/b"]


def test_a_redirect_to_an_inner_address_is_not_followed():
    with serve(redirect("http://inner.test/")) as server:
        reach = Reach(
            is_allowed=lambda address: str(address) == "127.0.0.1",
            look_up=lambda host, _: ["10.0.0.1" if host == "inner.test" else "127.0.0.1"],
        )
        with pytest.raises(DomainError) as raised:
            fetch_here(server, allowed_hosts=None, reach=reach)

    assert get_code(raised) == "not_public"


def test_redirects_end():
    with serve(*[redirect("/again")] * 9) as server, pytest.raises(DomainError) as raised:
        fetch_here(server)

    assert get_code(raised) == "too_many_redirects"
    assert len(server.asked) == 5


def test_other_statuses_are_refused():
    with (
        serve(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as server,
        pytest.raises(Unreachable) as raised,
    ):
        fetch_here(server)

    assert get_code(raised) == "refused_by_host"
    assert raised.value.params["status"] == 404


def drip(connection: socket.socket) -> None:
    """A byte now and then, each soon enough for a time limit per read."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_headers(connection: socket.socket) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


@pytest.mark.parametrize("play", [drip, drip_headers, lambda _: time.sleep(2)])
def test_a_slow_host_is_left_at_the_deadline(play):
    started = time.monotonic()
    with serve(play) as server, pytest.raises(Unreachable) as raised:
        fetch_here(server, limits=Limits(seconds=0.4))

    assert get_code(raised) == "too_slow"
    assert time.monotonic() - started < 1.5


def test_a_slow_resolver_is_left_at_the_deadline():
    def look_up(_host: str, _port: int) -> list[str]:
        time.sleep(2)
        return []

    started = time.monotonic()
    with pytest.raises(Unreachable) as raised:
        fetch(
            "http://news.test/",
            allowed_hosts=None,
            limits=Limits(seconds=0.2),
            reach=Reach(look_up=look_up),
        )

    assert get_code(raised) == "too_slow"
    assert time.monotonic() - started < 1


def pack(body: bytes) -> bytes:
    packed = gzip.compress(body, mtime=0)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    return head.encode() + packed


def test_a_compressed_page_is_unpacked():
    with serve(pack(b"hello " * 1000)) as server:
        assert fetch_here(server).body == b"hello " * 1000


@pytest.mark.parametrize(
    "play",
    [
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000,
        pack(b"x" * 50_000_000),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"400\r\n"
        + b"x" * 1024
        + b"\r\n"
        b"0\r\n\r\n",
    ],
)
def test_a_page_has_a_limit_also_unpacked(play):
    with serve(play) as server, pytest.raises(DomainError) as raised:
        fetch_here(server, limits=Limits(body=1000))

    assert get_code(raised) == "answer_too_large"


@pytest.mark.parametrize(
    "play",
    [
        b"",
        b"what is this\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nhello",
        pack(b"hello")[:-3].replace(b"Content-Length", b"X-Length"),
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
)
def test_a_page_is_whole_or_refused(play):
    with serve(play) as server, pytest.raises(Unreachable) as raised:
        fetch_here(server)

    assert get_code(raised) == "unreachable"


def test_nobody_there_is_said():
    with serve() as server:
        pass

    with pytest.raises(Unreachable) as raised:
        fetch_here(server)

    assert get_code(raised) == "unreachable"


def test_a_post_brings_back_whatever_was_answered():
    with serve(b"HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n\r\nlater") as server:
        answer = post(
            f"http://{server.host}/hook",
            b'{"a":1}',
            {"Content-Type": "application/json", "X-Signature": "abc"},
            allowed_hosts=None,
            reach=reach_here(),
        )

    assert (answer.status, answer.body) == (503, b"later")
    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook HTTP/1.1")
    assert b"X-Signature: abc" in head
    assert b"Content-Length: 7" in head
    assert body == b'{"a":1}'


def test_a_post_follows_no_redirect():
    with serve(redirect("/b")) as server:
        answer = post(
            f"http://{server.host}/", b"", {}, allowed_hosts=[server.host], reach=reach_here()
        )

    assert (answer.status, answer.headers["location"]) == (302, "/b")
    assert len(server.asked) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of news.test, signed by itself; key and certificate in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("No openssl here to make a certificate with.")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "2", "-subj", "/CN=news.test", "-addext", "subjectAltName=DNS:news.test",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return both


def make_server_tls(certificate: Path) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    return tls


def trust(certificate: Path) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(certificate.with_name("cert.pem")))


def test_tls_is_checked_against_the_name(certificate):
    reach = reach_here(make_tls=trust(certificate))
    with serve(OK, OK, tls=make_server_tls(certificate)) as server:
        good = fetch(f"https://news.test:{server.port}/", allowed_hosts=None, reach=reach)
        with pytest.raises(Unreachable) as raised:
            fetch(f"https://other.test:{server.port}/", allowed_hosts=None, reach=reach)

    assert good.body == b"hello"
    assert "other.test" in str(raised.value)


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate):
    with (
        serve(OK, tls=make_server_tls(certificate)) as server,
        pytest.raises(Unreachable) as raised,
    ):
        fetch(f"https://news.test:{server.port}/", allowed_hosts=None, reach=reach_here())

    assert "self-signed certificate" in str(raised.value)


def test_no_redirect_leads_out_of_encryption(certificate):
    play = redirect("http://news.test/")
    with (
        serve(play, tls=make_server_tls(certificate)) as server,
        pytest.raises(DomainError) as raised,
    ):
        fetch(
            f"https://news.test:{server.port}/",
            allowed_hosts=None,
            reach=reach_here(make_tls=trust(certificate)),
        )

    assert get_code(raised) == "unsafe_redirect"
