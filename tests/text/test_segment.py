"""The splitting rules, one construction each. People and places are invented."""

import pytest

from claims.text.segment import Kind, segment


def pieces(text: str, language: str = "en") -> list[str]:
    return [text[one.start : one.end] for one in segment(text, language)]


SENTENCES = {
    "plain": ["The ferry left.", "Nobody waved."],
    "question and exclamation": ["Did it leave?", "It did!", "Fine."],
    "several marks": ["It left?!", "Yes!!", "Good."],
    "title": ["Mr. Orlan met Dr. Weiss.", "Gen. Pike came too."],
    "title behind a curly mark": ["“Mr. Orlan is late.", "He is always late,” Weiss said."],
    "initials that count on": ["A. B. Orlan and C. Weiss sang.", "They left."],
    "initials at the start that count on": ["J. Orlan and K. Weiss sang.", "They left."],
    "initials": ["J. R. Orlan and Mary B. Weiss sang.", "They left."],
    "pronoun that looks like an initial": ["It was you and I.", "Did you know?"],
    "abbreviation inside": ["She joined Vesna Corp. as counsel.", "It pays."],
    "abbreviation that ends": ["She works for Vesna Inc.", "It pays well."],
    "country inside": ["The U.S. Senate met.", "It was short."],
    "country that ends": ["He moved to the U.S.", "It was cold."],
    "time of day inside": ["Doors open at 7 p.m. Friday.", "Come early."],
    "time of day that ends": ["Doors open at 7 p.m.", "Come early."],
    "abbreviation before a bracket": ["Elia, Mass. (AP) — It sank.", "It is old (pop. 3,000)."],
    "abbreviation that ends before a bracket": ["She works for Vesna Inc.", "(It pays well.)"],
    "initials that look like a word": ["It was Dept. A. Lee who came.", "At 9 p.m. E.T. it ended."],
    "roman number": ["See vol. II and art. IV here.", "Then rest."],
    "unit": ["It weighs 3 lbs.", "Orlan has it."],
    "number word": ["See No. 5 and p. 12 and Jan. 3.", "Then rest."],
    "no as an answer": ["He said no.", "Then he left."],
    "decimals": ["Prices rose 3.5 percent.", "Wages rose $1.20."],
    "web address": ["See www.orlan.example/Path.Html for more.", "It is free."],
    "e-mail": ["Write to Ann.Weiss@orlan.example today.", "She answers."],
    "ellipsis before a capital": ["We waited…", "Then it came."],
    "ellipsis that opens": ["It was late.", "...and then it came."],
    "ellipsis before a bracket": ["We waited…", "[On Sunday] it came.", "Good."],
    "ellipsis inside": ["We waited ... and waited.", "Then it came."],
    "bracketed points": ["They met [...] and agreed (?) on terms.", "Good."],
    "sentence in brackets": ["They met.", "(It rained.)", "They left."],
    "brackets inside": ["They (Orlan et al.) met [for the Elian side] at noon.", "Good."],
    "semicolon and colon": ["He had two aims: peace; and quiet.", "He got one."],
    "quotation, then attribution": ["“It works,” Orlan said.", "“It always has.”"],
    "quotation of two sentences": ["“It works.", "It always has,” Orlan said."],
    "question with attribution": ["“Will it work?” he asked.", "Nobody knew."],
    "question with a named attribution": ["“Will it work?” Ann Orlan asked.", "Nobody knew."],
    "question, then a new sentence": ["“Will it work?”", "Orlan left the room that night."],
    "closing, then opening mark": ["“It works.”", "“It does not,” Weiss said."],
    "never closed": ["He hoped that “we will finish soon.", "“Though it is hard,” he added."],
    "straight marks": ['"It works."', '"It does not," Weiss said.'],
    "single marks": ["'It works,' Orlan said.", "'It does not.'"],
    "nested": ["“He said ‘Never.’", "I believed him,” Weiss said."],
    "guillemets": ["« Ça marche. »", "Orlan left."],
    "space before the closing mark": ["“It is over. ”", "He left."],
    "footnotes": ["The bridge fell.[3]", "It was rebuilt.12", "It fell again. [4]", "Why?"],
    "emoticon": ["It works! :)", "Nobody knew."],
    "emoji": ["It works! 🎉", "Nobody knew."],
    "name with a mark": ["She left Yahoo! in May.", "It grew."],
    "lower case behind a plain word": ["The boat was late.", "nobody knew why.", "Typical."],
    "lower case behind a question": ["Is the boat late?", "nobody knows."],
    "lower case behind an abbreviation": ["The Vesna Corp. of Elia grew.", "Fine."],
}


@pytest.mark.parametrize("sentences", SENTENCES.values(), ids=SENTENCES.keys())
def test_sentences(sentences):
    assert pieces(" ".join(sentences)) == sentences


def test_a_no_break_space_parts_sentences_too():
    assert pieces("It works.\u00a0It does.") == ["It works.", "It does."]


def test_glued_sentences_of_scraped_text_are_parted():
    assert pieces("The bridge fell.Nobody was hurt.“We ran,” he said.") == [
        "The bridge fell.",
        "Nobody was hurt.",
        "“We ran,” he said.",
    ]


def test_lists_in_one_line():
    assert pieces("1. The mayor 2. The clerk 3. The judge") == [
        "1. The mayor",
        "2. The clerk",
        "3. The judge",
    ]
    assert pieces("• one mayor • two clerks") == ["• one mayor", "• two clerks"]


def test_letters_go_on_behind_one_that_is_a_roman_number_too():
    listed = [f"({letter}) eggs" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert pieces(" ".join(listed)) == listed
    assert pieces("(i) eggs (ii) flour (iii) salt") == ["(i) eggs", "(ii) flour", "(iii) salt"]


def test_what_cannot_be_seen_behind_a_drawn_line_is_no_sentence():
    assert pieces("It rained. -------- \u200b") == ["It rained.", "-------- \u200b"]
    assert pieces("-------- \u200e") == ["-------- \u200e"]


def test_bullets_inside_a_line_are_a_list_but_one_is_none():
    assert pieces("Bring: • one boat • 2. an oar") == ["Bring:", "• one boat", "• 2. an oar"]
    assert pieces("Elia • 5 May") == ["Elia • 5 May"]


def test_a_list_behind_another_and_one_within():
    assert pieces("1. The mayor 2. The clerk 1) The judge 2) The jury") == [
        "1. The mayor",
        "2. The clerk",
        "1) The judge",
        "2) The jury",
    ]
    assert pieces("A. We write. B. We send.") == ["A. We write.", "B. We send."]
    assert pieces("Do this. 1. Write a) soon b) well 2. Send it") == [
        "Do this.",
        "1. Write",
        "a) soon",
        "b) well",
        "2. Send it",
    ]


def test_an_enumeration_in_brackets_behind_a_colon_stays_in_its_sentence():
    text = "She had two aims: (1) to save the ferry and (2) to pay for it."

    assert pieces(text) == [text]


def test_lines_between_messages_stand_alone():
    assert pieces("See you there. Ann __________ Get your boat now. ======== Bye ========") == [
        "See you there.",
        "Ann",
        "__________",
        "Get your boat now.",
        "========",
        "Bye",
        "========",
    ]


def test_the_head_of_a_message_stands_alone():
    assert pieces(
        "Ann Orlan 05/11/2001 09:30 AM The boat is late. Sent on 05/11/2001 09:30 AM"
    ) == [
        "Ann Orlan",
        "05/11/2001 09:30 AM",
        "The boat is late.",
        "Sent on 05/11/2001 09:30 AM",
    ]


ARTICLE = """Ferry to Elia stops again

By Ann Weiss

ELIA (ENS) — The ferry stopped on Monday. Nobody was told.

What comes next

The owner, Orlan Lines, promised a boat by May."""


def test_headline_byline_headings_and_sentences():
    assert [(ARTICLE[s.start : s.end], s.kind, s.paragraph) for s in segment(ARTICLE)] == [
        ("Ferry to Elia stops again", Kind.HEADLINE, 0),
        ("By Ann Weiss", Kind.HEADING, 1),
        ("ELIA (ENS) — The ferry stopped on Monday.", Kind.SENTENCE, 2),
        ("Nobody was told.", Kind.SENTENCE, 2),
        ("What comes next", Kind.HEADING, 3),
        ("The owner, Orlan Lines, promised a boat by May.", Kind.SENTENCE, 4),
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028"])
def test_every_line_break_parts_paragraphs(line_break):
    text = line_break.join(["Ferry stops", "It stopped.", "", "It rained."])

    assert [(text[s.start : s.end], s.paragraph) for s in segment(text)] == [
        ("Ferry stops", 0),
        ("It stopped.", 1),
        ("It rained.", 2),
    ]


def test_wrapped_lines_are_one_paragraph():
    text = (
        "The ferry to Elia stopped again\non Monday after a pump broke in\nthe harbour. Nobody on"
        "\nthe Elian side was told of it, and\nmany waited.\n\nIt rained."
    )

    assert [one.paragraph for one in segment(text)] == [0, 0, 1]
    assert len(pieces(text)) == 3


def test_a_sentence_wrapped_around_one_word_is_one():
    text = "The ferry to Elia regularly\nstops\nin the harbour."

    assert pieces(text) == [text]


def test_a_break_behind_a_space_stands_in_a_sentence():
    assert pieces("The ferry to \nElia stopped. \nIt rained.") == [
        "The ferry to \nElia stopped.",
        "It rained.",
    ]


def test_the_first_line_with_a_full_stop_is_no_headline():
    assert [one.kind for one in segment("It rained.\n\nIt poured.")] == [Kind.SENTENCE] * 2


def test_a_line_alone_is_a_sentence():
    assert [one.kind for one in segment("Ferry stops")] == [Kind.SENTENCE]


LANGUAGES = {
    "de": ["Am 12. Juni kam Dr. Weiß z. B. nach Elia.", "„Es geht.", "Es muss gehen“, sagte er."],
    "fr": ["M. Orlan est parti.", "« Tout va bien », a-t-il dit.", "Il pleut."],
    "es": ["¿Dónde está el Sr. Orlan?", "¡No lo sé!", "Llueve."],
    "ru": ["Г-н Орлан приехал в 2010 г. в Элию.", "«Всё хорошо», — сказал он."],
    "ar": ["أين السيد أورلان؟", "لقد غادر.", "المطر يهطل."],
    "zh": [
        "船票３．５元。",
        "２０２６年，渡轮停了。",
        "“没有人知道。”",
        "下雨了！",
        "“走吧！”他说。",
    ],
    "ja": ["船は「止まった。」と彼は言った。", "雨だ。"],
    "hi": ["नाव रुक गई।", "किसी को पता नहीं था।"],
    "el": ["Πού είναι;", "Έφυγε."],
    "xx": ["Ia wale no.", "Aole i ike?", "Ae."],
}


@pytest.mark.parametrize(("language", "sentences"), LANGUAGES.items(), ids=LANGUAGES.keys())
def test_languages(language, sentences):
    joiner = "" if language in ("zh", "ja") else " "

    assert pieces(joiner.join(sentences), language) == sentences
