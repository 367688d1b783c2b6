"""Danish: abbreviations and ordinals."""

from claims.text.languages.base import Language, words

DANISH = Language(
    code="da",
    letters="æøå",
    titles=words(
        "hr fr frk dr prof skt st sct mr mrs ms mt adv dir ing cand mag scient polit jur lic stud "
        "gen kapt"
    ),
    abbreviations=words(
        "f.eks bl.a m.v m.m m.fl o.l o.lign osv mv ca evt inkl ekskl pga ift ifm iht mht dvs d.v.s "
        "jf jfr kl e.u u.s a/s aps jr sr co inc ltd p.o p.t p.g.a s.u t.o.m f.o.m f.kr e.kr henh "
        "hhv resp vedr tlf alm afd bd bl ed eks etc fx gl gns ggr kgl kbh maks nuv overs red tidl "
        "udg ugtl vha jan feb mar apr jun jul aug sep sept okt nov dec"
    ),
    before_number=words("nr nn s ss side art stk kap tlf p no n° pkt par kl bd"),
    measures=words("mio mia kr pct min"),
    starters=words(
        "det den de en et han hun vi jeg du i på til fra med for af om men og eller så da når hvis "
        "der her hvad hvem hvor hvordan ifølge efter er var har havde ikke som at ved over under "
        "også nu dette denne disse deres hans hendes mod siden blev bliver kan skal vil how they "
        "it"
    ),
    ordinal_points=True,
)
