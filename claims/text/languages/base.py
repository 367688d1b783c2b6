"""What the engine wants to know about a language. One small file per language fills this in.

All words are in lower case and without a final full stop, unless a field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field


def words(text: str) -> frozenset[str]:
    """The white-space separated words of `text`, so that data files stay readable."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of `text`, which commas part."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip())


@dataclass(frozen=True, slots=True, eq=False)
class Reporting:
    """How a language says who said what. Empty for a language we cannot do that in yet."""

    # --- Verbs of saying
    # "said": make a statement of any clause beside them, and of a quotation on either side.
    say: frozenset[str] = frozenset()
    # "believes": a statement where a clause or a quotation goes with it.
    state: frozenset[str] = frozenset()
    # "thanked", "urged": the act itself is a statement.
    act: frozenset[str] = frozenset()
    # "expressed hope": state only with one of the nouns that follow them.
    light: dict[str, frozenset[str]] = field(default_factory=dict)
    # ("according", "to"): the source follows.
    sources: tuple[tuple[str, ...], ...] = ()
    # "as" in "as Lee said".
    as_words: frozenset[str] = frozenset()
    # "that", "whether": open the clause that is stated.
    that: frozenset[str] = frozenset()

    # --- Function words
    male: frozenset[str] = frozenset()
    female: frozenset[str] = frozenset()
    neuter: frozenset[str] = frozenset()
    plural: frozenset[str] = frozenset()
    first_person: frozenset[str] = frozenset()
    relative: frozenset[str] = frozenset()
    # "his" -> "he".
    owners: dict[str, str] = field(default_factory=dict)
    possessives: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    # "the": means somebody known.
    definite: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    # Those of them that open a clause as well: "after Lee left".
    clause_openers: frozenset[str] = frozenset()
    # Those with a place behind them more often than a person: "in Kay Gardens".
    place_prepositions: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    # Open a clause that is no main one: "dass", "weil".
    subordinators: frozenset[str] = frozenset()
    auxiliaries: frozenset[str] = frozenset()
    # "is": what follows tells about the subject.
    be: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    # May stand between a subject and its verb; in English whatever ends in "ly" too.
    adverbs: frozenset[str] = frozenset()
    adverb_ending: str = ""

    # --- Only as English has it (`speech.english`)
    # Of `say`, those that do other things too: "added salt" states nothing, "added that" does.
    also_acts: frozenset[str] = frozenset()
    # "called": a statement where it gives its object a name: "called the plan a disgrace".
    naming: frozenset[str] = frozenset()
    # "called the plan dangerous, unfair": how words begin and end that judge.
    judging_starts: tuple[str, ...] = ()
    judging_endings: tuple[str, ...] = ()
    # "put" in "as Lee put it".
    put_it: frozenset[str] = frozenset()
    # Forms that are nouns as often ("claims"): what stands around them tells.
    nouns_too: frozenset[str] = frozenset()
    # Determiners that make a noun of such a form ("the claim"), and those that name ("a disgrace").
    articles: frozenset[str] = frozenset()
    indefinite: frozenset[str] = frozenset()
    # "began by saying": state something even behind "by".
    openings: frozenset[str] = frozenset()
    # "continued to say": it was said; not "wanted to say".
    realised: frozenset[str] = frozenset()
    # "took to the radio to say".
    occasions: frozenset[str] = frozenset()
    # Subjects that say nothing: "nobody".
    nobody: frozenset[str] = frozenset()
    # "said": take any subject.
    plain: frozenset[str] = frozenset()
    # "told": have the hearer right behind them.
    telling: frozenset[str] = frozenset()
    # "quoted" in "was quoted as saying".
    quoting: frozenset[str] = frozenset()
    # "might say" states nothing; "would say" does, "would believe" does not.
    unreal: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    # In front of a subject: "if Lee says", "after Lee said" tell of a statement; what follows
    # the asides is stated only by verbs of saying ("where Lee says", not "where Lee hopes").
    told_of: frozenset[str] = frozenset()
    asides: frozenset[str] = frozenset()
    # Of `told_of`, those that a phrase may hold: "two days after Lee".
    background: frozenset[str] = frozenset()
    # Prepositions within a noun phrase, words behind it, and those that "and" may join to it:
    # "mayor of Ely", "Lee on Monday", "Lee and others".
    phrase_prepositions: frozenset[str] = frozenset()
    afterthoughts: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    # Open a clause: "who", "what".
    question_words: frozenset[str] = frozenset()
    # Pronouns that are objects: "him".
    objects: frozenset[str] = frozenset()
    # "by", "for" right behind a verb: it has no object, so it is a participle ("thanked for").
    passive_openers: frozenset[str] = frozenset()
    # Auxiliaries that make a clause of the words around them: "the harbour was".
    finite: frozenset[str] = frozenset()
    # Sources only behind a mark or at the start: "Per Lee, …"; not "ten per crew".
    apart: frozenset[str] = frozenset()
    # "words" in "in X's words", "account" in "by X's account": nouns by their preposition.
    words_nouns: dict[str, frozenset[str]] = field(default_factory=dict)

    # --- Only as German has it (`speech.german`, `speech.continuation`)
    # teilte -> {mit}: verbs of saying only with one of the particles behind them.
    separable: dict[str, frozenset[str]] = field(default_factory=dict)
    # "gesagt", behind one of `perfect` ("hat … gesagt").
    participles: frozenset[str] = frozenset()
    perfect: frozenset[str] = frozenset()
    # "zitiert", behind one of `passive` ("wird … zitiert"): the subject's own words.
    cited: frozenset[str] = frozenset()
    passive: frozenset[str] = frozenset()
    # "verurteilte" is no statement with "zu" (to five years) behind it.
    unless: dict[str, frozenset[str]] = field(default_factory=dict)
    # Verb forms of reported speech ("sei"); the weak ones may mean "would" as well ("wären").
    subjunctive: frozenset[str] = frozenset()
    weak_subjunctive: frozenset[str] = frozenset()
    # "er komme": behind one of the pronouns, or a noun, what ends so reports; "sagte" does not.
    clause_pronouns: frozenset[str] = frozenset()
    subjunctive_ending: str = ""
    past_ending: str = ""
    # "demnach": what follows is what the source before said.
    hence: frozenset[str] = frozenset()
    # "hieß" in "hieß es": nobody's own words; and its "es".
    hearsay: frozenset[str] = frozenset()
    impersonal: frozenset[str] = frozenset()
    # “…”, so X
    thus: frozenset[str] = frozenset()
    # "X zufolge": the source stands in front.
    sources_behind: frozenset[str] = frozenset()
    # "nach" in front of one of the nouns ("nach Angaben von X", "nach eigenen Angaben").
    source_prepositions: frozenset[str] = frozenset()
    source_nouns: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    # Prepositions that tie a noun to the one before ("Sprecher von X").
    ties: frozenset[str] = frozenset()
    # Articles by what they open: a genitive ("der Sprecher der Polizei"; surely: "des", "eines"),
    # no subject ("den"), a subject before its verb ("der"), several ("die" before "Mitarbeiter").
    genitives: frozenset[str] = frozenset()
    genitive_articles: frozenset[str] = frozenset()
    oblique: frozenset[str] = frozenset()
    subject_articles: frozenset[str] = frozenset()
    plural_article: str = ""
    # By the article of a noun for either sex: "der Vorsitzende", "die Vorsitzende".
    male_articles: frozenset[str] = frozenset()
    female_articles: frozenset[str] = frozenset()
    # Interviews name who answers by the surname alone ("Orlan: Gewiss.").
    lone_labels: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Words by which the engine tells people, organisations and offices apart."""

    honorifics: frozenset[str] = frozenset()
    male_honorifics: frozenset[str] = frozenset()
    female_honorifics: frozenset[str] = frozenset()
    # Offices that stand before a name or stand for it: "president".
    offices: frozenset[str] = frozenset()
    # Words that may stand for several offices: "leader" is a president or a prime minister.
    general_offices: dict[str, frozenset[str]] = field(default_factory=dict)
    # "Lee and his counterpart": who holds the same office.
    counterparts: frozenset[str] = frozenset()
    # Nouns for people whom nobody names: "officials".
    person_nouns: frozenset[str] = frozenset()
    group_nouns: frozenset[str] = frozenset()
    # Endings of such nouns: "fishermen".
    person_endings: tuple[str, ...] = ()
    # Words inside the name of an organisation: "Ministry".
    organisation_words: frozenset[str] = frozenset()
    # Nouns that can stand for an organisation in the article: "the company".
    organisation_nouns: frozenset[str] = frozenset()
    # Those of them that any organisation may be called: "the company".
    company_nouns: frozenset[str] = frozenset()
    # In front of such a noun they name nobody: "the new government".
    passing_adjectives: frozenset[str] = frozenset()
    document_nouns: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    suffixes: frozenset[str] = frozenset()
    male_names: frozenset[str] = frozenset()
    female_names: frozenset[str] = frozenset()
    # "Russian" and "Russia" as one word: adjective -> country.
    demonyms: dict[str, str] = field(default_factory=dict)
    # How adjectives among them end: "Russian", not "Russia".
    demonym_endings: tuple[str, ...] = ()
    # Words that open or end the names of places: "New Ely", "Ely County".
    place_openings: frozenset[str] = frozenset()
    place_endings: frozenset[str] = frozenset()
    # Words in front of a name that are no part of it: "Former", "Dear".
    name_openings: frozenset[str] = frozenset()
    # Capitalised words that are no part of a name: weekdays, months.
    calendar: frozenset[str] = frozenset()
    # Nouns whose name stands in quotation marks behind them ("das Magazin „Kontor“").
    media_nouns: frozenset[str] = frozenset()
    # Nouns for a woman or a man alike ("Vorsitzende").
    either_nouns: frozenset[str] = frozenset()
    # Of words that are no first name: endings, and nouns that stand in front of another noun.
    noun_endings: tuple[str, ...] = ()
    name_stops: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Hinting:
    """Phrases that hint at what a sentence is. Empty: only figures and question marks tell.

    In a phrase, "(a b)" is one of the words in the brackets, "#" a number in figures or words,
    "*" up to four words. The longest phrase wins, so `nothing` holds what would mislead.
    """

    predictions: tuple[str, ...] = ()
    opinions: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    comparisons: tuple[str, ...] = ()
    # "the will of", "May Day": no hint at all, whatever words stand in it.
    nothing: tuple[str, ...] = ()
    # "rose": compares where a number follows within three words, none of them of `change_stops`.
    changes: frozenset[str] = frozenset()
    change_stops: frozenset[str] = frozenset()
    # Numbers in words that count only in front of a word, and what multiplies ("million").
    numbers: tuple[str, ...] = ()
    magnitudes: frozenset[str] = frozenset()
    # "two-day": behind a number and a hyphen.
    units: frozenset[str] = frozenset()
    # "flight 12": no quantity.
    before_names: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    # "may": a month only behind one of `before_months` or beside a number.
    doubtful_months: frozenset[str] = frozenset()
    before_months: frozenset[str] = frozenset()
    # "jan": a month only beside a number.
    short_months: frozenset[str] = frozenset()
    # "12th of March": behind the number of a day.
    day_endings: tuple[str, ...] = ()
    weekdays: frozenset[str] = frozenset()
    before_years: frozenset[str] = frozenset()
    # Words between "will" and its verb: "will not be rebuilt".
    before_verbs: frozenset[str] = frozenset()
    # "wird": tells the future where its clause ends in an infinitive, no participle.
    futures: frozenset[str] = frozenset()
    infinitive_endings: tuple[str, ...] = ()
    participle_openings: tuple[str, ...] = ()
    participles: frozenset[str] = frozenset()
    # Those that look like participles.
    infinitives: frozenset[str] = frozenset()
    question_marks: str = "?？؟"


@dataclass(frozen=True, slots=True, eq=False)
class LeaningWords:
    """Words by which a sentence leans on others (`text.leaning`). Empty: nothing is found.

    In a phrase, "(a b)" is one of the words in the brackets, "#" a number in figures or `numbers`,
    "*" up to four words, "^" the beginning of the sentence or of a quotation in it; what stands
    behind ">" has to follow and is no part. The first phrase that fits wins.
    """

    pronouns: frozenset[str] = frozenset()
    # Those that stand for a person: no thing that is named before holds them.
    persons: frozenset[str] = frozenset()
    # Those that are somebody spoken to where they have a capital: "Sie".
    polite: frozenset[str] = frozenset()
    demonstratives: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    # Lean on nothing, though they look like it: "it > is raining", "every Tuesday".
    fixed: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    # Behind these a capital is a place, and nobody whom "he" could mean.
    before_places: frozenset[str] = frozenset()
    # Open a sentence, or a noun, as others of `Reporting` do: where that is not known.
    openings: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """Rules of one language. `code` is its BCP 47 code without a region."""

    code: str
    # The letters it is written in, as ISO 15924 names them: "Latn", "Cyrl".
    script: str = "Latn"
    # Letters that few other languages of its script have ("ß"): by them it is known.
    letters: str = ""
    # Never end a sentence: a name follows ("Mr").
    titles: frozenset[str] = frozenset()
    # End a sentence only where a sentence starter follows ("Inc", "etc", "u.s").
    abbreviations: frozenset[str] = frozenset()
    # Are abbreviations only in front of a number ("No. 5", "Jan. 20").
    before_number: frozenset[str] = frozenset()
    # Times of day and units: end a sentence before any capital but these ("5 p.m. EST").
    measures: frozenset[str] = frozenset()
    after_measures: frozenset[str] = frozenset()
    # Names with a mark of their own ("Yahoo!").
    exclaimed: frozenset[str] = frozenset()
    # Its commonest words: capitalised, they most likely open a sentence; by them it is known.
    starters: frozenset[str] = frozenset()
    # In careless writing a sentence may open in lower case, and we know the abbreviations of the
    # language well enough to tell its end from theirs.
    low_starts: bool = False
    # "12. Juni": a number with a full stop is an ordinal.
    ordinal_points: bool = False
    # Every noun is a capital, which tells nothing of names; read as German is (`speech.german`).
    capital_nouns: bool = False
    # The pronoun that is always a capital ("I").
    capital_pronoun: str = ""
    # Points beyond those of every language (Greek ";", Armenian ":"), as characters.
    extra_points: str = ""
    reporting: Reporting = field(default_factory=Reporting)
    people: People = field(default_factory=People)
    hinting: Hinting = field(default_factory=Hinting)
    leaning: LeaningWords = field(default_factory=LeaningWords)
