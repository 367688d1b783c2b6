"""Chromium with a person signed in at the desk, and a probe in each page (probe.js)."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.server import HOST, Server, make_session
from claims.models import User
from tools.browser import LAUNCH_ARGUMENTS, find_chromium

# Playwright keeps an event loop running in this thread; Django would refuse its queries there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PROBE = Path(__file__).with_name("probe.js")
# No key of the desk: pressed to see what the keyboard and the screen alone take.
IDLE_KEY = "KeyJ"
# What a script asks for when the page stands, modules too; the rest is what a visit loads.
LATER = "Later"
BY_SCRIPT = {"Fetch", "XHR", LATER}


@contextmanager
def open_chromium() -> Iterator[Browser | None]:
    """A browser without a window; None, after a line that says so, where there is no Chromium."""
    path = find_chromium()
    if path is None:
        print("No Chromium here: the desk is not measured in a browser.", file=sys.stderr)
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH_ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Traffic:
    """What came over the wire: kB and number of requests by type (Document, Script, …)."""

    kilobytes: dict[str, float] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)

    def sum_kilobytes(self, *, by_script: bool) -> float:
        return sum(
            size for kind, size in self.kilobytes.items() if (kind in BY_SCRIPT) == by_script
        )

    def count_requests(self) -> int:
        return sum(count for kind, count in self.requests.items() if kind not in BY_SCRIPT)


class Desk:
    """One person's desk, in a browser that has loaded nothing yet."""

    def __init__(self, browser: Browser, server: Server, user: User) -> None:
        self.url = f"http://{HOST}:{server.port}"
        self.context = browser.new_context(base_url=self.url)
        self.context.add_init_script(path=PROBE)
        name, key = settings.SESSION_COOKIE_NAME, make_session(user)
        self.context.add_cookies([{"name": name, "value": key, "url": self.url}])
        self.page: Page = self.context.new_page()
        self.wire: CDPSession = self.context.new_cdp_session(self.page)
        self.wire.send("Network.enable")
        self.wire.send("Page.enable")

    def open(self, address: str) -> None:
        """Open the page, and wait until nothing is asked for any more."""
        self.page.goto(address, wait_until="networkidle")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def time_key(self, key: str, wanted: str = "claim") -> float:
        """Milliseconds from the key until what is wanted has been painted (see probe.js)."""
        self.start_timing(key, wanted)
        self.press(key)
        return self.read_time()

    def start_timing(self, key: str, wanted: str) -> None:
        """Time the next press of the key."""
        self.page.evaluate("([wanted, key]) => probe.arm(wanted, key)", [wanted, key])

    def read_time(self) -> float:
        """Wait for what was wanted; the milliseconds."""
        return float(self._ask("probe.result"))

    def time_idle_key(self) -> float:
        """The floor: a key that changes nothing."""
        return self.time_key(IDLE_KEY, "frame")

    def read_shifts(self) -> Mapping[str, float]:
        """How far things have moved since this was last read."""
        return self._ask("probe.takeShifts()")

    def read_times(self) -> Mapping[str, float]:
        """When the page was first painted, and when its modules had run."""
        return self._ask("probe.readTimes()")

    def read_keys(self) -> list[Mapping[str, Any]]:
        """The presses since they were last read, without those of the floor."""
        presses = self._ask("probe.takeKeys()")
        return [one for one in presses if one["isTyping"] or one["code"] != IDLE_KEY]

    def _ask(self, question: str) -> Any:
        return self.page.evaluate(question)

    def wait_until_sent(self) -> None:
        self.page.evaluate("probe.waitUntilSent()")

    def slow_down(self, latency_ms: int) -> None:
        """From here on every request takes that much longer."""
        self.wire.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency_ms,
                "downloadThroughput": -1,
                "uploadThroughput": -1,
            },
        )

    def close(self) -> None:
        self.context.close()


def watch_traffic(desk: Desk, visit: Callable[[], None]) -> Traffic:
    """What a visit brings over the wire, as the browser counts it: packed, with its headers."""
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    loaded: list[bool] = []
    later: set[str] = set()

    def note_load(_event: dict[str, Any]) -> None:
        loaded.append(True)

    def note_request(event: dict[str, Any]) -> None:
        if loaded and event.get("type") == "Script":
            later.add(event["requestId"])

    def note_kind(event: dict[str, Any]) -> None:
        # Browsers ask for this one where a page names no icon, as the bare one before does.
        if not event["response"]["url"].endswith("/favicon.ico"):
            kinds[event["requestId"]] = LATER if event["requestId"] in later else event["type"]

    def note_size(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    listeners = {
        "Page.loadEventFired": note_load,
        "Network.requestWillBeSent": note_request,
        "Network.responseReceived": note_kind,
        "Network.loadingFinished": note_size,
    }
    for name, listener in listeners.items():
        desk.wire.on(name, listener)
    visit()
    for name, listener in listeners.items():
        desk.wire.remove_listener(name, listener)
    traffic = Traffic()
    for request, kind in kinds.items():
        # None: a module that was preloaded, taken from memory.
        if size := sizes.get(request):
            traffic.kilobytes[kind] = traffic.kilobytes.get(kind, 0) + size / 1000
            traffic.requests[kind] = traffic.requests.get(kind, 0) + 1
    return traffic
