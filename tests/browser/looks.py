"""How a page looks to axe, so that what looks the same is looked at but once."""

import re
from html.parser import HTMLParser

# What axe goes by; of other attributes it matters at most whether they are empty.
KEPT = re.compile("class|id|for|role|type|lang|dir|hidden|open|aria-.*|data-state")
# Which of the links around `<main>` leads here, Django's admin says by these.
CURRENT = re.compile(r"(model|current)-\S+")
# A running number or a UUID, in an id.
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
# What nobody sees.
UNSEEN = ("title", "script", "style")


class _Look(HTMLParser):
    """The elements of a page in two pieces: what is in `<main>`, and what is around it."""

    def __init__(self, *, with_words: bool) -> None:
        super().__init__()
        self.with_words = with_words
        self.pieces: dict[str, list[str]] = {"around": [], "main": []}
        self.where = "around"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self.where = "main"
        known = [_describe(name, value or "") for name, value in attrs if name != "aria-current"]
        self.add(f"<{tag} {' '.join(known)}>")

    def handle_endtag(self, tag: str) -> None:
        self.add(f"</{tag}>")
        if tag == "main":
            self.where = "around"

    def handle_data(self, data: str) -> None:
        if data.strip() and self.lasttag not in UNSEEN:
            self.add(" ".join(data.split()) if self.with_words else "…")

    def add(self, piece: str) -> None:
        self.pieces[self.where].append(piece)


def list_pieces(html: str, *, with_words: bool = True, names: tuple[str, ...] = ()) -> set[str]:
    """The page's two pieces, without tokens, addresses and the person's names.

    With the words, also what fits on a small screen is the same; axe does not read them.
    """
    for name in names:
        html = html.replace(name, "Somebody")
    look = _Look(with_words=with_words)
    look.feed(html)
    return {"".join(piece) for piece in look.pieces.values()}


def _describe(name: str, value: str) -> str:
    if not KEPT.fullmatch(name):
        return f"{name}={bool(value)}"
    return f"{name}={NUMBER.sub('n', CURRENT.sub('', value)).strip()}"
