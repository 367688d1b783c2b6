"""German: abbreviations and ordinals. Who said what stands in `de_speech`."""

from claims.text.languages.base import Language, words
from claims.text.languages.de_hints import HINTING
from claims.text.languages.de_leaning import LEANING
from claims.text.languages.de_speech import PEOPLE, REPORTING

GERMAN = Language(
    code="de",
    titles=words(
        "hr fr dr prof dipl ing med phil jur rer nat habil st str abs kath ev hl gebr frl abg bgm "
        "hptm oberstlt gen msgr pfr dres mag dipl.-ing dipl.-kfm"
    ),
    abbreviations=words(
        "z.b z b usw etc bzw u.a u a ä u.ä u.s.w d.h d h i.d.r v.a z.t t z.z o.ä o.g s.o s.u vgl "
        "ca ggf evtl inkl exkl zzgl max min mind sog bspw gem lt tel nr n.chr v.chr mio mrd co jr "
        "sen o.a u.v.m zt zb ua dh jh jhd jan feb mär apr jun jul aug sep sept okt nov dez s ff f "
        "aufl hrsg bd geb gest verh tgl wg zw dt engl frz griech lat amtl allg rd dipl.-ing einw "
        "einschl ausschl bezgl bzgl hinsichtl mag msgr stellv urspr vorm nachm südl nördl westl "
        "östl ehem gesch verw led ders dies ebd ausg verf u.dgl u.v.a i.a i.e m.e a.a.o s.a e.v "
        "e.g z.hd i.v jg bde hg geg veröff usf u.zw v.h std sek tsd stk qm ltd inc corp gmbh"
    ),
    before_number=words("nr s art abs kap bd abb tab ziff tel"),
    starters=words(
        "der die das ein eine einer er sie es wir ich ihr dies diese dieser dieses im in am an auf "
        "aber und doch auch nach vor bei mit für von zu so wenn als da dann hier dort laut wie was "
        "wer wo warum seine ihre unser zudem außerdem allerdings jedoch dabei damit seit bis zum "
        "danach später dazu denn weil während obwohl trotzdem deshalb heute gestern morgen jetzt "
        "nun niemand viele alle man mein kein beide insgesamt einige mehr"
    ),
    ordinal_points=True,
    capital_nouns=True,
    reporting=REPORTING,
    people=PEOPLE,
    hinting=HINTING,
    leaning=LEANING,
)
