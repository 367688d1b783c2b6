"""What to know before one draws conclusions from a release: of whom it is, which way it leans.

Only what the data itself tells. What else there is to say only its makers know: their notes.
"""

from collections import Counter
from collections.abc import Iterator

from claims.exchange.releases.manifest import Manifest, describe_size

_LEFT_OUT = {
    "embargoed": "records of articles under embargo",
    "undecided": "labels of claims that nobody has decided",
}


def tell_annotators(manifest: Manifest) -> Iterator[str]:
    counts, most = manifest["counts"], manifest["concentration"]["labels_of_one_person"]
    people = describe_size(counts["annotators"], "person", "people")
    if counts["labels"]:
        yield f"{people} labelled; the one who labelled most gave {_share(most, counts['labels'])}."
    yield (
        "Of the people nothing is recorded but pseudonyms: neither age, gender, origin nor first "
        "language."
    )


def list_biases(manifest: Manifest) -> Iterator[str]:
    yield "Articles are those that the project’s managers brought in: no random sample of the news."
    languages = manifest["languages"]
    of = "one language" if len(languages) == 1 else f"{len(languages)} languages"
    yield f"The articles are in {of}: {', '.join(languages)}."
    yield from _tell_outlets(manifest)
    for field, by_part in manifest["labels"].items():
        values = sum(map(Counter, by_part.values()), Counter[str]())
        if values:
            # The same of several as often, so that the same records are told of alike.
            value, number = min(values.items(), key=lambda one: (-one[1], one[0]))
            share = _share(number, values.total())
            yield f"The most frequent {field} is “{value}”: {share} of {values.total():,}."
    if narrowed := manifest["filter"]["narrowed_to"]:
        told = "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in narrowed.items())
        yield f"The records were narrowed down: {told}."
    if rounds := manifest["filter"]["rounds_left_out"]:
        yield f"Left out are the rounds of labelling {'; '.join(rounds)}."


def _tell_outlets(manifest: Manifest) -> Iterator[str]:
    most = manifest["concentration"]["records_of_one_outlet"]
    if outlets := manifest["concentration"]["outlets"]:
        told = describe_size(outlets, "outlet is", "outlets are")
        share = _share(most, manifest["counts"]["records"])
        yield f"{told} named; of the one with the most are {share} of the records."


def list_limitations(manifest: Manifest) -> Iterator[str]:
    left_out = [
        f"{number:,} {_LEFT_OUT[reason]}"
        for reason, number in manifest["left_out"].items()
        if number
    ]
    if left_out:
        yield f"Left out are {' and '.join(left_out)}."
    if withheld := manifest["redistribution"]["none"]["records"]:
        yield (
            f"{describe_size(withheld, 'record comes', 'records come')} without the claim’s words, "
            "which may not be passed on."
        )
    counts = manifest["counts"]
    if counts["labels"] < 2 * counts["claims"]:
        yield "Not every claim was labelled by more than one person."
    unknown = [row["field"] for row in manifest["agreement"] if row["value"] is None]
    if unknown:
        yield f"How far people agree is not known of: {', '.join(unknown)}."
    first, last = manifest["timeframe"]
    yield (
        "A verdict holds for the evidence of its day; these records were made from "
        f"{first} to {last}."
    )


def _share(number: int, of: int) -> str:
    return f"{100 * number / of:.0f} %"
