"""Who says what, by sentences of invented people."""

from typing import Any

import pytest

from claims.text.attribution import Candidate, CastMember, QuoteType, analyse
from claims.text.known import KnownNames

CAST = (
    "Elian President Ann Orlan met Defence Minister General Karl Weiss on Monday. "
    "The Harbour Authority sent Tom Pike, its director. "
)


def speakers(text: str, **options) -> list[str | None]:
    """The first candidate's name per segment, None for the article's own voice."""
    found = analyse(text, **options).attributions
    return [one.candidates[0].name if one.candidates else None for one in found]


def last_speaker(sentence: str) -> str | None:
    return speakers(CAST + sentence)[-1]


DIRECT = {
    "verb behind the name": "“The harbour is safe,” Orlan said.",
    "verb before the name": "“The harbour is safe,” said Orlan.",
    "apposition": "“The harbour is safe,” said Ann Orlan, president since May.",
    "before the quotation": "Orlan said: “The harbour is safe.”",
    "inside the quotation": "“The harbour,” Orlan added, “is safe.”",
    "insertion": "Orlan, who was born there, said “the harbour is safe.”",
    "any verb behind a quotation": "“The harbour is safe,” Orlan interjected.",
    "colon without a verb": "Orlan had an answer: “The harbour is safe.”",
    "office": "“The harbour is safe,” the Elian president said.",
    "general word for an office": "“The harbour is safe,” the Elian leader said.",
    "straight marks": '"The harbour is safe," Orlan said.',
    "question": "“Is the harbour safe?” Orlan asked.",
    "participle with a clause": "Orlan sent letters saying Weiss had shown he is “a safe bet.”",
    "participle": "Orlan opened the meeting, saying that “the harbour is safe.”",
    "in somebody's words": "In Orlan’s words, “the harbour is safe.”",
    "speech about another": "Orlan thanked Pike “for keeping the harbour safe.”",
    "unclosed": "Orlan expressed hope that “the harbour will be safe.",
    "no verb of saying": "Orlan branded the harbour “a safe place.”",
    "told us": "“The harbour is safe,” Orlan, 54, told us.",
    "verb at the end": "“The harbour is safe,” Orlan began.",
    "verb before the name, any": "“The harbour is safe,” laughs Orlan.",
    "between dashes": "“The harbour” – Orlan paused – “is safe.”",
    "signed": "“The harbour is safe” – Ann Orlan, president",
    "passive": "The harbour was called “a safe place” by Orlan.",
    "passive with as": "The harbour, described by Orlan as “a safe place,” was closed.",
    "as somebody put it": "As Orlan put it, “the harbour is safe.”",
}


@pytest.mark.parametrize("sentence", DIRECT.values(), ids=DIRECT.keys())
def test_quotations(sentence):
    assert last_speaker(sentence) == "Ann Orlan"


REPORTED = {
    "that": "Orlan stressed that the harbour is safe.",
    "without that": "Orlan said the harbour is safe.",
    "went on to say": "The president went on to say that the harbour was safe.",
    "according to": "According to Orlan, the harbour is safe.",
    "according to, behind": "The harbour is safe, according to Orlan.",
    "as somebody said": "As Orlan said in May, the harbour is safe.",
    "final": "The harbour is safe, Orlan said.",
    "final, another verb inside": "Pike claimed the boat sank but nobody drowned, Orlan said.",
    "thanks": "On behalf of the port, Orlan thanked the crew.",
    "auxiliaries and adverbs": "Orlan has also repeatedly warned that the harbour is unsafe.",
    "insertion": "Orlan, in turn, also emphasized the role of the harbour.",
    "joint": "Orlan and her minister said the harbour is safe.",
    "told on a day": "Orlan told reporters on Monday the harbour is safe.",
    "clause without that": "Orlan conceded the harbour was unsafe.",
    "clause with a pronoun": "Orlan believes she will win.",
    "clause with whether": "Orlan wondered whether the harbour was safe.",
    "gerund": "Orlan recalled seeing the storm.",
    "contraction": "She’d said that the harbour is safe.",
    "inserted": "The harbour, Orlan believes, is safe.",
    "inserted with as": "The harbour, as Orlan observed, is safe.",
    "noun of concern": "Orlan voiced deep concern about the harbour.",
    "noun of doubt": "Orlan cast doubt on the figures.",
    "particle": "Orlan ruled out a new harbour.",
    "name with an article": "Orlan called the harbour and its ferry a disgrace.",
    "name with a judging word": "Orlan called the plan dangerous.",
    "name with as": "Orlan dismissed the plan as a joke.",
    "rejected claims": "Orlan rejected claims of fraud.",
    "shared subject": "Orlan met the crew on Monday and said the harbour is safe.",
    "shared subject behind an auxiliary": "Orlan met the crew and has said she will resign.",
    "quoted as saying": "Orlan was quoted as saying that the harbour is safe.",
    "quoted by a paper": "The Daily Post quoted Orlan as saying the harbour is safe.",
    "infinitive": "Orlan continued to insist that the harbour is safe.",
    "infinitive of an occasion": "Orlan took to the radio to deny the claims.",
    "behind by": "Orlan opened the meeting by thanking the crew.",
    "agent": "The plan was condemned by Orlan.",
    "agent of told": "Weiss was told by Orlan that the harbour is safe.",
    "set off by commas": "The question sailors ask themselves, Orlan said, is simple.",
    "outermost": "Orlan conceded that Weiss had said the harbour is safe.",
    "as somebody put it": "The harbour was a mess, as Orlan put it.",
    "in the view of": "In the view of Orlan, the harbour is safe.",
    "in her view": "Orlan left. In her view, the harbour is safe.",
    "by somebody's account": "By Orlan’s own account, she saw the ship.",
    "per": "The harbour is safe, per Orlan.",
    "that is when": "That was when Orlan said the harbour was safe.",
}


@pytest.mark.parametrize("sentence", REPORTED.values(), ids=REPORTED.keys())
def test_reported_speech(sentence):
    assert last_speaker(sentence) == "Ann Orlan"


OWN_VOICE = {
    "meeting": "Orlan met Pike in the harbour.",
    "introducing": "Orlan introduced Weiss to the crew.",
    "irony": "The “ferry” is a raft.",
    "passive": "Orlan was told to wait.",
    "noun": "The claims of the harbour were settled.",
    "infinitive": "Orlan wanted to say more.",
    "negated": "Orlan did not say why.",
    "title": "Orlan starred in “The Long Night.”",
    "words as a name": "The Harbour Authority “super funds” paid for it.",
    "words as a name in a phrase": "The “old quay” of the Orlan family, though, is closed.",
    "putting something": "Orlan put it in the harbour.",
    "relative clause": "Orlan met the sailors who accused the harbour.",
    "relative that": "Orlan found a letter that said the harbour was safe.",
    "object left out": "The man Orlan accused of lying left town.",
    "never": "Orlan never said the harbour was safe.",
    "might": "Orlan might say that the harbour is safe.",
    "if": "If Orlan says the harbour is safe, it will open.",
    "after": "Weiss left two days after Orlan told reporters he had lied.",
    "when": "Weiss left when Orlan accused him of lying.",
    "as it happened": "Weiss was booed as Orlan announced the winner.",
    "where others believe": "It is a port where Orlan believes she can rest.",
    "what somebody said": "Weiss refused to comment on what Orlan said.",
    "nobody": "Nobody said the harbour was safe.",
    "no official": "No official said the harbour was safe.",
    "neither": "Neither Weiss nor Orlan said why.",
    "enough said": "Enough said.",
    "noun behind an owner": "Fears that the harbour would close grew.",
    "expected": "Orlan is expected to say the harbour is safe.",
    "agent that will": "The deal will be announced by Orlan on Monday.",
    "agent that has not": "The deal has not been confirmed by Orlan.",
    "called a meeting": "Orlan called a meeting for Monday.",
    "called somebody": "Orlan called Weiss on Monday.",
    "added to food": "Orlan added salt.",
    "observed": "Orlan observed the storm from the harbour.",
    "recalled": "Orlan recalled the ambassador.",
    "saw": "Orlan saw that the door was open.",
    "dismissed": "Orlan dismissed the crew.",
    "referred": "Orlan referred the matter to the court.",
    "sorted": "The ships were sorted according to the length of the mast.",
    "per somebody": "The trip costs ten pounds per person.",
    "between two names": "Between “us” and “them,” some sailors have failed.",
    "embedded belief": "The fear that Orlan expects a storm is old.",
    "thanks": "Many thanks!",
    "common word": "The markets fell. Markets signaled that rates would fall.",
}


@pytest.mark.parametrize("sentence", OWN_VOICE.values(), ids=OWN_VOICE.keys())
def test_the_articles_own_voice(sentence):
    assert last_speaker(sentence) is None


OTHERS = {
    "organisation": ("The Harbour Authority said the port is open.", "Harbour Authority"),
    "organisation by its noun": ("“It is open,” the authority said.", "Harbour Authority"),
    "unnamed group": (
        "Fishermen and other residents said it was loud.",
        "Fishermen and other residents",
    ),
    "spokesman": ("A spokesman for the port said it was loud.", "spokesman for the port"),
    "document": ("According to a report, it was loud.", "report"),
    "titles before a name": ("“It is loud,” General Weiss said.", "Karl Weiss"),
    "a new name": ("“It is loud,” said Mary Stone, a nurse.", "Mary Stone"),
    "owner's speaker": ("“It is loud,” the port's manager, Mary Stone, said.", "Mary Stone"),
    "initials": ("“It is loud,” K.C. Stone said.", "K.C. Stone"),
    "article before a surname": ("The director, Ivan al-Sadr, said it was loud.", "Ivan al-Sadr"),
    "comma too many": ("Mary Stone for the port, said it was loud.", "Mary Stone"),
    "organisation in capitals": ("WHO said it was loud.", "WHO"),
    "paper with a verb's name": ("It was reported by The Ely Post.", "Ely Post"),
    "restrictive clause": ("An official who asked to stay unnamed said it was loud.", "official"),
    "reduced clause": ("The man accused of theft said it was loud.", "man"),
    "relative insertion": (
        "The Harbour Authority, which left, said sales fell.",
        "Harbour Authority",
    ),
    "age in brackets": ("Mary Stone (34), a nurse, said it was loud.", "Mary Stone"),
    "office in a name of a place": (
        "Researchers at the University of Ely said it was loud.",
        "Researchers at the University of Ely",
    ),
    "acronym with full stops": ("The U.S. says the port is loud.", "U.S."),
    "rank behind an organisation": ("Police Chief Jon Reed said it was loud.", "Jon Reed"),
    "several": ("Several said it was loud.", "Several"),
    "more than": ("More than ten officials said it was loud.", "More than ten officials"),
    "told behind an insertion": ("Mary Stone, 82, told reporters it was loud.", "Mary Stone"),
    "hyphenated office": ("Co-director Jon Reed said it was loud.", "Jon Reed"),
    "noun in ly": ("The family said it was loud.", "family"),
    "common word that says": ("The fishermen left. Fishermen say it is loud.", "Fishermen"),
    "secretary of": ("Secretary of State Mary Stone said it was loud.", "Mary Stone"),
    "ambassador to a country": (
        "According to Elian Ambassador to the United States Mary Stone, it was loud.",
        "Mary Stone",
    ),
    "land with a verb's name": ("“It is loud,” the United States said.", "United States"),
    "police chief": ("“It is loud,” Police Chief Mary Stone said.", "Mary Stone"),
    "office with an organisation": (
        "The chief executive of Stone Ferries, Mary Stone, said it was loud.",
        "Mary Stone",
    ),
    "nickname": ("“It is loud,” Mary “Rocky” Stone said.", "Mary Stone"),
    "adverb in front": ("Very often it begins with: “I know it is loud.”", None),
}


@pytest.mark.parametrize(("sentence", "name"), OTHERS.values(), ids=OTHERS.keys())
def test_other_speakers(sentence, name):
    assert last_speaker(sentence) == name


def test_every_sentence_of_a_quotation_has_its_speaker():
    text = (
        CAST + "“It is safe. It has been safe for years. We checked,” Orlan said. “Twice in May.”"
    )

    assert speakers(text)[2:] == ["Ann Orlan"] * 4


def test_a_quotation_over_paragraphs_keeps_its_speaker():
    text = "“It is safe,” Ann Orlan said. “We checked.\n\n“We will check again.”\n\nIt rained."

    assert speakers(text) == ["Ann Orlan", "Ann Orlan", "Ann Orlan", None]


def test_a_quotation_inside_another_belongs_to_the_outer_speaker():
    text = "“Pike told me, ‘It is safe.’ I believed him,” said Ann Orlan."

    assert speakers(text) == ["Ann Orlan", "Ann Orlan"]


def test_pronouns_follow_the_speaker_and_the_gender():
    text = (
        "Ann Orlan met Karl Weiss. “It is safe,” Orlan said. She added that it was new. "
        "Weiss disagreed. “It is old,” he said."
    )

    assert speakers(text) == [None, "Ann Orlan", "Ann Orlan", None, "Karl Weiss"]


def test_they_are_people_not_papers():
    text = "Officials say it is loud. A report said it was new. They say it is old."

    assert speakers(text) == ["Officials", "report", "Officials"]


def test_namesakes_are_told_apart_by_title():
    text = "Tom Pike married Mary Pike. “It rained,” Mrs. Pike said. “A little,” Mr. Pike said."

    assert speakers(text) == [None, "Mary Pike", "Tom Pike"]


def test_a_counterpart_holds_the_same_office():
    text = (
        "Elian President Ann Orlan met her Vesnian counterpart Ivan al-Sadr. "
        "“It rained,” the Vesnian president said. “A little,” said the Elian leader."
    )

    assert speakers(text) == [None, "Ivan al-Sadr", "Ann Orlan"]


SOMEBODY_ELSE = {
    "subject of the sentence before": (
        "Mary Stone runs a bakery. She has no time for Karla Weiss and her plans. "
        "“They never ask us,” she said.",
        "Mary Stone",
    ),
    "named in passing": (
        "After a walk with Tom Pike, Karl Weiss went home. “It rained,” he said.",
        "Karl Weiss",
    ),
    "somebody's father": (
        "Mary Stone's father, Max Stone, was a sailor. “It rained,” he used to say.",
        "Max Stone",
    ),
    "place": (
        "Jonas Wirth walked in Linden Hill. “It rained,” he said.",
        "Jonas Wirth",
    ),
    "thing with an article": (
        "Jonas Wirth read the Harbour Act. “It rained,” he said.",
        "Jonas Wirth",
    ),
    "relative of one with a surname": (
        "Anna Stone lost. Her daughter Mia Stone left with Mia Stone's son. "
        "“It rained,” Stone said.",
        "Anna Stone",
    ),
    "stranger": (
        "“Shame!” shouted a woman in the crowd. “Go home,” she added.",
        "woman in the crowd",
    ),
    "first of two surnames": (
        "“It rained,” Rosa Ibarra Fuentes said. “A lot,” Ibarra added.",
        "Rosa Ibarra Fuentes",
    ),
    "calling": (
        "Mary Stone, 29, is a nurse in Elia. Karl Weiss left. “It rained,” the nurse said.",
        "Mary Stone",
    ),
    "calling in front": (
        "It was sailor Mary Stone who met Karl Weiss. “It rained,” the sailor said.",
        "Mary Stone",
    ),
    "age": (
        "Mary Stone, 29, met Karl Weiss. “It rained,” the 29-year-old said.",
        "Mary Stone",
    ),
    "acronym": (
        "The Elian Rail Authority (ERA) closed the line. “It is unsafe,” the ERA said.",
        "Elian Rail Authority",
    ),
    "company": (
        "“We are sorry,” Orbanek Foods said. “We will learn,” the company added.",
        "Orbanek Foods",
    ),
}


@pytest.mark.parametrize(("text", "name"), SOMEBODY_ELSE.values(), ids=SOMEBODY_ELSE.keys())
def test_whom_a_word_means(text, name):
    assert speakers(text)[-1] == name


NEIGHBOURS = {
    "over paragraphs, speaker last": (
        "Karl Weiss came in.\n\n“It is late.\n\n“Very late,” he said.",
        [None, "Karl Weiss", "Karl Weiss"],
    ),
    "announced": (
        "Mary Stone was blunt:\n\n“We lost. We must change.”",
        [None, "Mary Stone", "Mary Stone"],
    ),
    "an act between": (
        "“It is big,” says Mary Stone. She laughs. “Even from Elia.”",
        ["Mary Stone", None, "Mary Stone"],
    ),
    "a new name before its own paragraph": (
        "“We won,” Mary Stone said. Karl Weiss saw it otherwise.\n\n“It was loud.”",
        ["Mary Stone", None, "Karl Weiss"],
    ),
    "back to the other": (
        "“We won,” Mary Stone said.\n\n“No,” said Karl Weiss.\n\nStone smiled. “Wait and see.”",
        ["Mary Stone", "Karl Weiss", None, "Mary Stone"],
    ),
    "on a programme": (
        "On “Elia Today,” Mary Stone looked back. “We lost it all.”",
        [None, "Mary Stone"],
    ),
    "signed below": (
        "Mary Stone came to Elia.\n\n“We must go. Now.”\n\n— Karl Weiss, mayor\n\nIt rained.",
        [None, "Karl Weiss", "Karl Weiss", None, None],
    ),
    "signed inside the quotation": (
        "It rained.\n\n“We must go. Now.\n\nKarl Weiss, mayor of Elia, on the vote.”\n\nIt rained.",
        [None, "Karl Weiss", "Karl Weiss", "Karl Weiss", None],
    ),
    "no signature": (
        "It rained.\n\n“We must go.”\n\nKarl Weiss, 82, walks home.",
        [None, None, None],
    ),
    "heading in quotation marks": (
        "“We won,” Mary Stone said.\n\n‘All Bets Are Off.’\n\nIt rained.",
        ["Mary Stone", None, None],
    ),
}


@pytest.mark.parametrize(("text", "expected"), NEIGHBOURS.values(), ids=NEIGHBOURS.keys())
def test_quotations_without_a_speaker_of_their_own(text, expected):
    assert speakers(text) == expected


CHOICES = {
    "people in focus": (
        "“It rained,” Karl Weiss said. Tom Pike said it snowed. “It did,” he added.",
        ["Tom Pike", "Karl Weiss"],
    ),
    "joint": ("Mary Stone and Karl Weiss said it rained. Weiss said so.", ["Karl Weiss"]),
    "owner": (
        "“It rained,” Karl Weiss said. A spokesman for Weiss said it snowed.",
        ["spokesman for Weiss", "Karl Weiss"],
    ),
    "another verb": (
        "“It rained,” Karl Weiss said. Tom Pike said Weiss claimed it snowed.",
        ["Tom Pike", "Karl Weiss"],
    ),
    "before and after": (
        "“We won,” Karl Weiss said. Tom Pike was there.\n\n“It was loud.”",
        ["Karl Weiss"],
    ),
}


@pytest.mark.parametrize(("text", "names"), CHOICES.values(), ids=CHOICES.keys())
def test_second_and_third_choices(text, names):
    assert [one.name for one in analyse(text).attributions[-1].candidates] == names


def test_nobody_is_a_second_choice_who_says_nothing_else():
    text = "“It rained,” Karl Weiss said. Weiss met Tom Pike. “It snowed,” he said."

    found = analyse(text)

    assert [one.name for one in found.attributions[-1].candidates] == ["Karl Weiss"]
    assert [one.name for one in found.cast] == ["Karl Weiss"]


def test_he_is_nobody_who_is_named_later():
    text = "He went home.\n\n“It rained a lot in Elia.”\n\nIt snowed. Karl Weiss left."

    assert speakers(text) == [None, None, None, None]


def test_only_capitals_open_names_also_beyond_ascii():
    assert speakers("“It is loud,” Łukasz Šimek said.") == ["Łukasz Šimek"]
    assert analyse("Anna šimek sang. “It is loud,” she said.").cast == []


def test_an_unknown_he_is_nobody():
    assert speakers("“It is safe,” he said.") == [None]


def test_transcripts_follow_their_labels():
    text = (
        "Talks in Elia\n\nMayor Ann Orlan spoke to Karl Weiss.\n\nWEISS: Is it safe? Really?\n\n"
        "ORLAN: It is.\n\nWEISS: Since when?\n\nORLAN: Since May. We checked."
    )

    assert speakers(text) == [
        *[None, None, "Karl Weiss", "Karl Weiss", "Ann Orlan"],
        *["Karl Weiss", "Ann Orlan", "Ann Orlan"],
    ]


def test_headlines_speak_only_by_a_quotation_or_a_source():
    body = "\n\nIt rained. Ann Orlan left."

    assert speakers("Orlan says harbour is safe" + body)[0] is None
    assert speakers("Harbour ‘is safe,’ says Orlan" + body)[0] == "Ann Orlan"


def test_quote_types():
    text = "“It is safe,” Ann Orlan said. Orlan said it “is safe.” Orlan said it is. It rained."

    assert [one.quote_type for one in analyse(text).attributions] == [
        QuoteType.DIRECT,
        QuoteType.MIXED,
        QuoteType.INDIRECT,
        QuoteType.NONE,
    ]


def test_candidates_carry_kind_score_and_reason():
    text = "“It is safe. It is,” Ann Orlan said. According to officials, she lied."

    assert [one.candidates for one in analyse(text).attributions] == [
        (Candidate("Ann Orlan", "person", 0.93, "open quote"),),
        (Candidate("Ann Orlan", "person", 0.95, "“said” beside the quotation"),),
        (
            Candidate("officials", "unnamed", 0.75, "according to"),
            Candidate("Ann Orlan", "person", 0.25, "spoke before"),
        ),
    ]


def test_the_cast_is_in_order_of_first_mention():
    text = "Orlan left. Mayor Ann Orlan met Karl Weiss. “No,” Weiss said. Orlan said yes."

    assert analyse(text).cast == [
        CastMember("Ann Orlan", "person", "Mayor", "", ("Orlan",), 0),
        CastMember("Karl Weiss", "person", "", "", ("Weiss",), 32),
    ]


def test_known_speakers_are_found_by_their_aliases():
    known = {"The Old Man": "Ann Orlan", "Orlan": "Ann Orlan", "A. Orlan": "Ann Orlan"}

    assert speakers("“It is safe,” Orlan said.", known=KnownNames(known)) == ["Ann Orlan"]


@pytest.mark.parametrize(
    ("text", "role", "affiliation"),
    [
        ("Ann Orlan, mayor of Ely, said it was safe.", "mayor", "Ely"),
        ("Ann Orlan, spokeswoman for the ministry, said so.", "spokeswoman", "the ministry"),
        ("Secretary of State Ann Orlan said it was safe.", "Secretary of State", ""),
    ],
)
def test_role_and_affiliation_are_told_apart(text: str, role: str, affiliation: str) -> None:
    (member,) = analyse(text).cast

    assert (member.name, member.role, member.affiliation) == ("Ann Orlan", role, affiliation)


@pytest.mark.parametrize(
    ("text", "cast"),
    [
        ("Fares rise in June, the port authority said.", [("port authority", "organisation")]),
        ("“We have no choice,” the ferry company said.", [("ferry company", "organisation")]),
        ("Fares rise in June, the company said.", []),
        ("Fares rise in June, the new government said.", []),
        ("Fares rise in June, port officials said.", []),
    ],
)
def test_an_organisation_may_be_called_by_what_it_is(text: str, cast: list[Any]) -> None:
    assert [(member.name, member.kind) for member in analyse(text).cast] == cast


def test_a_language_without_verbs_of_saying_gives_no_names():
    assert speakers("«Всё хорошо», — сказал Иван Петров.", language="ru") == [None]


def test_nothing_is_attributed_in_nothing():
    found = analyse("")

    assert (found.segments, found.attributions, found.cast) == ([], [], [])


def test_a_known_name_stays_whatever_longer_name_the_article_has():
    text = "Ann Orlan said it was late. Ann Marie Orlan said so twice."

    assert speakers(text, known=KnownNames({"Orlan": "Ann Orlan"})) == ["Ann Orlan"] * 2


def test_a_known_name_replaces_a_longer_one():
    text = "Ann Marie Orlan said it was late. Ann Orlan said so twice."

    assert speakers(text, known=KnownNames({"Orlan": "Ann Orlan"})) == ["Ann Orlan"] * 2


def test_the_first_mention_of_somebody_called_by_a_label_is_the_label():
    text = "It rained.\n\nLEE: Yes.\n\nKAY: No.\n\nLEE: Yes.\n\nKAY: No."

    cast = analyse(text).cast

    assert [(member.name, member.first_mention) for member in cast] == [("LEE", 12), ("KAY", 23)]


def test_a_name_written_with_accents_of_their_own_stays_whole():
    text = "Jose\u0301 Mu\u0308ller said it was late. Jose\u0301 added that it was dark."

    assert speakers(text) == ["Jose\u0301 Mu\u0308ller"] * 2
