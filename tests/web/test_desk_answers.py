"""What the desk's script is answered, in both passes."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from claims import clock
from claims.models import (
    Annotation,
    Claim,
    Draft,
    Flag,
    Lease,
    Membership,
    Project,
    Skip,
    Slot,
    Speaker,
    User,
)
from claims.operations.marks import DRAFT_LIMIT, begin_version
from tests.factories import (
    NOW,
    AnnotationFactory,
    ArticleSpeakerFactory,
    DraftFactory,
    GuidelineFactory,
    GuidelineReadingFactory,
    SlotFactory,
    SpeakerFactory,
    UserFactory,
)
from tests.forms import read_form
from tests.operations.queues import list_claims, list_held, queue_article, take

pytestmark = pytest.mark.django_db

FIRST = begin_version(NOW)
DATA: Any = {"headers": {"accept": "application/json"}}


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def project(project: Project) -> Project:
    """One label of each claim."""
    project.overlap = 1
    project.save(update_fields=["overlap"])
    return project


@pytest.fixture
def claims(project: Project, annotator: User) -> list[Claim]:
    """Three claims before the annotator, in one article."""
    claims = list(list_claims(queue_article(project, claims=3)))
    take(project, annotator)
    return claims


@pytest.fixture
def claim(claims: list[Claim]) -> Claim:
    return claims[0]


@pytest.fixture
def checked(project: Project, annotator: User, other_annotator: User) -> Claim:
    """A claim before the annotator to be checked: somebody else found it worth it."""
    project.has_check_pass = True
    project.save(update_fields=["has_check_pass"])
    (claim,) = list_claims(queue_article(project))
    Slot.objects.filter(claim=claim).update(annotator=other_annotator)
    slot = Slot.objects.get(claim=claim)
    AnnotationFactory(slot=slot, value="check_worthy_fact", comment="Secret remark")
    SlotFactory(claim=claim, stage="check")
    take(project, annotator, stage="check")
    return claim


@pytest.fixture
def desk(client: Client, annotator: User) -> Client:
    client.force_login(annotator)
    return client


def locate(claim: Claim, name: str = "desk-claim") -> str:
    return reverse(name, args=[claim.project.slug, claim.uuid])


def find_voice(claim: Claim) -> Speaker:
    return Speaker.objects.get(project=claim.project, kind=Speaker.Kind.ARTICLE)


def fill_in(claim: Claim, **changes: Any) -> dict[str, Any]:
    """What the script sends: no factual claim, said by the article itself."""
    return {
        "speaker": str(find_voice(claim).uuid),
        "verifiability": "no_claim",
        "verdict": "",
        "client_uuid": str(uuid.uuid4()),
        "evidence-TOTAL_FORMS": "2",
        "evidence-INITIAL_FORMS": "0",
    } | changes


def fill_in_check(**changes: Any) -> dict[str, Any]:
    return {
        "verdict": "Refuted",
        "justification": "The register says so.",
        "claim_date": "2026-01-10",
        "client_uuid": str(uuid.uuid4()),
        "evidence-TOTAL_FORMS": "1",
        "evidence-INITIAL_FORMS": "0",
        "evidence-0-stance": "refutes",
        "evidence-0-url": "https://register.example/1",
    } | changes


def renew_guideline(project: Project, reader: User) -> None:
    """A second version, of which the reader knows the first."""
    GuidelineReadingFactory(user=reader, guideline=GuidelineFactory(project=project))
    GuidelineFactory(project=project)


def add_speakers(claim: Claim, number: int) -> None:
    """So many more in the article's cast, first in their order."""
    for position in range(1, number + 1):
        speaker = SpeakerFactory(project=claim.project, name=f"Speaker {position}")
        ArticleSpeakerFactory(article=claim.article, speaker=speaker, position=position)


def ask(desk: Client, address: str, sent: dict[str, Any] | None = None) -> tuple[int, Any]:
    """The answer's status and what it says; `sent`: by POST."""
    answer = desk.get(address, **DATA) if sent is None else desk.post(address, sent, **DATA)
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, answer.json()


def name_codes(said: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in said["errors"]]


# Opening a claim


def test_a_claim_is_opened_as_it_is(desk: Client, claim: Claim) -> None:
    status, said = ask(desk, locate(claim))

    values = said.pop("values")
    cast = said.pop("cast")
    assert status == 200
    assert said == {
        "state": "open",
        "flagged": False,
        "who": "",
        "warnings": [[], []],
        "revises": "",
        "draft_version": 0,
    }
    assert values["claim_date"] == str(claim.article.published or "")
    assert not {"client_uuid", "revises", "seconds", "guideline_version"} & set(values)
    filled = {name: value for name, value in values.items() if value and name != "claim_date"}
    assert filled == {"other_kind": "person", "checked": "content"}
    assert [(one["name"], one["digit"]) for one in cast["speakers"]] == [
        ("The article itself", 0),
        ("Unnamed", None),
    ]
    assert cast["merged"] == {}


def test_a_claim_is_opened_with_what_was_begun(desk: Client, claim: Claim, annotator: User) -> None:
    body = {"comment": "Hm.", "evidence": [{"url": "http://insecure.example/", "stance": ""}]}
    DraftFactory(claim=claim, annotator=annotator, body=body, version=7)

    status, said = ask(desk, locate(claim))

    assert (status, said["draft_version"], said["values"]["comment"]) == (200, 7, "Hm.")
    assert said["values"]["evidence"] == [{"url": "http://insecure.example/"}]
    assert len(said["warnings"]) == 3


def test_a_label_is_opened_to_be_revised(desk: Client, claim: Claim) -> None:
    ask(desk, locate(claim), fill_in(claim, comment="First."))

    _status, said = ask(desk, locate(claim))

    assert (said["state"], said["who"]) == ("done", "The article itself")
    assert said["revises"] == str(Annotation.objects.get().uuid)
    assert said["values"]["comment"] == "First."
    assert said["values"]["speaker"] == str(find_voice(claim).uuid)


def test_a_claim_that_was_passed_over_is_opened_all_the_same(desk: Client, claim: Claim) -> None:
    ask(desk, locate(claim, "desk-skip"), {"reason": ""})

    status, said = ask(desk, locate(claim))

    assert (status, said["state"]) == (200, "skipped")


@pytest.mark.parametrize("route", ["desk-claim", "check-claim"])
def test_a_claim_of_somebody_else_is_not_told(
    route: str, desk: Client, project: Project, other_annotator: User
) -> None:
    (claim,) = list_claims(queue_article(project))
    take(project, other_annotator)

    status, said = ask(desk, locate(claim, route))

    message = "That claim is not assigned to you."
    assert status == 404
    assert said == {"errors": [{"code": "not_yours", "field": "", "message": message}]}


def test_a_check_is_opened_without_what_others_said(desk: Client, checked: Claim) -> None:
    status, said = ask(desk, locate(checked, "check-claim"))

    assert (status, said["state"], said["who"]) == (200, "open", "")
    assert said["cast"] == {"speakers": [], "merged": {}}
    assert not {"speaker", "verifiability", "quote_type"} & set(said["values"])
    assert "Secret" not in json.dumps(said)


# Submitting


def test_a_new_label_is_taken(desk: Client, claim: Claim) -> None:
    status, said = ask(desk, locate(claim), fill_in(claim))

    label = Annotation.objects.get()
    assert status == 200
    assert said.pop("cast")["speakers"][0]["uuid"] == str(find_voice(claim).uuid)
    assert said == {
        "state": "done",
        "flagged": False,
        "who": "The article itself",
        "annotation": str(label.uuid),
        "speaker": str(label.speaker.uuid),
        "is_guideline_unread": False,
    }


def test_whoever_was_typed_in_is_told_as_a_speaker(desk: Client, claim: Claim) -> None:
    _status, said = ask(
        desk,
        locate(claim),
        fill_in(claim, speaker="else", other_name="Ada Holm", other_kind="person"),
    )

    ada = Speaker.objects.get(name="Ada Holm")
    assert (said["who"], said["speaker"]) == ("Ada Holm", str(ada.uuid))
    assert {"uuid": str(ada.uuid), "name": "Ada Holm", "digit": 1} in said["cast"]["speakers"]


def test_the_same_again_is_the_same_label(desk: Client, claim: Claim) -> None:
    sent = fill_in(claim)

    first, second = (ask(desk, locate(claim), sent) for _ in range(2))

    assert first == second
    assert Annotation.objects.count() == 1


def test_another_label_under_the_same_name_is_refused(desk: Client, claim: Claim) -> None:
    sent = fill_in(claim)
    ask(desk, locate(claim), sent)

    status, said = ask(desk, locate(claim), sent | {"comment": "Other."})

    assert (status, name_codes(said)) == (422, [("", "client_uuid_reused")])
    assert Annotation.objects.get().comment == ""


def test_a_revision_is_taken_and_ends_the_draft(desk: Client, claim: Claim) -> None:
    _status, first = ask(desk, locate(claim), fill_in(claim))
    ask(desk, locate(claim, "desk-draft"), fill_in(claim, comment="Hm.", draft_version=0))

    status, said = ask(
        desk, locate(claim), fill_in(claim, comment="Better.", revises=first["annotation"])
    )

    label = Annotation.objects.get(revision=2)
    assert (status, said["annotation"], label.comment) == (200, str(label.uuid), "Better.")
    assert not Draft.objects.exists()


def test_what_is_wrong_is_told_by_the_pages_own_names_and_kept(desk: Client, claim: Claim) -> None:
    sent = fill_in(
        claim,
        speaker="",
        comment="Do not lose me.",
        **{"evidence-1-url": "https://register.example/1"},
    )

    status, said = ask(desk, locate(claim), sent)

    assert status == 422
    assert said == {
        "state": "open",
        "flagged": False,
        "who": "",
        "revises": "",
        "draft_version": FIRST,
        "errors": [
            {
                "field": "speaker",
                "label": "Speaker",
                "code": "required",
                "message": "Choose who says it.",
            },
            {
                "field": "evidence-1-stance",
                "label": "Evidence 2, Stance",
                "code": "",
                "message": "Say which way this evidence points.",
            },
        ],
    }
    kept = Draft.objects.get()
    assert kept.body["comment"] == "Do not lose me."
    assert kept.body["evidence"] == [{"url": "https://register.example/1"}]


def test_what_the_rules_refuse_is_told_at_its_row(desk: Client, claim: Claim) -> None:
    sent = fill_in(
        claim,
        verifiability="check_worthy_fact",
        verdict="Refuted",
        claim_date="2026-01-10",
        **{"evidence-1-url": "javascript:alert(1)", "evidence-1-stance": "refutes"},
    )

    status, said = ask(desk, locate(claim), sent)

    assert status == 422
    assert [(e["field"], e["label"]) for e in said["errors"]] == [
        ("justification", "Why"),
        ("evidence-1-url", "Evidence 2, Link"),
    ]


def test_names_and_sentences_are_in_the_readers_language(
    desk: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As far as a catalogue has them: Django's own has this sentence."""
    sent = fill_in(claim, claim_date="yesterday")

    with translation.override("de"):
        expected = translation.gettext("Enter a valid date.")
    answer = desk.post(
        locate(claim), sent, headers={"accept": "application/json", "accept-language": "de"}
    )

    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("claim_date", "invalid")
    assert error["message"] in {expected, "Enter a valid date."}


def test_too_many_rows_are_told_for_the_whole_form(desk: Client, claim: Claim) -> None:
    status, said = ask(desk, locate(claim), fill_in(claim, **{"evidence-TOTAL_FORMS": "999"}))

    assert status == 422
    assert [(e["field"], e["label"], e["code"]) for e in said["errors"]] == [
        ("", "", "too_many_forms")
    ]


@pytest.mark.parametrize("text", ["x" * DRAFT_LIMIT, "a\0b"])
def test_what_cannot_even_be_kept_is_still_told_what_is_wrong_with_it(
    text: str, desk: Client, claim: Claim
) -> None:
    ask(desk, locate(claim, "desk-draft"), fill_in(claim, comment="Before."))

    status, said = ask(desk, locate(claim), fill_in(claim, comment=text))

    assert status == 422
    assert [error["field"] for error in said["errors"]] == ["comment"]
    assert said["draft_version"] == FIRST
    assert Draft.objects.get().body["comment"] == "Before."


def test_a_label_that_comes_too_late_is_told_and_kept(
    desk: Client, claim: Claim, other_annotator: User
) -> None:
    Slot.objects.filter(claim=claim).update(annotator=other_annotator, lease=None)

    status, said = ask(desk, locate(claim), fill_in(claim, comment="Took me long."))

    assert (status, name_codes(said)) == (422, [("", "no_free_slot")])
    assert (said["state"], said["draft_version"] > 0) == ("context", True)
    assert Draft.objects.get().body["comment"] == "Took me long."
    assert not Annotation.objects.exists()


def test_what_was_labelled_in_another_tab_is_told_with_what_to_revise(
    desk: Client, claim: Claim
) -> None:
    ask(desk, locate(claim), fill_in(claim))

    status, said = ask(desk, locate(claim), fill_in(claim, comment="In the second tab."))

    label = Annotation.objects.get()
    assert (status, name_codes(said)) == (422, [("", "labelled")])
    assert (said["state"], said["revises"]) == ("done", str(label.uuid))
    assert said["draft_version"] == FIRST


def test_that_a_guideline_is_unread_is_told_after_the_label(
    desk: Client, project: Project, claim: Claim, annotator: User
) -> None:
    renew_guideline(project, annotator)

    status, said = ask(desk, locate(claim), fill_in(claim))

    assert (status, said["is_guideline_unread"]) == (200, True)


def test_a_check_is_taken_and_revised(desk: Client, checked: Claim) -> None:
    address = locate(checked, "check-claim")

    status, first = ask(desk, address, fill_in_check())
    again, second = ask(desk, address, fill_in_check(revises=first["annotation"], comment="Hm."))

    assert (status, again) == (200, 200)
    assert (first["state"], first["cast"]) == ("done", {"speakers": [], "merged": {}})
    assert first["annotation"] != second["annotation"]
    assert Annotation.objects.filter(stage="check").count() == 2


def test_a_check_that_is_refused_says_why_and_nothing_of_others(
    desk: Client, checked: Claim
) -> None:
    sent = fill_in_check(**{"evidence-0-stance": "supports"})

    status, said = ask(desk, locate(checked, "check-claim"), sent)

    assert status == 422
    assert len(said["errors"]) == 1
    assert "Secret" not in json.dumps(said)
    assert Draft.objects.get().stage == "check"


# Drafts


def test_a_draft_is_kept_in_versions(desk: Client, claim: Claim) -> None:
    address = locate(claim, "desk-draft")
    row = {"evidence-0-url": "https://register.example/1"}

    _status, first = ask(desk, address, fill_in(claim, comment="one", draft_version=0, **row))
    known = first["version"]
    status, second = ask(desk, address, fill_in(claim, comment="two", draft_version=known, **row))

    assert (status, second["version"]) == (200, known + 1)
    assert [len(said["warnings"]) for said in (first, second)] == [2, 2]
    assert Draft.objects.get().body["comment"] == "two"


def test_a_draft_that_was_slower_than_its_own_label_is_refused(desk: Client, claim: Claim) -> None:
    sheet = str(uuid.uuid4())
    ask(desk, locate(claim), fill_in(claim, client_uuid=sheet))

    late = fill_in(claim, comment="slow", client_uuid=sheet, draft_version=0)
    status, said = ask(desk, locate(claim, "desk-draft"), late)

    assert (status, name_codes(said)) == (409, [("", "draft_changed")])
    assert not Draft.objects.exists()


def test_a_draft_that_was_overtaken_is_told_how_it_reads_by_now(desk: Client, claim: Claim) -> None:
    address = locate(claim, "desk-draft")
    ask(desk, address, fill_in(claim, comment="other tab", draft_version=0))

    status, said = ask(desk, address, fill_in(claim, comment="this tab", draft_version=0))

    assert (status, name_codes(said)) == (409, [("", "draft_changed")])
    assert (said["draft_version"], said["values"]["comment"]) == (FIRST, "other tab")
    assert Draft.objects.get().body["comment"] == "other tab"


def test_a_draft_of_what_is_labelled_by_now_is_told_that_there_is_none(
    desk: Client, claim: Claim
) -> None:
    ask(desk, locate(claim, "desk-draft"), fill_in(claim, comment="begun", draft_version=0))
    ask(desk, locate(claim), fill_in(claim))

    status, said = ask(
        desk, locate(claim, "desk-draft"), fill_in(claim, comment="late", draft_version=FIRST)
    )

    assert (status, name_codes(said)) == (409, [("", "draft_changed")])
    assert (said["draft_version"], said["values"]) == (0, {})
    assert not Draft.objects.exists()


def test_what_is_as_it_was_is_no_draft(desk: Client, claim: Claim) -> None:
    address = locate(claim, "desk-draft")
    fresh = desk.get(locate(claim)).content.decode()
    ask(desk, address, fill_in(claim, comment="begun", draft_version=0))
    untouched = read_form(fresh, "label-form")

    status, said = ask(desk, address, untouched | {"draft_version": FIRST})

    assert (status, said["version"]) == (200, 0)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("version", ["", "-1", "1.5", "x", "²", "99999999999999"])
def test_nonsense_for_a_version_never_breaks(version: str, desk: Client, claim: Claim) -> None:
    status, _said = ask(
        desk, locate(claim, "desk-draft"), fill_in(claim, comment="Hm.", draft_version=version)
    )

    assert status == (409 if version.startswith("9") else 200)


def test_a_draft_of_a_claim_of_somebody_else_is_refused(
    desk: Client, project: Project, other_annotator: User
) -> None:
    (claim,) = list_claims(queue_article(project))
    take(project, other_annotator)

    status, said = ask(desk, locate(claim, "desk-draft"), fill_in(claim, comment="Hm."))

    assert (status, name_codes(said)) == (404, [("", "not_yours")])
    assert not Draft.objects.exists()


def test_a_draft_of_a_check_is_kept_in_its_pass(desk: Client, checked: Claim) -> None:
    address = locate(checked, "check-draft")

    status, said = ask(desk, address, fill_in_check(draft_version=0))
    overtaken, _said = ask(desk, address, fill_in_check(draft_version=0))

    assert (status, said["version"], overtaken) == (200, FIRST, 409)
    assert Draft.objects.get().stage == "check"


# Skips and flags


def test_a_skip_is_taken_once(desk: Client, claim: Claim) -> None:
    address = locate(claim, "desk-skip")

    answers = [ask(desk, address, {"reason": "I know them."}) for _ in range(2)]

    assert answers == [(200, {"state": "skipped", "flagged": False, "who": ""})] * 2
    assert Skip.objects.get().reason == "I know them."


def test_what_is_labelled_is_not_skipped(desk: Client, claim: Claim) -> None:
    ask(desk, locate(claim), fill_in(claim))

    status, said = ask(desk, locate(claim, "desk-skip"), {"reason": ""})

    assert (status, name_codes(said)) == (409, [("", "labelled")])


def test_a_flag_is_taken_and_the_claim_stays(desk: Client, claim: Claim) -> None:
    status, said = ask(desk, locate(claim, "desk-flag"), {"reason": "Two in one."})

    assert (status, said) == (200, {"state": "open", "flagged": True, "who": ""})
    assert Flag.objects.get().reason == "Two in one."
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason_missing"), ("  ", "reason_missing"), ("x" * 5000, "too_long")]
)
def test_a_flag_without_a_fitting_reason_is_refused(
    reason: str, code: str, desk: Client, claim: Claim
) -> None:
    status, said = ask(desk, locate(claim, "desk-flag"), {"reason": reason})

    assert (status, name_codes(said)) == (400, [("reason", code)])
    assert not Flag.objects.exists()


def test_a_check_is_flagged_and_skipped_in_its_pass(desk: Client, checked: Claim) -> None:
    flagged = ask(desk, locate(checked, "check-flag"), {"reason": "Odd."})
    skipped = ask(desk, locate(checked, "check-skip"), {"reason": ""})

    assert flagged == (200, {"state": "open", "flagged": True, "who": ""})
    assert skipped == (200, {"state": "skipped", "flagged": True, "who": ""})
    assert (Flag.objects.get().stage, Skip.objects.get().stage) == ("check", "check")


# The next article


def test_the_next_article_is_told_before_it_is_due(
    desk: Client, project: Project, claims: list[Claim], annotator: User
) -> None:
    following = list_claims(queue_article(project, claims=2))
    address = reverse("desk-next", args=[project.slug])

    answers = [ask(desk, address, {}) for _ in range(2)]

    assert answers == [(200, {"url": locate(following[0])})] * 2
    assert list_held(annotator) == [*claims, *following]


def test_the_page_of_what_was_fetched_keeps_up_its_own_reservation(
    desk: Client, project: Project, claims: list[Claim]
) -> None:
    following = list_claims(queue_article(project))
    ask(desk, reverse("desk-next", args=[project.slug]), {})

    pages = [desk.get(locate(one)).content.decode() for one in (claims[0], following[0])]

    for claim, page in zip((claims[0], following[0]), pages, strict=True):
        lease = Lease.objects.get(article=claim.article)
        assert f'data-renew="{reverse("api-lease-renew", args=[lease.uuid])}"' in page


def test_with_nothing_left_no_address_is_told(
    desk: Client, project: Project, claims: list[Claim]
) -> None:
    assert ask(desk, reverse("desk-next", args=[project.slug]), {}) == (200, {"url": ""})
    assert Lease.objects.count() == 1


def test_nothing_is_fetched_before_the_guideline_is_read(
    desk: Client, project: Project, claims: list[Claim], annotator: User
) -> None:
    queue_article(project)
    renew_guideline(project, annotator)

    assert ask(desk, reverse("desk-next", args=[project.slug]), {}) == (200, {"url": ""})
    assert Lease.objects.count() == 1


def test_a_paused_project_is_told_as_one(
    desk: Client, project: Project, claims: list[Claim]
) -> None:
    queue_article(project)
    Project.objects.update(paused_at=NOW)

    status, said = ask(desk, reverse("desk-next", args=[project.slug]), {})

    assert (status, name_codes(said)) == (409, [("", "paused")])


def test_no_further_check_is_fetched_before_it_is_due(
    desk: Client, project: Project, checked: Claim
) -> None:
    SlotFactory(claim=list_claims(queue_article(project))[0], stage="check")

    status, said = ask(desk, reverse("check-next", args=[project.slug]), {})

    assert (status, said) == (200, {"url": locate(checked, "check-claim")})
    assert Lease.objects.filter(stage="check").count() == 1


def test_stopping_gives_back_what_was_fetched_as_well(
    desk: Client, project: Project, claims: list[Claim], annotator: User
) -> None:
    queue_article(project)
    ask(desk, reverse("desk-next", args=[project.slug]), {})

    desk.post(locate(claims[0], "desk-stop"), fill_in(claims[0]))

    assert list_held(annotator) == []
    assert not Lease.objects.open().exists()


# People who may not


@pytest.mark.parametrize("name", ["desk-claim", "desk-draft", "desk-skip", "desk-flag"])
def test_who_labels_no_more_is_refused_as_data(
    name: str, desk: Client, claim: Claim, annotator: User
) -> None:
    Membership.objects.filter(user=annotator).update(role=Membership.Role.READER)

    status, said = ask(desk, locate(claim, name), fill_in(claim, reason="Hm."))

    assert (status, name_codes(said)) == (403, [("", "not_allowed")])
    assert not Draft.objects.exists()


def test_a_browser_is_still_shown_pages(desk: Client, claim: Claim) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    answers = [desk.get(locate(claim), headers={"accept": one}) for one in (accept, "*/*", "")]

    assert [answer["Content-Type"] for answer in answers] == ["text/html; charset=utf-8"] * 3


@pytest.mark.parametrize("rows", [1, 3])
def test_an_answer_costs_the_same_however_many_speakers_there_are(
    rows: int, desk: Client, claim: Claim, django_assert_num_queries: Any
) -> None:
    add_speakers(claim, rows)

    with django_assert_num_queries(12):
        status, said = ask(desk, locate(claim))

    assert status == 200
    assert [one["digit"] for one in said["cast"]["speakers"]][:rows] == list(range(1, rows + 1))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_draft_costs_the_same_however_many_speakers_there_are(
    rows: int, desk: Client, claim: Claim, django_assert_num_queries: Any
) -> None:
    add_speakers(claim, rows)
    address, begun = locate(claim, "desk-draft"), fill_in(claim, comment="B", draft_version=0)

    with django_assert_num_queries(15):
        _status, said = ask(desk, address, begun)
    with django_assert_num_queries(12):
        ask(desk, address, begun | {"comment": "Be", "draft_version": said["version"]})

    assert Draft.objects.get().body["comment"] == "Be"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_label_costs_the_same_however_many_speakers_there_are(
    rows: int, desk: Client, claim: Claim, django_assert_num_queries: Any
) -> None:
    add_speakers(claim, rows)

    with django_assert_num_queries(36):
        status, _said = ask(desk, locate(claim), fill_in(claim))

    assert status == 200


# Whose work it is


@pytest.mark.parametrize("name", ["desk-claim", "desk-draft", "desk-skip", "desk-flag"])
def test_what_another_person_wrote_in_this_browser_is_not_taken_as_ones_own(
    name: str, desk: Client, claim: Claim
) -> None:
    headers: Any = {"accept": "application/json", "x-work-of": str(UserFactory().uuid)}

    answer = desk.post(locate(claim, name), fill_in(claim, reason="Hm."), headers=headers)

    assert answer.status_code == 403
    assert answer.json() == {
        "errors": [{"code": "other_user", "field": "", "message": "Somebody else is signed in."}]
    }
    assert "no-store" in answer["Cache-Control"]
    for model in (Annotation, Draft, Skip, Flag):
        assert not model.objects.exists()


@pytest.mark.parametrize("author", ["", "nonsense", "*"])
def test_whose_work_it_is_may_be_left_open_but_not_made_up(
    author: str, desk: Client, claim: Claim
) -> None:
    headers: Any = {"accept": "application/json", "x-work-of": author}

    answer = desk.post(locate(claim), fill_in(claim), headers=headers)

    assert answer.status_code == (403 if author else 200)


def test_what_one_wrote_is_not_given_to_the_page_of_another(
    desk: Client, claim: Claim, annotator: User
) -> None:
    DraftFactory(claim=claim, annotator=annotator, body={"comment": "Secret draft"})
    headers: Any = {"accept": "application/json", "x-work-of": str(UserFactory().uuid)}

    for address in (locate(claim), reverse("session")):
        answer = desk.get(address, headers=headers)

        assert (answer.status_code, name_codes(answer.json())) == (403, [("", "other_user")])
        assert "Secret" not in answer.content.decode()


def test_ones_own_work_is_taken(desk: Client, claim: Claim, annotator: User) -> None:
    headers: Any = {"accept": "application/json", "x-work-of": str(annotator.uuid)}

    answer = desk.post(locate(claim), fill_in(claim), headers=headers)

    assert answer.status_code == 200
    assert Annotation.objects.get().annotator == annotator


def test_who_is_signed_out_is_sent_to_sign_in(
    client: Client, claim: Claim, annotator: User
) -> None:
    headers: Any = {"accept": "application/json", "x-work-of": str(annotator.uuid)}

    answer = client.post(locate(claim), fill_in(claim), headers=headers)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert not Annotation.objects.exists()


def test_the_session_says_who_is_signed_in_and_gives_a_token_that_is_taken(
    claim: Claim, annotator: User
) -> None:
    strict = Client(enforce_csrf_checks=True)
    signed_out = strict.get(reverse("session"), **DATA).json()
    strict.force_login(annotator)
    signed_in = strict.get(reverse("session"), **DATA).json()

    headers: Any = {"accept": "application/json", "x-csrftoken": signed_in["token"]}
    taken = strict.post(locate(claim), fill_in(claim), headers=headers)
    wrong = strict.post(locate(claim), fill_in(claim), headers=headers | {"x-csrftoken": "x" * 64})

    assert signed_out["user"] == ""
    assert signed_in["user"] == str(annotator.uuid)
    assert (taken.status_code, wrong.status_code) == (200, 403)
    # Not data: so the script sees that it is the token that is refused.
    assert wrong["Content-Type"].startswith("text/html")


def test_the_session_is_kept_by_no_cache_and_its_token_is_never_twice_the_same(
    desk: Client,
) -> None:
    answers = [desk.get(reverse("session"), **DATA) for _ in range(2)]

    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    assert answers[0].json()["token"] != answers[1].json()["token"]
    assert desk.post(reverse("session"), {}, **DATA).status_code == 405
