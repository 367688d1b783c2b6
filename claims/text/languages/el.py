"""Greek: the question mark looks like a semicolon."""

from claims.text.languages.base import Hinting, Language, words

GREEK = Language(
    code="el",
    script="Grek",
    titles=words("κ κα κκ κος δρ καθ αγ στρ λεωφ οδ πρωθ μητρ αρχ"),
    abbreviations=words(
        "π.χ λ.χ δηλ βλ πρβλ κ.λπ κλπ κ.τ.λ κτλ κ.ά κ.α κ.ο.κ κ.ε σελ τηλ μ.χ π.χρ αι α.ε ε.π.ε "
        "ο.ε αρ άρθ κεφ τ τόμ υπ έκδ μτφ σημ η.π.α ό.π"
    ),
    before_number=words("αρ άρθ σελ σ κεφ τόμ τηλ παρ εικ ιαν φεβ μαρ απρ ιουν ιουλ αυγ σεπ οκτ"),
    measures=words("εκατ δισ τρισ χιλ τ.μ χλμ εκ μ.μ π.μ"),
    starters=words(
        "ο η το οι τα του της των τον την στο στη στην στον στα σε με για από και αλλά ή όμως ένας "
        "μια ένα αυτός αυτή αυτό εμείς εγώ εσείς δεν θα να που πώς πού τι όταν αν ενώ κατά μετά"
    ),
    extra_points=";",
    hinting=Hinting(question_marks=";\u037e?"),
)
