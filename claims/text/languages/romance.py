"""French, Spanish, Italian and Portuguese: abbreviations."""

from claims.text.languages.base import Language, words

FRENCH = Language(
    code="fr",
    titles=words("m mm mme mmes mlle mgr dr pr prof st ste me gén col cdt"),
    abbreviations=words(
        "cf etc av env p.ex ex s.a s.a.s s.a.r.l ltd inc n.b p.-s v op.cit ibid éd vol chap art "
        "tél j.-c bd boul j.c ap ll.aa.ii.rr adj anc"
    ),
    before_number=words("p pp n no nº n° fig vol art chap env janv févr avr juil sept oct nov déc"),
    starters=words(
        "le la les l' un une des ce cet cette ces il elle ils elles on nous vous je j' tu mais et "
        "ou donc or ni car dans en à au aux pour par sur avec sans selon après avant c'est"
    ),
)

SPANISH = Language(
    code="es",
    titles=words(
        "sr sra srta sres dr dra d dña lic ing prof profa gral cnel mons fr excmo excma av avda "
        "mt st ud uds vd vds arq"
    ),
    abbreviations=words(
        "p.ej etc ee.uu ee uu s.a s.l c.v cía admón núm tel ext a.c d.c aprox máx mín pág párr "
        "párrf art cap vol ed mar lun mié jue vie sáb dom ene feb abr may jun jul ago sep sept "
        "oct nov dic cra hs km min n.º cf vs"
    ),
    before_number=words("no nº n° núm pág págs art tel ext cap vol p pp párr párrf piso"),
    starters=words(
        "el la los las un una unos unas este esta estos estas ese esa él ella ellos ellas yo tú "
        "pero y o en de a por para con sin según después antes no se lo su sus disponían"
    ),
)

ITALIAN = Language(
    code="it",
    titles=words(
        "sig sig.ra sig.na sigg dott dott.ssa dr prof prof.ssa ing avv arch on sen gen col mons "
        "geom rag dir psicol egr gent spett s"
    ),
    abbreviations=words(
        "ecc etc es ad.es p.es s.p.a s.r.l a.c d.c n.b cfr pag vol cap art tel fig meteor idraul "
        "st d econ az amm f.p v.cte gen feb mar apr mag giu lug ago set sett ott nov dic"
    ),
    before_number=words("n nn nr no num pag pagg p pp art cap vol tel fig"),
    starters=words(
        "il lo la i gli le un uno una questo questa questi queste egli ella lui lei loro io tu noi "
        "ma e o in di a da per con secondo dopo prima non si grazie"
    ),
)

PORTUGUESE = Language(
    code="pt",
    titles=words("sr sra srta dr dra prof profa eng exmo exma gen cel d av"),
    abbreviations=words("etc p.ex ex ltda s.a cia a.c d.c pág vol cap art tel aprox eua e.u.a"),
    before_number=words("n nº no núm pág p pp art cap vol tel"),
    starters=words(
        "o a os as um uma este esta estes estas ele ela eles elas eu mas e ou em de para por com "
        "segundo depois antes não se"
    ),
)

LANGUAGES = (FRENCH, SPANISH, ITALIAN, PORTUGUESE)
