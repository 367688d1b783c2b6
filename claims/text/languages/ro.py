"""Romanian: abbreviations."""

from claims.text.languages.base import Language, words

ROMANIAN = Language(
    code="ro",
    letters="ăâîșțşţ",
    titles=words(
        "str dl dlui d-l dna d-na dnei dra d-ra dr prof ing av st sf gen col lt cpt mr acad"
    ),
    abbreviations=words(
        "etc ș.a ş.a ș.a.m.d ş.a.m.d d.hr î.hr d.e.n î.e.n e.n cca aprox tel s.a s.r.l b-dul jud "
        "ap sc ed alin lit pct p.s n.n n.r resp max univ dep u.e s.u.a o.n.u"
    ),
    before_number=words("nr p pag pg art alin lit pct vol cap str tel fig sec et ap sc"),
    measures=words("mil mld min"),
    starters=words(
        "un o acest această acești aceste acesta aceasta el ea ei ele noi voi eu dar și sau în la "
        "de pe cu din pentru după prin că să nu se este sunt a au fost care ce mai cum când unde "
        "dacă deși însă iar potrivit conform între până astfel azi ieri"
    ),
)
