"""Every sentence that the code says is there in every language, and says the same.

A new or changed string fails here until `make messages` has brought it into the catalogs and
somebody has translated it (docs/translating.md).
"""

import gettext
import re
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django import conf
from django.conf import settings

from claims import errors
from claims.errors import DomainError
from tools.messages import (
    REFUSALS,
    ROOT,
    extract_messages,
    format_catalog,
    is_translated,
    list_catalogs,
    read_catalog,
    refresh,
)

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
# %(name)s, %s, {name}; tags; and what templates leave for a script to fill in.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}|</?\w+[^>]*>")
# English sentences in a script: two words with a space between, in quotation marks.
WORDS = re.compile(r"""(["'`])((?:(?!\1).)*?[A-Za-z]{2,} [a-z]{2,}(?:(?!\1).)*?)\1""")


@pytest.fixture(scope="module")
def messages() -> Catalog:
    return extract_messages()


@pytest.fixture(scope="module", params=LANGUAGES)
def path(request: pytest.FixtureRequest) -> Path:
    return ROOT / "claims" / "locale" / request.param / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def catalog(path: Path) -> Catalog:
    return read_catalog(path)


def list_forms(message: Message) -> list[str]:
    forms = message.string or ""
    return [forms] if isinstance(forms, str) else list(forms)


def list_ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def list_said(catalog: Catalog) -> list[Message]:
    """The catalog's messages without its head."""
    return [message for message in catalog if message.id]


def name_all(said: Iterable[Message]) -> set[tuple[str, ...]]:
    return {(message.context or "", *list_ids(message)) for message in said}


def test_each_language_has_a_catalog() -> None:
    assert sorted(LANGUAGES) == [path.parent.parent.name for path in list_catalogs()]


def test_the_catalog_has_what_the_code_says_and_nothing_else(
    catalog: Catalog, messages: Catalog
) -> None:
    said, kept = name_all(list_said(messages)), name_all(list_said(catalog))

    assert sorted(said - kept) == []
    assert sorted(kept - said) == []


def test_everything_is_translated(catalog: Catalog) -> None:
    said = list_said(catalog)

    assert [message.id for message in said if not is_translated(message)] == []
    assert [message.id for message in said if message.fuzzy] == []


def test_plurals_have_all_forms(catalog: Catalog) -> None:
    plurals = [message for message in list_said(catalog) if not isinstance(message.id, str)]

    assert {len(list_forms(message)) for message in plurals} == {catalog.num_plurals}


def count_placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def has_same_placeholders(message: Message) -> bool:
    """Forms for one, two or none may leave out the number, and nothing else."""
    wanted = count_placeholders(list_ids(message)[-1])
    if isinstance(message.id, str):
        return count_placeholders(list_forms(message)[0]) == wanted
    *few, most = list_forms(message)
    given = [count_placeholders(form) for form in few]
    return count_placeholders(most) == wanted and all(
        form <= wanted and (wanted - form).total() <= 1 for form in given
    )


def test_placeholders_are_the_same(catalog: Catalog) -> None:
    said = [message for message in list_said(catalog) if is_translated(message)]

    assert [message.id for message in said if not has_same_placeholders(message)] == []


def test_white_space_at_the_ends_is_the_same(catalog: Catalog) -> None:
    changed = [
        message.id
        for message in list_said(catalog)
        for form in list_forms(message)
        if form and (form.strip() == form) != (list_ids(message)[0].strip() == list_ids(message)[0])
    ]

    assert changed == []


def test_the_file_is_as_make_messages_writes_it(
    path: Path, catalog: Catalog, messages: Catalog
) -> None:
    again = read_catalog(path)
    refresh(again, messages)

    assert format_catalog(again) == path.read_bytes()


def test_what_django_reads_is_what_was_written(path: Path, catalog: Catalog) -> None:
    """The .mo file, read by Python itself, says what the .po file says."""
    compiled = gettext.GNUTranslations(BytesIO(path.with_suffix(".mo").read_bytes()))
    expected: dict[str | tuple[str, int], str] = {}
    for message in filter(is_translated, list_said(catalog)):
        first = list_ids(message)[0]
        key = f"{message.context}\x04{first}" if message.context else first
        if isinstance(message.id, str):
            expected[key] = list_forms(message)[0]
        else:
            expected |= {(key, at): form for at, form in enumerate(list_forms(message))}
    kept = {key: said for key, said in compiled._catalog.items() if key}  # type: ignore[attr-defined]

    assert kept == expected


def test_plurals_follow_djangos_rule(path: Path) -> None:
    """Else Django would keep two catalogs, and ask the wrong one."""
    compiled = gettext.GNUTranslations(BytesIO(path.with_suffix(".mo").read_bytes()))
    language = path.parent.parent.name
    of_django = gettext.translation("django", Path(conf.__file__).with_name("locale"), [language])

    assert [compiled.plural(n) for n in range(120)] == [  # type: ignore[attr-defined]
        of_django.plural(n)  # type: ignore[attr-defined]
        for n in range(120)
    ]


# What is extracted.


def list_kinds(kind: type[DomainError]) -> set[str]:
    return {kind.__name__}.union(*map(list_kinds, kind.__subclasses__()))


def test_every_kind_of_refusal_is_looked_for() -> None:
    raised = {
        name
        for path in Path(errors.__file__).parent.rglob("*.py")
        for name in re.findall(r"\b([A-Z]\w+)\(\s*\"[a-z_]+\",\s+\"", path.read_text("utf-8"))
    }

    assert raised & list_kinds(DomainError) <= set(REFUSALS)
    assert {kind.__name__ for kind in DomainError.__subclasses__()} <= set(REFUSALS)


@pytest.mark.parametrize(
    ("message", "context"),
    [
        ("This was changed meanwhile: look again, then repeat.", None),  # a refusal
        ("e-mail address", None),  # a model's column
        ("Skip to the content", None),  # a template
        (("%(claims)s claim", "%(claims)s claims"), None),
        ("open quote", None),  # the text engine, which has no Django
    ],
)
def test_sentences_are_found_wherever_they_stand(
    message: str | tuple[str, str], context: str | None, messages: Catalog
) -> None:
    assert messages.get(message, context) is not None


def test_scripts_have_no_sentences_of_their_own() -> None:
    """They take them from the page, where they are translated."""
    found = {}
    for path in sorted((ROOT / "claims" / "static" / "claims").glob("*.js")):
        code = re.sub(r"^\s*//.*$|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.M | re.S)
        said = [words for _mark, words in WORDS.findall(code) if not is_for_machines(words)]
        if said:
            found[path.name] = said

    assert found == {}


def is_for_machines(words: str) -> bool:
    """Selectors, classes and code between quotation marks."""
    return bool(re.search(r"[\[\]{}=>#]|\w\.\w|^\.|, \.|: ", words))
