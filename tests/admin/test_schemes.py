"""Label schemes: what records derive from is frozen once somebody has used it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import AuditEvent, Label, LabelScheme, User
from tests import factories

pytestmark = pytest.mark.django_db

COLUMNS = (
    "order",
    "value",
    "name",
    "definition",
    "hotkey",
    "tone",
    "verifiable",
    "check_worthy",
    "verdict_rule",
    "canonical",
)


def page_url(row: Any, page: str = "change") -> str:
    return reverse(f"admin:claims_{row._meta.model_name}_{page}", args=[row.pk])


def describe_scheme(scheme: LabelScheme, **changes: Any) -> dict[str, Any]:
    labels = list(scheme.labels.order_by("order", "pk")) if scheme.pk else []
    body: dict[str, Any] = {
        "kind": scheme.kind,
        "slug": scheme.slug,
        "version": scheme.version,
        "name": scheme.name,
        "labels-TOTAL_FORMS": len(labels),
        "labels-INITIAL_FORMS": len(labels),
    }
    for number, label in enumerate(labels):
        body |= {f"labels-{number}-{name}": getattr(label, name) for name in COLUMNS}
        body |= {f"labels-{number}-id": label.pk, f"labels-{number}-scheme": scheme.pk}
    return body | changes


@pytest.fixture
def used() -> Label:
    """A label that somebody has given."""
    return factories.AnnotationFactory().verifiability


def test_a_used_labels_meaning_is_shown_but_not_read(used: Label, site: Client) -> None:
    number = used.order - 1
    page = site.get(page_url(used.scheme))
    body = describe_scheme(used.scheme)
    body |= {
        f"labels-{number}-value": "something_else",
        f"labels-{number}-verifiable": "yes",
        f"labels-{number}-name": "Nothing to check",
    }

    answer = site.post(page_url(used.scheme), body)

    html = page.content.decode()
    fields = page.context["inline_admin_formsets"][0].formset[number].fields
    frozen = {name for name, field in fields.items() if field.disabled}
    assert 'name="slug"' not in html
    assert frozen == {"value", "verifiable", "check_worthy", "verdict_rule", "canonical", "rating"}
    assert answer.status_code == 302
    before = used.value, used.verifiable
    used.refresh_from_db()
    assert (used.value, used.verifiable) == before
    assert used.name == "Nothing to check"
    assert AuditEvent.objects.get(action="label.changed").data["value"] == used.value


def test_a_label_used_meanwhile_is_refused_by_the_operation(
    used: Label, site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = used.order - 1
    monkeypatch.setattr("claims.admin.schemes.FROZEN_FIELDS", frozenset())
    body = describe_scheme(used.scheme, **{f"labels-{number}-value": "something_else"})

    answer = site.post(page_url(used.scheme), body)

    assert answer.status_code == 200
    assert answer.context["adminform"].form.non_field_errors() == [
        "Labels have been given with it: make a new version of the scheme."
    ]
    assert not Label.objects.filter(value="something_else").exists()


def test_a_used_label_cannot_be_removed(used: Label, site: Client) -> None:
    number = used.order - 1
    body = describe_scheme(used.scheme, **{f"labels-{number}-DELETE": "on", "name": "Renamed"})

    answer = site.post(page_url(used.scheme), body)

    assert "it has to stay" in answer.content.decode()
    assert Label.objects.filter(pk=used.pk).exists()
    assert LabelScheme.objects.get(pk=used.scheme_id).name != "Renamed"


def test_a_scheme_is_added_with_its_labels(site: Client) -> None:
    scheme = LabelScheme(kind="verifiability", slug="ours", version=1, name="Ours")
    label = {
        "order": "1",
        "value": "fact",
        "name": "Fact",
        "hotkey": "Q",
        "verifiable": "yes",
        "check_worthy": "yes",
        "verdict_rule": "required",
    }
    body = describe_scheme(scheme, **{f"labels-0-{name}": value for name, value in label.items()})

    answer = site.post(reverse("admin:claims_labelscheme_add"), {**body, "labels-TOTAL_FORMS": "1"})

    assert answer.status_code == 302
    assert LabelScheme.objects.get(slug="ours").labels.get().value == "fact"
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["labelscheme.added", "label.added"]


def test_a_scheme_that_no_project_uses_is_removed(site: Client) -> None:
    scheme = LabelScheme.objects.create(kind="verdict", slug="ours", version=1, name="Ours")

    answer = site.post(page_url(scheme, "delete"), {"post": "yes"})

    assert answer.status_code == 302
    assert not LabelScheme.objects.exists()
    assert AuditEvent.objects.get().action == "labelscheme.removed"


def test_a_scheme_that_a_project_takes_meanwhile_stays(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme = factories.ProjectFactory().verdict_scheme
    monkeypatch.setattr("claims.admin.base.list_kinds_that_use", lambda _row: [])

    answer = site.post(page_url(scheme, "delete"), {"post": "yes"}, follow=True)

    assert "This was changed meanwhile" in answer.content.decode()
    assert LabelScheme.objects.filter(pk=scheme.pk).exists()


def test_an_unused_label_is_removed(site: Client) -> None:
    label = factories.LabelFactory()

    site.post(page_url(label.scheme), describe_scheme(label.scheme, **{"labels-0-DELETE": "on"}))

    assert not label.scheme.labels.exists()
    assert AuditEvent.objects.get().action == "label.removed"


@pytest.mark.parametrize(
    ("field", "value"), [("hotkey", "A"), ("verifiable", ""), ("verdict_rule", "required")]
)
def test_a_labels_rules_are_kept(field: str, value: str, site: Client) -> None:
    label = factories.LabelFactory()

    answer = site.post(
        page_url(label.scheme), describe_scheme(label.scheme, **{f"labels-0-{field}": value})
    )

    assert answer.status_code == 200
    assert answer.context["inline_admin_formsets"][0].formset.total_error_count() == 1


def test_a_scheme_that_projects_use_stays(site: Client) -> None:
    scheme = factories.ProjectFactory().verdict_scheme

    page = site.get(page_url(scheme, "delete"))
    site.post(page_url(scheme, "delete"), {"post": "yes"})

    assert page.context["protected"] == ["labels", "projects"]
    assert LabelScheme.objects.filter(pk=scheme.pk).exists()


def test_schemes_are_for_site_admins_to_change(
    staff_manager: User, sign_in: Any, allow: Any
) -> None:
    allow(staff_manager, "add_labelscheme", "change_labelscheme", "delete_labelscheme")
    label = factories.LabelFactory()
    client = sign_in(staff_manager)

    statuses = [
        client.get(page_url(label.scheme)).status_code,
        client.post(page_url(label.scheme), describe_scheme(label.scheme)).status_code,
        client.get(reverse("admin:claims_labelscheme_add")).status_code,
        client.post(page_url(label.scheme, "delete"), {"post": "yes"}).status_code,
    ]

    assert statuses == [200, 403, 403, 403]
