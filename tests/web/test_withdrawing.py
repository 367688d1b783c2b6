"""Withdrawing an article from its page, and what people are told at the desk."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, Project, User
from claims.operations import withdrawing
from tests.conftest import SignIn
from tests.factories import NOW
from tests.operations.labellings import find_article_voice
from tests.operations.queues import queue_article, take

pytestmark = pytest.mark.django_db

WHY = "The paper asked us to. <b>"


def locate(name: str, article: Article) -> str:
    return reverse(name, args=[article.project.slug, article.uuid])


def read(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_manager_withdraws_an_article_and_takes_that_back(
    project: Project, manager: User, annotator: User, sign_in: SignIn
) -> None:
    article = queue_article(project)
    page = locate("article", article)
    client = sign_in(manager)

    refused = client.post(locate("article-withdraw", article), {"reason": " "})
    done = client.post(locate("article-withdraw", article), {"reason": WHY})
    to_manager = read(client, page)
    to_annotator = read(sign_in(annotator), page)
    listed = read(client, reverse("article-list", args=[project.slug]))
    back = client.post(locate("article-restore", article), follow=True)

    assert refused.status_code == 422
    assert "This field is required." in refused.content.decode()
    assert (done.status_code, done["Location"]) == (302, page)
    for html in (to_manager, to_annotator):
        assert "Nothing in this article is labelled, decided or published any more" in html
        assert "The paper asked us to. &lt;b&gt;" in html
        assert str(manager) in html
    restoring = locate("article-restore", article)
    assert [restoring in html for html in (to_manager, to_annotator)] == [True, False]
    assert listed.count(">withdrawn<") == 1
    assert "The article is worked on, and counts, as before." in back.content.decode()
    article.refresh_from_db()
    assert article.withdrawn_at is None


def test_at_the_desk_one_is_told_and_what_one_wrote_is_kept(
    project: Project, manager: User, annotator: User, sign_in: SignIn
) -> None:
    article = queue_article(project)
    take(project, annotator)
    claim = article.claims.get()
    at_desk = reverse("desk-claim", args=[project.slug, claim.uuid])
    client = sign_in(annotator)
    withdrawing.withdraw_article(actor=manager, article=article, reason=WHY, now=NOW)

    opened = read(client, at_desk)
    sent = client.post(
        at_desk,
        {
            "client_uuid": "6a1d1f7e-9b7b-4c55-8f0e-3a5b1c0d9e21",
            "speaker": str(find_article_voice(claim).uuid),
            "verifiability": "no_claim",
            "checked": "content",
            "comment": "All that I wrote.",
            "evidence-TOTAL_FORMS": "0",
            "evidence-INITIAL_FORMS": "0",
        },
    )

    told = "This article was withdrawn: nothing in it is labelled, decided or published any more."
    assert told in opened
    assert sent.status_code == 422
    assert told in sent.content.decode()
    assert "All that I wrote." in read(client, at_desk)


def test_the_admin_withdraws_and_restores(project: Project, admin: User, sign_in: SignIn) -> None:
    article = queue_article(project)
    client = sign_in(admin)
    change = reverse("admin:claims_article_change", args=[article.pk])
    press = {
        verb: reverse(f"admin:claims_article_{verb}", args=[article.pk])
        for verb in ("withdraw", "restore")
    }
    before = read(client, change)

    refused = client.post(press["withdraw"], {"reason": ""}, follow=True).content.decode()
    done = client.post(press["withdraw"], {"reason": WHY}, follow=True).content.decode()
    back = client.post(press["restore"], follow=True).content.decode()

    shown = [[address in html for address in press.values()] for html in (before, done, back)]
    assert shown == [[True, False], [False, True], [True, False]]
    assert "Say why." in refused
    assert "The article is withdrawn." in done
    assert "The paper asked us to. &lt;b&gt;" in done


def test_a_manager_removes_the_text_for_good(
    project: Project, manager: User, sign_in: SignIn
) -> None:
    article = queue_article(project)
    words = article.claims.get().text
    page, client = locate("article", article), sign_in(manager)
    client.post(locate("article-withdraw", article), {"reason": WHY})
    before = read(client, page)
    posted = {"reason": "A court <i>", "reference": "4 O 17/26"}

    refused = client.post(locate("article-purge", article), {**posted, "confirmation": "00000000"})
    done = client.post(
        locate("article-purge", article),
        {**posted, "confirmation": article.sha256[:8]},
        follow=True,
    )
    back = client.post(locate("article-restore", article), follow=True)

    assert words in before
    assert refused.status_code == 422
    assert "Type the first eight characters of the text’s SHA-256." in refused.content.decode()
    html = done.content.decode()
    for told in ("A court &lt;i&gt;", "4 O 17/26", article.sha256, "[purged]"):
        assert told in html
    assert words not in html
    assert locate("article-restore", article) not in html
    assert "The text of this article was removed for good." in back.content.decode()
