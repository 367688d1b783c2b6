"""Words by which an English sentence leans on others."""

from claims.text.languages.base import LeaningWords, words

_UNIT = "(week month year weekend quarter decade season)"
_UNITS = "(days weeks months years decades hours minutes)"
_DAY = "(monday tuesday wednesday thursday friday saturday sunday)"
_MONTH = "(january february march april may june july august september october november december)"
_SEASON = "(spring summer autumn winter fall)"
_PART = "(morning afternoon evening night)"
_BE = "(is was isn't wasn't)"
_HARD = (
    "(hard easy difficult important possible impossible necessary wrong right better best unfair "
    "fair safe dangerous good bad useful time)"
)

LEANING = LeaningWords(
    pronouns=words("he him his she her hers it its they them their theirs"),
    persons=words("he him his she her hers"),
    demonstratives=(
        "^that > (is was has had will would means meant shows showed could can may might does did)",
        "^that's",
        "this",
        "these",
        "those",
        "the (latter former)",
    ),
    dates=(
        f"(yesterday tomorrow) {_PART}",
        "the day (before after) (yesterday tomorrow)",
        "yesterday",
        "today",
        "tonight",
        "tomorrow",
        f"(earlier later) this {_UNIT}",
        "(earlier later) today",
        f"(last next this) {_DAY} {_PART}",
        f"(last next this past) {_DAY}",
        f"(last next this past) {_UNIT}",
        f"(last next this past) {_SEASON}",
        f"(last next this) {_MONTH}",
        f"(last this) {_PART}",
        f"that (day week month year {_PART[1:]}",
        f"the (last past next coming) (few #) {_UNITS}",
        f"the (last past next coming) {_UNIT}",
        f"# {_UNITS} (ago earlier later)",
        "(a an one) (day week month year decade century hour minute moment) ago",
        "(a few some several many) (days weeks months years decades) ago",
        f"(on since until by from before after) {_DAY} {_PART}",
        f"(on since until by from before after) {_DAY}",
        f"{_DAY} {_PART}",
        _DAY,
    ),
    fixed=(
        f"(on since until by from before after)? ?{_DAY},? \\d+ {_MONTH},? \\d{{4}}",
        f"(on since until by from before after)? ?{_DAY},? {_MONTH} \\d+,? \\d{{4}}",
        f"(every each) {_DAY}",
        "those > (who whose that which in of with for)",
        # It rains; it is cold; it takes two years to build.
        "it > (rains rained snows snowed)",
        f"it > {_BE} (raining snowing freezing late early dark cold hot warm foggy windy)",
        "it > (has had) been (raining snowing freezing)",
        "it > (will would may might could) (rain snow freeze)",
        "it > (takes took) (a an # several some many) * to",
        # It was decided that; it is hard to say; it seems that.
        f"it > {_BE} * (that whether)",
        "it > (has had) been * (that whether)",
        "it > (will would may might could can must should) be * (that whether)",
        f"it > {_BE} {_HARD} to",
        f"it > {_BE} not {_HARD} to",
        f"it > {_BE} (unclear clear unknown uncertain) (how why what who when where if)",
        "it > (seems seemed appears appeared happens happened) that",
        "it > (turns turned) out",
        "it's > (raining snowing freezing late early dark cold hot warm foggy windy)",
        "it's > * (that whether)",
        f"it's > {_HARD} to",
        # It was the mayor who.
        f"it > {_BE} * who",
    ),
    numbers=words("one two three four five six seven eight nine ten twelve fifteen twenty thirty"),
    before_places=words("in at from near to of around across outside into"),
    openings=words(
        "nobody nothing many some most several few all both each every another other others more "
        "less still also now then there here what when where who why how no not only even just "
        "yes well never always however meanwhile although though while if because since as so but "
        "and or under over with without about asked until once instead"
    ),
)
