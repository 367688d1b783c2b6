"""Italian: abbreviations."""

from claims.text.languages.base import Language, LeaningWords, phrases, words

ITALIAN = Language(
    code="it",
    letters="àèéìòù",
    titles=words(
        "sig sig.ra sig.na sigg dott dott.ssa dr dr.ssa prof prof.ssa proff ing avv arch on sen "
        "gen col cap ten magg mons geom rag dir psicol egr gent gent.mo gent.ma spett spett.le s "
        "ss ill.mo rev don p.zza v.le c.so f.lli cav comm uff"
    ),
    abbreviations=words(
        "pres ecc etc es ad.es p.es s.p.a s.r.l s.a.s s.n.c a.c d.c n.b cfr cf pag pagg vol voll "
        "cap art tel fig meteor idraul st d econ az amm f.p v.cte c.d c.a u.s ca circa max lett ed "
        "edd trad prov reg loc sez sec rif succ seg sgg ss u.s.a o.n.u c.so jr"
    ),
    before_number=words(
        "n nn nr no num pag pagg p pp art artt cap vol tel fig tab co comma lett all d.lgs d.l l "
        "gen feb mar apr mag giu lug ago set sett ott nov dic"
    ),
    measures=words("mln mld min"),
    starters=words(
        "il lo la i gli le un uno una l' questo questa questi queste quello quella egli ella lui "
        "lei loro io tu noi voi ma e o in di a da per con su secondo dopo prima non si grazie del "
        "della dei delle al alla nel nella dal che è sono era ha hanno come più se anche tra fra "
        "quando dove chi perché mentre così già oggi ieri molto suo sua"
    ),
    leaning=LeaningWords(
        pronouns=words("lui lei egli ella essi loro suo sua suoi sue"),
        dates=phrases(
            "(ieri oggi domani stamattina stasera), (lunedì martedì mercoledì giovedì venerdì "
            "sabato domenica) (scorso scorsa prossimo prossima), la (settimana) (scorsa "
            "prossima), (il lo)? ?(mese anno scorso) (scorso prossimo mese anno), l'anno (scorso "
            "prossimo), questa (settimana mattina sera), (questo) (mese anno), quest'anno, # "
            "(giorni settimane mesi anni) fa, (lunedì martedì mercoledì giovedì venerdì sabato "
            "domenica)"
        ),
        numbers=words("un una due tre quattro cinque sei sette otto nove dieci"),
    ),
)
