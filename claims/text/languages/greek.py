"""Greek: the question mark looks like a semicolon."""

from claims.text.languages.base import Hinting, Language, words

GREEK = Language(
    code="el",
    titles=words("κ κα κκ δρ καθ"),
    abbreviations=words("π.χ δηλ κ.λπ κλπ κ.ά αρ σελ τηλ μ.μ π.μ μ.χ"),
    extra_points=";",
    hinting=Hinting(question_marks=";\u037e?"),
)
