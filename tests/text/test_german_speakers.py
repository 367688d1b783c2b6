"""Who says what in German: rule by rule, and over articles written for the test."""

import pytest

from claims.text.attribution import QuoteType, analyse
from tests.text import gold

CAST = (
    "Verkehrsministerin Anna Orlan traf den Landwirt Karl Weiß. "
    "Der Hafenverband schickte seinen Direktor Tom Pieper. "
)


def speakers(text: str) -> list[str | None]:
    """The first candidate's name per segment, None for the article's own voice."""
    found = analyse(text, "de").attributions
    return [one.candidates[0].name if one.candidates else None for one in found]


def last_speaker(text: str) -> str | None:
    return speakers(CAST + text)[-1]


ORLAN = {
    "verb behind the quotation": "„Der Hafen ist sicher“, sagte Orlan.",
    "verb before the quotation": "Orlan sagte: „Der Hafen ist sicher.“",
    "pointed marks": "»Der Hafen ist sicher«, sagte Orlan.",
    "straight marks": '"Der Hafen ist sicher", sagte Orlan.',
    "opened and closed the wrong way": "“Der Hafen ist sicher“, sagte Orlan.",
    "single marks": "‚Der Hafen ist wirklich sicher‘, sagte Orlan.",
    "time in between": "„Der Hafen ist sicher“, sagte am Montag in Elin die Ministerin.",
    "whom she told": "„Der Hafen ist sicher“, sagte sie der Zeitung.",
    "so": "„Der Hafen ist sicher“, so Orlan weiter.",
    "any verb behind a quotation": "„Der Hafen ist sicher“, freut sich Orlan.",
    "colon without a verb of saying": "Orlan gab sich gelassen: „Der Hafen ist sicher.“",
    "parted verb around a quotation": "„Der Hafen“, fügte Orlan hinzu, „ist sicher.“",
    "reported clause": "Orlan sagte, der Hafen sei sicher.",
    "dass": "Orlan betonte, dass der Hafen sicher sei.",
    "final": "Der Hafen sei sicher, sagte Orlan.",
    "second place": "Am Montag sagte Orlan, der Hafen sei sicher.",
    "parted verb": "Orlan räumte am Montag Fehler ein.",
    "parted verb and clause": "Orlan kündigte an, den Hafen zu schließen.",
    "object first": "Den Vorwurf wies Orlan zurück.",
    "perfect": "Orlan hat die Kritik zurückgewiesen.",
    "perfect, object first": "Die Kritik hat Orlan zurückgewiesen.",
    "wie": "Der Hafen wird geschlossen, wie Orlan am Montag mitteilte.",
    "wie, in front": "Wie Orlan weiter ausführte, ist der Hafen sicher.",
    "laut": "Laut Orlan ist der Hafen sicher.",
    "zufolge": "Orlan zufolge ist der Hafen sicher.",
    "nach Angaben von": "Nach Angaben von Orlan ist der Hafen sicher.",
    "nach Worten, genitive": "Nach den Worten der Ministerin ist der Hafen sicher.",
    "nach Orlans Worten": "Nach Orlans Worten ist der Hafen sicher.",
    "nach ihren Angaben": "Orlan kam spät. Nach ihren Angaben war der Hafen voll.",
    "insertion": "Orlan, die seit Mai im Amt ist, sagte, der Hafen sei sicher.",
    "second verb": "Orlan lobte den Hafen, warnte aber vor dem Sturm.",
    "clause in her mouth": "Orlan zeigte sich sicher, der Hafen werde halten.",
    "speech act": "Orlan dankte der Feuerwehr.",
    "bracket": "Anna Orlan (SPD) sagte, der Hafen sei sicher.",
    "office": "Die Verkehrsministerin sagte, der Hafen sei sicher.",
    "end of the office": "Die Ministerin sagte, der Hafen sei sicher.",
    "general word for the office": "Die Ressortchefin sagte, der Hafen sei sicher.",
    "what else she is": "Orlan kam. Der Hafen sei sicher, sagte die SPD-Politikerin.",
    "age": "Orlan kam. Der Hafen sei sicher, sagte die 54-Jährige.",
    "said before": "Orlan sagte, der Hafen sei sicher. Man habe ihn geprüft.",
    "said before the weak way": "Orlan sagte, er sei sicher. Die Schiffe hätten Platz.",
    "said in a quotation before": "„Er ist sicher“, sagte Orlan. „Ja.“ Man habe ihn geprüft.",
    "hence": "Orlan sagte, der Hafen sei alt. Demnach stammt er aus dem Mittelalter.",
    "hieß es": "Orlan sagte, der Hafen sei alt. Man warte, hieß es weiter.",
}


@pytest.mark.parametrize("text", ORLAN.values(), ids=ORLAN.keys())
def test_a_known_speaker(text):
    assert last_speaker(text) == "Anna Orlan"


OWN_VOICE = {
    "meeting": "Orlan traf Pieper im Hafen.",
    "negated": "Orlan sagte nichts.",
    "passive": "Orlan wurde kritisiert.",
    "deed": "Der Verein verteidigte den Titel.",
    "verdict": "Das Gericht hat ihn zu drei Jahren Haft verurteilt.",
    "past that looks like a wish": "Orlan sagte, er sei alt. Die Schiffe sollten fahren.",
    "relative clause": "Orlan traf den Fischer, der das sagte.",
    "order": "Orlan sagte, er sei alt. Siehe Seite drei.",
    "report long ago": (
        "Orlan sagte, er sei alt. Es regnete. Der Wind kam. Die Nacht kam. Alles sei still."
    ),
    "unnamed she": "Sie sagten, es sei kalt.",
}


@pytest.mark.parametrize("text", OWN_VOICE.values(), ids=OWN_VOICE.keys())
def test_the_articles_own_voice(text):
    assert last_speaker(text) is None


OTHERS = {
    "unnamed speaker": ("Ein Sprecher der Polizei sagte, es sei laut.", "Sprecher der Polizei"),
    "compound": ("Es sei laut, sagte eine Behördensprecherin.", "Behördensprecherin"),
    "organisation": ("Das teilte das Ministerium am Montag mit.", "Ministerium"),
    "genitive ending": ("Nach Ansicht des Hafenverbands ist es laut.", "Hafenverband"),
    "crowd": ("Nach Angaben der Veranstalter war es laut.", "Veranstalter"),
    "Polizeiangaben": ("Nach Polizeiangaben war es laut.", "Polizei"),
    "hearsay with a source": ("Es sei laut, hieß es aus dem Rathaus.", "Rathaus"),
    "document": (
        "In einer Mitteilung des Vereins heißt es, es sei laut.",
        "Mitteilung des Vereins",
    ),
    "paper in quotation marks": ("Das berichtete die „Nordzeitung“ am Samstag.", "Nordzeitung"),
    "source in quotation marks": ("Laut „Kurier“ ist es laut.", "Kurier"),
    "magazine by its name": ("Wie das Magazin „Elin heute“ schreibt, ist es laut.", "Elin heute"),
    "acronym": ("Die NHV erklärte, es sei laut.", "NHV"),
    "a new name": ("„Es ist laut“, sagte Nadim Farouk.", "Nadim Farouk"),
    "a new name with a title": ("„Es ist laut“, sagte Einsatzleiterin Farouk.", "Farouk"),
    "nobility": ("„Es ist laut“, sagte Ida von der Heide.", "Ida von der Heide"),
    "from the bank": ("„Es ist laut“, sagte Mia Holt von der Elinbank.", "Mia Holt"),
    "name behind the office": (
        "„Es ist laut“, sagte der Sprecher der Partei, Nils Holt.",
        "Nils Holt",
    ),
    "he": ("Weiß nickte. „Es ist laut“, sagte er.", "Karl Weiß"),
    "owner of an office": ("Es sei laut, sagte der Direktor.", "Tom Pieper"),
    "who sees it through": (
        "Orlan schwieg, wie Behördenchefin Mia Holt am Montag sagte.",
        "Mia Holt",
    ),
}


@pytest.mark.parametrize(("text", "name"), OTHERS.values(), ids=OTHERS.keys())
def test_other_speakers(text, name):
    assert last_speaker(text) == name


def test_nouns_are_no_names():
    text = "Neue Zahlen liegen vor. Ende Mai kam Kritik. Laut Gesetz sei das so. Gute Nacht."

    assert [member.name for member in analyse(text, "de").cast] == []


def test_the_cast_has_names_and_offices():
    text = CAST + "„Nein“, sagte Pieper. „Doch“, sagte die Ministerin."

    assert [(member.name, member.role) for member in analyse(text, "de").cast] == [
        ("Anna Orlan", "Verkehrsministerin"),
        ("Tom Pieper", "Direktor"),
    ]


def test_reports_that_go_on_are_indirect_speech_with_a_reason():
    found = analyse(CAST + "Orlan sagte, es sei kalt. Man habe gefroren.", "de").attributions[-1]

    assert found.quote_type is QuoteType.INDIRECT
    assert [(one.score, one.reason) for one in found.candidates] == [
        (0.7, "reported speech goes on")
    ]


def test_answers_in_an_interview_open_with_a_surname():
    text = (
        "Mia Holt leitet das Haus.\n\nWie geht es?\n\nHolt: Gut. Sehr gut.\n\nWirklich?\n\n"
        "Holt: Ja.\n\nUnd morgen?\n\nHolt: Auch."
    )

    assert speakers(text) == [
        *[None, None, "Mia Holt", "Mia Holt", None],
        *["Mia Holt", None, "Mia Holt"],
    ]


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("german_tuning.txt", gold.Levels(quoted=0.97, reported=0.94, false=0.03)),
        ("german_held_out.txt", gold.Levels(quoted=0.85, reported=0.85, false=0.08)),
    ],
)
def test_levels_on_articles_written_for_the_test(name, least):
    reached = gold.levels(gold.read(name), "de")

    assert reached.quoted >= least.quoted
    assert reached.reported >= least.reported
    assert reached.false <= least.false


@pytest.mark.parametrize(
    ("source", "name"),
    {
        "in marks": ("Laut „Nordbote“ ist der Hafen sicher.", "Nordbote"),
        "in doubled marks": ("Laut ''Nordbote'' ist der Hafen sicher.", "Nordbote"),
        "blank": ("Laut „ “ ist der Hafen sicher.", None),
        "never closed": ("Laut „Nordbote ist der Hafen sicher.", None),
    }.values(),
)
def test_a_source_in_quotation_marks_is_named_without_them(source, name):
    assert speakers(source) == [name]


def test_accents_that_are_characters_of_their_own_make_no_difference():
    text = "Das sei gut fu\u0308r alle, erkla\u0308rte Anna Mu\u0308ller."

    assert speakers(text) == ["Anna Mu\u0308ller"]
