"""Slovak: abbreviations and ordinals."""

from claims.text.languages.base import Language, words

SLOVAK = Language(
    code="sk",
    letters="áäčďéíĺľňóôŕšťúýž",
    titles=words(
        "p pí sl dr prof ing mgr bc gen plk pplk mjr kpt por npor mudr mvdr judr phdr rndr paeddr "
        "thdr doc sv ul nám arch akad"
    ),
    abbreviations=words(
        "napr atď apod a.i tzv tzn tj t.j popr príp resp č str s.r.o a.s spol cca max vs stor "
        "pred.n.l p.n.l n.l n.m zn ods čl písm obr tab tel roč vyd red pozn angl nem fr lat r s o "
        "a v.o.s n.o ml st csc ph.d ev t.č t.r sk"
    ),
    before_number=words("č str s ss ods čl písm obr tab tel par zv kap bod"),
    measures=words("tis mil mld hod min sek eur"),
    starters=words(
        "napr v vo na i ale a on ona ono oni my ja vy to ten tá tí tie po s so z zo do pre ako "
        "podľa je sú bol bola bolo boli že sa si by od za pri pod nad medzi čo kto kde kedy ak keď "
        "ktorý ktorá ktoré alebo už tiež však tak len jeho jej ich ešte nie aj"
    ),
    ordinal_points=True,
)
