"""Swedish: abbreviations."""

from claims.text.languages.base import Language, words

SWEDISH = Language(
    code="sv",
    letters="åäö",
    titles=words("hr fr frk dr prof s:t s:ta doc dir ing kapt gen öv löjtn kyrkoh"),
    abbreviations=words(
        "t.ex bl.a m.m m.fl osv o.s.v o.d o.dyl etc dvs d.v.s ca c:a kl inkl exkl s.k p.g.a pga "
        "fr.o.m t.o.m f.d f.ö f.n f.kr e.kr jfr resp mkt moms enl ev fig forts i.o.m i.st m.a.o "
        "m.h.t m.ö.h n.b o.a p.s spec t.v t.h tfn uppl utg vard ö.h övers jan feb apr aug sept okt "
        "nov dec jr sr co inc ltd u.s"
    ),
    before_number=words("nr s sid sidd kap tel tfn art p kl bil fig tab st mom"),
    measures=words("milj mdr kr ggr st"),
    starters=words(
        "det den de en ett han hon vi jag du ni i på till från med för av om men och enligt att "
        "som är var har hade inte när där här vad vem hur så efter under över vid mot också nu "
        "sedan dessa denna detta deras hans hennes blev blir kan ska skulle vill eller"
    ),
)
