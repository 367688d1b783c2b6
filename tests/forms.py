"""Forms as a browser would send them, without a browser."""

from html.parser import HTMLParser


def read_form(page: str, form_id: str) -> dict[str, str]:
    """What the page's form sends if nobody touches it, but for its buttons."""
    reader = _FormReader(form_id)
    reader.feed(page)
    return reader.sent


class _FormReader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.sent: dict[str, str] = {}
        self.is_inside = False
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("id") == self.form_id
        name = given.get("name", "")
        if tag == "option":
            self._choose(given)
        elif self.is_inside and name:
            self._enter(tag, name, given)

    def _enter(self, tag: str, name: str, given: dict[str, str]) -> None:
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.textarea = name
            self.sent[name] = ""
        elif tag == "input" and given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.sent[name] = given.get("value", "on")
        elif tag == "input" and given.get("type") != "submit":
            self.sent[name] = given.get("value", "")

    def _choose(self, given: dict[str, str]) -> None:
        # Of a list in which nothing is selected, browsers send the first.
        if self.select and ("selected" in given or self.select not in self.sent):
            self.sent[self.select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            # The first line end is the template's own.
            self.sent[self.textarea] += data.removeprefix("\r\n").removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""
