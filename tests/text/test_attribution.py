"""Who says what, by sentences of invented people."""

import pytest

from claims.text.attribution import Candidate, CastMember, QuoteType, analyse, attribute
from claims.text.segment import segment

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
    "participle": "Orlan opened the meeting, saying that “the harbour is safe.”",
    "in somebody's words": "In Orlan’s words, “the harbour is safe.”",
    "speech about another": "Orlan thanked Pike “for keeping the harbour safe.”",
    "unclosed": "Orlan expressed hope that “the harbour will be safe.",
    "no verb of saying": "Orlan branded the harbour “a safe place.”",
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
    "unnamed group": ("Fishermen and other residents said it was loud.", "Fishermen"),
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
        (Candidate("officials", "unnamed", 0.75, "according to"),),
    ]


def test_the_cast_is_in_order_of_first_mention():
    text = "Orlan left. Mayor Ann Orlan met Karl Weiss. “No,” Weiss said. Orlan said yes."

    assert analyse(text).cast == [
        CastMember("Ann Orlan", "person", "Mayor", ("Orlan",), 0),
        CastMember("Karl Weiss", "person", "", ("Weiss",), 32),
    ]


def test_known_speakers_are_found_by_their_aliases():
    known = {"The Old Man": "Ann Orlan", "Orlan": "Ann Orlan", "A. Orlan": "Ann Orlan"}

    assert speakers("“It is safe,” Orlan said.", known=known) == ["Ann Orlan"]


def test_attribute_takes_segments_made_elsewhere():
    text = "“It is safe,” Ann Orlan said. It rained."

    found = attribute(text, segment(text))

    assert found == analyse(text).attributions


def test_a_language_without_verbs_of_saying_gives_no_names():
    assert speakers("«Всё хорошо», — сказал Иван Петров.", language="ru") == [None]


def test_nothing_is_attributed_in_nothing():
    found = analyse("")

    assert (found.segments, found.attributions, found.cast) == ([], [], [])
