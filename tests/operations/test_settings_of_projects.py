"""Projects, their people, guidelines, schemes, speakers and tokens."""

from datetime import timedelta

import pytest

from claims.errors import Conflict, DomainError, InvalidInput, NotAllowed
from claims.models import (
    ApiToken,
    Article,
    ArticleSpeaker,
    AuditEvent,
    Guideline,
    Label,
    LabelScheme,
    Membership,
    Project,
    Speaker,
    User,
)
from claims.operations import people, projects, schemes, speakers, tokens
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleFactory,
    SpeakerAliasFactory,
    SpeakerFactory,
    UserFactory,
    install_scheme,
)

pytestmark = pytest.mark.django_db


def create(admin: User, **changes: object) -> Project:
    values = {
        "slug": "new",
        "name": "New",
        "verifiability_scheme": install_scheme("factcheck-verifiability"),
        "verdict_scheme": install_scheme("averitec"),
        "guideline": "# How to",
    }
    return projects.create_project(actor=admin, now=NOW, **(values | changes))  # type: ignore[arg-type]


def test_a_new_project_has_a_guideline_a_manager_and_its_two_own_speakers(admin: User) -> None:
    project = create(admin)

    assert [g.version for g in project.guidelines.all()] == [1]
    assert Membership.objects.get(project=project).role == "manager"
    assert {s.kind for s in project.speakers.all()} == {"article", "unnamed"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "Not a slug"}, "slug"),
        ({"overlap": 10}, "overlap"),
        ({"time_zone": "Mars"}, "time_zone"),
    ],
)
def test_a_project_that_cannot_be_names_the_field(
    changes: dict[str, object], field: str, admin: User
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create(admin, **changes)

    assert refusal.value.field == field
    assert not Project.objects.exists()


def test_only_a_site_admin_makes_projects(manager: User) -> None:
    with pytest.raises(NotAllowed):
        create(manager)


def test_a_guideline_is_published_in_versions(project: Project, manager: User) -> None:
    for text in ("One", "Two"):
        projects.publish_guideline(actor=manager, project=project, text=text, now=NOW)

    assert (
        list(Guideline.objects.filter(project=project).values_list("text", flat=True))[-1] == "Two"
    )
    guideline = project.latest_guideline()
    assert guideline is not None
    assert (guideline.version, guideline.text) == (2, "Two")


def test_an_empty_guideline_is_refused(project: Project, manager: User) -> None:
    with pytest.raises(InvalidInput):
        projects.publish_guideline(actor=manager, project=project, text=" \n", now=NOW)


def test_a_role_is_given_changed_and_ended(project: Project, manager: User) -> None:
    person = UserFactory()
    for role, is_active in (("annotator", True), ("curator", True), ("curator", False)):
        projects.set_membership(
            actor=manager, project=project, user=person, role=role, is_active=is_active, now=NOW
        )

    membership = Membership.objects.get(user=person)
    assert (membership.role, membership.is_active) == ("curator", False)
    assert AuditEvent.objects.filter(action="membership.set").count() == 3


@pytest.mark.parametrize("role", ["annotator", "curator", "reader", "stranger"])
def test_only_managers_publish_and_give_roles(
    role: str, project: Project, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(role)

    with pytest.raises(NotAllowed):
        projects.publish_guideline(actor=actor, project=project, text="Mine", now=NOW)
    with pytest.raises(NotAllowed):
        projects.set_membership(actor=actor, project=project, user=actor, role="manager", now=NOW)


PRESET = {
    "kind": "verdict",
    "slug": "two",
    "version": 1,
    "name": "Two",
    "description": "",
    "labels": [{"value": "yes", "name": "Yes", "hotkey": "A", "canonical": "supported"}],
}


def test_presets_are_installed_once_and_edits_stay() -> None:
    schemes.install_presets(actor=None, presets=[PRESET], now=NOW)
    Label.objects.filter(value="yes").update(name="Yea")

    again = schemes.install_presets(actor=None, presets=[PRESET], now=NOW)

    assert again == []
    assert LabelScheme.objects.get(slug="two").labels.get().name == "Yea"


def test_what_records_derive_from_freezes_at_first_use_and_words_do_not(admin: User) -> None:
    label = AnnotationFactory(value="no_claim").verifiability
    label.name = "Nothing to check"
    schemes.save_label(actor=admin, label=label, now=NOW)
    label.check_worthy = "yes"

    with pytest.raises(Conflict, match="new version"):
        schemes.save_label(actor=admin, label=label, now=NOW)
    with pytest.raises(Conflict):
        schemes.remove_label(actor=admin, label=label, now=NOW)

    label.refresh_from_db()
    assert (label.name, label.check_worthy) == ("Nothing to check", "no")


def test_an_unused_label_can_be_changed_and_removed(project: Project, admin: User) -> None:
    label = project.verdict_scheme.labels.get(value="Refuted")
    label.rating = 1
    schemes.save_label(actor=admin, label=label, now=NOW)
    schemes.remove_label(actor=admin, label=label, now=NOW)

    assert not Label.objects.filter(value="Refuted").exists()


def add(actor: User, project: Project, name: str, **options: object) -> Speaker:
    return speakers.add_speaker(actor=actor, project=project, name=name, now=NOW, **options)  # type: ignore[arg-type]


def test_a_speaker_is_found_by_name_whatever_case_and_spaces(
    project: Project, annotator: User
) -> None:
    ada = SpeakerFactory(project=project, name="Ada Holm", name_key="ada holm")

    assert add(annotator, project, "  ADA   holm ") == ada
    assert Speaker.objects.filter(project=project).exclude(name="").count() == 1


def test_a_speaker_is_found_by_another_name_if_it_is_theirs_alone(
    project: Project, annotator: User
) -> None:
    ada, bo = (SpeakerFactory(project=project) for _ in range(2))
    SpeakerAliasFactory(speaker=ada, name="The mayor", name_key="the mayor")
    SpeakerAliasFactory(speaker=ada, name="Holm", name_key="holm")
    SpeakerAliasFactory(speaker=bo, name="Holm", name_key="holm")

    assert add(annotator, project, "the mayor") == ada
    assert add(annotator, project, "Holm") not in {ada, bo}


def test_whom_one_adds_to_an_article_only_oneself_sees_there(
    project: Project, annotator: User, other_annotator: User
) -> None:
    article: Article = ArticleFactory(project=project)

    add(annotator, project, "Ada Holm", article=article)
    add(annotator, project, "Ada Holm", article=article)

    assert ArticleSpeaker.objects.visible_to(annotator).count() == 1
    assert ArticleSpeaker.objects.visible_to(other_annotator).count() == 0


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Ada", "kind": "article"}, "kind"),
        ({"name": "Ada", "same_as": "javascript:alert(1)"}, "same_as"),
        ({"name": "Ada\0"}, "name"),
    ],
)
def test_a_speaker_that_cannot_be_names_the_field(
    options: dict[str, str], field: str, project: Project, annotator: User
) -> None:
    with pytest.raises(DomainError) as refusal:
        add(annotator, project, **options)

    assert refusal.value.field == field


def test_a_token_is_kept_as_a_digest_only(annotator: User) -> None:
    token, key = tokens.create_token(actor=annotator, name="Newsroom", now=NOW)

    row = ApiToken.objects.get()
    assert row == token
    assert key not in str(vars(row))
    assert row.digest == tokens.digest_key(key)
    assert list(ApiToken.objects.usable(NOW)) == [token]


def test_a_token_ends_when_revoked_when_over_and_with_its_person(annotator: User) -> None:
    revoked, over, left = (
        tokens.create_token(
            actor=annotator, name=name, now=NOW, expires_at=NOW + timedelta(days=1)
        )[0]
        for name in ("a", "b", "c")
    )
    tokens.revoke_token(actor=annotator, token=revoked, now=NOW)

    assert set(ApiToken.objects.usable(NOW)) == {over, left}
    assert not ApiToken.objects.usable(NOW + timedelta(days=1)).exists()
    User.objects.update(is_active=False)
    assert not ApiToken.objects.usable(NOW).exists()


def test_nobody_revokes_the_token_of_another(annotator: User, other_annotator: User) -> None:
    token, _key = tokens.create_token(actor=annotator, name="Mine", now=NOW)

    with pytest.raises(NotAllowed):
        tokens.revoke_token(actor=other_annotator, token=token, now=NOW)


def test_people_are_added_by_site_admins(admin: User, manager: User) -> None:
    added = people.add_person(actor=admin, username="new", password="long enough 1", now=NOW)

    assert added.check_password("long enough 1")
    with pytest.raises(NotAllowed):
        people.add_person(actor=manager, username="other", password="long enough 1", now=NOW)
