"""Words by which a German sentence leans on others."""

from claims.text.languages.base import LeaningWords, words

_DAY = "(montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag)"
_PART = "(morgen mittag nachmittag abend nacht früh vormittag)"
_DAY_PARTS = "(abend früh mittag morgen nachmittag nacht vormittag)"
_MONTH = (
    "(januar jänner februar märz april mai juni juli august september oktober november dezember)"
)
_TIMES = (
    "(woche wochen monat monats monate jahr jahres jahre wochenende sommer winter frühjahr herbst)"
)
_LAST = (
    "(letzte letzten letztes letzter letztem vergangene vergangenen vergangenes vergangener "
    "nächste nächsten nächstes nächster kommende kommenden kommendes vorige vorigen voriges)"
)
_THIS = "(diese diesen dieses dieser diesem)"
_BE = "(ist war sei wird wurde wäre)"

LEANING = LeaningWords(
    pronouns=words(
        "er ihn ihm sie ihr ihnen es sein seine seinen seinem seiner seines ihre ihren ihrem ihrer "
        "ihres"
    ),
    persons=words("er ihn ihm sie ihnen"),
    polite=words("sie ihnen ihr ihre ihren ihrem ihrer ihres"),
    demonstratives=(
        "^das > (ist sind war waren hat habe hatte wird wurde sei bedeutet heißt zeigt soll kann)",
        "(dies dieser diese dieses diesem diesen dieselbe derselbe dasselbe)",
        "(letzterer letztere letzteres)",
    ),
    dates=(
        "(gestern heute morgen) (morgen mittag nachmittag abend nacht früh vormittag)",
        "(vorgestern gestern heute übermorgen heuer)",
        f"(am im in den der die das)? ?{_LAST} {_TIMES}",
        f"(am im in)? ?{_LAST} {_DAY}",
        f"(in im)? ?{_THIS} {_TIMES}",
        f"{_THIS} {_DAY}",
        "vor # (tagen wochen monaten jahren jahrzehnten stunden minuten)",
        "vor (wenigen einigen mehreren) (tagen wochen monaten jahren stunden minuten)",
        "vor (einem einer) (tag woche monat jahr jahrzehnt stunde)",
        "in # (tagen wochen monaten jahren)",
        "(im)? ?(vorjahr vorjahres)",
        "(morgen) > (soll will wird kommt beginnt tagt)",
        f"(am seit bis ab vom)? ?{_DAY[:-1]}){_DAY_PARTS}",
        f"(am seit bis ab vom) {_DAY} {_PART}",
        f"(am seit bis ab vom)? ?{_DAY}",
    ),
    fixed=(
        f"(am seit bis ab vom)? ?{_DAY},? \\d+\\. {_MONTH} \\d{{4}}",
        f"(am seit bis ab vom)? ?{_DAY},? dem \\d+\\. {_MONTH} \\d{{4}}",
        f"(jeden jeder jedem) {_DAY}",
        # Es regnet; es gibt; es heißt; es geht um; es ist wichtig, dass.
        "es > (regnet regnete regne schneit schneite friert gibt gab gäbe gebe heißt hieß)",
        "es > (geht ging gehe handelt handelte handele kommt bedarf fehlt fehlte dauert dauerte)",
        f"es > {_BE} (kalt warm heiß dunkel spät früh neblig)",
        f"es,? > {_BE} *,? (dass ob zu wer)",
        "(gibt gab gäbe gebe geht ging handelt handelte heißt hieß regnet regnete) es",
        "(ist war sei wird wurde) es > *,? (dass ob zu)",
        "es > sich",
    ),
    numbers=words("ein zwei drei vier fünf sechs sieben acht neun zehn zwölf fünfzehn zwanzig"),
    before_places=words("in aus nach bei"),
    openings=words(
        "niemand nichts viele manche einige alle beide jeder jede jedes andere mehr noch auch nun "
        "dann dort hier was wann wo wer warum wie kein keine nicht nur sogar ja nein nie immer "
        "doch zwar wegen trotz nach seit ohne über unter gegen bis sobald falls obwohl während "
        "weil da damit deshalb daher darum allerdings zudem"
    ),
)
