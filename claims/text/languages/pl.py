"""Polish: abbreviations and ordinals."""

from claims.text.languages.base import Language, words

POLISH = Language(
    code="pl",
    letters="ąćęłńóśźż",
    titles=words(
        "p pp dr prof inż mgr lic gen płk ppłk mjr kpt por ppor sierż ks bp abp kard o s św ul al "
        "pl os red doc hab mec pos woj pow gm burm prez adw"
    ),
    abbreviations=words(
        "sen np itd itp tzw tzn tj m.in r w ok zob bałt jęz ang niem franc łac sp z.o.o s.a pt ps "
        "im dz.u n.p.m p.n.e n.e j.w cd cdn ds wg ww nt pn płd zach wsch śr maks red wyd tł przyp "
        "rozdz tel b c.d ub br bm właśc daw"
    ),
    before_number=words("nr nry str s ss ust art pkt poz par rozdz t tab rys godz tel ul"),
    measures=words("tys godz min sek mln mld bln zł gr"),
    starters=words(
        "np w we na i ale a on ona ono oni one my ja wy to ten ta ci te po z ze o do dla jak nie "
        "się jest są był była było były że przez od za przy pod nad między co kto gdzie kiedy "
        "jeśli gdy który która które oraz lub już także jednak według więc też tylko tak jego jej "
        "ich"
    ),
    ordinal_points=True,
)
