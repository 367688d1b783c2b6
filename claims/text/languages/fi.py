"""Finnish: abbreviations and ordinals."""

from claims.text.languages.base import Language, words

FINNISH = Language(
    code="fi",
    letters="äö",
    titles=words("hra rva nti tri prof toht maist dos kenr luutn st pyhä"),
    abbreviations=words(
        "esim ym yms jne mm ns nk ks vrt n e.kr j.kr jaa eaa po os puh v vs vt ed ko ao ts tms so "
        "kpl max klo s ss nro oy oyj ent synt kuol suom engl ruots toim"
    ),
    before_number=words("s ss nro n klo puh kpl art luku kuva"),
    measures=words("milj mrd tuh min"),
    starters=words(
        "se ne hän he me minä sinä te tämä nämä tuo nuo ja mutta tai että kun jos niin myös on oli "
        "ovat olivat ei ole eivät mukaan kuin joka jotka mitä missä miten vaikka koska sekä nyt "
        "jälkeen kanssa vielä vain yksi"
    ),
    ordinal_points=True,
)
