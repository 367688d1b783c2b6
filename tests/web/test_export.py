"""The page on which one chooses what to take out."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from claims import clock
from claims.models import Annotation, AuditEvent, Label, Project, User
from tests.factories import (
    AnnotationFactory,
    ArticleFactory,
    ClaimFactory,
    LabelMappingFactory,
    ProjectFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


def read(client: Any, project: Project, **query: str) -> str:
    answer = client.get(reverse("export", args=[project.slug]), query)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_what_is_chosen_is_counted_and_leads_to_the_file_and_its_report(
    project: Project, manager: User, sign_in: Any
) -> None:
    later = clock.now() + timedelta(days=1)
    for embargo, value in ((None, "no_claim"), (None, "prediction"), (later, "no_claim")):
        claim = ClaimFactory(article=ArticleFactory(project=project, embargo=embargo))
        AnnotationFactory(slot=SlotFactory(claim=claim, held=True), value=value)
    client = sign_in(manager)

    plain = read(client, project)
    chosen = {"verifiability": "prediction", "format": "csv", "compress": "gzip"}
    narrowed = read(client, project, **chosen, **{"from": "2026-01-01"})

    assert "2 records." in plain
    assert "1 more stays out" in plain
    assert "export/?of=annotations&amp;format=jsonl" in plain
    assert "1 record." in narrowed
    assert "verifiability=prediction" in narrowed
    assert "from=2026-01-01" in narrowed
    report = reverse("export-report", args=[project.slug])
    assert f"{report}?of=annotations&amp;format=csv" in narrowed
    assert narrowed.count("compress=gzip") == 3


@pytest.mark.parametrize(
    "query",
    [
        {"annotator": "a-nobody"},
        {"of": "articles", "stage": "label"},
        {"of": "x"},
        {"format": "x"},
        {"from": "x"},
        {"article": "No such"},
        {"article": "0b1f2a34-0000-4000-8000-000000000001"},
        {"speaker": "Nobody"},
        {"speaker": "0b1f2a34-0000-4000-8000-000000000001"},
        {"of": "articles", "speaker": "0b1f2a34-0000-4000-8000-000000000001"},
        {"changed_since": "x"},
        {"changed_since": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_what_cannot_be_looked_for_is_told_and_leads_nowhere(
    query: dict[str, str], project: Project, manager: User, sign_in: Any
) -> None:
    text = read(sign_in(manager), project, **query)

    assert "errorlist" in text
    assert "change it first" in text
    assert "Export-Moment" in text
    report = sign_in(manager).get(reverse("export-report", args=[project.slug]), query)
    assert report.url == f"{reverse('export', args=[project.slug])}?{urlencode(query)}"


@pytest.mark.parametrize(
    ("query", "fold"),
    [
        ({}, '<details class="more" >'),
        ({"format": "csv"}, '<details class="more" >'),
        ({"stage": "check"}, '<details class="more" open>'),
        ({"from": "x"}, '<details class="more" open>'),
    ],
)
def test_what_narrows_is_folded_away_until_something_does(
    query: dict[str, str], fold: str, project: Project, manager: User, sign_in: Any
) -> None:
    text = read(sign_in(manager), project, **query)

    assert text.index('name="format"') < text.index(fold) < text.index('name="from"')


def label_by(
    project: Project, name: str, *, verdict: Label | None = None, wording: str = "", **fields: Any
) -> Annotation:
    """A label of a claim that the speaker says, in an article of these fields."""
    claim = ClaimFactory(article=ArticleFactory(project=project, **fields))
    annotation: Annotation = AnnotationFactory(
        slot=SlotFactory(claim=claim, held=True),
        speaker=SpeakerFactory(project=project, name=name),
        value="check_worthy_fact",
        verdict=verdict,
        wording=wording,
    )
    return annotation


def test_article_speaker_and_moment_narrow_as_over_rest(
    project: Project, manager: User, sign_in: Any
) -> None:
    given = label_by(project, "Ada Holm", title="Ferry plan")
    label_by(project, "Ada Holmes", title="Ferry plan delayed")
    client = sign_in(manager)
    article, speaker = given.claim.article.uuid, given.speaker.uuid

    for query in (
        {"article": "ferry plan"},
        {"article": str(article)},
        {"speaker": "ada holm"},
        {"speaker": speaker.hex},
    ):
        text = read(client, project, **query, changed_since="2026-01-01T12:00+02:00")

        assert "1 record." in text, query
        name, wanted = ("article", article) if "article" in query else ("speaker", speaker)
        assert f"&amp;{name}={wanted}&amp;" in text
        assert "changed_since=2026-01-01T10%3A00%3A00.000000Z" in text
        assert 'value="2026-01-01T10:00:00"' in text
    assert f'<option value="{speaker}" selected>Ada Holm · ' in text
    assert "0 records." in read(client, project, changed_since="9000-01-01T00:00")


def test_a_moment_is_kept_to_the_microsecond_and_shown_as_browsers_can(
    project: Project, manager: User, sign_in: Any
) -> None:
    text = read(sign_in(manager), project, changed_since="2026-01-01T12:00:00.123456+02:00")

    assert "changed_since=2026-01-01T10%3A00%3A00.123456Z" in text
    assert 'value="2026-01-01T10:00:00"' in text


@pytest.mark.parametrize(
    ("name", "words", "offered"),
    [("article", "ferry", "Ferry plan"), ("speaker", "holm", "Holm [12]")],
)
def test_what_fits_several_is_to_be_chosen(
    name: str, words: str, offered: str, project: Project, manager: User, sign_in: Any
) -> None:
    for number in (1, 2):
        label_by(project, f"Holm {number}", title="Ferry plan", published=date(2026, 1, 9))
    label_by(ProjectFactory(), "Holm 2", title="Ferry plan")

    text = read(sign_in(manager), project, **{name: words})

    assert f"Several fit “{words}”: choose one." in text
    assert len(re.findall(rf'<option value="[0-9a-f-]+">{offered} · ', text)) == 2
    assert "change it first" in text


@pytest.mark.parametrize(
    ("name", "words", "shown"),
    [("article", "ferry", "Ferry plan"), ("speaker", "hol", "Ada Holm · ")],
)
def test_words_that_fit_one_only_choose_it_and_say_so(
    name: str, words: str, shown: str, project: Project, manager: User, sign_in: Any
) -> None:
    given = label_by(project, "Ada Holm", title="Ferry plan")
    label_by(project, "Bo", title="Budget")
    wanted = given.claim.article.uuid if name == "article" else given.speaker.uuid

    text = read(sign_in(manager), project, **{name: words})

    assert "1 record." in text
    assert f"&amp;{name}={wanted}" in text
    assert f'<option value="{wanted}" selected>{shown}' in text


def test_an_article_called_just_so_is_found_behind_any_number_of_newer_ones(
    project: Project, manager: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.web.narrowing_form.OFFERED", 2)
    given = label_by(project, "Ada Holm", title="Budget")
    for number in range(3):
        label_by(project, f"Holm {number}", title=f"Budget vote {number}")

    text = read(sign_in(manager), project, article="budget")

    assert "1 record." in text
    assert f"&amp;article={given.claim.article.uuid}" in text


def read_report(client: Any, project: Project, **query: str) -> str:
    answer = client.get(reverse("export-report", args=[project.slug]), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_report_says_in_words_what_a_format_cannot_say(
    project: Project, manager: User, sign_in: Any
) -> None:
    verdict = project.verdict_scheme.labels.get(value="Conflicting Evidence/Cherrypicking")
    later = clock.now() + timedelta(days=1)
    label_by(project, "Ada Holm", verdict=verdict, wording="Boats\trose.")
    label_by(project, "Bo")
    label_by(project, "Cy", embargo=later)

    text = read_report(sign_in(manager), project, format="liar", compress="gzip")

    assert "2 records. 1 more stays out" in text
    assert "1 goes out in this format. In decided wording: 1; as the article has it: 0." in text
    assert read_rows(text) == [
        ["The claim has no verdict.", "1"],
        ["Conflicting Evidence/Cherrypicking", "half-true", "1"],
        ["Tabs and line ends became spaces: the format cannot hold them.", "1"],
    ]
    mapping, api = (reverse(name, args=[project.slug]) for name in ("export-mapping", "export"))
    assert text.count(f'href="{mapping}"') == 2
    assert f'href="{api}?of=annotations&amp;format=liar&amp;compress=gzip"' in text
    assert '/export/report/?of=annotations&amp;format=liar"' in text
    assert "says it all" not in text
    assert AuditEvent.objects.filter(action="export.reported", project=project).count() == 1


def read_rows(text: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", text)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]
    return [[re.sub(r"<.*?>", "", cell).strip() for cell in row] for row in cells if row]


def test_a_format_that_says_it_all_says_so(project: Project, manager: User, sign_in: Any) -> None:
    label_by(project, "Ada Holm")

    text = read_report(sign_in(manager), project)

    assert "This format says it all" in text
    assert read_rows(text) == []


def test_a_format_says_it_all_only_of_what_was_read(
    project: Project, manager: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.web.export.REPORTED", 1)
    for name in ("Ada Holm", "Bo"):
        label_by(project, name)

    text = read_report(sign_in(manager), project)

    assert "Of these, 1 goes out in this format." in text
    assert "Of the first 1 nothing is left out" in text
    assert "says it all" not in text


def test_the_report_reads_so_much_and_lists_so_much(
    project: Project, manager: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.web.export.REPORTED", 2)
    monkeypatch.setattr("claims.web.export.SAID_SHOWN", 1)
    conflicting, refuted = (
        project.verdict_scheme.labels.get(value=value)
        for value in ("Conflicting Evidence/Cherrypicking", "Refuted")
    )
    LabelMappingFactory(project=project, label=refuted, target="pants-fire")
    for number, verdict in enumerate((conflicting, refuted, refuted)):
        label_by(project, f"Holm {number}", verdict=verdict)

    text = read_report(sign_in(manager), project, format="liar")

    assert "3 records." in text
    assert "Counted below are the first 2 of them." in text
    assert "Of these, 2 go out in this format." in text
    assert read_rows(text) == [["Conflicting Evidence/Cherrypicking", "half-true", "1"]]
    assert "1 more that is not more frequent." in text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "query", "cost"),
    [
        ("export", {"format": "liar", "article": "Ferry 0", "speaker": "Holm 0"}, 24),
        ("export-report", {"format": "liar"}, 47),
    ],
)
def test_it_costs_the_same_however_much_there_is(
    name: str,
    query: dict[str, str],
    cost: int,
    count: int,
    project: Project,
    manager: User,
    sign_in: Any,
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        label_by(project, f"Holm {number}", title=f"Ferry {number}")
    client = sign_in(manager)

    with django_assert_num_queries(cost):
        answer = client.get(reverse(name, args=[project.slug]), query)

    assert answer.status_code == 200
