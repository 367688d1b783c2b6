"""Norwegian: abbreviations and ordinals."""

from claims.text.languages.base import Language, words

NORWEGIAN = Language(
    code="no",
    letters="æøå",
    titles=words("hr fr frk dr prof st adv dir ing cand siv kapt gen"),
    abbreviations=words(
        "f.eks bl.a m.m m.fl m.v o.l osv dvs d.v.s ca kl inkl ekskl pga p.g.a ifm ifbm mht mhp iht "
        "jf jfr evt ev f.o.m t.o.m f.kr e.kr s.k p.t tlf vha resp etc fhv ang avd kgl maks nr "
        "overs red tidl utg vedr jan feb mar apr aug sept okt nov des jr sr co inc ltd u.s"
    ),
    before_number=words("nr s ss side art kap tlf p pkt par kl bd"),
    measures=words("mill mrd kr pst min"),
    starters=words(
        "det den de en et ei han hun vi jeg du i på til fra med for av om men og ifølge etter er "
        "var har hadde ikke som at når der her hva hvem hvor hvordan så ved over under også nå "
        "dette denne disse deres hans hennes mot siden ble blir kan skal vil eller noe"
    ),
    ordinal_points=True,
)
