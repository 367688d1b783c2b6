"""Persian: abbreviations."""

from claims.text.languages.base import Language, words

PERSIAN = Language(
    code="fa",
    script="Arab",
    letters="پچژگکی",
    abbreviations=words("ص ج ق.م ه.ق ه.ش ق.ظ ب.ظ"),
    before_number=words("ص ج"),
    starters=words(
        "در از به با که این آن را برای تا بر و یا هم اما اگر چون پس او ما شما آنها من است بود شد "
        "شده می نمی خود دیگر هر یک بین نیز باید کرد کرده گفت وی های"
    ),
)
