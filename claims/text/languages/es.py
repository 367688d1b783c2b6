"""Spanish: abbreviations."""

from claims.text.languages.base import Language, LeaningWords, phrases, words

SPANISH = Language(
    code="es",
    letters="áéíñóú¿¡",
    titles=words(
        "sr sra srta sres sras dr dra dres drs d dña dñª lic licda ing prof profa gral cnel cmdte "
        "cap capt tte sgto alm mons fr fray pbro rvdo rvda excmo excma ilmo ilma hno hna av avda "
        "mt st sto sta ud uds vd vds arq abg pdte pdta mtro mtra s.m s.e s.s s.a.r"
    ),
    abbreviations=words(
        "p.ej etc ee.uu ee uu ff.aa cc.oo jj.oo s.a s.l s.l.u c.v s.a.b cía compañ hnos admón núm "
        "tel tfno teléf ext a.c d.c a.j.c a.m p.m aprox máx mín pág págs párr párrf art arts cap "
        "vol ed edit col depto dpto prov c.p apdo lun mié jue vie sáb ene feb abr may jun jul ago "
        "sep sept oct nov dic cra cl n.º cf vs v.gr i.e p.d q.e.p.d d.e.p s.d d.f bco gob univ "
        "inst izq dcha esq pza pl urb tít trad fig resp ref bs"
    ),
    before_number=words(
        "no nº n° núm núms pág págs art arts tel ext cap vol t p pp párr párrf piso fig inc lit "
        "mar dom ene feb abr jun jul ago sep sept oct nov dic s"
    ),
    measures=words("a.m p.m km hs min"),
    starters=words(
        "el la los las un una unos unas este esta estos estas ese esa esto eso él ella ellos ellas "
        "yo tú usted pero y o en de del al a por para con sin según después antes no se lo su sus "
        "que es son fue ha han había como más si sobre entre desde hasta también cuando donde "
        "quien aunque porque mientras así ya hoy ayer muy nos disponían"
    ),
    leaning=LeaningWords(
        pronouns=words("él ella ellos ellas su sus suyo suya suyos suyas"),
        dates=phrases(
            "(ayer anteayer anoche hoy mañana), el (lunes martes miércoles jueves viernes sábado "
            "domingo) (pasado próximo), la semana (pasada próxima), el (mes año) (pasado "
            "próximo), (esta) (semana mañana tarde noche), este (lunes martes miércoles jueves "
            "viernes sábado domingo mes año), hace # (días semanas meses años), el (lunes martes "
            "miércoles jueves viernes sábado domingo)"
        ),
        numbers=words("un una dos tres cuatro cinco seis siete ocho nueve diez"),
    ),
)
