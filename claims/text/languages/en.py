"""English: abbreviations and sentence starters. Who said what stands in `en_speech`."""

from claims.text.languages.base import Language, words
from claims.text.languages.en_hints import HINTING
from claims.text.languages.en_leaning import LEANING
from claims.text.languages.en_speech import PEOPLE, REPORTING

ENGLISH = Language(
    code="en",
    titles=words(
        "p.s ps mr mrs ms mx messrs mmes dr prof profs sen sens rep reps gov govs gen lt col maj "
        "capt cmdr cpl sgt pvt adm brig comdr supt rev fr hon pres amb sec insp det ofc atty asst "
        "assoc st mt ft pt ste mme mlle sr sra dist vs v viz cf e.g i.e eg ie f.e lt.gen maj.gen "
        "brig.gen lt.col"
    ),
    abbreviations=words(
        "al pct reb qtr mgmt mktg mtg hq depts natl assns mfr mfrs pkg qty dia diam ht wt hist "
        "biol chem econ engr educ univs prelim ref refs suppl subsp spp subj transl treas ibid loc "
        "abbr addl appmt biog chap def deriv dict ed.d j.d d.o d.v.m c.p.a c.e.o c.f.o a.k.a n.a "
        "q.v r.s.v.p u.s.c u.s.s h.m.s attn cont contd equiv esp resp prob usu std bef cath cert "
        "comm cong const contr corr dbl elec equip fwd geog geol geom hosp illus instr jct lang "
        "mech mgr mkt mtn naut neg obs occas orch phys publ req sched subst supp syn terr theol "
        "tot tpk util vocab zool inc corp co cos ltd llc plc bros assn dept univ est intl govt jr "
        "sr esq etc ph.d m.d b.a m.a b.sc m.sc ph.d.s ll.b ll.m m.b.a d.d.s r.n u.s u.k u.n e.u "
        "u.s.a u.s.s.r n.y l.a d.c p.c s.c n.c n.d s.d n.j n.h n.m w.va r.i p.o j.c b.c a.d c.e "
        "b.c.e g.o.p c.i.a f.b.i n.b.a n.f.l n.a.t.o i.v ala ariz ark calif colo conn del fla ga "
        "ill ind kan kans ky mass md mich minn miss mo mont neb nebr nev okla ore pa penn tenn tex "
        "vt va wash wis wisc wyo ont que alta ave blvd rd bldg apt hwy pkwy rte ste sq mr.s approx "
        "appt max min avg tel ext misc med ed eds trans repr rev orig ca circ jan feb mar apr jun "
        "jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri ft dem repub incl excl "
        "bde div mfg w n s e nw ne sw se ex op btw"
    ),
    before_number=words(
        "pop est art arts sc stat cl col cap reg ser tit doc v cir no nos p pp fig figs vol vols "
        "ch chap chs sec secs eq eqs n° para paras pt pts ver jan feb mar apr jun jul aug sep sept "
        "oct nov dec ca c approx app ex item op rm ste"
    ),
    measures=words(
        "yr yrs wk wks mos qt qts gal gals tsp tbsp pts mph rpm kwh a.m p.m am pm lb lbs oz yd yds "
        "hr hrs mins secs km cm mm kg"
    ),
    after_measures=words(
        "mondays tuesdays wednesdays thursdays fridays saturdays sundays daily weekdays monday "
        "tuesday wednesday thursday friday saturday sunday january february march april may june "
        "july august september october november december est edt cst cdt mst mdt pst pdt et ct mt "
        "pt gmt utc bst cet eastern central pacific mountain local"
    ),
    exclaimed=words("yahoo jeopardy yum"),
    starters=words(
        "the a an this that these those it its he she they we i you his her their our my your "
        "there here who what when where why how which in on at by for from with without of to as "
        "if but and or so yet nor because although though while since until unless after before "
        "during under over between among through throughout into upon about against despite "
        "however moreover meanwhile nevertheless nonetheless therefore thus hence instead also "
        "still then now today yesterday tomorrow soon later earlier once even only just not no yes "
        "all both each every many most much some several few any another other such one two three "
        "four five six seven eight nine ten hundreds thousands millions according asked did does "
        "do is are was were has have had can could will would should may might must let please "
        "thank thanks perhaps maybe indeed finally first second third next last"
    ),
    capital_pronoun="i",
    low_starts=True,
    reporting=REPORTING,
    people=PEOPLE,
    hinting=HINTING,
    leaning=LEANING,
)
