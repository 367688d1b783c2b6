"""Who sees what: scope by project, blindness, and questions that must not be answered."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Annotation, Project, Skip, User
from tests import factories

pytestmark = pytest.mark.django_db

NAMES = [
    "annotation",
    "apitoken",
    "article",
    "auditevent",
    "boundaryproposal",
    "claim",
    "decision",
    "exclusion",
    "flag",
    "guideline",
    "labelscheme",
    "lease",
    "membership",
    "outlet",
    "project",
    "skip",
    "slot",
    "speaker",
    "user",
]
MEMBERS_SEE = {
    "annotation", "article", "boundaryproposal", "claim", "decision", "guideline", "labelscheme",
    "outlet", "project", "speaker",
}  # fmt: skip
CURATORS_SEE = MEMBERS_SEE | {"flag"}
MANAGERS_SEE = CURATORS_SEE | {"auditevent", "exclusion"}


def list_url(name: str) -> str:
    return reverse(f"admin:claims_{name}_changelist")


def page_url(row: Any) -> str:
    return reverse(f"admin:claims_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("name", NAMES)
def test_lists_open_for_whom_they_concern(
    name: str, staff_annotator: User, staff_curator: User, staff_manager: User, sign_in: Any
) -> None:
    outsider = factories.UserFactory(is_staff=True)

    statuses = [
        sign_in(user).get(list_url(name)).status_code
        for user in (staff_annotator, staff_curator, staff_manager, outsider)
    ]

    assert statuses == [
        200 if name in MEMBERS_SEE else 403,
        200 if name in CURATORS_SEE else 403,
        200 if name in MANAGERS_SEE else 403,
        403,
    ]


def test_who_is_not_signed_in_goes_to_the_sites_own_sign_in(client: Client) -> None:
    page = client.get(list_url("claim"), follow=True)

    assert page.redirect_chain == [
        ("/admin/login/?next=/admin/claims/claim/", 302),
        (f"{reverse('account_login')}?next=/admin/claims/claim/", 302),
    ]


def test_who_is_not_staff_is_refused(annotator: User, sign_in: Any) -> None:
    page = sign_in(annotator).get(list_url("claim"), follow=True)

    assert page.status_code == 403


def test_staff_who_are_deactivated_are_out_at_the_next_request(
    staff_manager: User, sign_in: Any
) -> None:
    client = sign_in(staff_manager)
    before = client.get(list_url("claim")).status_code
    User.objects.filter(pk=staff_manager.pk).update(is_active=False)

    after = client.get(list_url("claim")).status_code

    assert (before, after) == (200, 302)


def make_project_rows(project: Project) -> list[Any]:
    article = factories.ArticleFactory(project=project)
    claim = factories.ClaimFactory(article=article)
    return [
        project,
        article,
        claim,
        factories.OutletFactory(project=project),
        factories.GuidelineFactory(project=project),
        factories.SpeakerFactory(project=project),
        factories.MembershipFactory(project=project),
        factories.AnnotationFactory(slot__claim=claim),
        factories.AuditEventFactory(project=project),
        factories.FlagFactory(claim=claim),
        factories.DecisionFactory(claim=claim),
        factories.BoundaryProposalFactory(article=article),
        factories.ExclusionFactory(outlet__project=project),
    ]


def test_curators_see_the_flags_of_their_projects_only(
    project: Project, staff_curator: User, sign_in: Any
) -> None:
    own = factories.FlagFactory(claim=factories.ClaimFactory(article__project=project))
    factories.FlagFactory()

    page = sign_in(staff_curator).get(list_url("flag"))

    assert list(page.context["cl"].queryset) == [own]


def test_staff_of_another_project_get_nothing(
    project: Project, staff_stranger: User, sign_in: Any, allow: Any
) -> None:
    rows = make_project_rows(project)
    models = [row._meta.model_name for row in rows]
    allow(staff_stranger, *(f"{verb}_{name}" for name in models for verb in ("view", "change")))
    allow(staff_stranger, *(f"delete_{name}" for name in models))
    client = sign_in(staff_stranger)

    lists = [client.get(list_url(name)).context["cl"].queryset for name in models]
    pages = [client.get(page_url(row)).status_code for row in rows]
    posts = [client.post(page_url(row), {"name": "mine"}).status_code for row in rows]
    deleted = [
        client.post(page_url(row).replace("change", "delete"), {"post": "yes"}).status_code
        for row in rows
    ]

    assert [row for found, row in zip(lists, rows, strict=True) if row in found] == []
    # Django answers a page that is not there for this person by a redirect to the index, …
    assert set(pages) == {302}
    # … unless the person could not write such rows anywhere.
    assert set(posts) | set(deleted) <= {302, 403}
    assert all(row._meta.model.objects.filter(pk=row.pk).exists() for row in rows)


def test_django_permissions_reach_no_further_than_the_role(
    project: Project, staff_annotator: User, sign_in: Any, allow: Any
) -> None:
    names = ["project", "article", "outlet", "speaker", "membership", "guideline"]
    allow(staff_annotator, *(f"{verb}_{n}" for n in names for verb in ("add", "change", "delete")))
    membership = staff_annotator.memberships.get()
    rows = [project, membership, factories.OutletFactory(project=project)]
    client = sign_in(staff_annotator)

    changed = [client.post(page_url(row), {"role": "manager"}).status_code for row in rows]
    added = [
        client.get(reverse(f"admin:claims_{name}_add")).status_code
        for name in ("project", "outlet", "membership", "guideline")
    ]

    assert changed == [403, 403, 403]
    assert added == [403, 403, 403, 403]
    membership.refresh_from_db()
    assert membership.role == "annotator"


def test_a_manager_cannot_put_rows_into_another_project(
    staff_manager: User, stranger: User, sign_in: Any, allow: Any
) -> None:
    allow(staff_manager, "add_outlet", "change_outlet", "view_project")
    foreign = stranger.memberships.get().project

    page = sign_in(staff_manager).post(
        reverse("admin:claims_outlet_add"), {"project": foreign.pk, "name": "Mine"}
    )

    assert page.status_code == 200
    assert page.context["adminform"].form.errors == {
        "project": [
            "Select a valid choice. That choice is not one of the available choices."
        ]
    }  # fmt: skip
    assert not foreign.outlets.exists()


def test_a_manager_cannot_write_where_they_only_annotate(
    staff_manager: User, sign_in: Any, allow: Any
) -> None:
    allow(staff_manager, "add_outlet", "change_outlet")
    elsewhere = factories.MembershipFactory(user=staff_manager).project

    page = sign_in(staff_manager).post(
        reverse("admin:claims_outlet_add"), {"project": elsewhere.pk, "name": "Mine"}
    )

    assert page.context["adminform"].form.non_field_errors() == [
        "You don’t have permission to do this."
    ]
    assert not elsewhere.outlets.exists()


SECRET = "What the other one thinks of it"


@pytest.fixture
def others_label(project: Project, other_annotator: User) -> Annotation:
    """Another person's label: its comment, its verdict and its author must not show."""
    claim = factories.ClaimFactory(article__project=project)
    evidence = factories.EvidenceFactory(
        annotation__slot__claim=claim,
        annotation__slot__annotator=other_annotator,
        annotation__slot__held=False,
        annotation__comment=SECRET,
        quote=SECRET,
    )
    assert evidence.annotation
    factories.DecisionFactory(claim=claim, justification=SECRET)
    return evidence.annotation


def open_everything(client: Client, annotation: Annotation) -> str:
    """The raw HTML of all pages that could show the label."""
    claim = annotation.claim
    urls = [
        reverse("admin:index"),
        *map(list_url, MEMBERS_SEE),
        page_url(annotation),
        page_url(annotation).replace("change", "history"),
        page_url(annotation).replace("change", "delete"),
        page_url(claim),
        page_url(claim).replace("change", "history"),
        reverse("admin:claims_claim_label", args=[claim.pk]),
        page_url(claim.article),
        page_url(claim.project),
        page_url(annotation.speaker),
        f"{list_url('annotation')}?q=council",
        f"{list_url('annotation')}?claim__id__exact={claim.pk}",
        *(page_url(decision) for decision in claim.decisions.all()),
        f"{list_url('decision')}?claim__id__exact={claim.pk}",
    ]
    return "".join(client.get(url, follow=True).content.decode() for url in urls)


def test_an_annotator_sees_no_others_label(
    others_label: Annotation, staff_annotator: User, sign_in: Any
) -> None:
    html = open_everything(sign_in(staff_annotator), others_label)

    assert "council" in html
    assert SECRET not in html
    assert "other_annotator" not in html
    assert str(others_label.uuid) not in html


def test_who_is_to_label_a_claim_sees_no_others_label_whatever_their_role(
    others_label: Annotation, staff_manager: User, admin: User, sign_in: Any
) -> None:
    for user in (staff_manager, admin):
        factories.SlotFactory(claim=others_label.claim, annotator=user)

    for user in (staff_manager, admin):
        client = sign_in(user)
        listed = client.get(list_url("annotation")).context["cl"].queryset
        assert list(listed) == []
        assert client.get(page_url(others_label)).status_code == 302
        assert SECRET not in open_everything(client, others_label)


def test_curators_and_managers_see_labels_of_claims_they_do_not_hold(
    others_label: Annotation, staff_manager: User, sign_in: Any
) -> None:
    page = sign_in(staff_manager).get(page_url(others_label))

    assert page.status_code == 200
    assert page.content.decode().count(SECRET) == 2


@pytest.mark.parametrize("one", [False, True])
def test_who_reads_labels_or_decisions_labels_their_claims_no_more(
    one: bool,  # noqa: FBT001
    project: Project,
    other_annotator: User,
    staff_curator: User,
    sign_in: Any,
) -> None:
    client = sign_in(staff_curator)
    claims = []
    for noun in ("annotation", "decision"):
        claim = factories.ClaimFactory(article__project=project)
        slot = factories.SlotFactory(claim=claim, annotator=other_annotator)
        label = factories.AnnotationFactory(slot=slot)
        row = label if noun == "annotation" else factories.DecisionFactory(claim=claim)
        route, keys = ("change", [row.pk]) if one else ("changelist", [])
        claims.append(claim.pk)
        assert client.get(reverse(f"admin:claims_{noun}_{route}", args=keys)).status_code == 200

    given_up = Skip.objects.filter(annotator=staff_curator, is_final=True).order_by("claim")
    assert set(given_up.values_list("claim", flat=True)) == set(claims)


def test_decisions_are_seen_once_one_can_no_longer_be_led(
    others_label: Annotation,
    staff_annotator: User,
    staff_curator: User,
    admin: User,
    sign_in: Any,
) -> None:
    decision = others_label.claim.decisions.get()
    people = (staff_annotator, staff_curator, admin)

    def list_seen() -> list[bool]:
        lists = [sign_in(user).get(list_url("decision")).context["cl"].queryset for user in people]
        return [decision in found for found in lists]

    before = list_seen()
    for user in people:
        slot = factories.SlotFactory(claim=others_label.claim, annotator=user)
    holding = list_seen()
    factories.AnnotationFactory(slot=slot)
    factories.AnnotationFactory(slot=others_label.claim.slots.get(annotator=staff_annotator))

    assert before == [False, True, True]
    assert holding == [False, False, False]
    assert list_seen() == [True, False, True]


def test_proposals_are_ones_own_or_a_curators(
    project: Project, staff_annotator: User, staff_curator: User, sign_in: Any
) -> None:
    own = factories.BoundaryProposalFactory(article__project=project, proposed_by=staff_annotator)
    other = factories.BoundaryProposalFactory(article__project=project)
    factories.BoundaryProposalFactory()

    lists = [
        set(sign_in(user).get(list_url("boundaryproposal")).context["cl"].queryset)
        for user in (staff_annotator, staff_curator)
    ]

    assert lists == [{own}, {own, other}]
    assert sign_in(staff_annotator).get(page_url(other)).status_code == 302


def test_exclusions_are_seen_by_the_managers_of_their_project_alone(
    project: Project, staff_manager: User, sign_in: Any
) -> None:
    own = factories.ExclusionFactory(outlet__project=project)
    elsewhere = factories.MembershipFactory(user=staff_manager).project
    factories.ExclusionFactory(outlet__project=elsewhere)

    page = sign_in(staff_manager).get(list_url("exclusion"))

    assert list(page.context["cl"].queryset) == [own]


def test_one_sees_ones_own_label(project: Project, staff_annotator: User, sign_in: Any) -> None:
    own = factories.AnnotationFactory(
        slot__claim=factories.ClaimFactory(article__project=project),
        slot__held=False,
        slot__annotator=staff_annotator,
    )
    client = sign_in(staff_annotator)

    assert list(client.get(list_url("annotation")).context["cl"].queryset) == [own]
    assert client.get(page_url(own)).status_code == 200


@pytest.mark.parametrize(
    ("name", "lookup"),
    [
        ("claim", "project__memberships__user__password__startswith"),
        ("claim", "annotations__comment__startswith"),
        ("claim", "slots__annotator__username"),
        ("claim", "text__regex"),
        ("claim", "_connector"),
        ("annotation", "annotator__password__startswith"),
        ("annotation", "claim__annotations__comment__contains"),
        ("article", "body__text__contains"),
        ("project", "pseudonym_key__startswith"),
        ("project", "memberships__user__email__contains"),
        ("speaker", "project__pseudonym_key__startswith"),
        ("outlet", "project__pseudonym_key__startswith"),
        ("labelscheme", "labels__value"),
        ("guideline", "created_by__password__startswith"),
        ("decision", "annotations__comment__startswith"),
        ("decision", "decided_by__password__startswith"),
        ("boundaryproposal", "proposed_by__password__startswith"),
    ],
)
def test_lists_answer_no_lookup_but_their_own_filters(
    name: str, lookup: str, staff_annotator: User, sign_in: Any, admin: User
) -> None:
    statuses = [
        sign_in(user).get(list_url(name), {lookup: "a"}).status_code
        for user in (staff_annotator, admin)
    ]

    assert statuses == [400, 400]


@pytest.mark.parametrize(
    ("name", "lookup"),
    [
        ("user", "password__startswith"),
        ("user", "email__startswith"),
        ("apitoken", "digest__startswith"),
        ("apitoken", "user__password__startswith"),
        ("auditevent", "token__digest__startswith"),
        ("slot", "current__comment__startswith"),
    ],
)
def test_not_even_site_admins_may_ask_for_secrets(name: str, lookup: str, site: Client) -> None:
    assert site.get(list_url(name), {lookup: "a"}).status_code == 400


AUTOCOMPLETES = [
    ("outlet", "project", "Project"),
    ("article", "outlet", "Daily"),
    ("article", "project", "Project"),
    ("annotation", "speaker", "Ada"),
    ("annotation", "claim", "council"),
    ("slot", "article", "Town"),
    ("slot", "current", ""),
]


@pytest.mark.parametrize(("model", "field", "term"), AUTOCOMPLETES)
def test_autocompletes_offer_nothing_of_other_projects(
    model: str, field: str, term: str, project: Project, staff_stranger: User, sign_in: Any
) -> None:
    make_project_rows(project)
    own = staff_stranger.memberships.get().project
    query = {"app_label": "claims", "model_name": model, "field_name": field, "term": term}

    answer = sign_in(staff_stranger).get(reverse("admin:autocomplete"), query)

    found = [result["text"] for result in answer.json()["results"]]
    assert found == ([own.name] if field == "project" else [])


@pytest.mark.parametrize("field", ["annotator", "reserved_for", "lease"])
def test_autocompletes_name_nobody_to_who_may_not_see_people(
    field: str, staff_annotator: User, sign_in: Any
) -> None:
    query = {"app_label": "claims", "model_name": "slot", "field_name": field, "term": "a"}

    assert sign_in(staff_annotator).get(reverse("admin:autocomplete"), query).status_code == 403


@pytest.mark.parametrize("name", ["claim", "article", "speaker", "outlet"])
def test_lists_filter_by_no_project_but_ones_own(
    name: str, project: Project, staff_stranger: User, sign_in: Any
) -> None:
    make_project_rows(project)

    page = sign_in(staff_stranger).get(list_url(name), {"project": project.pk})

    assert list(page.context["cl"].queryset) == []
    assert project.name not in page.content.decode()


HOSTILE = "<script>window.__x=1</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


def test_hostile_text_is_text(project: Project, admin: User, sign_in: Any) -> None:
    project.name = project.description = HOSTILE[:100]
    project.save()
    text = f"{HOSTILE}\n{HOSTILE} and more.\n"
    article = factories.ArticleFactory(
        project=project, text=text, outlet=factories.OutletFactory(project=project, name=HOSTILE)
    )
    factories.ClaimFactory(article=article)
    claim = factories.ClaimFactory(article=article)
    speaker = factories.SpeakerFactory(project=project, name=HOSTILE)
    factories.SpeakerAliasFactory(speaker=speaker, name=HOSTILE)
    person = factories.UserFactory(username="p", name=HOSTILE)
    slot = factories.SlotFactory(claim=claim, annotator=person)
    label = factories.AnnotationFactory(slot=slot, speaker=speaker, comment=HOSTILE)
    factories.EvidenceFactory(annotation=label, quote=HOSTILE, url=f"javascript:{HOSTILE}")
    guideline = factories.GuidelineFactory(project=project, text=HOSTILE)
    event = factories.AuditEventFactory(project=project, data={"a": HOSTILE}, action=HOSTILE[:60])
    flag = factories.FlagFactory(claim=claim, reason=HOSTILE)
    decision = factories.DecisionFactory(claim=claim, speaker=speaker, reason=HOSTILE)
    proposal = factories.BoundaryProposalFactory(article=article, claim=claim, reason=HOSTILE)
    exclusion = factories.ExclusionFactory(outlet=article.outlet, person=person, reason=HOSTILE)
    factories.SlotFactory(claim=claim, reserved_for=person)
    scheme = factories.LabelSchemeFactory(name=HOSTILE[:100])
    factories.LabelFactory(scheme=scheme, name=HOSTILE[:60], definition=HOSTILE)
    rows = [project, article, claim, speaker, person, label, guideline, event, flag, scheme]
    rows += [decision, proposal, exclusion]
    urls = [*map(list_url, NAMES), *map(page_url, rows)]
    urls.append(reverse("admin:claims_claim_label", args=[claim.pk]))
    client = sign_in(admin)

    pages = [client.get(url) for url in urls]

    assert [page.status_code for page in pages] == [200] * len(urls)
    for page in pages:
        html = page.content.decode()
        assert "<script>window" not in html
        assert "<img src=x" not in html
        assert 'href="javascript:' not in html
        assert "style=" not in html
        assert "<style" not in html
        assert "onclick=" not in html
        assert "<script>" not in html


def test_the_menu_offers_what_one_may_see(staff_annotator: User, sign_in: Any) -> None:
    page = sign_in(staff_annotator).get(reverse("admin:app_list", args=["claims"]))

    shown = {model["object_name"].lower() for model in page.context["app_list"][0]["models"]}
    assert shown == MEMBERS_SEE
    assert "Factcheck administration" in page.content.decode()


def test_nothing_is_deleted_in_bulk(site: Client) -> None:
    speakers = [factories.SpeakerFactory() for _ in range(2)]

    page = site.get(list_url("speaker"))
    site.post(
        list_url("speaker"),
        {"action": "delete_selected", "_selected_action": [s.pk for s in speakers], "post": "yes"},
    )

    assert "delete_selected" not in page.content.decode()
    assert all(type(s).objects.filter(pk=s.pk).exists() for s in speakers)


def test_only_managers_are_told_why_an_article_is_handed_out_when_it_is(
    project: Project, staff_annotator: User, staff_curator: User, staff_manager: User, sign_in: Any
) -> None:
    """A round's articles come first, so what comes between them would be hidden gold."""
    article = factories.ArticleFactory(project=project)

    def find(user: User) -> tuple[bool, bool, int]:
        client = sign_in(user)
        page = client.get(page_url(article)).content.decode()
        listed = client.get(list_url("article")).content.decode()
        narrowed = client.get(list_url("article"), {"priority__exact": "0"})
        return "field-priority" in page, "field-priority" in listed, narrowed.status_code

    assert find(staff_annotator) == (False, False, 400)
    assert find(staff_curator) == (False, False, 400)
    assert find(staff_manager) == (True, True, 200)
