"""A folder that loads offline, with the same columns in every row and split."""

from pathlib import Path

import pytest
import yaml

from claims.exchange.dataset_card import DatasetCard, Split, find_size, list_features, make_card
from claims.exchange.huggingface import DatasetRow, write
from claims.exchange.records import AnyRecord
from claims.exchange.report import Report
from claims.exchange.writing import Writing
from tests.exchange.samples import DECISION, DOCUMENT, FULL, HOSTILE, SPARSE
from tests.hub import load_dataset

CARD = DatasetCard(
    pretty_name='Harbour "2026": é\u2028😀 # not a comment',
    licence="cc-by-4.0",
    languages=["en", "de", "en"],
    summary="Claims about a harbour.",
    citation="Somebody, 2026.",
)


def write_folder(folder: Path, **records: list[AnyRecord]) -> Report:
    """The records of each split and their card, as a folder; and what was counted."""
    report, splits = Report(), []
    (folder / "data").mkdir(parents=True)
    for name, some in records.items():
        split = Split(name, f"data/{name}.parquet", len(some))
        (folder / split.path).write_bytes(b"".join(write(some, Writing(report=report))))
        splits.append(split)
    (folder / "README.md").write_text(make_card(CARD, DatasetRow, splits), "utf-8")
    return report


def read_card(folder: Path) -> dict:
    text = (folder / "README.md").read_text("utf-8")
    _nothing, head, _body = text.split("---\n", 2)
    return yaml.safe_load(head)


def test_it_loads_offline(tmp_path: Path) -> None:
    odd = [FULL._replace(wording=text) for text in HOSTILE]
    # Of the test split's columns many are null throughout.
    report = write_folder(
        tmp_path / "set", train=[FULL, DECISION, *odd], validation=[], test=[SPARSE]
    )

    assert report.dump() == {
        "records": 3 + len(odd),
        "left_out": {"co_speakers": 2 + len(odd)},
        "mapped": [],
        "wordings": {"decided": 2 + len(odd), "verbatim": 1},
        "altered": {},
    }
    rows, features = load_dataset(tmp_path / "set", tmp_path)
    assert list(features) == list(DatasetRow._fields)
    assert [row["claim"] for row in rows["train"][2:]] == HOSTILE
    first, second = rows["train"][:2]
    assert str(first["claim_date"]) == "2026-01-08"
    assert first["annotations"] == [
        {
            "annotator_id": "a-0123456789ab",
            "verifiability": "check_worthy_fact",
            "verdict": "Refuted",
            "confidence": 4,
            "seconds": 42,
        }
    ]
    assert [label["verdict"] for label in second["annotations"]] == ["Refuted", "Supported"]
    assert [item["stance"] for item in first["evidence"]] == ["refutes", "neutral"]
    (test,) = rows["test"]
    assert (test["verdict"], test["rating"], test["evidence"]) == (None, None, [])


def test_the_card_says_what_the_hub_asks_for(tmp_path: Path) -> None:
    write_folder(tmp_path, train=[FULL], validation=[DECISION], test=[])
    card = read_card(tmp_path)

    assert list(card) == [
        "annotations_creators", "language_creators", "language", "license", "multilinguality",
        "pretty_name", "size_categories", "source_datasets", "task_categories", "task_ids", "tags",
        "configs", "dataset_info",
    ]  # fmt: skip
    assert card["pretty_name"] == CARD.pretty_name
    assert card["language"] == ["de", "en"]
    assert card["multilinguality"] == ["multilingual"]
    assert card["task_ids"] == ["fact-checking"]
    assert card["size_categories"] == ["n<1K"]
    assert card["configs"] == [
        {
            "config_name": "default",
            "data_files": [
                {"split": "train", "path": "data/train.parquet"},
                {"split": "validation", "path": "data/validation.parquet"},
            ],
        }
    ]
    assert card["dataset_info"] == {"features": list_features(DatasetRow)}
    text = (tmp_path / "README.md").read_text("utf-8")
    titles = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert titles == [
        "Summary", "Supported Tasks", "Languages", "Data Instances", "Data Fields", "Data Splits",
        "Licence", "Citation",
    ]  # fmt: skip
    assert "- train: 1 rows" in text
    assert "- `verdict`: string, or null" in text
    assert "- `evidence`: list of records" in text


@pytest.mark.parametrize("text", [*HOSTILE, "yes", "1.0", "~", "a: b", "- a", "\\N"])
def test_any_name_is_yaml(tmp_path: Path, text: str) -> None:
    card = DatasetCard(pretty_name=text, licence=text, languages=[text], summary="")
    (tmp_path / "README.md").write_text(make_card(card, DatasetRow, []), "utf-8", newline="")

    read = read_card(tmp_path)
    assert "configs" not in read
    assert (read["pretty_name"], read["license"], read["language"]) == (text, text, [text])
    assert read["multilinguality"] == ["monolingual"]


def test_features_name_types() -> None:
    features = {feature["name"]: feature for feature in list_features(DatasetRow)}

    assert features["claim_types"] == {"name": "claim_types", "list": "string"}
    assert features["claim_date"] == {"name": "claim_date", "dtype": "date32"}
    assert {"name": "confidence", "dtype": "int64"} in features["annotations"]["list"]


@pytest.mark.parametrize(
    ("rows", "name"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10_000, "10K<n<100K"),
     (1_000_000, "1M<n<10M"), (10_000_000, "10M<n<100M")],
)  # fmt: skip
def test_sizes(rows: int, name: str) -> None:
    assert find_size(rows) == name


def test_articles_are_no_rows() -> None:
    with pytest.raises(TypeError, match="of claims, not of articles"):
        list(write([DOCUMENT], Writing()))
