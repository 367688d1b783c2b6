"""Rows of evidence as the desk draws them."""

from django.template import Context, Template
from django.template.loader import render_to_string

from claims.forms.evidence import EvidenceFormSet


def test_a_blank_row_reads_as_if_its_own_form_had_been_rendered() -> None:
    evidence = EvidenceFormSet(prefix="evidence")
    source = "{% load desk %}{% blank_evidence evidence as blank %}{{ blank|number_row:1 }}"

    drawn = Template(source).render(Context({"evidence": evidence}))

    row = evidence.forms[1]
    assert row.is_blank
    assert drawn == render_to_string("claims/desk/_evidence_row.html", {"row": row})


def test_a_row_in_which_something_stands_is_not_blank() -> None:
    kept = EvidenceFormSet(prefix="evidence", initial=[{"url": "https://register.example/1"}])
    sent = EvidenceFormSet(
        {"evidence-TOTAL_FORMS": "1", "evidence-INITIAL_FORMS": "0"}, prefix="evidence"
    )

    assert [row.is_blank for row in kept] == [False, True, True]
    assert [row.is_blank for row in sent] == [False]
