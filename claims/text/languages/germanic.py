"""Dutch, Danish, Swedish and Norwegian: abbreviations."""

from claims.text.languages.base import Language, words

DUTCH = Language(
    code="nl",
    titles=words("dhr mw mevr dr drs prof mr ir ing st"),
    abbreviations=words(
        "bijv bv enz etc o.a d.w.z m.a.w i.v.m t.o.v n.v b.v e.d aanw vnw blz tel ca resp jl a.s"
    ),
    before_number=words("nr blz p art hfst tel"),
    starters=words(
        "de het een dit dat deze die hij zij ze wij we ik jij er in op aan bij met van voor naar "
        "maar en of dus want ook volgens na als toen wie wat waar hoe"
    ),
)

DANISH = Language(
    code="da",
    titles=words("hr fr frk dr prof skt st sct mr mrs ms mt adv dir"),
    abbreviations=words(
        "f.eks bl.a m.v m.m osv ca evt inkl ekskl pga ift dvs jf kl e.u u.s a/s jr co inc ltd p.o "
        "jan feb mar apr jun jul aug sep sept okt nov dec"
    ),
    before_number=words("nr s side art stk kap tlf p no n°"),
    starters=words(
        "det den de en et han hun vi jeg du i på til fra med for af om men og eller så da når hvis "
        "der her hvad hvem hvor hvordan ifølge efter how they it"
    ),
    ordinal_points=True,
)

SWEDISH = Language(
    code="sv",
    titles=words("hr fr dr prof st"),
    abbreviations=words("t.ex bl.a m.m osv dvs d.v.s ca kl inkl exkl s.k p.g.a fr.o.m t.o.m"),
    before_number=words("nr s sid kap tel"),
    starters=words(
        "det den de en ett han hon vi jag du i på till från med för av om men och enligt"
    ),
)

NORWEGIAN = Language(
    code="no",
    titles=words("hr fr dr prof st"),
    abbreviations=words("f.eks bl.a m.m osv dvs ca kl inkl pga ifm mht"),
    before_number=words("nr s side kap tlf"),
    starters=words("det den de en et han hun vi jeg du i på til fra med for av om men og ifølge"),
    ordinal_points=True,
)

LANGUAGES = (DUTCH, DANISH, SWEDISH, NORWEGIAN)
