"""Czech: abbreviations and ordinals."""

from claims.text.languages.base import Language, words

CZECH = Language(
    code="cs",
    letters="áčďéěíňřšťúůýž",
    titles=words(
        "p pí sl dr prof ing mgr bc gen plk pplk mjr kpt por npor prap mudr mvdr judr phdr rndr "
        "paeddr thdr doc sv ul nám tř arch akad dis"
    ),
    abbreviations=words(
        "např atd apod tzv tzn tj popř příp resp aj č čp str s.r.o a.s o.p.s v.o.s cca max vs stol "
        "př.n.l n.l n.m zn odst čl písm obr tab tel roč vyd red pozn angl něm fr lat zvl kol srov "
        "ml st csc ph.d ad ev t.č t.r"
    ),
    before_number=words("č čp str s ss odst čl písm obr tab tel par sv kap bod"),
    measures=words("tis mil mld hod min sek"),
    after_measures=words("kč eur korun"),
    starters=words(
        "např v ve na i ale a on ona ono oni my já vy to ten ta ti ty po s se z ze do pro jak "
        "podle je jsou byl byla bylo byli že si by od za při pod nad mezi co kdo kde kdy pokud "
        "když který která které nebo už také však tak jen jeho její jejich ještě není"
    ),
    ordinal_points=True,
)
