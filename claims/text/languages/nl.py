"""Dutch: abbreviations."""

from claims.text.languages.base import Language, LeaningWords, phrases, words

DUTCH = Language(
    code="nl",
    letters="ëï",
    titles=words("dhr hr mw mevr mej dr drs prof mr ir ing ds st kol kapt lt luit maj burg jhr em"),
    abbreviations=words(
        "gen bijv bv enz etc o.a o.m m.n m.a.w d.w.z d.m.v i.v.m i.p.v i.t.t i.h.b m.b.t m.b.v "
        "m.i.v t.o.v t.a.v t.b.v t.g.v t.n.v t.z.t n.a.v n.v.t n.v b.v v.d v.v v.l.n.r v.chr n.chr "
        "z.g z.o.z a.u.b a.s e.a e.d e.v e.e.a p.p p.j a.d c.q c.s ca ong resp incl excl evt event "
        "max tel vgl zgn z.g.n aanw vnw jl sr jr uitg vert red gem prov kon ned eng dui fr vnl vlg "
        "wnd ll ass co inc u.s u.k"
    ),
    before_number=words(
        "nr nrs blz p pp art artt afb afl hfst hfdst lid bijl tel jan febr mrt apr jun jul aug "
        "sept okt nov dec par deel dl bd"
    ),
    measures=words("mln mld min"),
    starters=words(
        "de het een dit dat deze die hij zij ze wij we ik jij je er in op aan bij met van voor "
        "naar maar en of dus want ook volgens na als toen wie wat waar hoe om te uit tot door over "
        "onder is was zijn werd wordt heeft had niet geen nog al zo dan daar hier veel meer hun "
        "haar tijdens sinds tegen omdat terwijl nu"
    ),
    leaning=LeaningWords(
        pronouns=words("hij hem zij ze haar zijn hun hen"),
        dates=phrases(
            "(gisteren eergisteren vandaag morgen vanavond overmorgen), (vorige volgende "
            "afgelopen komende) (week maand maandag dinsdag woensdag donderdag vrijdag zaterdag "
            "zondag), (vorig volgend afgelopen komend) (jaar weekend), deze (week maand), dit "
            "(jaar weekend), # (dagen weken maanden jaar jaren) geleden, (op)? ?(maandag dinsdag "
            "woensdag donderdag vrijdag zaterdag zondag)"
        ),
        fixed=phrases(
            "zijn > (er de het niet), (die dat ze we wij jullie) zijn, (kan moet zou) zijn"
        ),
        numbers=words("een twee drie vier vijf zes zeven acht negen tien"),
    ),
)
