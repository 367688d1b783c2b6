"""German: who said what (verbs, moods, pronouns, offices, words for people and organisations)."""

from claims.text.languages import german_verbs as verbs
from claims.text.languages.base import People, Reporting, words

# Statements whatever follows.
_SAY = (
    "sagen erklären betonen meinen berichten ergänzen antworten fragen behaupten versichern "
    "bestätigen verkünden beteuern erläutern erwidern entgegnen erzählen schildern bemerken "
    "resümieren bilanzieren prognostizieren konstatieren bekräftigen argumentieren mutmaßen "
    "kommentieren präzisieren mahnen warnen begründen urteilen appellieren unterstreichen/"
    "unterstreicht/unterstrich/unterstrichen/unterstrichen versprechen/verspricht/versprach/"
    "versprachen/versprochen verraten/verrät/verriet/verrieten/verraten gestehen/gesteht/gestand/"
    "gestanden/gestanden"
).split()

# Statements only with a quotation, "dass" or a reported clause.
_STATE = (
    "glauben hoffen erwarten befürchten fürchten vermuten schätzen zeigen bezeichnen rechnen "
    "erinnern freuen ärgern reden loben kontern wünschen lachen lauten wettern planen melden "
    "vermelden äußern schwärmen klagen schimpfen jubeln spotten raunen murmeln flüstern rufen "
    "twittern posten beklagen monieren bemängeln scherzen offenbaren wiederholen orakeln "
    "frotzeln seufzen staunen träumen witzeln fordern zitieren bedauern "
    "folgern schreiben/schreibt/schrieb/schrieben/geschrieben "
    "finden/findet/fand/fanden/gefunden sehen/sieht/sah/sahen/gesehen "
    "nennen/nennt/nannte/nannten/genannt denken/denkt/dachte/dachten/gedacht "
    "sprechen/spricht/sprach/sprachen/gesprochen rufen/ruft/rief/riefen/gerufen "
    "verweisen/verweist/verwies/verwiesen/verwiesen bitten/bittet/bat/baten/gebeten "
    "wissen/weiß/wusste/wussten/gewusst kommen/kommt/kam/kamen/gekommen "
    "gehen/geht/ging/gingen/gegangen stellen führen "
    "beschreiben/beschreibt/beschrieb/beschrieben/beschrieben "
    "schließen/schließt/schloss/schlossen/geschlossen legen"
).split()

# Speech acts: the act itself is the statement.
_ACT = (
    "danken gratulieren würdigen verurteilen kritisieren fordern verlangen loben verteidigen "
    "bestreiten/bestreitet/bestritt/bestritten/bestritten dementieren rügen tadeln begrüßen "
    "bedauern widersprechen/widerspricht/widersprach/widersprachen/widersprochen bezweifeln "
    "beklagen monieren bemängeln empfehlen/empfiehlt/empfahl/empfahlen/empfohlen "
    "verweisen/verweist/verwies/verwiesen/verwiesen"
).split()

# Written with a hyphen where they part.
_SEPARABLE = (
    "mit-teilen hinzu-fügen an-fügen hinzu-setzen ein-räumen an-kündigen klar-stellen an-merken "
    "bekannt-geben/gibt/gab/gaben/gegeben an-geben/gibt/gab/gaben/gegeben "
    "zu-geben/gibt/gab/gaben/gegeben hervor-heben/hebt/hob/hoben/gehoben "
    "zurück-weisen/weist/wies/wiesen/gewiesen hin-weisen/weist/wies/wiesen/gewiesen "
    "vor-werfen/wirft/warf/warfen/geworfen vor-rechnen "
    "vor-schlagen/schlägt/schlug/schlugen/geschlagen auf-rufen/ruft/rief/riefen/gerufen an-mahnen "
    "dagegen-halten/hält/hielt/hielten/gehalten zu-sichern "
    "ein-gestehen/gesteht/gestand/gestanden/gestanden ab-raten/rät/riet/rieten/geraten an-prangern "
    "auf-fordern voraus-sagen vorher-sagen aus-sprechen/spricht/sprach/sprachen/gesprochen "
    "an-drohen aus-schließen/schließt/schloss/schlossen/geschlossen"
).split()
# Said with them in one word at the end of a clause only ("wie sie ausführte").
_SEPARABLE_AT_END = "aus-führen fest-stellen zusammen-fassen nach-legen".split()

# Infinitives whose "-e" form reports ("er komme"); no adjective or noun looks like it.
_REPORTED = (
    "haben werden können müssen sollen wollen dürfen mögen geben gehen kommen stehen liegen "
    "lassen bleiben brauchen machen nehmen finden halten wissen sehen heißen zeigen fehlen drohen "
    "gelten gehören bedeuten rechnen reichen handeln bestehen bieten bringen führen laufen "
    "sprechen tragen treffen verlieren verstehen warten arbeiten sinken steigen wachsen "
    "benötigen beginnen betragen dauern fallen helfen hoffen kosten leben leiden lernen leisten "
    "passen prüfen scheinen setzen sitzen sorgen spielen stellen stimmen trauen tun fahren "
    "verdienen vertrauen wirken zahlen zählen ziehen genießen freuen fordern erwarten glauben "
    "begrüßen bedauern bitten danken denken entscheiden entstehen erhalten ermitteln "
    "folgen fühlen funktionieren gefährden gelingen geschehen gewinnen hängen kennen kämpfen "
    "unterstützen verfügen verhandeln verhindern verlangen versuchen vorliegen wünschen "
    "existieren mangeln ändern sichern"
).split()

_OFFICES = (
    "präsident kanzler minister senator bürgermeister sprecher chef vorsitzender vorstand "
    "generalsekretär sekretär direktor intendant leiter leitung rektor dekan landrat dezernent "
    "kommissar inspektor staatsanwalt anwalt rechtsanwalt richter verteidiger ankläger notar "
    "botschafter konsul gesandter general oberst admiral major hauptmann kommandeur kommandant "
    "bischof erzbischof pfarrer pastor kardinal dompropst rabbiner imam abt trainer coach kapitän "
    "manager geschäftsführer gründer inhaber eigentümer betreiber investor unternehmer "
    "verleger redakteur reporter journalist moderator autor regisseur dirigent kurator "
    "abgeordneter politiker parlamentarier stadtrat gemeinderat stadtverordneter ratsherr "
    "referent beauftragter koordinator berater gutachter sachverständiger experte forscher "
    "wissenschaftler professor dozent lehrer arzt mediziner psychologe psychiater ökonom volkswirt "
    "analyst stratege historiker soziologe politologe biologe physiker chemiker geologe "
    "meteorologe virologe ingenieur architekt jurist philosoph theologe "
    "gewerkschafter funktionär aktivist obmann vertreter verwalter amtmann meister wehrführer "
    "förster ombudsmann lotse schiedsrichter torhüter stürmer verteidiger torwart spieler "
    "kämmerer ministerialrat premier premierminister diplomat delegierter kandidat hauptkommissar"
)

_MEN = (
    "bewohner anwohner nachbar bauer landwirt schäfer winzer fischer jäger bäcker metzger wirt "
    "gastwirt händler verkäufer pfleger hebamme schüler student besucher zuschauer fahrer pilot "
    "polizist beamter soldat zeuge augenzeuge angeklagter verdächtiger rentner patient kunde "
    "mitarbeiter kollege freund sänger schauspieler musiker künstler schriftsteller dichter "
    "maler sportler läufer sieger weltmeister olympiasieger torschütze gewinner nutzer leser "
    "bürger wähler teilnehmer helfer retter feuerwehrmann kaufmann handwerker tierhalter züchter "
    "beobachter kritiker insider veranstalter kläger opfer täter fachmann hersteller "
    "anbieter meister entwickler ermittler züchter"
)
_WOMEN = words(
    "königin fürstin herzogin kauffrau fachfrau obfrau kamerafrau ärztin anwältin rechtsanwältin "
    "staatsanwältin bäuerin rätin landrätin stadträtin bischöfin pröpstin köchin "
    "zeugin augenzeugin expertin psychologin biologin soziologin politologin strategin kundin "
    "kollegin virologin meteorologin geologin philosophin theologin schwester krankenschwester "
    "mutter tochter witwe dame großmutter hebamme beamtin seniorin kämmerin frauen "
    "oberin torschützin französin generalin"
)
# Nouns for either sex: the article tells.
_EITHER = words(
    "vorsitzende vorsitzenden abgeordnete abgeordneten angeklagte angeklagten verdächtige "
    "beauftragte beauftragten sachverständige sachverständigen jährige jährigen jähriger "
    "angestellte angestellten betroffene betroffenen gesandte delegierte stadtverordnete "
    "verantwortliche"
)


def _with_women(listed: str) -> frozenset[str]:
    """sprecher and sprecherin; experte makes expertin."""
    men = words(listed)
    return men | frozenset(f"{man.removesuffix('e')}in" for man in men)


_PLURALS = words(
    "experten beamte beamten forscher behörden ermittler kritiker beobachter anwohner nachbarn "
    "augenzeugen zeugen medien analysten ökonomen wissenschaftler ärzte mediziner juristen anwälte "
    "verteidiger richter politiker abgeordnete vertreter sprecher mitarbeiter beschäftigte bürger "
    "einwohner bewohner eltern schüler studenten lehrer veranstalter organisatoren betreiber "
    "fischer landwirte bauern händler hersteller anbieter verbraucherschützer umweltschützer "
    "naturschützer tierschützer datenschützer gewerkschafter arbeitgeber arbeitnehmer unternehmer "
    "investoren händlern kreise kreisen fans zuschauer besucher demonstranten aktivisten "
    "historiker retter helfer einsatzkräfte sanitäter polizisten verbände gewerkschaften parteien "
    "banken unternehmen ministerien institute firmen vereine universitäten kliniken kommunen "
    "städte länder konzerne versicherer krankenkassen regierungen kirchen initiativen "
    "sozialverbände fahnder insider diplomaten marktbeobachter volkswirte"
)

_ORGANISATIONS = words(
    "ministerium partei polizei präsidium bank kommission universität hochschule verband "
    "gewerkschaft institut amt bundesamt landesamt regierung bundesregierung landesregierung "
    "behörde rathaus zeitung agentur konzern unternehmen firma fraktion opposition koalition "
    "gericht landgericht oberlandesgericht staatsanwaltschaft generalstaatsanwaltschaft anklage "
    "verteidigung feuerwehr bundeswehr armee kirche bistum klinik klinikum krankenhaus verein klub "
    "club elternbeirat beirat betriebsrat aufsichtsrat stadtrat gemeinderat kreistag landtag "
    "bundestag bundesrat senat magistrat vorstand städtetag gemeindetag landkreistag rechnungshof "
    "verwaltung stadtverwaltung stadtwerke werke bürgerinitiative initiative stiftung "
    "genossenschaft kammer innung bund brauerbund bauernverband wetterdienst stadt gemeinde "
    "landkreis kreis kommune sender fernsehen rundfunk nachrichtenagentur redaktion magazin portal "
    "plattform betreibergesellschaft gesellschaft gruppe airline fluggesellschaft reederei "
    "brauerei brauereien molkerei werft leitung schulleitung klinikleitung kanzlei kanzleramt "
    "bundesbank notenbank zentralbank versicherung krankenkasse sparkasse börse organisation "
    "hilfsorganisation umweltorganisation team botschaft präsidialamt kreml bahn post management "
    "dachverband allianz bündnis rat union liga gerichtshof leitstelle bundespolizei "
    "kriminalpolizei wasserwacht bergwacht küstenwache zoll grüne grünen linke linken linkspartei "
    "liberale liberalen christdemokraten sozialdemokraten freidemokraten konservativen finanzamt "
    "gesundheitsamt jugendamt ordnungsamt"
)

_DOCUMENTS = words(
    "bericht studie erklärung mitteilung pressemitteilung papier gutachten umfrage statistik "
    "schreiben brief antrag entwurf protokoll anklageschrift urteil stellungnahme bilanz prognose "
    "analyse meldung berichte medienberichte medienberichten berichten aussendung unterlagen "
    "begründung auskunft"
)

# With one of these words behind it the verb tells of a deed: "verteidigte den Titel".
_DEEDS = {
    "verurteilen": words("zu zur wegen"),
    "verteidigen": words(
        "titel pokal führung spitze platz tabellenführung vorsprung rang angeklagten"
    ),
    "begrüßen": words("gäste gästen besucher zuschauer teilnehmer publikum"),
    "fordern": words("tote todesopfer opfer leben verletzte heraus"),
    "danken": words("ab"),
}

# Statements only with one of the nouns: "äußerte Bedauern".
_LIGHT = {
    "äußern": words(
        "bedauern zweifel kritik verständnis bedenken sorge sorgen hoffnung unverständnis "
        "zuversicht befürchtung vermutung wunsch skepsis"
    ),
    "üben": words("kritik selbstkritik"),
    "zeigen": words("verständnis"),
    "erheben/erhebt/erhob/erhoben/erhoben": words("vorwürfe"),
}

REPORTING = Reporting(
    say=verbs.all_finite(_SAY) | verbs.joined([*_SEPARABLE, *_SEPARABLE_AT_END]),
    state=verbs.all_finite(_STATE),
    act=verbs.all_finite(_ACT),
    separable=verbs.parted(_SEPARABLE),
    participles=verbs.all_participles(_SAY)
    | verbs.all_participles(_ACT)
    | verbs.joined_participles(_SEPARABLE),
    perfect=words("hat haben hatte hatten"),
    cited=words("zitiert"),
    passive=words("wird werden wurde wurden"),
    subjunctive=verbs.subjunctive(_REPORTED) | words("sei seien"),
    weak_subjunctive=words(
        "hätten würden könnten müssten wären dürften lägen gäben kämen stünden bräuchten fänden "
        "hätte wäre würde müsste gäbe läge käme stünde bräuchte"
    ),
    subordinators=words(
        "dass daß ob weil wenn da nachdem während obwohl bevor ehe bis damit falls sofern sobald "
        "als indem um ohne sodass wie warum wieso wer was wo wann welche welcher welches "
        "wodurch womit woran worauf wofür wohin solange seit wobei"
    ),
    that=words("dass daß ob"),
    auxiliaries=words(
        "hat haben hatte hatten habe ist sind war waren sei seien wird werden wurde wurden würde "
        "kann können soll sollen muss müssen will wollen"
    ),
    adverbs=words(
        "auch zudem außerdem weiter ebenfalls dann dazu dort nun noch selbst sogar aber jedoch "
        "allerdings hingegen dagegen indes später zuvor bereits schon wiederum daraufhin zugleich "
        "gleichzeitig ferner gestern heute anschließend zuletzt nur doch denn und sichtlich "
        "unterdessen derweil schließlich sich darüber darauf daran damit hier jetzt nie immer "
        "ausdrücklich erneut abermals zuerst zunächst erstmals vorher danach seitdem vielmehr "
        "immerhin trotzdem dennoch deshalb daher deswegen somit heute gerade alleine gerne"
    ),
    sources=(("laut",), ("gemäß",), ("aus", "sicht"), ("seitens",)),
    sources_behind=words("zufolge"),
    source_prepositions=words("nach"),
    source_nouns=words(
        "angaben worten ansicht einschätzung auskunft darstellung meinung überzeugung aussage "
        "aussagen auffassung informationen berechnungen schätzungen schätzung erkenntnissen "
        "mitteilung bericht berichten"
    ),
    hearsay=words("hieß heißt"),
    thus=words("so"),
    as_words=words("wie"),
    unless={
        form: telling
        for verb, telling in _DEEDS.items()
        for form in (*verbs.finite(verb), verbs.participle(verb))
    },
    light={
        form: nouns
        for verb, nouns in _LIGHT.items()
        for form in (*verbs.finite(verb), verbs.participle(verb))
    },
    lone_labels=True,
    hence=words("demnach demzufolge"),
    negations=words("nicht nichts kein keine keinen nie niemals niemand niemanden"),
    male=words("er seinen seiner"),
    female=words("sie ihren ihrer"),
    relative=words("die der das dem den dessen deren welche welcher welches"),
    first_person=words("ich wir mein meine unser unsere"),
    determiners=words(
        "der die das den dem des ein eine einer einem einen eines dieser diese dieses diesem "
        "diesen mehrere viele einige zwei drei vier alle beide kein keine unserer unserem deren "
        "dessen jeder jede jedes"
    ),
    possessives=words("sein seine seiner seinem seinen ihr ihre ihrer ihrem ihren"),
    genitives=words("des der eines einer seines seiner ihres ihrer dieser dieses"),
    subject_articles=words("der"),
    plural_article="die",
    clause_pronouns=words("er sie es man"),
    subjunctive_ending="e",
    past_ending="te",
    genitive_articles=words("des eines"),
    definite=words("der die das dem den des"),
    ties=words("von vom für aus"),
    own=words("eigenen eigener"),
    impersonal=words("es"),
    male_articles=words("der dem den des ein einem einen eines"),
    female_articles=words("die eine einer"),
    oblique=words("den dem des einem einen eines seinem seinen ihrem ihren diesem diesen"),
    prepositions=words(
        "am im in an auf von vom zu zum zur bei beim mit nach für aus über unter gegen vor seit "
        "durch ohne um trotz wegen während zwischen hinter neben ab bis per pro ins ans aufs "
        "statt anstatt binnen dank samt innerhalb außerhalb angesichts anlässlich infolge mithilfe "
        "gegenüber laut gemäß"
    ),
    conjunctions=words("und oder aber sondern doch denn sowie"),
)

PEOPLE = People(
    honorifics=words("herr herrn frau dr prof doktor"),
    male_honorifics=words("herr herrn"),
    female_honorifics=words("frau"),
    offices=_with_women(_OFFICES) | _WOMEN | words("vorsitzende abgeordnete beauftragte"),
    general_offices={
        "staatschef": words("präsident"),
        "staatschefin": words("präsidentin"),
        "staatsoberhaupt": words("präsident präsidentin könig königin"),
        "regierungschef": words("kanzler ministerpräsident premier premierminister"),
        "regierungschefin": words("kanzlerin ministerpräsidentin premierministerin"),
        "ressortchef": words("minister senator"),
        "ressortchefin": words("ministerin senatorin"),
        "chefdiplomat": words("minister"),
        "chefdiplomatin": words("ministerin"),
        "rathauschef": words("bürgermeister"),
        "rathauschefin": words("bürgermeisterin"),
        "stadtoberhaupt": words("bürgermeister bürgermeisterin"),
        "ob": words("bürgermeister bürgermeisterin"),
        "kremlchef": words("präsident"),
        "behördenchef": words("präsident leiter direktor"),
        "behördenchefin": words("präsidentin leiterin direktorin"),
        "anwalt": words("verteidiger rechtsanwalt"),
        "anwältin": words("verteidigerin rechtsanwältin"),
        "jurist": words("anwalt richter staatsanwalt"),
        "coach": words("trainer"),
        "ministeriumssprecher": words("sprecher"),
        "ministeriumssprecherin": words("sprecherin"),
    },
    person_nouns=_with_women(_OFFICES + " " + _MEN) | _WOMEN | _EITHER,
    media_nouns=words("zeitung magazin sender portal blatt zeitschrift nachrichtenseite studie"),
    either_nouns=_EITHER,
    group_nouns=_PLURALS,
    organisation_words=words("ag gmbh kg se ev gbr ohg") | _ORGANISATIONS,
    organisation_nouns=_ORGANISATIONS,
    document_nouns=_DOCUMENTS,
    # Nouns in front of another that are no first name.
    name_stops=words(
        "anfang ende mitte prozent euro dollar cent franken millionen milliarden million milliarde "
        "tonnen kilometer meter zentimeter kilogramm liter grad uhr stunden minuten stadt gemeinde "
        "landkreis kreis ort ortsteil stadtteil bezirk insel bundesland provinz region "
        "straße platz hektar dutzend tausende hunderte zehntausende teil rund jahr jahre monat "
        "woche tag tage nacht morgen abend mittag vormittag nachmittag herbst winter frühjahr "
        "frühling sommer liga artikel paragraf nummer platz seite kilo metern modell projekt "
        "typ marke sorte art fall thema titel film buch roman stück oper"
    ),
    noun_endings=(
        "ung",
        "heit",
        "keit",
        "schaft",
        "tion",
        "tionen",
        "tät",
        "ismus",
        "ungen",
        "nis",
        "nisse",
        "ieren",
        "ment",
        "thek",
        "straße",
        "platz",
    ),
    particles=words("von van de da di du ten ter") | {"von der", "von den", "van der", "van den"},
    suffixes=words("jr sr"),
    male_names=words(
        "alexander andreas anton armin arne arno arnold artur arthur ansgar axel bastian benedikt "
        "benjamin bernd bernhard björn boris bruno burkhard carl carsten christian christoph "
        "christopher claus clemens cornelius daniel david dennis detlef dieter dietmar dietrich "
        "dirk dominik eberhard eckhard edgar egon elias emil enrico erich erik ernst erwin eugen "
        "fabian felix ferdinand finn florian frank franz fred friedrich fritz gabriel georg gerald "
        "gerd gerhard gero gert gottfried gregor guido günter günther gustav hannes hans "
        "hans-jürgen hans-peter harald hartmut hauke heiko heiner heinrich heinz helge helmut "
        "hendrik henning henrik herbert hermann hinrich holger horst hubert hugo ingo jakob jan "
        "jens joachim jochen johann johannes jonas jonathan jörg jörn josef julian julius jürgen "
        "kai karl karl-heinz karsten kevin klaus knut konrad konstantin kurt lars lasse leo leon "
        "leonard lorenz lothar louis luca lucas ludwig lukas luis magnus malte manfred manuel marc "
        "marcel marco marcus marek mario marius mark markus martin marvin mathias matthias maurice "
        "max maximilian michael mirko moritz nico niklas nikolaus nils norbert ole olaf oliver "
        "oskar otto pascal patrick paul peter philipp rainer ralf ralph reiner reinhard reinhold "
        "rené richard robert robin roland rolf roman rudolf rüdiger samuel sascha sebastian "
        "siegfried simon stefan steffen stephan sven theo theodor thilo thomas thorsten till tilo "
        "tim timo tobias tom torben torsten udo ulf uli ullrich ulrich uwe valentin veit viktor "
        "vincent volker walter werner wilfried wilhelm willi wolf wolfgang wolfram yannick ahmed "
        "ali can cem emre hasan ibrahim kemal mehmet mohamed mohammed murat mustafa omar osman "
        "yusuf igor iwan ivan milan dimitri sergej wladimir pawel piotr tomasz jean pierre "
        "giovanni giuseppe luigi antonio carlos josé john james william george joe bill"
    ),
    female_names=words(
        "agnes alexandra alice alina amelie andrea angela angelika anja anke anna anne annegret "
        "annelie annette annika antje astrid barbara beate beatrix bettina birgit birte brigitte "
        "britta carla carola caroline christa christiane christina christine claudia cornelia "
        "dagmar daniela diana doris dorothea edith elena elfriede elisabeth elke ella emilia emma "
        "erika esther eva evelyn fatma franziska frauke frida friederike gabi gabriele gerda "
        "gerlinde gertrud gesine gisela greta gudrun hanna hannah hanne hannelore heide heidi "
        "heike helen helena helene helga henriette henrike hilde hildegard ida ilona ilse ina ines "
        "inga inge ingeborg ingrid irene iris irmgard isabel isabella jana janina jasmin jennifer "
        "jessica johanna josephine judith julia juliane jutta karin karla karoline katharina "
        "kathrin katja katrin kerstin kirsten klara kristin kristina lara laura lea lena leonie "
        "lieselotte lilli lina linda lisa lotte luise lydia magdalena maja manuela mareike "
        "margarete margarethe margot margrit maria marianne marie marina marion marlene marlies "
        "marta martha martina mathilda melanie mia michaela mina miriam monika nadine nadja "
        "natalie natascha nele nicole nina nora olga patricia paula petra pia ramona rebecca "
        "regina regine renate ricarda rita romy rosa rosemarie roswitha ruth sabine sabrina "
        "sandra sara sarah sibylle sigrid silke silvia simone sina sonja sophia sophie stefanie "
        "stella steffi susanne svenja swantje sybille tamara tanja tatjana theresa therese "
        "tina ulla ulrike ursula ute valerie vanessa vera verena veronika victoria waltraud wiebke "
        "yvonne aylin ayşe emine elif esra leyla samira zeynep natalia swetlana agnieszka mary jane"
    ),
    demonyms={
        form: land
        for land, stem in {
            "russland": "russisch",
            "ukraine": "ukrainisch",
            "frankreich": "französisch",
            "deutschland": "deutsch",
            "großbritannien": "britisch",
            "usa": "amerikanisch",
            "türkei": "türkisch",
            "syrien": "syrisch",
            "polen": "polnisch",
            "italien": "italienisch",
            "spanien": "spanisch",
            "österreich": "österreichisch",
            "schweiz": "schweizer",
            "china": "chinesisch",
            "japan": "japanisch",
            "israel": "israelisch",
            "iran": "iranisch",
            "ungarn": "ungarisch",
            "griechenland": "griechisch",
            "europa": "europäisch",
        }.items()
        for form in (f"{stem}e", f"{stem}er", f"{stem}en", stem)
    },
    calendar=words(
        "montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend montagabend "
        "montagmorgen dienstagabend dienstagmorgen mittwochabend mittwochmorgen donnerstagabend "
        "donnerstagmorgen freitagabend freitagmorgen samstagabend sonntagabend januar februar "
        "märz april mai juni juli august september oktober november dezember"
    ),
)
