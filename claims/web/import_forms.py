"""The forms of an import: paste, upload, and what the preview still has to ask."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.errors import DomainError
from claims.exchange.articles import KINDS, stream_articles, take_some
from claims.exchange.records import ArticleRecord
from claims.forms.fields import ProseField, add_refusal, date_field, line_field, link_field
from claims.queries.imports import JudgedRow, Row, check_record
from claims.web.forms import PlainForm
from claims.wording import describe

RECORD_FIELDS = {field.name for field in fields(ArticleRecord)}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Rows whose missing dates are asked for one by one; a browser's form must not grow without end.
MOST_DATES = 200


class PasteForm(PlainForm, forms.Form):
    """One article, pasted. How long things may be is for the import to say."""

    text = ProseField(
        label=gettext_lazy("Text, with the headline as its first line"),
        rows=14,
        strip=False,
        error_messages={"required": gettext_lazy("Paste the text of the article.")},
    )
    title = line_field(label=gettext_lazy("Title"))
    outlet = line_field(label=gettext_lazy("Outlet"))
    author = line_field(label=gettext_lazy("Author"))
    published = date_field(label=gettext_lazy("Published on"))
    url = link_field(label=gettext_lazy("Link"))
    language = line_field(label=gettext_lazy("Language"))

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        if language and not LANGUAGE.fullmatch(language):
            raise forms.ValidationError(_("Give a language code, such as en or de-CH."))
        return language

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_record(self.make_record())
            except DomainError as refusal:
                refusal.field = refusal.field or "text"
                add_refusal(self, refusal)
        return cleaned

    def make_record(self) -> ArticleRecord:
        return ArticleRecord(
            **{name: value for name, value in self.cleaned_data.items() if name in RECORD_FIELDS}
        )

    @property
    def rows(self) -> list[Row]:
        return [(1, self.make_record())]

    file_name = ""


class UploadForm(PlainForm, forms.Form):
    """A file of articles. Rows that can't be read are kept as refusals, for the preview to show."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    rows: list[Row]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        limit = settings.IMPORT_MAX_BYTES
        if (file.size or 0) > limit:
            raise forms.ValidationError(
                _(
                    "The file is larger than %(limit)s: bring it in by the import_articles command,"
                    " or line by line over REST. Neither has a limit."
                )
                % {"limit": filesizeformat(limit)}
            )
        rows = stream_articles(cast("BinaryIO", file.open("rb")), file.name or "")
        try:
            self.rows = list(take_some(rows, most_rows=settings.IMPORT_MAX_ROWS, file_limit=limit))
        except DomainError as refusal:
            raise forms.ValidationError(describe(refusal)) from None
        return file

    def clean(self) -> dict[str, Any]:
        """A file in which there is nothing but one refusal is refused here, before any preview."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        only = self.rows[0] if len(getattr(self, "rows", ())) == 1 else None
        if only is None:
            return cleaned
        try:
            if isinstance(only[1], DomainError):
                raise only[1]
            check_record(only[1])
        except DomainError as refusal:
            refusal.field = "file"
            add_refusal(self, refusal)
        return cleaned

    @property
    def file_name(self) -> str:
        return self.cleaned_data["file"].name or ""


class LinkForm(PlainForm, forms.Form):
    """An article by the address of its page. The view fetches it: that is noted in the audit."""

    url = link_field(label=gettext_lazy("Link"))

    rows: list[Row]
    file_name = ""

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if not url:
            raise forms.ValidationError(_("Give the address of the page."))
        return url


class DatesForm(forms.Form):
    """Asks for the publication date of each new article that came without: a date, or “unknown”."""

    def __init__(self, data: Mapping[str, Any] | None, judged: Iterable[JudgedRow]) -> None:
        super().__init__(data)
        undated = [row for row in judged if row.is_new and row.record and not row.record.published]
        self.asked = [row.row for row in undated[:MOST_DATES]]
        self.rest = len(undated) - len(self.asked)
        for row in self.asked:
            self.fields[f"published-{row}"] = date_field(label=_("Publication date"))
            self.fields[f"unknown-{row}"] = forms.BooleanField(label=_("unknown"), required=False)
        if self.rest:
            self.fields["unknown-rest"] = forms.BooleanField(
                label=_("The dates of the others are unknown"),
                error_messages={
                    "required": _(
                        "There are too many to ask about one by one: put the dates in the file, "
                        "or say that they are unknown."
                    )
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.asked:
            name = f"published-{row}"
            given, unknown = cleaned.get(name), cleaned.get(f"unknown-{row}")
            if name not in self.errors and bool(given) == bool(unknown):
                self.add_error(
                    name,
                    _("Give the date or say that it is unknown, not both.")
                    if given
                    else _("Give the date, or say that it is unknown."),
                )
        return cleaned

    def complete(self, rows: Iterable[Row]) -> list[Row]:
        """The rows with the dates that were given."""
        given: dict[int, date | None] = {
            row: self.cleaned_data[f"published-{row}"] for row in self.asked
        }
        return [
            (row, replace(record, published=given[row]))
            if row in given and isinstance(record, ArticleRecord)
            else (row, record)
            for row, record in rows
        ]

    def get_row_fields(self, row: int) -> "tuple[forms.BoundField, forms.BoundField] | None":
        if row not in self.asked:
            return None
        return self[f"published-{row}"], self[f"unknown-{row}"]
