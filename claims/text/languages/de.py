"""German: abbreviations, ordinals, and who said what."""

from claims.text.languages.base import Language, People, Reporting, words
from claims.text.languages.de_hints import HINTING

_REPORTING = Reporting(
    say=words(
        "sagte sagten sagt sagen erklärte erklärten erklärt betonte betonten betont meinte meinten "
        "meint teilte teilten berichtete berichteten berichtet schrieb schrieben schreibt fügte "
        "ergänzte antwortete antworteten fragte hieß heißt kritisierte kritisierten warnte warnten "
        "warnt forderte forderten fordert behauptete behaupteten behauptet versicherte bestätigte "
        "bestätigten mahnte lobte verkündete äußerte"
    ),
    state=words("glaubt glaubte findet fand hofft hoffte sieht sah nannte nannten nennt wies"),
    act=words("dankte dankten dankt gratulierte würdigte verurteilte begrüßte"),
    that=words("dass daß"),
    auxiliaries=words(
        "hat haben hatte hatten habe ist sind war waren sei seien wird werden wurde wurden würde "
        "kann können soll sollen muss müssen will wollen"
    ),
    adverbs=words("auch zudem außerdem weiter ebenfalls dann dazu dort nun noch am"),
    sources=(("laut",), ("zufolge",), ("nach", "angaben", "von")),
    male=words("er"),
    female=words("sie"),
    neuter=words("es"),
    relative=words("die der das welche welcher"),
    first_person=words("ich wir mein meine unser unsere"),
    determiners=words("der die das den dem des ein eine einer einem einen"),
    possessives=words("sein seine ihr ihre"),
    prepositions=words(
        "am im in an auf von vom zu zum zur bei beim mit nach für aus über unter gegen"
    ),
    conjunctions=words("und oder aber"),
)

_PEOPLE = People(
    honorifics=words("herr frau dr prof"),
    male_honorifics=words("herr"),
    female_honorifics=words("frau"),
    offices=words(
        "präsident präsidentin kanzler kanzlerin bundeskanzler bundeskanzlerin minister ministerin "
        "ministerpräsident ministerpräsidentin außenminister außenministerin innenminister "
        "innenministerin finanzminister verteidigungsminister bürgermeister bürgermeisterin "
        "sprecher sprecherin chef chefin vorsitzender vorsitzende könig königin papst "
        "generalsekretär generalsekretärin direktor direktorin"
    ),
    general_offices={
        "staatschef": words("präsident präsidentin"),
        "regierungschef": words("kanzler bundeskanzler ministerpräsident"),
        "regierungschefin": words("kanzlerin bundeskanzlerin ministerpräsidentin"),
    },
    person_nouns=words("sprecher sprecherin experte expertin augenzeuge beamter zeuge"),
    group_nouns=words("experten beamte forscher behörden ermittler kritiker beobachter"),
    organisation_words=words(
        "ministerium partei polizei bank kommission universität verband gewerkschaft institut amt "
        "bundesamt regierung gmbh ag kg behörde zeitung rat agentur"
    ),
    organisation_nouns=words("unternehmen firma polizei partei regierung behörde ministerium"),
    document_nouns=words("bericht studie zeitung erklärung"),
    particles=words("von van der den zu zur de"),
    demonyms={
        "russische": "russland",
        "russischer": "russland",
        "syrische": "syrien",
        "syrischer": "syrien",
        "deutsche": "deutschland",
        "deutscher": "deutschland",
        "französische": "frankreich",
        "französischer": "frankreich",
        "ukrainische": "ukraine",
        "ukrainischer": "ukraine",
        "türkische": "türkei",
        "türkischer": "türkei",
    },
    calendar=words(
        "montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai "
        "juni juli august september oktober november dezember"
    ),
)

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
    reporting=_REPORTING,
    people=_PEOPLE,
    hinting=HINTING,
)
