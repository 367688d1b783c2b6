"""An article from its page on the web: off unless the operator lists the hosts that may be asked.

What may be reached at all, and for how long: claims/outgoing.py.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.message import Message

from django.conf import settings

from claims import outgoing, permissions
from claims.errors import Conflict, UnusableText
from claims.exchange.html_articles import PAGE_LIMIT, read_page
from claims.exchange.markdown_articles import read_markdown
from claims.exchange.records import ArticleRecord
from claims.models import Project, User
from claims.operations import audit
from claims.text import intake

PAGES = frozenset({"text/html", "application/xhtml+xml"})
ACCEPT = "text/html, application/xhtml+xml, text/plain;q=0.8, text/markdown;q=0.8"
LIMITS = outgoing.Limits(seconds=15, body=PAGE_LIMIT)


def list_hosts() -> Sequence[str]:
    """The hosts whose pages may be imported; none: nothing is fetched."""
    hosts: Sequence[str] = settings.IMPORT_HOSTS
    return hosts


def fetch_article(
    *,
    actor: User,
    project: Project,
    url: str,
    now: datetime,
    reach: outgoing.Reach = outgoing.PUBLIC,
) -> ArticleRecord:
    """The article that is at that address, for the import to judge. Asks the other host.

    Raises Conflict ("urls_off") where no host is listed, what `outgoing.fetch` raises, and
    UnusableText where there is no article at the address.
    """
    permissions.require(permissions.can_manage(actor, project))
    hosts = list_hosts()
    if not hosts:
        raise Conflict(
            "urls_off",
            "Importing by link is off: the operator of this server lists the hosts that may be "
            "asked (IMPORT_HOSTS).",
            field="url",
        )
    outgoing.check_url(url, allowed_hosts=hosts)
    # Before it is done, and whatever comes of it: it was this person who had the host asked.
    audit.record(
        "page.fetched", actor=actor, now=now, project=project, data={"url": url.strip()[:500]}
    )
    answer = outgoing.fetch(url, allowed_hosts=hosts, limits=LIMITS, accept=ACCEPT, reach=reach)
    try:
        return _read(answer)
    except UnusableText as refusal:
        refusal.field = "url"
        raise


def _read(answer: outgoing.Answer) -> ArticleRecord:
    kind = Message()
    kind["Content-Type"] = answer.headers.get("content-type", "")
    charset = kind.get_content_charset("")
    if "content-type" not in answer.headers or kind.get_content_type() in PAGES:
        return read_page(answer.body, charset=charset, url=answer.url)
    if kind.get_content_type() == "text/markdown":
        record = read_markdown(intake.decode(answer.body))
    elif kind.get_content_type() == "text/plain":
        record = ArticleRecord(text=intake.decode(answer.body))
    else:
        raise UnusableText("not_a_page", "This is not a web page.")
    return replace(record, url=answer.url)
