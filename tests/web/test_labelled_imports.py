"""Importing claims with labels through the pages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.models import Annotation, Article, LabelSource, Project, StagedLabels, User
from tests.conftest import SignIn
from tests.factories import LabelSourceFactory, StagedLabelsFactory

pytestmark = pytest.mark.django_db
HEAD = "Sentence_id\tText\tclass_label\n"
ROWS = f"{HEAD}1\tOne <b>bus</b>.\tYes\n2\tTwo.\tNo\n3\tThree.\tMaybe\n"


@pytest.fixture
def client(manager: User, sign_in: SignIn) -> Client:
    return sign_in(manager)


@pytest.fixture
def address(project: Project) -> str:
    return f"/p/{project.slug}/import/labelled/"


def upload(client: Client, address: str, data: str = ROWS, **values: Any) -> Any:
    file = SimpleUploadedFile("dev.tsv", data.encode())
    given = {"format": "checkthat-2024", "source": "Dev", "file": file}
    return client.post(address, given | values)


def test_a_file_goes_from_the_preview_to_the_report(client: Client, address: str) -> None:
    staged = upload(client, address)
    preview = client.get(staged["Location"])

    assert preview.status_code == 200
    page = preview.content.decode()
    assert "One &lt;b&gt;bus&lt;/b&gt;." in page
    assert (preview.context["labels"], preview.context["found"].refused) == (1, 1)
    fields = preview.context["form"].fields
    assert [(one.label, one.initial) for one in fields.values()] == [
        ("No (1)", ""),
        ("Yes (1)", "verifiability:check_worthy_fact"),
    ]

    words = {"word-0": "verifiability:no_claim", "word-1": "verifiability:check_worthy_fact"}
    done = client.post(staged["Location"], {"action": "import", **words})
    report = client.get(done["Location"])

    assert (report.status_code, Annotation.objects.count()) == (200, 2)
    assert "2 imported, 0 already in the project, 1 refused" in report.content.decode()
    assert not StagedLabels.objects.exists()
    # A reload of either imports nothing again.
    assert client.post(staged["Location"], {"action": "import", **words}).status_code == 302
    assert Annotation.objects.count() == 2


def test_nothing_comes_in_until_each_word_has_become_something(
    client: Client, address: str
) -> None:
    staged = upload(client, address)

    answer = client.post(staged["Location"], {"action": "import", "word-1": "-"})

    assert answer.status_code == 422
    assert "Say what becomes of this word." in answer.content.decode()
    assert not LabelSource.objects.exists()


def test_one_may_count_again_before_importing(client: Client, address: str) -> None:
    staged = upload(client, address)
    words = {"word-0": "verifiability:no_claim", "word-1": "-"}

    answer = client.post(staged["Location"], {"action": "count", **words})

    assert (answer.status_code, answer.context["labels"]) == (200, 1)
    assert answer.context["reasons"] == [("The word is left out.", 1)]
    assert not Article.objects.exists()


def test_what_was_uploaded_can_be_discarded(client: Client, address: str) -> None:
    staged = upload(client, address)

    answer = client.post(staged["Location"], {"action": "discard"})

    assert answer["Location"] == address
    assert not StagedLabels.objects.exists()


@pytest.mark.parametrize(
    ("values", "problem"),
    (
        ({"data": ""}, "The file is empty."),
        ({"data": HEAD}, "There is no claim in this file."),
        ({"data": "\x00"}, ""),
        ({"format": "nothing"}, "nothing is not one of the available choices"),
        ({"source": " "}, "This field is required."),
    ),
)
def test_what_is_no_file_of_claims_is_refused_at_once(
    values: dict[str, Any], problem: str, client: Client, address: str
) -> None:
    answer = upload(client, address, **values)

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not StagedLabels.objects.exists()


def test_a_source_of_another_format_is_named(
    client: Client, address: str, project: Project
) -> None:
    LabelSourceFactory(project=project, name="Dev", format="liar")

    answer = upload(client, address)

    assert answer.status_code == 422
    assert "was imported in another way before" in answer.content.decode()


def test_a_file_beyond_the_limits_is_refused(client: Client, address: str, settings: Any) -> None:
    settings.IMPORT_MAX_ROWS = 1
    assert "More than 1 claims at once" in upload(client, address).content.decode()
    settings.IMPORT_MAX_BYTES = 10
    assert "use the import_labels command" in upload(client, address).content.decode()


def test_nobody_sees_what_another_has_uploaded(
    project: Project, client: Client, address: str
) -> None:
    staged = StagedLabelsFactory(project=project)

    assert client.get(f"{address}{staged.uuid}/").status_code == 404


def test_imported_lists_are_shown_by_their_source_alone(
    client: Client, address: str, project: Project
) -> None:
    staged = upload(client, address)
    words = {"word-0": "-", "word-1": "verifiability:check_worthy_fact"}
    client.post(staged["Location"], {"action": "import", **words})
    source = LabelSource.objects.get()
    articles = f"/p/{project.slug}/articles/"

    pages = [
        client.get(articles, given).context["page"].paginator.count
        for given in ({}, {"source": str(source.uuid)})
    ]

    assert pages == [0, 2]
    for wrong in ("x", str(StagedLabelsFactory().uuid)):
        assert client.get(articles, {"source": wrong}).status_code == 404
