"""Work for the desk in Chromium: articles of a given length, handed to a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from playwright.sync_api import Browser

from benchmarks.chromium import Desk
from benchmarks.desk import reserve
from benchmarks.fill import Scene, add_article
from benchmarks.server import Server
from claims import clock
from claims.models import Annotation, Article, User
from claims.operations import assignment


class Work:
    """Hands articles of a given length to a person, and opens their desk."""

    def __init__(self, scene: Scene, server: Server, browser: Browser) -> None:
        self.scene = scene
        self.server = server
        self.browser = browser
        self.person: User = scene.newcomers[-1]
        self.names = count(1)

    @contextmanager
    def open(self, claims: int, *, latency_ms: int = 0) -> Iterator[Desk]:
        """The desk with a new article of so many claims before the person, loaded by now."""
        address = self.hand_out(claims)
        with self.open_empty() as desk:
            desk.open(address)
            desk.slow_down(latency_ms)
            yield desk

    @contextmanager
    def open_empty(self) -> Iterator[Desk]:
        desk = Desk(self.browser, self.server, self.person)
        yield desk
        desk.close()

    def hand_out(self, claims: int) -> str:
        """Put all else aside, and a new article before the person; where its first claim is."""
        return reserve(self.scene, self.person, self.add_article(claims))

    def put_next(self, claims: int) -> None:
        """Let an article of so many claims be what the queue hands out next."""
        assignment.set_priority(
            actor=self.scene.manager,
            article=self.add_article(claims),
            priority=Article.Priority.HIGH,
            now=clock.now(),
        )

    def add_article(self, claims: int) -> Article:
        return add_article(self.scene, claims, f"browser-{next(self.names)}")

    def count_labels(self) -> int:
        return Annotation.objects.filter(annotator=self.person).count()


def name_length(claims: int) -> str:
    return "1 claim" if claims == 1 else f"{claims} claims"
