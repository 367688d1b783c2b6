"""Building releases: what is in them, from what, and what is left where that goes wrong."""

import csv
import io
import json
import subprocess
import sys
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import mlcroissant
import pytest
import yaml
from django.core.files.storage import FileSystemStorage

from claims.exchange.formats import FORMATS
from claims.exchange.releases import citation
from claims.models import AuditEvent, DecisionBasis, Job, Project, Release, ReleaseFile, User
from claims.operations import jobs, release_building, releases
from claims.queries import near_duplicates
from claims.queries.release_records import preview_release
from claims.text.near import make_near_keys
from claims.wording import describe
from tests.factories import (
    NOW,
    ArticleFactory,
    ClaimFactory,
    DecisionFactory,
    EvidenceFactory,
    GuidelineFactory,
    LabelMappingFactory,
    MembershipFactory,
    OutletFactory,
    RoundFactory,
    SlotFactory,
    SpeakerFactory,
    SuggestionFactory,
    UserFactory,
)
from tests.hub import load_dataset
from tests.operations.releasing import (
    build,
    draft,
    label,
    list_stored,
    make_article,
    read_file,
    read_records,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    use_storage(settings, tmp_path / "releases")


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clock.now", lambda: NOW)


def use_storage(settings: Any, folder: Path, backend: type = FileSystemStorage) -> None:
    folder.mkdir()
    path = f"{backend.__module__}.{backend.__qualname__}"
    releases_ = {"BACKEND": path, "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "releases": releases_}


def test_a_release_has_each_part_in_each_format_and_says_what_it_is(
    project: Project, manager: User
) -> None:
    guideline = GuidelineFactory(project=project, text="# Rules")
    for number in range(10):
        article = ArticleFactory(project=project, redistribute="text")
        label(ClaimFactory(article=article), guideline=guideline if number else None)
    formats = list(releases.KNOWN_FORMATS)

    release = build(manager, draft(manager, project, formats=formats, splits="chance"))

    assert release.state == "ready"
    assert release.as_of == NOW
    names = {file.name for file in release.files.all()}
    assert names == {
        *(f"{name}/{part}{FORMATS[name].suffix}" for name in formats for part in PARTS),
        *(f"huggingface/{part}.parquet" for part in PARTS),
        *("README.md", "datasheet.md", "CITATION.cff", "croissant.json", "guideline.md"),
        *("labels.jsonl", "manifest.json"),
    }
    manifest = release.manifest
    assert json.loads(read_file(release, "manifest.json")) == manifest
    assert manifest["counts"] == {
        "records": 10,
        "claims": 10,
        "articles": 10,
        "labels": 10,
        "annotators": 10,
    }
    assert {name: one["records"] for name, one in manifest["splits"]["counts"].items()} == {
        "train": 8,
        "validation": 1,
        "test": 1,
    }
    assert manifest["labels"]["verifiability"]["train"] == {"no_claim": 8}
    (guideline_told,) = manifest["guidelines"]
    assert [guideline_told[name] for name in ("version", "records", "labels")] == [1, 9, 9]
    assert guideline_told["text"] == "# Rules"
    assert {scheme["kind"] for scheme in manifest["label_schemes"]} == {"verifiability", "verdict"}
    assert [row["field"] for row in manifest["agreement"]] == [
        "speaker",
        "verifiability",
        "verdict",
        "evidence",
    ]
    for file in manifest["files"]:
        data = read_file(release, file["name"])
        assert (file["size"], file["sha256"]) == (len(data), sha256(data).hexdigest())
    assert {file["name"] for file in manifest["files"]} == names - {"manifest.json"}


def test_labels_go_out_in_the_words_that_the_project_chose(project: Project, manager: User) -> None:
    claim = ClaimFactory(article=ArticleFactory(project=project, redistribute="text"))
    verdict = project.verdict_scheme.labels.get(value="Refuted")
    LabelMappingFactory(project=project, label=verdict, target="pants-fire")
    label(
        claim,
        value="check_worthy_fact",
        verdict=verdict,
        speaker=SpeakerFactory(project=project, name="Ada Holm"),
        wording="Boats\trose.",
    )

    release = build(manager, draft(manager, project, formats=["liar", "liar-plus"]))

    assert release.state == "ready"
    row = read_file(release, f"liar/all{FORMATS['liar'].suffix}").decode().rstrip("\n").split("\t")
    # The five counts include the statement itself.
    assert (row[1], row[8:13]) == ("pants-fire", ["0", "0", "0", "0", "1"])
    assert release.manifest["label_mapping"] == [
        {"vocabulary": "liar", "label": "Refuted", "target": "pants-fire"}
    ]
    reports = {file["name"]: file["report"] for file in release.manifest["files"]}
    assert reports["liar/all-liar.tsv"] == {
        "records": 1,
        "left_out": {},
        "mapped": [{"label": "Refuted", "said": "pants-fire", "count": 1}],
        "wordings": {"decided": 1},
        "altered": {"spaces_for_tabs_and_line_ends": 1},
    }


PARTS = ("train", "validation", "test")


def hold(job: Job, attempt: int) -> jobs.Held:
    """The release's job, as a worker has it that takes it for that time."""
    Job.objects.filter(pk=job.pk).update(state="running", attempt=attempt)
    job.refresh_from_db()
    return jobs.Held(job, lambda: NOW, lambda: False)


def test_the_same_again_gives_the_same_bytes(project: Project, manager: User) -> None:
    for _ in range(6):
        make_article(project, redistribute="text")
    release = draft(manager, project, splits="chance", formats=["jsonl", "csv"])
    job = releases.queue_build(actor=manager, release=release, now=NOW)

    first = release_building.WORK.run(hold(job, 1))
    stored = {file.name: file.sha256 for file in release.files.filter(attempt=1)}
    second = release_building.WORK.run(hold(job, 2))

    assert len(stored) == 15
    assert {file.name: file.sha256 for file in release.files.all()} == stored
    assert {file.attempt for file in release.files.all()} == {2}
    assert first == second
    assert len(list_stored()) == 15


def test_another_seed_and_another_release_come_out_differently(
    project: Project, manager: User
) -> None:
    for _ in range(24):
        make_article(project, redistribute="text")
    # So that the same twelve of them twice would be one chance in millions.
    halves = {"splits": "chance", "train_share": 50, "validation_share": 0}
    one = build(manager, draft(manager, project, **halves))
    other = build(manager, draft(manager, project, **halves, version="2.0", seed=8))

    def list_articles(release: Any) -> set[str]:
        return {row["article"]["uuid"] for row in read_records(release, "jsonl/test.jsonl")}

    def list_people(release: Any) -> set[str]:
        return {row["annotator"] for row in read_records(release, "jsonl/train.jsonl")}

    assert list_articles(one) != list_articles(other)
    assert list_people(one).isdisjoint(list_people(other))


def test_nobody_is_named(project: Project, manager: User) -> None:
    ada = UserFactory(username="ada.l", name="Adele Lund")
    article = ArticleFactory(project=project, redistribute="text")
    claims = ClaimFactory.create_batch(2, article=article)
    for claim in claims:
        label(claim, slot=SlotFactory(claim=claim, annotator=ada))

    release = build(manager, draft(manager, project, formats=list(releases.KNOWN_FORMATS)))

    whole = b"".join(read_file(release, file.name) for file in release.files.all()).lower()
    for name in (ada.username, ada.email, str(ada.uuid), "adele", "lund", manager.email):
        assert name
        assert name.lower().encode() not in whole
    assert len({row["annotator"] for row in read_records(release)}) == 1


def test_texts_that_name_somebody_are_counted_by_field(project: Project, manager: User) -> None:
    people = [
        UserFactory(username="ada.l", name="Adele Lund", email="ada@desk.example"),
        UserFactory(username="bo", name="", email=""),
    ]
    for user in people:
        MembershipFactory(project=project, user=user, is_active=False)
    UserFactory(username="elsewhere", name="Else Where")
    article = ArticleFactory(project=project, redistribute="text")
    first, second = ClaimFactory.create_batch(2, article=article)
    label(first, comment="As ADELE LUND says, and ada@desk.example.", wording="adele lunds, ada.le")
    annotation = label(second, "check_worthy_fact", verdict_value="Refuted", comment="Ask ada.l!")
    label(second, comment="Bo, elsewhere", justification="")
    EvidenceFactory(
        annotation=annotation,
        kind="right_of_reply",
        asked_whom="Adele Lund",
        asked_on=NOW.date(),
        stance="neutral",
    )

    release = build(manager, draft(manager, project))

    assert release.manifest["texts_with_names"] == {"asked_whom": 1, "comment": 2}


def test_what_is_left_out_is_counted(project: Project, manager: User) -> None:
    make_article(project, embargo=NOW + timedelta(seconds=1))
    make_article(project, round=RoundFactory(project=project, in_releases=False))
    article = make_article(project, embargo=NOW)
    decided, _undecided = article.claims.order_by("pk")
    DecisionFactory(claim=decided)

    release = build(manager, draft(manager, project, records="decided"))

    (record,) = read_records(release)
    assert record["claim"]["uuid"] == str(decided.uuid)
    assert release.manifest["left_out"] == {"embargoed": 0, "undecided": 1}
    assert release.manifest["filter"]["rounds_left_out"] == ["1 · Pilot 1"]


def test_a_release_holds_what_its_filter_takes_and_says_so(project: Project, manager: User) -> None:
    ada = UserFactory()
    articles = [ArticleFactory(project=project, redistribute="text") for _ in range(2)]
    claims = [claim for one in articles for claim in ClaimFactory.create_batch(2, article=one)]
    for claim, value in zip(
        claims, ("no_claim", "routine_fact", "no_claim", "no_claim"), strict=True
    ):
        label(claim, value, slot=SlotFactory(claim=claim, annotator=ada))
    label(claims[0])
    called = ada.get_pseudonym(project.pseudonym_key)
    wanted = {
        "article": articles[0].uuid,
        "verifiability": "no_claim",
        "annotator": called,
        "from": NOW.date(),
        "to": NOW.date(),
        "changed_since": NOW,
    }

    release = build(manager, draft(manager, project, filter=wanted))

    (record,) = read_records(release)
    assert record["claim"]["uuid"] == str(claims[0].uuid)
    assert release.manifest["filter"]["narrowed_to"] == {
        "article": str(articles[0].uuid),
        "verifiability": "no_claim",
        "annotator": record["annotator"],
        "from": "2026-01-15",
        "to": "2026-01-15",
        "changed_since": "2026-01-15T12:00:00.000000Z",
    }
    assert "| Verifiability | no_claim |" in read_file(release, "datasheet.md").decode()
    # Who has an export of the project, too, does not learn from it who is whom.
    assert called != record["annotator"]
    whole = b"".join(read_file(release, file.name) for file in release.files.all())
    assert called.encode() not in whole


def test_a_filter_narrows_what_is_counted_as_left_out(project: Project, manager: User) -> None:
    article, other = make_article(project, redistribute="text"), make_article(project)
    DecisionFactory(claim=article.claims.order_by("pk")[0], decided_by=manager)
    DecisionFactory(claim=other.claims.order_by("pk")[0], decided_by=UserFactory())
    of_article = draft(manager, project, records="claims", filter={"article": article.uuid})
    whom = manager.get_pseudonym(project.pseudonym_key)
    of_manager = draft(
        manager, project, records="claims", filter={"annotator": whom}, version="2.0"
    )

    told = [preview_release(one, "default", NOW) for one in (of_article, of_manager)]

    # Who decided says nothing of labels that nobody has decided.
    assert [one["records"] for one in told] == [1, 1]
    assert [one["undecided"] for one in told] == [1, 2]
    for release, one in zip((of_article, of_manager), told, strict=True):
        built = build(manager, release).manifest
        assert built["counts"]["records"] == one["records"]
        assert built["left_out"] == {"embargoed": 0, "undecided": one["undecided"]}


def test_nothing_to_release_is_told_and_leaves_nothing(project: Project, manager: User) -> None:
    release = build(manager, draft(manager, project))

    assert release.state == "failed"
    assert release.job
    assert release.job.problem
    assert describe(release.job.problem) == "No record is left to release."
    assert list_stored() == set()
    assert not ReleaseFile.objects.exists()


class FullDisk(FileSystemStorage):
    """Has room for three files, and for half of the fourth."""

    def _save(self, name: str, content: Any) -> str:
        if len(self.listdir("")[1]) < 3:
            return str(super()._save(name, content))  # type: ignore[misc]
        Path(self.path(name)).write_bytes(content.read(10))
        raise OSError(28, "No space left on device")


def test_a_full_disk_fails_the_build_and_leaves_nothing(
    project: Project, manager: User, settings: Any, tmp_path: Path
) -> None:
    use_storage(settings, tmp_path / "full", FullDisk)
    make_article(project)

    release = build(manager, draft(manager, project))

    assert (release.state, release.manifest) == ("failed", {})
    assert release.job
    assert release.job.problem
    assert "No space left on device" in describe(release.job.problem)
    assert list_stored() == set()
    assert not ReleaseFile.objects.exists()


class Forgetful(FileSystemStorage):
    """Keeps other bytes than it is given."""

    def _save(self, name: str, content: Any) -> str:
        Path(self.path(name)).write_bytes(b"other")
        return name


def test_a_storage_that_keeps_other_bytes_fails_the_build(
    project: Project, manager: User, settings: Any, tmp_path: Path
) -> None:
    use_storage(settings, tmp_path / "forgetful", Forgetful)
    make_article(project)

    release = build(manager, draft(manager, project))

    assert release.state == "failed"
    assert release.job
    assert release.job.error["code"] == "storage_failed"
    assert list_stored() == set()


def test_a_failed_release_can_be_built_again(
    project: Project, manager: User, settings: Any, tmp_path: Path
) -> None:
    use_storage(settings, tmp_path / "full", FullDisk)
    make_article(project)
    release = build(manager, draft(manager, project))
    use_storage(settings, tmp_path / "other")

    build(manager, release)

    assert release.state == "ready"
    assert len(list_stored()) == release.files.count()
    assert AuditEvent.objects.filter(action="release.ready").count() == 1


def test_a_build_that_is_cancelled_leaves_nothing(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(project)
    release = draft(manager, project)
    write = citation.write_citation

    def cancel(told: Any) -> bytes:
        Job.objects.update(cancel_requested_at=NOW)
        return write(told)

    monkeypatch.setattr(citation, "write_citation", cancel)
    build(manager, release)

    assert (release.state, release.manifest) == ("cancelled", {})
    assert list_stored() == set()
    assert not ReleaseFile.objects.exists()


@pytest.mark.parametrize("counts", [("twelve", "twelve"), ("twelve", "eleven")])
def test_articles_that_share_a_sentence_stay_together_also_if_a_word_differs(
    counts: tuple[str, str], project: Project, manager: User
) -> None:
    pairs = []
    for place in ("Ostwick", "Norhaven", "Reyl", "Holm", "Tarn", "Vik", "Sund", "Aske"):
        sentences = (f"{place} has bought {count} electric buses for {place}." for count in counts)
        texts = (f"{one}\n{number} {place}.\n" for number, one in enumerate(sentences))
        pair = [make_article(project, text=text, redistribute="text") for text in texts]
        pairs.append({str(article.uuid) for article in pair})

    release = build(manager, draft(manager, project, splits="chance", train_share=50))

    where = {
        part: {row["article"]["uuid"] for row in read_records(release, f"jsonl/{part}.jsonl")}
        for part in PARTS
    }
    assert all(where.values())
    assert all(any(pair <= articles for articles in where.values()) for pair in pairs)
    assert release.manifest["splits"]["near_duplicates"] == {"articles": 16, "groups": 8}


@pytest.mark.parametrize(("most", "joined", "groups"), [(2, 0, 0), (3, 3, 1)])
def test_a_sentence_of_too_many_articles_joins_none(
    most: int,
    joined: int,
    groups: int,
    project: Project,
    manager: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(near_duplicates, "MOST_ARTICLES", most)
    for hour in ("nine", "ten", "eleven"):
        text = f"The Harbour Courier was printed in Ostwick at {hour}.\n{hour}.\n"
        make_article(project, text=text, redistribute="text")

    release = build(manager, draft(manager, project, splits="chance", train_share=50))

    assert release.manifest["splits"]["near_duplicates"] == {"articles": joined, "groups": groups}


def test_no_near_duplicates_are_looked_for_where_there_is_one_part(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(near_duplicates.NearDuplicates, "read")
    make_article(project)

    release = build(manager, draft(manager, project, splits="none"))

    assert release.state == "ready"


def test_a_build_is_cancelled_while_near_duplicates_are_looked_for(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(project)
    release = draft(manager, project, splits="chance", train_share=50)

    def cancel(text: str) -> set[int]:
        Job.objects.update(cancel_requested_at=NOW)
        return make_near_keys(text)

    monkeypatch.setattr(near_duplicates, "make_near_keys", cancel)
    monkeypatch.setattr(near_duplicates, "CLAIMS_APART", 1)
    build(manager, release)

    assert release.state == "cancelled"


def test_shared_evidence_and_speakers_are_told(project: Project, manager: User) -> None:
    speaker = SpeakerFactory(project=project, name="Ada")
    for day in range(1, 11):
        claim = ClaimFactory(article=ArticleFactory(project=project, redistribute="text"))
        annotation = label(
            claim,
            "check_worthy_fact",
            verdict_value="Refuted",
            speaker=speaker,
            claim_date=date(2026, 1, day),
        )
        url = "https://register.example/1" if day in {1, 10} else f"https://a.example/{day}"
        EvidenceFactory(annotation=annotation, url=url, url_key=url)

    release = build(
        manager, draft(manager, project, splits="date", train_share=60, validation_share=20)
    )

    splits = release.manifest["splits"]
    assert splits["shared"] == {"evidence": 1, "speakers": 1, "sentences": 0}
    days = {
        part: {row["claim_date"][-2:] for row in read_records(release, f"jsonl/{part}.jsonl")}
        for part in PARTS
    }
    assert days["test"] == {"09", "10"}
    assert days["validation"] == {"07", "08"}
    assert release.manifest["timeframe"] == [NOW.date().isoformat()] * 2


def test_rights_are_kept_and_the_texts_can_be_filled_in(
    project: Project, manager: User, tmp_path: Path
) -> None:
    texts, bodies = {}, {}
    for right in ("text", "sentence", "none"):
        article = ArticleFactory(
            project=project, redistribute=right, url=f"https://daily.example/{right}"
        )
        claims = ClaimFactory.create_batch(3, article=article)
        label(claims[1], wording="Its words again.")
        texts[right] = [claim.text for claim in claims]
        bodies[right] = article.body.text

    release = build(manager, draft(manager, project, formats=list(releases.KNOWN_FORMATS)))

    whole, sentence, none = read_records(release)
    before, text, after = texts["text"]
    assert [whole["claim"][name] for name in CONTEXT] == [before, text, after]
    assert [sentence["claim"][name] for name in CONTEXT] == [None, texts["sentence"][1], None]
    assert [none["claim"][name] for name in CONTEXT] == [None, "", None]
    assert (none["wording"], none["article"]["title"]) == (None, "")
    assert none["article"]["url"] == "https://daily.example/none"
    assert none["claim"]["end"] > none["claim"]["start"]
    assert {name: one["records"] for name, one in release.manifest["redistribution"].items()} == {
        "text": 1,
        "sentence": 1,
        "none": 1,
    }
    reports = {file["name"]: file["report"] for file in release.manifest["files"]}
    assert reports["jsonl/all.jsonl"]["records"] == 3
    assert reports["csv-excel/all-excel.csv"]["left_out"] == {"no_redistribution": 1}
    words = texts["none"][1]
    everything = b"".join(read_file(release, file.name) for file in release.files.all())
    assert words.encode() not in everything
    check_rehydration(release, bodies["none"], words, tmp_path)


CONTEXT = ("context_before", "text", "context_after")


def check_rehydration(release: Any, text: str, words: str, folder: Path) -> None:
    """The program that lies in the release fills in the words from a file with other line ends."""
    fetch(release, folder / "release")
    mine = folder / "mine"
    mine.mkdir()
    (mine / "copy.txt").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\n")
    (mine / "noise.bin").write_bytes(b"\xff\xfe")
    program = folder / "release" / "rehydrate.py"

    done = subprocess.run(
        [sys.executable, "-I", program, folder / "release", mine, folder / "out"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "1 of 1 articles recognised; 2 records filled in, 0 left empty" in done.stderr
    rows = (folder / "out" / "jsonl" / "all.jsonl").read_text("utf-8").splitlines()
    assert json.loads(rows[2])["claim"]["text"] == words
    given = (folder / "release" / "jsonl" / "all.jsonl").read_text("utf-8").splitlines()
    assert rows[:2] == given[:2]
    assert words in (folder / "out" / "csv" / "all.csv").read_text("utf-8")


# Of what mlcroissant itself imports.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_croissant_is_valid_and_reads_the_records(
    project: Project, manager: User, tmp_path: Path
) -> None:
    for _ in range(3):
        make_article(project, redistribute="text")
    release = build(
        manager,
        draft(
            manager,
            project,
            formats=["jsonl", "csv"],
            licence="CC-BY-4.0",
            description='Says "what\nis".',
            creators="Ada: L.\nBo",
        ),
    )

    dataset = mlcroissant.Dataset(jsonld=fetch(release, tmp_path / "out") / "croissant.json")

    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    records = list(dataset.records("all"))
    assert [row["all/claim.text"].decode() for row in records] == [
        row["claim"]["text"] for row in read_records(release)
    ]
    assert [row["all/claim.start"] for row in records] == [
        row["claim"]["start"] for row in read_records(release)
    ]


# Of what mlcroissant itself imports.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_croissant_tells_who_labelled_which_way_it_leans_and_what_it_lacks(
    project: Project, manager: User, tmp_path: Path
) -> None:
    ada, outlet = UserFactory(), OutletFactory(project=project)
    article = ArticleFactory(project=project, redistribute="text", language="de", outlet=outlet)
    for claim in ClaimFactory.create_batch(3, article=article):
        label(claim, slot=SlotFactory(claim=claim, annotator=ada))
    label(ClaimFactory(article=ArticleFactory(project=project, redistribute="none", language="en")))
    make_article(project, round=RoundFactory(project=project, in_releases=False))
    make_article(project, embargo=NOW + timedelta(days=1))
    notes = {"labelling": "Both are editors.", "composition": "Much on boats.", "uses": "No ranks."}

    # Without CSV.
    release = build(manager, draft(manager, project, formats=["jsonl"], notes=notes))

    path = fetch(release, tmp_path / "out") / "croissant.json"
    dataset = mlcroissant.Dataset(jsonld=path)
    assert not dataset.metadata.ctx.issues.errors
    described = json.loads(path.read_text("utf-8"))
    assert described["rai:annotatorDemographics"] == [
        "2 people labelled; the one who labelled most gave 75 %.",
        "Of the people nothing is recorded but pseudonyms: neither age, gender, origin nor first "
        "language.",
        "Both are editors.",
    ]
    assert described["rai:dataBiases"] == [
        "Articles are those that the project’s managers brought in: no random sample of the news.",
        "The articles are in 2 languages: de, en.",
        "1 outlet is named; of the one with the most are 75 % of the records.",
        "The most frequent verifiability is “no_claim”: 100 % of 4.",
        "Left out are the rounds of labelling 1 · Pilot 1.",
        "Much on boats.",
    ]
    assert described["rai:dataLimitations"] == [
        "Left out are 2 records of articles under embargo.",
        "1 record comes without the claim’s words, which may not be passed on.",
        "Not every claim was labelled by more than one person.",
        "How far people agree is not known of: speaker, verifiability, verdict, evidence.",
        "A verdict holds for the evidence of its day; these records were made from 2026-01-15 to "
        "2026-01-15.",
        "No ranks.",
    ]
    # JSON-LD keeps no order.
    assert set(dataset.metadata.data_limitations) == set(described["rai:dataLimitations"])
    sheet = read_file(release, "datasheet.md").decode()
    uses = sheet.partition("## Uses\n")[2].partition("## ")[0]
    assert "- Not every claim was labelled by more than one person.\n" in uses
    assert uses.strip().endswith("No ranks.")


def test_the_folder_of_a_release_loads_as_a_data_set(
    project: Project, manager: User, tmp_path: Path
) -> None:
    for number in range(10):
        make_article(project, redistribute="text", language="de" if number else "pt-BR")
    values = {"splits": "chance", "licence": "ODbL-1.0", "title": 'Say "no":\n# of claims'}

    release = build(manager, draft(manager, project, formats=["csv"], **values))

    rows, _features = load_dataset(fetch(release, tmp_path / "out"), tmp_path)
    counts = release.manifest["splits"]["counts"]
    assert {name: len(some) for name, some in rows.items()} == {
        name: count["records"] for name, count in counts.items()
    }
    assert set(rows) == set(PARTS)
    released = [
        row["uuid"]
        for part in PARTS
        for row in csv.DictReader(io.StringIO(read_file(release, f"csv/{part}.csv").decode()))
    ]
    assert [row["id"] for part in PARTS for row in rows[part]] == released
    readme = read_file(release, "README.md")
    (told,) = (file for file in release.manifest["files"] if file["name"] == "README.md")
    assert told["sha256"] == sha256(readme).hexdigest()
    _nothing, head, body = readme.decode().split("---\n", 2)
    card = yaml.safe_load(head)
    assert (card["license"], card["language"]) == ("odbl", ["de", "pt"])
    assert card["pretty_name"] == 'Say "no": # of claims'
    assert "\n## Licence\n\nODbL-1.0\n" in body
    assert "| csv/train.csv | " in body


def test_a_release_of_one_part_loads_as_training_without_what_has_no_words(
    project: Project, manager: User, tmp_path: Path
) -> None:
    make_article(project, redistribute="text")
    make_article(project, redistribute="none")

    release = build(manager, draft(manager, project))

    rows, _features = load_dataset(fetch(release, tmp_path / "out"), tmp_path)
    assert {name: len(some) for name, some in rows.items()} == {"train": 2}
    reports = {file["name"]: file["report"] for file in release.manifest["files"]}
    assert reports["huggingface/all.parquet"]["left_out"] == {"no_redistribution": 2}


def fetch(release: Any, folder: Path) -> Path:
    """All files of the release, as somebody has them who has downloaded them."""
    for file in release.files.all():
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(read_file(release, file.name))
    return folder


def test_the_citation_and_the_datasheet(project: Project, manager: User) -> None:
    make_article(project)
    values = {"creators": "Ada: L.\nBo", "licence": "Ask us", "title": "Harbour"}
    notes = {"motivation": "To know.", "uses": "Not for ranking people."}

    release = build(manager, draft(manager, project, **values, notes=notes))

    assert read_file(release, "CITATION.cff").decode() == (
        "cff-version: 1.2.0\n"
        "message: If you use this data set, please cite it as below.\n"
        "type: dataset\n"
        'title: "Harbour"\n'
        'version: "1.0"\n'
        'date-released: "2026-01-15"\n'
        "authors:\n"
        '  - name: "Ada: L."\n'
        '  - name: "Bo"\n'
        'abstract: "Licence: Ask us."\n'
    )
    sheet = read_file(release, "datasheet.md").decode()
    headings = [line for line in sheet.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Motivation",
        "## Composition",
        "## Collection process",
        "## Preprocessing, cleaning and labelling",
        "## Uses",
        "## Distribution",
        "## Maintenance",
    ]
    assert "To know." in sheet
    assert "Not for ranking people." in sheet
    assert (
        "Ada: L.; Bo (2026): Harbour, version 1.0 [data set]."
        in read_file(release, "README.md").decode()
    )


def test_a_release_of_decisions_has_one_record_for_each_claim(
    project: Project, manager: User
) -> None:
    GuidelineFactory(project=project, text="# Rules")
    article = make_article(project, redistribute="text")
    decided, undecided = article.claims.order_by("pk")
    label(decided)
    DecisionFactory(claim=decided, decided_by=manager)
    label(undecided)
    withheld = ClaimFactory(article=ArticleFactory(project=project, redistribute="none"))
    DecisionFactory(claim=withheld)
    formats = list(releases.KNOWN_FORMATS)

    release = build(manager, draft(manager, project, records="claims", formats=formats))

    first, second = read_records(release)
    assert first["claim"]["uuid"] == str(decided.uuid)
    assert first["decided_by"].startswith("a-")
    assert (second["claim"]["uuid"], second["claim"]["text"]) == (str(withheld.uuid), "")
    assert release.manifest["counts"]["claims"] == 2
    assert release.manifest["left_out"] == {"embargoed": 0, "undecided": 2}
    assert [one["version"] for one in release.manifest["guidelines"]] == [1]
    assert "the latest is version 1" in read_file(release, "datasheet.md").decode()


@pytest.mark.parametrize("at_once", [1, 5000])
def test_a_release_of_decisions_tells_what_the_labels_below_were_given_by(
    project: Project, manager: User, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(release_building, "AT_ONCE", at_once)
    old, new = GuidelineFactory.create_batch(2, project=project)
    GuidelineFactory(project=project)
    claims = ClaimFactory.create_batch(2, article__project=project, article__redistribute="text")
    given: list[list[Any]] = [[old, new, new], [new, None]]
    for claim, guidelines in zip(claims, given, strict=True):
        suggestion = SuggestionFactory(claim=claim)
        labels = [label(claim, guideline=one, suggestion=suggestion) for one in guidelines]
        label(claim, guideline=old)
        decision = DecisionFactory(claim=claim)
        DecisionBasis.objects.bulk_create(
            DecisionBasis(decision=decision, annotation=one) for one in labels
        )

    release = build(manager, draft(manager, project, records="claims"))

    manifest = release.manifest
    assert (manifest["counts"]["records"], manifest["counts"]["labels"]) == (2, 5)
    told = [(one["version"], one["records"], one["labels"]) for one in manifest["guidelines"]]
    assert told == [(1, 0, 1), (2, 0, 3)]
    assert manifest["machines"] == ["factcheck.text test"]
    described = json.loads(read_file(release, "croissant.json"))
    assert described["rai:annotationsPerItem"] == "2.50 labels per claim on average"
    assert described["rai:machineAnnotationTools"] == ["factcheck.text test"]
    sheet = read_file(release, "datasheet.md").decode()
    assert "Labels were given under the guideline’s version 1, 2: guideline.md" in sheet


def test_what_a_preview_counts_is_what_is_built(project: Project, manager: User) -> None:
    make_article(project, embargo=NOW + timedelta(days=1))
    article = make_article(project, redistribute="none")
    DecisionFactory(claim=article.claims.order_by("pk")[0])

    previews = {
        records: preview_release(Release(project=project, records=records), "default", NOW)
        for records in ("claims", "decided", "labels")
    }

    assert previews == {
        "claims": {"records": 1, "embargoed": 0, "no_redistribution": 1, "undecided": 1},
        "decided": {"records": 1, "embargoed": 0, "no_redistribution": 1, "undecided": 1},
        "labels": {"records": 2, "embargoed": 2, "no_redistribution": 2},
    }
    for number, (records, counts) in enumerate(previews.items(), start=1):
        release = build(manager, draft(manager, project, records=records, version=f"{number}.0"))
        assert release.manifest["counts"]["records"] == counts["records"]
