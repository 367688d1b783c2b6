"""Removing a text for good: what goes, what stays, and that nothing else can be changed by it."""

import hashlib
import json
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import mlcroissant
import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, connection, models, transaction
from django.test import Client

from claims import clock
from claims.errors import Conflict, InvalidInput, NotAllowed
from claims.exchange.records import ArticleRecord
from claims.exchange.releases import readme
from claims.exchange.shapes import format_moment
from claims.models import (
    Annotation,
    Approval,
    Article,
    ArticleText,
    AuditEvent,
    Claim,
    Decision,
    Draft,
    Evidence,
    Flag,
    KeyedAnswer,
    Project,
    Purge,
    Speaker,
    StagedImport,
    User,
)
from claims.operations import articles, audit, marks, merging, purging, speakers, withdrawing
from claims.queries.imports import hash_text
from tests.factories import (
    NOW,
    AnnotationFactory,
    ApprovalFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    PurgeFactory,
    UserFactory,
)
from tests.forms import read_form
from tests.operations.queues import queue_claim
from tests.operations.releasing import build, draft, make_article, read_file, read_records
from tests.operations.test_release_building import fetch, use_storage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    use_storage(settings, tmp_path / "releases")


LATER = NOW + timedelta(hours=1)
SECRET = "Xanthippe Quux"
TEXT = f"Dock opens\n\n{SECRET} paid 31 million. Nobody came, {SECRET} said.\n"


def purge(actor: User, article: Article, **changes: Any) -> Purge:
    values: dict[str, Any] = {
        "reason": "A court says so.",
        "confirmation": article.sha256[:8],
        "now": LATER,
    }
    return purging.purge_article(actor=actor, article=article, **(values | changes))


def withdraw(actor: User, article: Article) -> None:
    reason = f"{SECRET} asked us to."
    withdrawing.withdraw_article(actor=actor, article=article, reason=reason, now=LATER)


def bring_in(actor: User, project: Project) -> Any:
    return bring_in_text(actor, project, TEXT)


def bring_in_text(actor: User, project: Project, text: str) -> Any:
    record = ArticleRecord(
        text=text, url="https://courier.example/dock", author=SECRET, source_id=f"{SECRET} pays"
    )
    rows = [(1, record)]
    return articles.import_articles(actor=actor, project=project, rows=rows, now=NOW).rows[0]


@pytest.fixture
def article(project: Project, manager: User, annotator: User) -> Article:
    """Labelled, decided, flagged and begun, with the name in whatever can hold it."""
    bring_in(manager, project)
    article = Article.objects.get()
    claim = article.claims.filter(kind="sentence").order_by("start")[0]
    said = {"wording": SECRET, "justification": SECRET, "omission": SECRET, "searched": SECRET}
    label = AnnotationFactory(claim=claim, comment=SECRET, reporting_source=SECRET, **said)
    EvidenceFactory(
        annotation=label, url="", title=SECRET, publisher=SECRET, quote=SECRET, answer=SECRET
    )
    EvidenceFactory(
        annotation=label,
        position=2,
        kind="right_of_reply",
        asked_whom=SECRET,
        asked_on=NOW.date(),
        deadline=NOW.date(),
    )
    decision = DecisionFactory(claim=claim, project=project, reason=SECRET, **said)
    EvidenceFactory(annotation=None, decision=decision, position=1, question=SECRET)
    ApprovalFactory(decision=decision, note=SECRET)
    marks.flag_claim(actor=annotator, claim=claim, reason=f"{SECRET} ü", now=NOW)
    Draft.objects.create(
        claim=claim, annotator=annotator, body={"comment": SECRET}, saved_at=NOW, version=1
    )
    StagedImport.objects.create(
        project=project, created_by=manager, created_at=NOW, rows=[{"text": TEXT}]
    )
    _add_what_is_kept_elsewhere(article, manager)
    return article


def _add_what_is_kept_elsewhere(article: Article, manager: User) -> None:
    """In the administration's log, in answers kept for repeats, and in the audit."""
    Article.objects.filter(pk=article.pk).update(title=f"{SECRET} paid")
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = f"/admin/claims/article/{article.pk}/change/"
    form = read_form(client.get(page).content.decode(), "article_form")
    assert client.post(page, form).status_code == 302
    KeyedAnswer.objects.create(
        person=manager,
        key_digest="k",
        request_digest="r",
        status=201,
        body=f'{{"comment": "{SECRET}"}}',
        created_at=NOW,
    )
    # One whom only this article names, merged with another one.
    others = [
        speakers.add_speaker(
            actor=manager,
            project=article.project,
            kind="person",
            name=f"{title} {SECRET}",
            article=article,
            now=NOW,
        )
        for title in ("Mrs", "Minister")
    ]
    merging.merge_speakers(actor=manager, speaker=others[0], into=others[1], now=NOW)


def find_secret() -> dict[str, int]:
    """In how many rows of which tables the name stands."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, name)
            for column in columns:
                cursor.execute(
                    f'SELECT count(*) FROM {name} WHERE CAST("{column.name}" AS text) LIKE %s',  # noqa: S608
                    [f"%{SECRET}%"],
                )
                if count := cursor.fetchone()[0]:
                    found[f"{name}.{column.name}"] = count
    return found


def test_the_words_go_from_every_table_and_a_tombstone_stays(
    article: Article, project: Project, manager: User
) -> None:
    withdraw(manager, article)
    before = find_secret()
    event = AuditEvent.objects.get(action="claim.flagged")
    claims = list(article.claims.order_by("pk").values_list("uuid", "start", "end"))
    sha256, length = article.sha256, article.length

    made = purge(manager, article, with_source=True, reference="4 O 17/26")

    assert len(before) >= 31
    assert {
        *("claims_article.withdrawn_because", "claims_article.source_id"),
        *("claims_evidence.publisher", "claims_evidence.asked_whom"),
    } <= before.keys()
    assert {"django_admin_log.object_repr", "claims_keyedanswer.body"} <= before.keys()
    assert LogEntry.objects.get().object_repr == "[purged]"
    assert find_secret() == {}
    assert (article.title, article.url, article.author) == ("[purged]", "", "")
    assert (article.source_id, article.withdrawn_because) == ("", "[purged]")
    assert set(Evidence.objects.values_list("kind", "asked_whom")) == {
        ("source", ""),
        ("right_of_reply", "[purged]"),
    }
    assert (article.sha256, article.length) == (sha256, length) == (hash_text(TEXT)[0], len(TEXT))
    assert list(article.claims.order_by("pk").values_list("uuid", "start", "end")) == claims
    assert (made.sha256, made.created_by, made.created_at) == (sha256, manager, LATER)
    assert (made.reason, made.reference) == ("A court says so.", "4 O 17/26")
    assert (Annotation.objects.count(), Decision.objects.count()) == (1, 1)
    assert Flag.objects.get().reason == "[purged]"
    assert not Draft.objects.exists()
    assert not StagedImport.objects.exists()
    shortened = AuditEvent.objects.get(pk=event.pk).data
    written = json.dumps(event.data, sort_keys=True, separators=(",", ":"))
    assert shortened == {"purged": hashlib.sha256(written.encode()).hexdigest()}
    noted = AuditEvent.objects.get(action="article.purged")
    assert (noted.target, noted.data["sha256"]) == (str(article.uuid), sha256)


def test_that_its_page_was_fetched_stays_known_but_not_which(
    project: Project, manager: User
) -> None:
    bring_in(manager, project)
    article = Article.objects.get()
    for url in (f"{article.url}#comments", "https://courier.example/other"):
        audit.record("page.fetched", actor=manager, now=NOW, project=project, data={"url": url})
    withdraw(manager, article)

    purge(manager, article, with_source=True)

    told = AuditEvent.objects.filter(action="page.fetched").order_by("pk")
    first, second = told.values_list("data", flat=True)
    assert first.keys() == {"purged"}
    assert second == {"url": "https://courier.example/other"}


@pytest.mark.parametrize("with_source", [False, True])
def test_a_corrected_text_takes_its_place_as_long_as_its_id_is_known(
    project: Project, manager: User, *, with_source: bool
) -> None:
    bring_in(manager, project)
    article = Article.objects.get()
    withdraw(manager, article)
    purge(manager, article, with_source=with_source)

    same = bring_in(manager, project)
    corrected = bring_in_text(manager, project, "Nobody paid anything. Nobody came.\n")

    assert same.refusal.code == "text_withdrawn"
    assert corrected.refusal is None
    new = Article.objects.exclude(pk=article.pk).get()
    assert new.source_id == f"{SECRET} pays"
    assert new.previous == (None if with_source else article)


def test_speakers_whom_others_name_keep_their_names(
    article: Article, project: Project, manager: User
) -> None:
    known = Speaker.objects.get(name=SECRET)
    AnnotationFactory(claim__article__project=project, project=project, speaker=known)
    merged = Speaker.objects.get(name=f"Mrs {SECRET}")
    AnnotationFactory(claim__article__project=project, project=project, speaker=merged)
    withdraw(manager, article)

    purge(manager, article)

    names = Speaker.objects.filter(name__contains=SECRET).values_list("name", flat=True)
    assert set(names) == {SECRET, f"Mrs {SECRET}", f"Minister {SECRET}"}


def test_it_is_done_once_by_managers_who_confirm_it_and_never_undone(
    article: Article, project: Project, manager: User, curator: User
) -> None:
    refused = {}
    for name, actor, changes in (
        ("at work", manager, {}),
        ("curator", curator, {}),
        ("no reason", manager, {"reason": " "}),
        ("no hash", manager, {"confirmation": "00000000"}),
    ):
        with pytest.raises((Conflict, InvalidInput, NotAllowed)) as found:
            purge(actor, article, **changes)
        refused[name] = found.value.code
    withdraw(manager, article)
    first, second = purge(manager, article), purge(manager, article, reason="Another.")
    for act in (
        lambda: withdrawing.restore_article(actor=manager, article=article, now=LATER),
        lambda: bring_in(manager, project).refusal,
    ):
        try:
            refused[str(len(refused))] = act().code  # type: ignore[union-attr]
        except Conflict as refusal:
            refused[str(len(refused))] = refusal.code

    assert first == second
    assert refused == {
        "at work": "not_withdrawn",
        "curator": "not_allowed",
        "no reason": "no_reason",
        "no hash": "not_confirmed",
        "4": "article_purged",
        "5": "text_withdrawn",
    }


# ---- The triggers --------------------------------------------------------------------------------

WORDS = {
    ArticleText: {"text"},
    Claim: {"text"},
    Annotation: {*purging.SAID, "comment"},
    Decision: {*purging.SAID, "reason"},
    Evidence: {"title", "publisher", "quote", "question", "answer", "asked_whom"},
    Approval: {"note"},
}


def change(model: type[models.Model], column: str, value: str) -> bool:
    """Whether the database takes it, for every row of the table."""
    table = model._meta.db_table
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'UPDATE {table} SET "{column}" = {value}')  # noqa: S608
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def list_changeable(model: type[models.Model], value: str) -> set[str]:
    names = {field.attname for field in model._meta.concrete_fields}
    return {name for name in names if change(model, name, value)}


def make_rows(article: Article) -> None:
    claim = ClaimFactory(article=article)
    label = AnnotationFactory(claim=claim)
    EvidenceFactory(annotation=label)
    ApprovalFactory(decision=DecisionFactory(claim=claim, project=article.project))


def test_nothing_but_the_words_of_a_purged_article_can_go(project: Project) -> None:
    """Of each table each column: to nothing, to the mark, to other words, and to itself."""
    article = ArticleFactory(project=project)
    make_rows(article)
    without = {model: list_changeable(model, "''") for model in WORDS}
    for one in Article.objects.select_related("project"):
        PurgeFactory(article=one)

    emptied = {model: list_changeable(model, "''") & set(words) for model, words in WORDS.items()}
    others = {model: list_changeable(model, "'other'") for model in WORDS}
    moved = {
        model: {
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.IntegerField | models.ForeignKey)
            and change(model, field.attname, f'COALESCE("{field.attname}", 0) + 1')
        }
        for model in (ArticleText, Annotation, Decision, Evidence, Approval)
    }
    offsets = [change(Claim, name, f'"{name}" + 1') for name in ("start", "end", "article_id")]

    for found in (without, others):
        assert {one for one in WORDS if found[one] & WORDS[one]} == set()
    assert emptied == WORDS
    assert {one for one in moved if moved[one]} == set()
    assert offsets == [False] * 3
    # Nor with something else beside it, nor of another article.
    assert not change(Annotation, "comment", "'', revision = revision + 1")
    make_rows(ArticleFactory(project=project))
    assert {model for model, words in WORDS.items() if change(model, min(words), "''")} == set()


def test_what_stayed_of_earlier_purges_goes_with_the_upgrade(project: Project) -> None:
    article = ArticleFactory(project=project, withdrawn_because=SECRET)
    label = AnnotationFactory(claim=ClaimFactory(article=article))
    EvidenceFactory(annotation=label, publisher=SECRET)
    asked = {"kind": "right_of_reply", "asked_whom": SECRET, "asked_on": NOW.date()}
    EvidenceFactory(annotation=label, position=2, deadline=NOW.date(), **asked)
    PurgeFactory(article=article)
    kept = EvidenceFactory(publisher="The Courier")

    import_module("claims.migrations.0099_purged_evidence").erase_what_stayed(apps, None)

    article.refresh_from_db()
    assert article.withdrawn_because == "[purged]"
    of_it = Evidence.objects.exclude(pk=kept.pk)
    assert set(of_it.values_list("publisher", flat=True)) == {""}
    assert set(of_it.values_list("asked_whom", flat=True)) == {"", "[purged]"}
    assert Evidence.objects.get(pk=kept.pk).publisher == "The Courier"


def test_audit_rows_become_their_hash_and_nothing_else(project: Project, manager: User) -> None:
    claim = queue_claim(project)
    marks.flag_claim(actor=manager, claim=claim, reason="x", now=NOW)
    flagged = AuditEvent.objects.filter(action="claim.flagged")
    told = "'" + json.dumps({"purged": "ab" * 32}) + "'"

    def try_all() -> list[bool]:
        of = f" WHERE id = {flagged.get().pk}"
        return [
            change(AuditEvent, "data", value + of)
            for value in (
                told,
                told + ", target = 'other'",
                "'" + json.dumps({"purged": "ab"}) + "'",
                "'" + json.dumps({"purged": "ab" * 32, "reason": "y"}) + "'",
                "'{}'",
            )
        ]

    before = try_all()
    PurgeFactory(article=claim.article)

    assert before == [False] * 5
    assert try_all() == [True, False, False, False, False]
    flagged.update(data={"purged": "ab" * 32})
    assert try_all() == [False] * 5


# ---- Releases ------------------------------------------------------------------------------------


def test_releases_that_hold_it_are_withdrawn_and_the_next_one_names_it(
    project: Project, manager: User
) -> None:
    gone, stays = make_article(project), make_article(project)
    holding = build(manager, draft(manager, project, version="1.0"))
    withdraw(manager, gone)
    without = build(manager, draft(manager, project, version="1.1"))

    made = purge(manager, gone)
    later = build(manager, draft(manager, project, version="1.2"))

    for release in (holding, without):
        release.refresh_from_db()
    assert (holding.state, without.state, later.state) == ("withdrawn", "ready", "ready")
    assert str(gone.uuid) in holding.reason
    assert gone.sha256 in holding.reason
    told = json.loads(read_file(later, "tombstones.jsonl"))
    claims = gone.claims.order_by("start", "pk")
    assert told == {
        "article": str(gone.uuid),
        "sha256": made.sha256,
        "length": gone.length,
        "purged": "2026-01-15T13:00:00.000000Z",
        "claims": [{"uuid": str(one.uuid), "start": one.start, "end": one.end} for one in claims],
    }
    assert {one["article"]["uuid"] for one in read_records(later)} == {str(stays.uuid)}
    assert later.manifest["tombstones"] == 1
    card = read_file(later, "README.md").decode()
    assert "1 article whose text had to be removed for good. tombstones.jsonl names it" in card
    names = [{file.name for file in release.files.all()} for release in (without, later)]
    assert [{"tombstones.jsonl", "withdrawn.jsonl"} & some for some in names] == [
        {"withdrawn.jsonl"},
        {"tombstones.jsonl"},
    ]


# Of what mlcroissant itself imports.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_release_tells_what_was_withdrawn_or_removed_before_it(
    project: Project, manager: User, tmp_path: Path
) -> None:
    gone, withdrawn, back, _stays = (make_article(project) for _ in range(4))
    for one in (gone, withdrawn, back):
        withdraw(manager, one)
    withdrawing.restore_article(actor=manager, article=back, now=LATER)
    purge(manager, gone)

    release = build(manager, draft(manager, project, licence="CC-BY-4.0"))

    folder = fetch(release, tmp_path / "out")
    dataset = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    found = {name: list(dataset.records(name)) for name in ("withdrawn", "tombstones")}
    assert {
        name: [row[f"{name}/sha256"].decode() for row in rows] for name, rows in found.items()
    } == {"withdrawn": [withdrawn.sha256], "tombstones": [gone.sha256]}
    told = json.loads((folder / "withdrawn.jsonl").read_text("utf-8"))
    assert (told["article"], told["length"]) == (str(withdrawn.uuid), withdrawn.length)
    assert told["withdrawn"] == format_moment(LATER)
    assert len(told["claims"]) == withdrawn.claims.count()
    assert (release.manifest["withdrawn"], release.manifest["tombstones"]) == (1, 1)
    said = "1 article that was withdrawn by the project. withdrawn.jsonl names it"
    described = json.loads((folder / "croissant.json").read_text("utf-8"))
    files = {one["name"]: one.get("description", "") for one in described["distribution"]}
    assert said in files["withdrawn.jsonl"]
    assert said in described["rai:dataReleaseMaintenancePlan"]
    for document in ("README.md", "datasheet.md"):
        assert said in (folder / document).read_text("utf-8")


def test_a_release_that_read_the_text_before_it_went_does_not_become_ready(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, _stays = make_article(project), make_article(project)
    write = readme.write_readme

    def purge_meanwhile(told: Any) -> bytes:
        withdraw(manager, gone)
        purge(manager, gone, now=clock.now())
        return write(told)

    monkeypatch.setattr(readme, "write_readme", purge_meanwhile)

    release = build(manager, draft(manager, project))

    assert release.state == "failed"
    assert release.job is not None
    assert release.job.error["code"] == "purged_meanwhile"
