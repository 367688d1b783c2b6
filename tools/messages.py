"""The sentences that people read, and the catalogs that translate them. `make messages`.

All of it in Python, so that it runs, and is tested, where no gettext programs are installed.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from claims import errors

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "claims" / "locale"
CONTEXT_AND_MESSAGE = ((1, "c"), 2)
CONTEXT_AND_BOTH = ((1, "c"), 2, 3)
# Functions whose arguments are message ids, and which of them.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": CONTEXT_AND_MESSAGE,
    "pgettext_lazy": CONTEXT_AND_MESSAGE,
    "npgettext": CONTEXT_AND_BOTH,
    "npgettext_lazy": CONTEXT_AND_BOTH,
}
# InvalidInput("code", "…"): the second argument.
REFUSALS = [
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.DomainError)
]


def extract_messages() -> Catalog:
    """All that the code and the templates say, untranslated."""
    messages = Catalog()
    for source in (*_read_modules(), *_read_templates()):
        keywords = KEYWORDS | dict.fromkeys(REFUSALS, (2,))
        for _line, found, _comments, context in extract("python", BytesIO(source), keywords):
            messages.add(found, context=context)
    return messages


def _read_modules() -> Iterator[bytes]:
    for folder in ("claims", "factcheck"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.read_bytes()


def _read_templates() -> Iterator[bytes]:
    """Each template as the calls of gettext in it; between brackets its indents mean nothing."""
    for path in sorted((ROOT / "templates").rglob("*.*")):
        source = templatize(path.read_text("utf-8"), origin=str(path))
        yield f"(\n{source}\n)".encode()


def list_catalogs() -> list[Path]:
    """The .po file of each language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read_catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def refresh(catalog: Catalog, messages: Catalog) -> None:
    """Bring in what is new, untranslated, and drop what is said no more."""
    catalog.update(messages, no_fuzzy_matching=True, update_creation_date=False)


def format_catalog(catalog: Catalog) -> bytes:
    """The .po file: sorted, without places and line breaks, so that only what changed differs."""
    file = BytesIO()
    write_po(file, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return file.getvalue()


def compile_catalog(catalog: Catalog) -> bytes:
    """The .mo file, which is what Django reads."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def main() -> None:
    """Refresh and compile every catalog, and say how many messages wait for a translation."""
    messages = extract_messages()
    for path in list_catalogs():
        catalog = read_catalog(path)
        refresh(catalog, messages)
        path.write_bytes(format_catalog(catalog))
        path.with_suffix(".mo").write_bytes(compile_catalog(catalog))
        missing = sum(not is_translated(message) for message in catalog if message.id)
        print(f"{catalog.locale_identifier}: {len(catalog)} messages, {missing} untranslated")


def is_translated(message: Message) -> bool:
    """Whether a translation is there, in every plural form."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(forms)


if __name__ == "__main__":
    main()
