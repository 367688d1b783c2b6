"""A folder that loads offline, with the same columns in every row and split."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from claims.exchange.dataset_card import DatasetCard, find_size, list_features
from claims.exchange.huggingface import DatasetRow, list_files
from claims.exchange.records import AnyRecord
from claims.exchange.report import Report
from tests.exchange.samples import DECISION, DOCUMENT, FULL, HOSTILE, SPARSE

CARD = DatasetCard(
    pretty_name='Harbour "2026": é\u2028😀 # not a comment',
    licence="cc-by-4.0",
    languages=["en", "de", "en"],
    summary="Claims about a harbour.",
    citation="Somebody, 2026.",
)
# A process of its own: `datasets` starts threads and keeps caches for as long as it lives.
LOAD = """
import json, sys, datasets
loaded = datasets.load_dataset(sys.argv[1], cache_dir=sys.argv[2])
rows = {name: list(split) for name, split in loaded.items()}
features = [split.features for split in loaded.values()]
print(json.dumps([rows, all(one == features[0] for one in features), features[0].to_dict()],
                 default=str))
"""


def write_folder(
    folder: Path, file_format: str, **splits: list[AnyRecord]
) -> tuple[list[str], Report]:
    report = Report()
    paths = []
    for path, data in list_files(splits, CARD, report, file_format=file_format):
        paths.append(path)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"".join(data))
    return paths, report


def read_card(folder: Path) -> dict:
    text = (folder / "README.md").read_text("utf-8")
    _nothing, head, _body = text.split("---\n", 2)
    return yaml.safe_load(head)


@pytest.mark.parametrize("file_format", ["jsonl", "parquet"])
def test_it_loads_offline(tmp_path: Path, file_format: str) -> None:
    odd = [FULL._replace(wording=text) for text in HOSTILE]
    # Of the test split's columns many are null throughout.
    paths, report = write_folder(
        tmp_path / "set", file_format, train=[FULL, DECISION, *odd], test=[SPARSE]
    )

    assert paths == [f"data/train.{file_format}", f"data/test.{file_format}", "README.md"]
    assert report.records == 3 + len(odd)
    environment = {**os.environ, "HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"}
    found = subprocess.run(
        [sys.executable, "-c", LOAD, str(tmp_path / "set"), str(tmp_path / "cache")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    rows, same, features = json.loads(found.stdout.splitlines()[-1])
    assert same
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
    write_folder(tmp_path, "parquet", train=[FULL], validation=[DECISION], test=[])
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
                {"split": "test", "path": "data/test.parquet"},
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
    for path, data in list_files({"train": []}, card, Report()):
        (tmp_path / Path(path).name).write_bytes(b"".join(data))

    read = read_card(tmp_path)
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


@pytest.mark.parametrize(
    ("splits", "file_format"),
    [({}, "jsonl"), ({"dev": []}, "jsonl"), ({"train": []}, "csv")],
)
def test_other_splits_and_formats_are_refused(splits: dict, file_format: str) -> None:
    with pytest.raises(ValueError, match=file_format):
        next(list_files(splits, CARD, Report(), file_format=file_format))


def test_articles_are_no_rows() -> None:
    _path, data = next(list_files({"train": [DOCUMENT]}, CARD, Report(), file_format="jsonl"))

    with pytest.raises(TypeError, match="of claims, not of articles"):
        list(data)
