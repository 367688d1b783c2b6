"""Formats of other data sets, of a whole project: sentences once, counts, pages."""

import json
from pathlib import Path
from typing import Any

import pytest

from claims.exchange.pseudonyms import make_pseudonym
from claims.models import Annotation, Article, Project, Publication, User
from claims.operations.exports import Download, Wish, start_export
from claims.queries import export
from claims.queries.export_selection import Of, Selection
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    LabelMappingFactory,
    PublicationCorrectionFactory,
    PublicationFactory,
    SlotFactory,
    SpeakerFactory,
    VerdictFactory,
)
from tests.operations.releasing import build, draft, read_file
from tests.operations.test_release_building import use_storage

pytestmark = pytest.mark.django_db

WORTH, ROUTINE = "check_worthy_fact", "routine_fact"
ANNOTATIONS, DECISIONS, CLAIMS = Of.ANNOTATIONS, Of.DECISIONS, Of.CLAIMS


@pytest.fixture
def checked(project: Project) -> Annotation:
    """The check of one claim, which has both passes; another claim was not to be checked."""
    article = ArticleFactory(project=project, redistribute="text")
    claim, other = ClaimFactory.create_batch(2, article=article)
    AnnotationFactory(slot=SlotFactory(claim=claim, held=True), value=WORTH)
    DecisionFactory(claim=claim, value=WORTH)
    check: Annotation = AnnotationFactory(
        slot=SlotFactory(claim=claim, stage="check", held=True),
        value=WORTH,
        verdict_value="Refuted",
    )
    DecisionFactory(claim=claim, stage="check", value=WORTH, verdict_value="Refuted")
    AnnotationFactory(slot=SlotFactory(claim=other, held=True), value=ROUTINE)
    DecisionFactory(claim=other, value=ROUTINE)
    return check


def fetch(manager: User, project: Project, **wish: Any) -> tuple[list[int], Download]:
    """What the sentences are called, in their order."""
    wanted = Wish(format_name="claimbuster-json", **wish)
    with start_export(actor=manager, project=project, wish=wanted, now=NOW) as download:
        return [row["label"] for row in json.loads(b"".join(download))], download


@pytest.mark.parametrize(
    ("selection", "labels", "repeated"),
    [
        (Selection(of=ANNOTATIONS), [1, 0], 1),
        (Selection(of=DECISIONS), [1, 0], 1),
        (Selection(of=CLAIMS), [1, 0], 0),
        (Selection(of=ANNOTATIONS, stage="check"), [1], 0),
        (Selection(of=DECISIONS, stage="check"), [1], 0),
        (Selection(of=CLAIMS, stage="check"), [1], 0),
        (Selection(of=CLAIMS, stage="label"), [1, 0], 0),
        # Its record of the label pass has no verdict, and is not chosen.
        (Selection(of=ANNOTATIONS, verdict="Refuted"), [1], 0),
    ],
)
def test_each_sentence_goes_out_once(
    selection: Selection,
    labels: list[int],
    repeated: int,
    checked: Annotation,
    project: Project,
    manager: User,
) -> None:
    found, download = fetch(manager, project, selection=selection)

    assert found == labels
    assert download.report.left_out["other_pass"] == repeated
    again, _download = fetch(manager, project, selection=selection, moment=download.token)
    assert again == labels


def test_what_one_person_checked_goes_out(
    checked: Annotation, project: Project, manager: User
) -> None:
    checker = make_pseudonym(project.pseudonym_key, checked.annotator.uuid)

    assert fetch(manager, project, selection=Selection(annotator=checker))[0] == [1]


def test_chunk_by_chunk(
    checked: Annotation, project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "CHUNK", 1)

    assert fetch(manager, project)[0] == [1, 0]


@pytest.mark.parametrize(
    ("records", "repeated"), [("claims", {}), ("decided", {"other_pass": 1}),
                              ("labels", {"other_pass": 1})]
)  # fmt: skip
def test_releases(
    records: str,
    repeated: dict[str, int],
    checked: Annotation,
    project: Project,
    manager: User,
    settings: Any,
    tmp_path: Path,
) -> None:
    use_storage(settings, tmp_path / "releases")
    drafted = draft(manager, project, records=records, formats=["claimbuster-json"])
    release = build(manager, drafted)

    rows = json.loads(read_file(release, "claimbuster-json/all-claimbuster.json"))
    assert [row["label"] for row in rows] == [1, 0]
    (file,) = (one for one in release.manifest["files"] if one["format"] == "claimbuster-json")
    assert file["report"]["left_out"] == repeated


def test_liar_counts_what_is_in_the_file_alone(project: Project, manager: User) -> None:
    LabelMappingFactory(
        project=project,
        vocabulary="liar",
        label=project.verdict_scheme.labels.get(value="Refuted"),
        target="false",
    )
    speaker = SpeakerFactory(project=project, name="Ada Holm")
    articles = ArticleFactory.create_batch(2, project=project)
    for article in articles:
        claim = ClaimFactory(article=article)
        DecisionFactory(claim=claim, value=WORTH, verdict_value="Refuted", speaker=speaker)

    def count_false(article: Article | None) -> list[str]:
        selection = Selection(of=DECISIONS, article=article.uuid if article else None)
        wish = Wish(selection=selection, format_name="liar")
        with start_export(actor=manager, project=project, wish=wish, now=NOW) as download:
            return [row.split("\t")[9] for row in b"".join(download).decode().splitlines()]

    assert count_false(None) == ["2", "2"]
    assert count_false(articles[0]) == ["1"]


def read_pages(data: bytes) -> list[str]:
    return [row["fact_checking_article"] for row in json.loads(data)]


@pytest.fixture
def published(project: Project) -> Publication:
    """One of three decisions; another was published and is not, the third replaced since."""
    article = ArticleFactory(project=project, redistribute="text")
    several = [
        PublicationFactory(decision=VerdictFactory(claim=claim))
        for claim in ClaimFactory.create_batch(3, article=article)
    ]
    live, gone, outdated = several
    PublicationCorrectionFactory(publication=gone, kind="withdrawal")
    Publication.objects.filter(pk=gone.pk).update(state="withdrawn", version=2)
    VerdictFactory(
        claim=outdated.claim, previous=outdated.decision, speaker=outdated.decision.speaker
    )
    slot = SlotFactory(claim=live.claim, held=True)
    AnnotationFactory(slot=slot, value=WORTH, verdict_value="Refuted")
    return live


def test_averitec_names_the_page_of_a_published_decision(
    published: Publication, project: Project, manager: User
) -> None:
    for of, pages in {DECISIONS: [published.url, "", ""], ANNOTATIONS: [""]}.items():
        wish = Wish(selection=Selection(of=of), format_name="averitec")
        with start_export(actor=manager, project=project, wish=wish, now=NOW) as download:
            assert read_pages(b"".join(download)) == pages


def test_a_release_names_it_too(
    published: Publication, project: Project, manager: User, settings: Any, tmp_path: Path
) -> None:
    use_storage(settings, tmp_path / "releases")
    drafted = draft(manager, project, records="claims", formats=["averitec"])

    release = build(manager, drafted)

    pages = read_pages(read_file(release, "averitec/all-averitec.json"))
    assert pages == [published.url, "", ""]
