"""Speakers and their other names."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import AuditEvent, Project, Speaker, User
from tests import factories

pytestmark = pytest.mark.django_db

NO_ALIASES = {"aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"}
ADD = "admin:claims_speaker_add"


def page_url(row: Any, page: str = "change") -> str:
    return reverse(f"admin:claims_speaker_{page}", args=[row.pk])


def test_a_speaker_is_added_with_other_names(site: Client) -> None:
    project = factories.ProjectFactory()

    answer = site.post(
        reverse(ADD),
        {
            "project": project.pk,
            "kind": "person",
            "name": "  Ada   New ",
            "aliases-TOTAL_FORMS": "2",
            "aliases-INITIAL_FORMS": "0",
            "aliases-0-name": "The  Mayor",
            "aliases-1-name": "",
        },
    )

    assert answer.status_code == 302
    speaker = Speaker.objects.get(name="Ada New")
    assert (speaker.name_key, speaker.last_word) == ("ada new", "new")
    assert list(speaker.aliases.values_list("name", "name_key")) == [("The Mayor", "the mayor")]
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["speaker.added", "speakeralias.added"]


def test_names_that_differ_in_case_and_spaces_are_one(site: Client) -> None:
    known = factories.SpeakerFactory(name="Ada New")
    fields = {"project": known.project_id, "kind": "person", "name": "ADA  new", **NO_ALIASES}

    answer = site.post(reverse(ADD), fields)

    assert answer.context["adminform"].form.non_field_errors() == [
        "The project already has a speaker of that name."
    ]


def test_into_whom_a_speaker_was_merged_is_shown_and_not_changed_there(site: Client) -> None:
    into = factories.SpeakerFactory(name="Ada Holm")
    speaker = factories.SpeakerFactory(project=into.project, merged_into=into, merged_with=into)

    page = site.get(page_url(speaker))
    fields = {"kind": "person", "name": "A. Holm", "merged_into": "", **NO_ALIASES}
    site.post(page_url(speaker), fields)

    assert "Ada Holm" in page.text
    speaker.refresh_from_db()
    assert (speaker.name, speaker.merged_into) == ("A. Holm", into)


def test_a_renamed_speaker_is_found_by_the_new_name(site: Client) -> None:
    speaker = factories.SpeakerFactory()

    site.post(page_url(speaker), {"kind": "person", "name": "Neue Straße", **NO_ALIASES})

    speaker.refresh_from_db()
    keys = (speaker.name_key, speaker.last_word)
    assert (speaker.name, keys) == ("Neue Straße", ("neue strasse", "strasse"))


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "ﷺ" * 100, "a\0b"])
def test_a_name_that_cannot_be_kept_is_refused_at_its_field(name: str, site: Client) -> None:
    speaker = factories.SpeakerFactory()

    answer = site.post(page_url(speaker), {"kind": "person", "name": name, **NO_ALIASES})

    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["name"]


def test_an_alias_twice_is_refused(site: Client) -> None:
    alias = factories.SpeakerAliasFactory(name="The Mayor")
    fields = {
        "kind": "person",
        "name": alias.speaker.name,
        "aliases-TOTAL_FORMS": "2",
        "aliases-INITIAL_FORMS": "1",
        "aliases-0-id": alias.pk,
        "aliases-0-speaker": alias.speaker_id,
        "aliases-0-name": alias.name,
        "aliases-1-speaker": alias.speaker_id,
        "aliases-1-name": "the  mayor",
    }

    answer = site.post(page_url(alias.speaker), fields)

    assert answer.status_code == 200
    assert alias.speaker.aliases.count() == 1


def test_the_article_itself_and_unnamed_stay_as_they_are(project: Project, site: Client) -> None:
    for speaker in project.speakers.all():
        assert site.get(page_url(speaker)).status_code == 200
        assert site.post(page_url(speaker), {"name": "x", **NO_ALIASES}).status_code == 403
        assert site.post(page_url(speaker, "delete"), {"post": "yes"}).status_code == 403


def test_curators_change_speakers_and_annotators_do_not(
    project: Project, curator: User, staff_annotator: User, sign_in: Any, allow: Any
) -> None:
    curator.is_staff = True
    curator.save()
    speaker = factories.SpeakerFactory(project=project)
    fields = {"kind": "organisation", "name": speaker.name, **NO_ALIASES}
    for user in (curator, staff_annotator):
        allow(user, "change_speaker")

    statuses = [
        sign_in(user).post(page_url(speaker), fields).status_code
        for user in (staff_annotator, curator)
    ]

    assert statuses == [403, 302]
    speaker.refresh_from_db()
    assert speaker.kind == "organisation"


def test_a_speaker_whom_labels_name_stays_and_the_page_names_no_label(site: Client) -> None:
    speaker = factories.SpeakerFactory()
    slot = factories.SlotFactory(
        held=True, claim__article__project=speaker.project, annotator__username="the_author"
    )
    factories.AnnotationFactory(slot=slot, speaker=speaker)

    page = site.get(page_url(speaker, "delete"))
    site.post(page_url(speaker, "delete"), {"post": "yes"})

    assert page.context["protected"] == ["annotations"]
    assert "the_author" not in page.content.decode()
    assert Speaker.objects.filter(pk=speaker.pk).exists()


def test_a_speaker_whom_nothing_names_is_deleted(site: Client) -> None:
    speaker = factories.SpeakerFactory()

    site.post(page_url(speaker, "delete"), {"post": "yes"})

    assert not Speaker.objects.filter(pk=speaker.pk).exists()
    assert AuditEvent.objects.get().action == "speaker.removed"


def test_a_speaker_is_found_by_another_name(site: Client) -> None:
    alias = factories.SpeakerAliasFactory(name="The Chancellor")
    factories.SpeakerAliasFactory(speaker=alias.speaker, name="Chancellor of all")

    page = site.get(reverse("admin:claims_speaker_changelist"), {"q": "chancellor"})

    assert list(page.context["cl"].queryset) == [alias.speaker]
