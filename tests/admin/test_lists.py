"""Every list and every page of a row, at a cost that does not grow with the rows."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from claims.admin import base, lists
from claims.models import User
from tests import factories

pytestmark = pytest.mark.django_db

# Model: its factory, and the queries of its list and of one row's page. Two of them find the
# session and the person, one counts, one reads the rows; one more lists the projects to filter by.
PAGES: dict[str, tuple[Any, int, int]] = {
    "annotation": (factories.AnnotationFactory, 9, 15),
    "apitoken": (factories.ApiTokenFactory, 4, 4),
    "article": (factories.ArticleFactory, 5, 8),
    "auditevent": (factories.AuditEventFactory, 5, 5),
    "boundaryproposal": (factories.BoundaryProposalFactory, 5, 9),
    "claim": (factories.ClaimFactory, 5, 5),
    "decision": (factories.DecisionFactory, 9, 14),
    "exclusion": (factories.ExclusionFactory, 5, 7),
    "flag": (factories.FlagFactory, 5, 5),
    "guideline": (factories.GuidelineFactory, 5, 5),
    "labelscheme": (factories.LabelSchemeFactory, 4, 6),
    "lease": (factories.LeaseFactory, 5, 6),
    "membership": (factories.MembershipFactory, 5, 5),
    "outlet": (factories.OutletFactory, 5, 4),
    "project": (factories.ProjectFactory, 4, 10),
    "skip": (factories.SkipFactory, 5, 5),
    "slot": (factories.SlotFactory, 5, 6),
    "speaker": (factories.SpeakerFactory, 5, 5),
    "user": (factories.UserFactory, 4, 5),
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", PAGES)
def test_a_list_costs_the_same_however_many_rows(
    name: str, count: int, site: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factory, queries, _ = PAGES[name]
    for _ in range(count):
        factory()

    address = reverse(f"admin:claims_{name}_changelist")
    site.get(address)  # What others said is noted as read.

    with django_assert_num_queries(queries):
        page = site.get(address)

    assert page.status_code == 200
    assert len(page.context["cl"].result_list) >= count


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_however_many_rows(
    name: str, count: int, site: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factory, _, queries = PAGES[name]
    row, *_ = [factory() for _ in range(count)]
    address = reverse(f"admin:claims_{name}_change", args=[row.pk])
    site.get(address)  # What others said is noted as read.

    with django_assert_num_queries(queries):
        page = site.get(address)

    assert page.status_code == 200


def make_members(count: int) -> Any:
    project = factories.ProjectFactory()
    for _ in range(count):
        factories.MembershipFactory(project=project)
    return project


def make_labels(count: int) -> Any:
    scheme = factories.LabelSchemeFactory()
    for _ in range(count):
        factories.LabelFactory(scheme=scheme)
    return scheme


def make_aliases(count: int) -> Any:
    speaker = factories.SpeakerFactory()
    for _ in range(count):
        factories.SpeakerAliasFactory(speaker=speaker)
    return speaker


def make_evidence(count: int) -> Any:
    first = factories.EvidenceFactory()
    for _ in range(count - 1):
        factories.EvidenceFactory(annotation=first.annotation)
    return first.annotation


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("make", "queries"),
    [(make_members, 10), (make_labels, 6), (make_aliases, 5), (make_evidence, 16)],
)
def test_the_rows_within_a_page_cost_nothing_each(
    make: Any, queries: int, count: int, site: Client, django_assert_num_queries: Any
) -> None:
    row = make(count)
    address = reverse(f"admin:claims_{row._meta.model_name}_change", args=[row.pk])
    site.get(address)  # What others said is noted as read.

    with django_assert_num_queries(queries):
        page = site.get(address)

    (rows, *_) = page.context["inline_admin_formsets"]
    assert rows.formset.initial_form_count() == count


@pytest.mark.parametrize("count", [1, 3])
def test_people_whom_an_article_is_kept_for_cost_nothing_each(
    count: int, site: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claim = factories.ClaimFactory()
    for _ in range(count):
        member = factories.MembershipFactory(project=claim.project)
        factories.SlotFactory(claim=claim, reserved_for=member.user)
    ContentType.objects.get_for_model(claim.article)

    with django_assert_num_queries(9):
        page = site.get(reverse("admin:claims_article_change", args=[claim.article_id]))

    assert len(page.context["kept_for"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_index_costs_the_same_for_every_member_of_staff(
    count: int, staff_annotator: User, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        factories.MembershipFactory(user=staff_annotator)
    client = sign_in(staff_annotator)

    # Session, person, Django's permissions (own and of groups), roles, recent actions.
    with django_assert_num_queries(6):
        page = client.get(reverse("admin:index"))

    names = [model["object_name"] for model in page.context["app_list"][0]["models"]]
    assert names == [
        "Annotation", "Article", "BoundaryProposal", "Claim", "Decision", "Guideline",
        "LabelScheme", "Outlet", "Project", "Speaker",
    ]  # fmt: skip


def test_a_list_says_where_it_ends(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    article = factories.ArticleFactory()
    for _ in range(5):
        factories.ClaimFactory(article=article)
    monkeypatch.setattr(lists, "COUNT_LIMIT", 3)

    page = site.get(reverse("admin:claims_claim_changelist"))

    assert page.context["cl"].result_count == 3
    assert "There are more: the list ends after 3." in page.content.decode()


def test_a_list_that_ends_by_itself_does_not_say_so(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        factories.ClaimFactory()
    monkeypatch.setattr(lists, "COUNT_LIMIT", 3)

    page = site.get(reverse("admin:claims_claim_changelist"))

    assert "There are more" not in page.content.decode()


@pytest.mark.parametrize(("count", "listed", "cut"), [(2, 2, False), (4, 3, True)])
def test_a_search_lists_the_newest_and_says_where_it_ends(
    *, count: int, listed: int, cut: bool, site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = factories.ArticleFactory()
    claims = [factories.ClaimFactory(article=article) for _ in range(count)]
    monkeypatch.setattr(base, "FOUND_LIMIT", 3)

    page = site.get(reverse("admin:claims_claim_changelist"), {"q": "buses"})

    assert list(page.context["cl"].queryset) == claims[::-1][:listed]
    assert ("There are more: the list ends after 3." in page.content.decode()) is cut


def test_claims_are_found_by_words_and_by_uuid(site: Client) -> None:
    wanted, *_ = [factories.ClaimFactory() for _ in range(3)]
    url = reverse("admin:claims_claim_changelist")

    by_words = site.get(url, {"q": f'"{wanted.text}"'})
    by_uuid = site.get(url, {"q": f" {wanted.uuid} "})
    by_another = site.get(url, {"q": f"{wanted.text} nowhere"})

    assert list(by_words.context["cl"].queryset) == [wanted]
    assert list(by_uuid.context["cl"].queryset) == [wanted]
    assert list(by_another.context["cl"].queryset) == []


def test_a_list_is_filtered_by_project_and_by_article(site: Client) -> None:
    wanted, *_ = [factories.ClaimFactory() for _ in range(3)]
    url = reverse("admin:claims_claim_changelist")

    by_project = site.get(url, {"project": wanted.project_id})
    by_article = site.get(url, {"article__id__exact": wanted.article_id})

    assert list(by_project.context["cl"].queryset) == [wanted]
    assert list(by_article.context["cl"].queryset) == [wanted]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "a\0b"}, 200),
        ({"q": "(a+)+$" * 1000}, 200),
        ({"q": "'"}, 200),
        ({"project": "1 OR 1=1"}, 200),
        ({"project": "9" * 40}, 200),
        ({"project": "\0"}, 400),
        ({"kind__exact": "\0"}, 400),
        ({"kind__exact": "no such"}, 200),
        ({"article__id__exact": "9" * 40}, 200),
        ({"article__id__exact": "abc"}, 302),
        ({"p": "99999"}, 200),
        ({"p": "x"}, 200),
        ({"o": "1.2.x.-9"}, 200),
        ({"_facets": "1"}, 200),
    ],
)
def test_no_query_string_breaks_a_list(query: dict[str, str], status: int, site: Client) -> None:
    factories.ClaimFactory()

    page = site.get(reverse("admin:claims_claim_changelist"), query)

    assert page.status_code == status


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("ada", ["Ada Times"]),
        ("'", ["Ada Times"]),
        ("a\0b", []),
        ("x" * 5000, []),
    ],
)
def test_no_term_breaks_an_autocomplete(term: str, found: list[str], site: Client) -> None:
    factories.OutletFactory(name="Ada Times")
    query = {"app_label": "claims", "model_name": "article", "field_name": "outlet", "term": term}

    answer = site.get(reverse("admin:autocomplete"), query)

    assert answer.status_code == 200
    assert [result["text"] for result in answer.json()["results"]] == found
