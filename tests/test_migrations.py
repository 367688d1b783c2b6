"""Data of an earlier version comes through the migrations whole, and data of now back again.

In one test only, which goes each way once: they are long.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from claims.keymap import find_collisions, make_map
from claims.text.wire import make_wire_key
from tests.factories import NOW
from tests.test_live_migrations import LAST_RELEASED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

BEFORE_THE_LINE = "0002_append_only"
APPEND_ONLY = ("annotation", "cospeaker", "evidence", "auditevent", "guideline")


def migrate(target: str | None = None) -> Any:
    """To that migration, the last if none is named; the models as they are there."""
    executor = MigrationExecutor(connection)
    leaf = executor.loader.graph.leaf_nodes("claims")
    executor.migrate([("claims", target)] if target else leaf)
    return (
        MigrationExecutor(connection)
        .loader.project_state([("claims", target)] if target else leaf)
        .apps
    )


@pytest.fixture(autouse=True)
def _latest_again(transactional_db: None) -> Iterator[None]:
    """Whatever a test leaves behind, the next finds the tables as they are now."""
    yield
    migrate()


def make_project(apps: Any, slug: str) -> Any:
    get = lambda name: apps.get_model("claims", name)  # noqa: E731
    schemes = [
        get("LabelScheme").objects.create(kind=kind, slug=f"{slug}-{kind}", name=kind, version=1)
        for kind in ("verifiability", "verdict")
    ]
    get("Label").objects.create(
        scheme=schemes[0], value="fact", name="Fact", order=1, verifiable="yes", check_worthy="yes"
    )
    project = get("Project").objects.create(
        slug=slug,
        name=slug,
        verifiability_scheme=schemes[0],
        verdict_scheme=schemes[1],
        created_at=NOW,
    )
    get("Speaker").objects.create(project=project, kind="article")
    return project


def make_article(apps: Any, project: Any, user: Any, *, claims: int) -> list[Any]:
    """An article of so many claims with two slots each; the slots."""
    get = lambda name: apps.get_model("claims", name)  # noqa: E731
    text = "".join(f"Sentence {n}. " for n in range(claims)) + uuid.uuid4().hex
    article = get("Article").objects.create(
        project=project,
        title="Buses",
        length=len(text),
        sha256=uuid.uuid4().hex * 2,
        sha256_lf=uuid.uuid4().hex * 2,
        language="en",
        splitter_version="1",
        created_at=NOW,
        created_by=user,
    )
    get("ArticleText").objects.create(article=article, text=text)
    made = []
    for n in range(claims):
        claim = get("Claim").objects.create(
            project=project,
            article=article,
            start=n * 12,
            end=n * 12 + 11,
            kind="sentence",
            paragraph=0,
            position=n,
            text=text[n * 12 : n * 12 + 11],
            splitter_version="1",
        )
        made += [
            get("Slot").objects.create(
                project=project, article=article, claim=claim, stage="label", number=number
            )
            for number in (1, 2)
        ]
    return made


def label(apps: Any, slot: Any, user: Any, *, revisions: int) -> None:
    """So many labels of the user on the slot; the last counts."""
    get = lambda name: apps.get_model("claims", name)  # noqa: E731
    for revision in range(1, revisions + 1):
        annotation = get("Annotation").objects.create(
            project=slot.project,
            claim=slot.claim,
            slot=slot,
            stage="label",
            annotator=user,
            revision=revision,
            client_uuid=uuid.uuid4(),
            body_sha256="0" * 64,
            created_at=NOW,
            speaker=get("Speaker").objects.get(project=slot.project),
            verifiability=slot.project.verifiability_scheme.labels.get(),
            verifiable="yes",
            check_worthy="yes",
        )
        get("Evidence").objects.create(
            annotation=annotation, position=1, stance="supports", url="HTTPS://records.example"
        )
        get("CoSpeaker").objects.create(annotation=annotation, speaker=annotation.speaker)
    slot.annotator, slot.current = user, annotation
    slot.save()


def fill(apps: Any, when: str) -> None:
    """Two projects with articles; of the first, one claim is labelled thrice over."""
    get = lambda name: apps.get_model("claims", name)  # noqa: E731
    user = get("User").objects.create(
        username=f"ada-{when}", email=f"ada-{when}@example.org", password="!"
    )
    first, second, _empty = (
        make_project(apps, f"{slug}-{when}") for slug in ("first", "second", "empty")
    )
    slots = make_article(apps, first, user, claims=2)
    make_article(apps, second, user, claims=1)
    make_article(apps, first, user, claims=1)
    label(apps, slots[0], user, revisions=3)
    label(apps, slots[2], user, revisions=1)
    get("Guideline").objects.create(
        project=first, version=1, text="#", created_at=NOW, created_by=user
    )
    get("AuditEvent").objects.create(created_at=NOW, action="made", actor=user, project=first)
    begin_draft(get("Draft"), slots[2], user)


def begin_draft(model: Any, slot: Any, user: Any) -> None:
    """As its version does: by and by counted from 1, then made of the time."""
    values = {"body": {}, "saved_at": NOW}
    if any(field.name == "version" for field in model._meta.fields):
        values["version"] = int(NOW.timestamp() * 1000)
    model.objects.create(claim=slot.claim, annotator=user, stage="label", **values)


def is_refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def list_unprotected(*more: str) -> list[str]:
    """Tables that hold rows and whose rows can be changed or deleted."""
    changes: dict[str, tuple[str, ...]] = {
        f"claims_{name}": (
            f"UPDATE claims_{name} SET id = id + 1000",  # noqa: S608
            f"DELETE FROM claims_{name}",  # noqa: S608
        )
        for name in (*APPEND_ONLY, *more)
    }
    changes["claims_claim"] = ("UPDATE claims_claim SET text = 'other'",)
    changes["claims_articletext"] = ("UPDATE claims_articletext SET text = 'other'",)
    return [table for table, sql in changes.items() if not all(map(is_refused, sql))]


TEXT = "The council of Harbourtown bought eleven buses."
KEYS_CHOSEN: dict[str, dict[str, str]] = {
    "none": {},
    "elsewhere": {"skip": "KeyJ", "label.KeyJ": "KeyX"},
    "both": {"help": "KeyK", "undo": "KeyJ", "label.KeyJ": "KeyZ", "label.KeyK": "F2"},
    "enter": {"help": "Enter", "submit": "KeyX", "skip": "F2"},
    # Of a later version, migrated back and forth: what stands there is the person's own.
    "again": {
        "help": "KeyK",
        "label.KeyK": "F2",
        "proposals.previous": "F4",
        "skip": "F8",
        "labels.next": "KeyX",
    },
}
KEYS_MOVED: dict[str, dict[str, str]] = {
    "both": {"proposals.previous": "KeyX", "labels.next": "KeyX", "labels.previous": "KeyC"},
    "enter": {
        "boundaries.apply": "KeyX",
        "proposals.open": "KeyX",
        "adjudication.decide": "KeyC",
    },
    "again": {"labels.previous": "KeyC"},
}
ASK_CHOSEN: dict[str, dict[str, str]] = {
    "asks none": {},
    "asks elsewhere": {"skip": "KeyJ", "label.KeyJ": "KeyX"},
    "asks sign": {"skip": "."},
    "asks place": {"undo": "Period", "flag": ","},
    "asks all": {
        "skip": ".",
        "flag": ",",
        "next": "Semicolon",
        "undo": "-",
        "wording": "=",
        "search": "'",
    },
}
ASK_MOVED = {
    "asks sign": {"ask": "Comma"},
    "asks place": {"ask": "Semicolon"},
    "asks all": {"ask": "F9"},
}
ROWS = ("Annotation", "Evidence", "CoSpeaker", "Claim", "Slot", "Article", "AuditEvent", "Draft")


def add_keys(apps: Any, chosen: dict[str, dict[str, str]], column: str) -> None:
    for name, keys in chosen.items():
        email = f"{name.replace(' ', '-')}@example.org"
        about = {"username": name, "email": email, column: keys}
        apps.get_model("claims", "User").objects.create(**about)


def add_speakers(apps: Any) -> None:
    project = make_project(apps, "before")
    for key in ("ada von holm", "holm", "ada cut "):
        project.speakers.create(kind="person", name=key, name_key=key)


def add_added_speakers(apps: Any) -> None:
    """One for an article, as the cast says, and one by hand; by the same person."""
    get = lambda name: apps.get_model("claims", name)  # noqa: E731
    article = get("Article").objects.first()
    person = get("User").objects.first()
    for key in ("for an article", "by hand"):
        speaker = get("Speaker").objects.create(
            project_id=article.project_id, kind="person", name=key, name_key=key, last_word=key
        )
        get("AuditEvent").objects.create(
            created_at=NOW, action="speaker.added", actor=person, target=str(speaker.uuid)
        )
        if key == "for an article":
            get("ArticleSpeaker").objects.create(
                article=article, speaker=speaker, position=1, added_by=person
            )


def add_approvals(apps: Any) -> None:
    """Two decisions, one of them approved twice; and somebody holds two cases at once."""
    get = lambda name: apps.get_model("claims", name)  # noqa: E731
    annotations = get("Annotation").objects.filter(stage="label").order_by("claim", "-pk")
    known = {one.claim_id: one for one in annotations}
    decider, *others = (
        get("User").objects.create(username=name, email=f"{name}@example.org")
        for name in ("decides", "approves", "approves too")
    )
    for one, people in zip(list(known.values())[:2], (others, others[:1]), strict=True):
        decision = get("Decision").objects.create(
            project_id=one.project_id,
            claim_id=one.claim_id,
            stage="label",
            decided_by=decider,
            speaker_id=one.speaker_id,
            verifiability_id=one.verifiability_id,
            verifiable="yes",
            check_worthy="yes",
            created_at=NOW,
        )
        for person in people:
            get("Approval").objects.create(
                decision=decision, decided_by=decider, approver=person, created_at=NOW
            )
        get("Case").objects.create(
            project_id=one.project_id,
            claim_id=one.claim_id,
            stage="label",
            is_flagged=True,
            held_by=decider,
            held_until=NOW,
        )


def expect_numbered_approvals(apps: Any) -> None:
    approvals = apps.get_model("claims", "Approval").objects.order_by("decision", "pk")
    assert list(approvals.values_list("number", flat=True)) == [1, 2, 1]
    assert not apps.get_model("claims", "Case").objects.exclude(held_by=None).exists()
    assert list_unprotected("approval") == []


def add_claim(apps: Any) -> int:
    claim = apps.get_model("claims", "Claim")
    known = claim.objects.first()
    added = claim.objects.create(
        project_id=known.project_id,
        article_id=known.article_id,
        start=1000,
        end=1000 + len(TEXT),
        kind="sentence",
        paragraph=9,
        position=99,
        text=TEXT,
    )
    return int(added.pk)


def add_reply(apps: Any) -> None:
    """What tables of before cannot hold."""
    apps.get_model("claims", "Evidence").objects.create(
        annotation=apps.get_model("claims", "Annotation").objects.latest("pk"),
        position=2,
        stance="neutral",
        kind="right_of_reply",
        asked_whom="The mayor",
        asked_on=NOW.date(),
    )


def test_nothing_is_lost_or_left_unprotected_on_the_way_back_and_there() -> None:
    """But what earlier tables cannot hold: that goes."""
    now = migrate()
    fill(now, "now")
    add_reply(now)

    for target in ("0005_hints", BEFORE_THE_LINE):
        expect_each_row(migrate(target), [4, 4, 4, 4, 8, 3, 1, 1])
    fill(migrate(BEFORE_THE_LINE), "then")
    add_keys(migrate("0012_column_names"), KEYS_CHOSEN, "desk_keys")
    add_speakers(migrate("0013_draft_versions"))
    long = add_claim(migrate("0020_labels_by_day"))
    add_keys(migrate("0029_rounds"), ASK_CHOSEN, "own_keys")
    add_added_speakers(migrate("0032_before_round"))
    add_approvals(migrate("0034_speaker_added_by"))
    released = migrate(LAST_RELEASED)
    held = read_all_rows(released, released)
    apps = migrate()

    assert read_all_rows(apps, released) == held

    # Those that have been back, as many of then, the one claim, and who added speakers.
    expect_each_row(apps, [8, 8, 8, 9, 16, 6, 4, 2])
    expect_a_line_by_articles(apps)
    expect_the_keys_of_pages(apps)
    expect_the_last_words_of_names(apps)
    expect_keys_that_go_on_every_page(apps, KEYS_CHOSEN, KEYS_MOVED)
    expect_keys_that_go_on_every_page(apps, ASK_CHOSEN, ASK_MOVED)
    expect_the_key_of_what_a_claim_says(apps, long)
    expect_who_added_a_speaker(apps)
    expect_numbered_approvals(apps)


def read_all_rows(apps: Any, released: Any) -> dict[str, list[Any]]:
    """Every table of then, as it is now: the columns that it had, in the order of its rows."""
    return {
        model.__name__: list(
            apps.get_model("claims", model.__name__)
            ._base_manager.order_by("pk")
            .values_list(*[field.attname for field in model._meta.concrete_fields])
        )
        for model in released.get_app_config("claims").get_models(include_auto_created=True)
    }


def expect_each_row(apps: Any, counts: list[int]) -> None:
    assert [apps.get_model("claims", name).objects.count() for name in ROWS] == counts
    assert list_unprotected() == []


def expect_a_line_by_articles(apps: Any) -> None:
    slots = apps.get_model("claims", "Slot").objects.order_by("pk")
    assert [slot.turn for slot in slots] == [slot.article_id for slot in slots]
    assert [slot.revisions for slot in slots] == 2 * [3, 0, 1, 0, 0, 0, 0, 0]
    assert {(slot.priority, slot.wanted) for slot in slots} == {(0, True)}
    assert [slot.current.revision for slot in slots if slot.current] == 2 * [3, 1]
    articles = apps.get_model("claims", "Article").objects
    lines = apps.get_model("claims", "Line").objects
    last = {
        (slug, when): articles.filter(project__slug=f"{slug}-{when}").latest("pk").pk
        for slug in ("first", "second")
        for when in ("now", "then")
    }
    for when in ("now", "then"):
        of_then = lines.filter(project__slug__endswith=f"-{when}").order_by("project", "stage")
        assert list(of_then.values_list("project__slug", "stage", "last")) == [
            (f"{slug}-{when}", stage, last.get((slug, when), 0))
            for slug in ("first", "second", "empty")
            for stage in ("check", "label")
        ]


def expect_the_keys_of_pages(apps: Any) -> None:
    found = apps.get_model("claims", "Evidence").objects.values_list(
        "url", "url_key", "kind", "warnings"
    )
    assert set(map(repr, found)) == {
        repr(("HTTPS://records.example", "https://records.example/", "source", []))
    }


def expect_who_added_a_speaker(apps: Any) -> None:
    added = apps.get_model("claims", "Speaker").objects.exclude(added_by=None)
    first = apps.get_model("claims", "User").objects.first()
    assert list(added.values_list("name", "added_by")) == [("for an article", first.pk)]


def expect_the_last_words_of_names(apps: Any) -> None:
    speakers = apps.get_model("claims", "Speaker").objects.filter(project__slug="before")
    words = list(speakers.order_by("name_key").values_list("name_key", "last_word"))
    assert words == [("", ""), ("ada cut ", "cut"), ("ada von holm", "holm"), ("holm", "holm")]


def expect_keys_that_go_on_every_page(
    apps: Any, chosen: dict[str, dict[str, str]], moved: dict[str, dict[str, str]]
) -> None:
    users = apps.get_model("claims", "User").objects.filter(username__in=chosen)
    kept = dict(users.values_list("username", "own_keys"))
    assert kept == {name: keys | moved.get(name, {}) for name, keys in chosen.items()}
    assert [find_collisions(make_map(keys)) for keys in kept.values()] == [{}] * 5


def expect_the_key_of_what_a_claim_says(apps: Any, long: int) -> None:
    keys = dict(apps.get_model("claims", "Claim").objects.values_list("pk", "wire_key"))
    assert keys.pop(long) == make_wire_key(TEXT)
    assert set(keys.values()) == {""}
