"""The pages of the audit, and the files that they lead to."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from claims.exchange.audit import AUDIT_FORMATS, COLUMNS, PURGED
from claims.models import Article, AuditEvent, Project, User
from claims.operations import audit, projects
from claims.queries import audit as queries
from claims.queries.audit import Wanted, find_events, read_page, tell
from claims.queries.audit_words import GROUPS, WORDS, Group, Kind
from tests.conftest import SignIn
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApiTokenFactory,
    ArticleFactory,
    AuditEventFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db

SITE = "/audit/"


def list_address(project: Project) -> str:
    return reverse("audit", args=[project.slug])


def read(client: Client, page: str, **query: Any) -> str:
    answer = client.get(page, query)
    assert answer.status_code == 200
    return answer.content.decode()


def list_shown(client: Client, page: str, query: dict[str, Any]) -> list[AuditEvent]:
    return [row["told"].event for row in client.get(page, query).context["rows"]]


def read_sentences(client: Client, address: str, **query: Any) -> list[str]:
    rows = client.get(address, query).context["rows"]
    return [f"{row['told'].before}{row['told'].target}{row['told'].after}" for row in rows]


@pytest.fixture
def site(admin: User, sign_in: SignIn) -> Client:
    return sign_in(admin)


@pytest.fixture
def article(project: Project) -> Article:
    return ArticleFactory(project=project, title="The harbour <b>")


def test_each_row_is_a_sentence_with_what_was_before(
    project: Project, manager: User, article: Article, sign_in: SignIn
) -> None:
    projects.save_project(
        actor=manager, project=project, values={"name": "Harbour", "overlap": 3}, now=NOW
    )
    audit.record(
        "article.prioritised",
        actor=manager,
        now=NOW,
        project=project,
        target=article.uuid,
        data={"priority": 2},
    )
    client = sign_in(manager)

    html = read(client, list_address(project))

    name = manager.get_full_name()
    assert read_sentences(client, list_address(project)) == [
        f"{name} set the priority of “The harbour <b>”.",
        f"{name} changed the settings of “Harbour”.",
    ]
    link = reverse("article", args=[project.slug, article.uuid])
    assert f'<a href="{link}"><bdi>“The harbour &lt;b&gt;”</bdi></a>' in html
    changed, _ = html.split("changed the settings", 1)[1].split("</li>", 1)
    assert ("Labels wanted per claim" in changed, "<del" in changed, "Harbour" in changed) == (
        True,
    ) * 3


def test_nothing_was_done(project: Project, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)

    assert "Nothing was done yet." in read(client, list_address(project))
    assert "Nothing of that kind was done." in read(client, list_address(project), actor="nobody")


@pytest.mark.parametrize("query", [{"address": "x"}, {"token": "x"}, {"from": "x"}, {"group": "x"}])
def test_what_cannot_be_is_said_and_finds_nothing(
    query: dict[str, str], project: Project, manager: User, sign_in: SignIn
) -> None:
    AuditEventFactory(project=project)

    html = read(sign_in(manager), list_address(project), **query)

    assert "errorlist" in html
    assert "Nothing found" in html


def test_each_filter_finds_its_own_here_alone(
    project: Project, manager: User, admin: User, site: Client, sign_in: SignIn
) -> None:
    token = ApiTokenFactory(user=manager)
    target = uuid4()
    mine = AuditEventFactory(
        project=project,
        actor=manager,
        token=token,
        action="release.created",
        target=str(target),
        address="2001:db8::7",
        created_at=NOW + timedelta(days=3),
    )
    other = AuditEventFactory(project=project, action="claim.skipped", created_at=NOW)
    elsewhere = AuditEventFactory(
        project=ProjectFactory(),
        actor=manager,
        token=token,
        action="release.created",
        target=str(target),
        address="2001:db8::7",
        created_at=NOW + timedelta(days=3),
    )
    nowhere = AuditEventFactory(project=None, action="user.added", created_at=NOW)
    day = (NOW + timedelta(days=3)).date().isoformat()
    queries: list[dict[str, Any]] = [
        {"actor": manager.username.upper()},
        {"group": "exports"},
        {"target": target},
        {"address": "2001:DB8::7"},
        {"token": token.uuid},
        {"from": day},
        {"from": day, "to": day, "group": "exports", "actor": manager.username},
    ]
    client = sign_in(manager)
    wrong = {}
    for query in queries:
        found = set(list_shown(client, list_address(project), query))
        everywhere = set(list_shown(site, SITE, query))
        if (found, everywhere) != ({mine}, {mine, elsewhere}):
            wrong[str(query)] = (found, everywhere)

    assert wrong == {}
    before = NOW.date().isoformat()
    assert list_shown(client, list_address(project), {"to": before}) == [other]
    shown = list_shown(site, SITE, {})
    assert [row for row in shown if row in {mine, other, elsewhere, nowhere}] == [
        nowhere,
        elsewhere,
        other,
        mine,
    ]


@pytest.mark.parametrize("days", [False, True], ids=["all", "days"])
def test_pages_go_on_where_the_one_before_ended(
    days: bool,  # noqa: FBT001 - a parameter
    project: Project,
    manager: User,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "PER_PAGE", 3)
    # Of one moment two each, and the later ones first: as demonstrations write them.
    made = [
        AuditEventFactory(project=project, created_at=NOW - timedelta(minutes=number // 2))
        for number in range(7)
    ]
    query: dict[str, Any] = {"from": (NOW - timedelta(days=1)).date()} if days else {}
    client, seen, pages = sign_in(manager), [], []
    while True:
        context = client.get(list_address(project), query).context
        seen += [row["told"].event for row in context["rows"]]
        pages.append(len(context["rows"]))
        if not context["older"]:
            break
        query["below"] = context["older"]

    order = [made[n] for n in (1, 0, 3, 2, 5, 4, 6)] if days else made[::-1]
    assert (seen, pages) == (order, [3, 3, 1])
    assert "Newest" in read(client, list_address(project), **query)
    for odd in ("-1", "x", "9" * 40, "٣"):
        assert client.get(list_address(project), {"below": odd}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["project", "site"])
def test_a_page_costs_the_same_for_any_number_of_rows(
    count: int,
    page: str,
    project: Project,
    admin: User,
    sign_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        label = AnnotationFactory(slot__claim__article__project=project)
        for action, target in (
            ("annotation.submitted", label.uuid),
            ("article.changed", label.slot.article.uuid),
        ):
            AuditEventFactory(
                project=project, action=action, target=str(target), token=ApiTokenFactory()
            )
    client = sign_in(admin)

    # Session, person, the events, what each kind of target is called; of a project itself, and
    # what its bar counts.
    with django_assert_num_queries(5 if page == "site" else 10):
        answer = client.get(SITE if page == "site" else list_address(project))

    assert len(answer.context["rows"]) == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_all_of_it_costs_the_same_over_rest(
    count: int, site: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        AuditEventFactory(token=ApiTokenFactory())

    # Session, person, the events.
    with django_assert_num_queries(3):
        answer = site.get(reverse("api-site-audit"))

    assert len(answer.json()["results"]) == count


def test_every_action_is_told_of_a_target_that_is_there_no_more(project: Project) -> None:
    events = [
        AuditEventFactory.build(pk=number, action=action, target=target, project=project)
        for number, action in enumerate([*WORDS, "thing.unheard_of"])
        for target in (str(uuid4()), "7", "", "liar")
    ]

    told = tell(events)

    assert {len(one.before + one.target + one.after) > 0 for one in told} == {True}
    assert {one.route for one in told} == {""}
    # What has names has a query that works, on any database.
    assert {kind for words in WORDS.values() if (kind := words.kind)} >= queries._SOURCES.keys()


def test_kinds_with_names_are_told_by_them(project: Project, manager: User) -> None:
    label = AnnotationFactory(slot__claim__article__project=project)
    claim = label.slot.claim
    targets = {
        Kind.ANNOTATION: (label, claim.text),
        Kind.CLAIM: (claim, claim.text),
        Kind.ARTICLE: (claim.article, claim.article.title),
        Kind.PERSON: (manager, manager.username),
        Kind.PROJECT: (project, project.name),
    }
    actions = {words.kind: action for action, words in WORDS.items()}
    events = [
        AuditEventFactory(action=actions[kind], target=str(row.uuid), project=project)
        for kind, (row, _name) in targets.items()
    ]

    told = {WORDS[one.event.action].kind: one for one in tell(events)}

    assert {kind: told[kind].target.strip("“”") for kind in targets} == {
        kind: (name if len(name) <= 80 else f"{name[:79]}…")
        for kind, (_row, name) in targets.items()
    }
    in_article = ("article", (project.slug, claim.article.uuid))
    assert [(told[kind].route, told[kind].arguments) for kind in targets] == [
        *[in_article] * 3,
        ("", ()),
        ("project", (project.slug,)),
    ]


def test_what_was_noted_otherwise_is_shown_as_it_is(project: Project) -> None:
    data: list[dict[str, Any]] = [
        {"changes": {"overlap": [None, 3], "is_open": [True, False], "odd": [[1], {"a": "ä"}]}},
        {"changes": {"name": "as it was noted once"}},
        {"changes": 3, "note": "x" * 400, "none": None, "list": ["a", 1]},
        {PURGED: "0" * 64},
    ]
    events = [
        AuditEventFactory.build(pk=n, action="project.changed", project=project, data=one)
        for n, one in enumerate(data)
    ]

    told = tell(events)

    assert [[(c.label, c.old, c.new) for c in one.changes] for one in told] == [
        [
            ("Labels wanted per claim", "", "3"),
            ("is_open", "yes", "no"),
            ("odd", "[1]", '{"a": "ä"}'),
        ],
        [("Name", "", "as it was noted once")],
        [],
        [],
    ]
    assert [[(d.label, d.new) for d in one.details] for one in told] == [
        [],
        [],
        [("changes", "3"), ("note", "x" * 299 + "…"), ("list", '["a", 1]')],
        [],
    ]
    assert [one.is_purged for one in told] == [False, False, False, True]


def test_days_at_the_ends_of_time(project: Project) -> None:
    event = AuditEventFactory(project=project)
    whole = Wanted(since=NOW.date().min, until=NOW.date().max)

    assert list(find_events(project, whole)) == [event]
    assert read_page(project, whole, 10**17).older is None


def test_a_group_has_what_stands_in_it() -> None:
    assert {Wanted(group=group.value).list_actions()[0] for group in Group} == {
        min(actions) for actions in GROUPS.values()
    }


# Files.


@pytest.fixture
def events(project: Project, manager: User) -> list[AuditEvent]:
    first = AuditEventFactory(
        project=project,
        actor=manager,
        action="speaker.added",
        target="=1+1",
        data={"name": "=HYPERLINK(1)"},
        address="192.0.2.1",
        token=ApiTokenFactory(user=manager),
        request_id="@r",
    )
    return [first, AuditEventFactory(project=project, actor=None), AuditEventFactory()]


def fetch(client: Client, address: str, **query: str) -> bytes:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_file_holds_what_is_asked_for_and_the_audit_that_it_was(
    project: Project, manager: User, events: list[AuditEvent], sign_in: SignIn
) -> None:
    client, address = sign_in(manager), reverse("api-audit-export", args=[project.slug])

    lines = [json.loads(line) for line in fetch(client, address).splitlines()]
    rows = {
        name: list(csv.reader(io.StringIO(fetch(client, address, format=name).decode("utf-8-sig"))))
        for name in ("csv", "csv-excel")
    }
    narrowed = fetch(client, address, group="articles", **{"from": "2026-01-01"})
    fetch(client, f"{address}?address=192.0.2.1")

    first, server, exported = lines
    assert tuple(first) == COLUMNS
    assert (first["target"], first["data"], first["actor_name"], first["address"]) == (
        "=1+1",
        {"name": "=HYPERLINK(1)"},
        manager.username,
        "192.0.2.1",
    )
    assert (server["actor"], server["token"]) == (None, None)
    assert (exported["action"], exported["data"]) == ("audit.exported", {"format": "jsonl"})
    at = {name: number for number, name in enumerate(COLUMNS)}
    for name, guard in (("csv", ""), ("csv-excel", "'")):
        assert rows[name][0] == list(COLUMNS)
        cells = rows[name][1]
        assert (cells[at["target"]], cells[at["request_id"]]) == (f"{guard}=1+1", f"{guard}@r")
    assert [json.loads(line)["action"] for line in narrowed.splitlines()] == ["speaker.added"]
    noted = AuditEvent.objects.filter(action="audit.exported", project=project).order_by("pk")
    assert [event.data for event in noted] == [
        {"format": "jsonl"},
        {"format": "csv"},
        {"format": "csv-excel"},
        {"format": "jsonl", "group": "articles", "since": "2026-01-01"},
        {"format": "jsonl", "address": "…"},
    ]


def test_an_export_goes_on_part_by_part_and_leaves_none_out(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "EXPORTED_AT_ONCE", 2)
    for number in (3, 4, 5, 9, 2**40):
        AuditEventFactory(pk=number, project=project, target=str(number))
    # As many as are looked at at once are of others, or of something else.
    for number in (6, 7, 8):
        AuditEventFactory(pk=number)
    there = list(queries.stream_records(project, Wanted()))
    AuditEventFactory(pk=2**41, project=project, action="thing.undone", target="late")

    late = list(queries.stream_records(project, Wanted(action="thing.undone")))

    assert [one.target for one in there] == ["3", "4", "5", "9", str(2**40)]
    assert [one.target for one in late] == ["late"]


def test_an_export_of_an_empty_audit_is_empty(project: Project) -> None:
    assert list(queries.stream_records(project, Wanted())) == []


def test_what_addresses_are_sealed_by_shows_nowhere(
    project: Project, admin: User, sign_in: SignIn
) -> None:
    event = AuditEventFactory(project=project, actor=admin, address="192.0.2.1")
    client = sign_in(admin)

    shown = {
        "page": read(client, list_address(project)),
        "admin": read(client, reverse("admin:claims_auditevent_change", args=[event.pk])),
        "api": read(client, reverse("api-audit", args=[project.slug])),
        "export": fetch(client, reverse("api-audit-export", args=[project.slug])).decode(),
        "own data": b"".join(client.post(reverse("own-data-file"))).decode(),
    }

    assert [name for name, text in shown.items() if str(event.address) not in text] == []
    assert [name for name, text in shown.items() if str(event.address_salt) in text] == []


def test_the_page_leads_to_files_of_what_it_shows(
    project: Project, manager: User, events: list[AuditEvent], sign_in: SignIn
) -> None:
    client = sign_in(manager)

    context = client.get(
        list_address(project), {"group": "articles", "from": "2026-01-01", "actor": ""}
    ).context

    address = reverse("api-audit-export", args=[project.slug])
    assert dict(context["downloads"]) == {
        name: f"{address}?group=articles&from=2026-01-01&format={name}" for name in AUDIT_FORMATS
    }
    assert {client.get(link).status_code for link in dict(context["downloads"]).values()} == {200}


def test_all_of_it_is_for_site_admins(
    project: Project, manager: User, events: list[AuditEvent], site: Client, sign_in: SignIn
) -> None:
    address = reverse("api-site-audit-export")

    assert [sign_in(manager).get(url).status_code for url in (SITE, address)] == [403, 403]
    site = sign_in(User.objects.get(is_superuser=True))
    lines = [json.loads(line) for line in fetch(site, address).splitlines()]

    assert [line["project"] for line in lines] == [
        project.slug,
        project.slug,
        events[2].project.slug,  # type: ignore[union-attr]
        None,
    ]


def test_the_command_writes_a_file_or_none(
    project: Project, manager: User, admin: User, events: list[AuditEvent], tmp_path: Path
) -> None:
    whole, part = tmp_path / "all.jsonl", tmp_path / "one.csv"

    call_command("export_audit", whole, user=admin.username)
    call_command("export_audit", part, "--format=csv", user=manager.username, project=project.slug)

    assert len(whole.read_text().splitlines()) == 4
    assert len(part.read_text().splitlines()) == 4
    for options in ({"user": manager.username}, {"user": "nobody"}):
        with pytest.raises(CommandError):
            call_command("export_audit", tmp_path / "none", **options)
    with pytest.raises(CommandError):
        call_command("export_audit", tmp_path / "none", user=admin.username, project="nowhere")
    assert sorted(tmp_path.iterdir()) == [whole, part]
