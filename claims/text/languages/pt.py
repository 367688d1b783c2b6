"""Portuguese: abbreviations."""

from claims.text.languages.base import Language, LeaningWords, phrases, words

PORTUGUESE = Language(
    code="pt",
    letters="áâãçéêíóôõú",
    titles=words(
        "sr sra srs sras srta dr dra drs dras prof profa profª eng enga arq exmo exma ilmo ilma "
        "gen cel cap ten sgt maj alm d fr frei pe pde s sto sta av r al trav pç pça rod des dep "
        "deps sen gov pres emb v.exa v.ex mons bel"
    ),
    abbreviations=words(
        "etc p.ex ex ltda s.a cia cía a.c d.c pág págs vol cap art arts tel telef aprox eua e.u.a "
        "obs ed núm séc sécs máx mín tít trad org orgs coord fig tab ref resp depto dpto c.e n.b "
        "p.s i.e cf vs jan fev abr jun jul ago nov dez jr inc ltd co b.o c.p"
    ),
    before_number=words(
        "n nº n° no núm pág págs p pp art arts cap vol tel inc fig séc km jan fev mar abr mai jun "
        "jul ago set out nov dez"
    ),
    measures=words("km hab"),
    starters=words(
        "o a os as um uma uns umas este esta estes estas esse essa isso isto ele ela eles elas eu "
        "nós você mas e ou em de do da dos das no na nos nas ao à por pelo pela para com sem "
        "segundo depois antes não se que é são foi tem há como mais sobre entre desde até também "
        "quando onde quem porque enquanto assim já hoje ontem muito seu sua"
    ),
    leaning=LeaningWords(
        pronouns=words("ele ela eles elas seu sua seus suas dele dela deles delas"),
        dates=phrases(
            "(ontem anteontem hoje amanhã), (na)? ?semana (passada próxima), (no)? ?(mês ano) "
            "(passado próximo), esta (semana manhã tarde noite), este (mês ano), há # (dias "
            "semanas meses anos), (na)? ?(segunda-feira terça-feira quarta-feira quinta-feira "
            "sexta-feira)"
        ),
        numbers=words("um uma dois duas três quatro cinco seis sete oito nove dez"),
    ),
)
