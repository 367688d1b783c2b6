"""German: words that hint at forecasts, opinions, quantities, dates and comparisons."""

from claims.text.languages.base import Hinting, phrases, words

_DIGITS = "ein zwei drei vier fünf sechs sieben acht neun"
_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_PAIRS = " ".join(f"{digit}und{ten}" for digit in _DIGITS.split() for ten in _TENS.split())
_WEEKDAYS = "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag"
_DAYTIMES = " ".join(
    f"{day}{time}"
    for day in _WEEKDAYS.split()
    for time in "früh morgen vormittag mittag nachmittag abend nacht".split()
)

HINTING = Hinting(
    predictions=phrases(
        """
        (wird werden) * werden, (wird werden) (voraussichtlich wohl bald künftig vermutlich
        wahrscheinlich demnächst nie niemals nicht sich), (soll sollen), (dürfte dürften), (würde
        würden), (könnte könnten), (will wollen), (plant planen plante planten), (beabsichtigt
        beabsichtigen), (hofft hoffen) auf, (rechnet rechnen) (mit damit), (erwartet erwarten),
        (prognostiziert prognostizieren), sagt voraus, (droht drohen) (zu mit), (kündigte
        kündigten kündigt kündigen) an, (verspricht versprach versprachen versprechen), (nächste
        nächsten nächstes nächster kommende kommenden kommendes kommender) (woche wochen monat
        monate monats jahr jahre jahren jahres jahrzehnt winter sommer herbst frühjahr frühling
        quartal saison montag dienstag mittwoch donnerstag freitag samstag sonntag), in zukunft,
        in # (jahren monaten wochen tagen), bis zum ende (des der), demnächst, künftig,
        voraussichtlich, morgen, übermorgen, bis (2030 2035 2040 2045 2050 2060 2070 2080 2090
        2100)
        """
    ),
    opinions=phrases(
        """
        ich (finde glaube denke meine hoffe fürchte wünsche bedaure bin), (finde glaube denke
        hoffe) ich, wir (glauben meinen müssen brauchen sollten dürfen), meiner (meinung ansicht)
        nach, aus meiner sicht, (sollte sollten solltest), (müsste müssten), leider, zum glück,
        glücklicherweise, bedauerlicherweise, ehrlich gesagt, hoffentlich, unverschämt,
        unverschämtheit, schande, schändlich, skandal, skandalös, (empörend unerträglich unfassbar
        inakzeptabel ungerecht unfair unverantwortlich verantwortungslos schrecklich furchtbar
        entsetzlich schlimm katastrophal lächerlich absurd töricht dumm sinnlos naiv arrogant
        egoistisch kindisch bizarr beschämend enttäuschend peinlich heuchlerisch miserabel
        mittelmäßig langweilig grotesk unanständig), (empörend unerträglich unfassbar inakzeptabel
        ungerecht unfair unverantwortlich verantwortungslos schrecklich furchtbar entsetzlich
        schlimm katastrophal lächerlich absurd töricht dumm sinnlos naiv arrogant egoistisch
        kindisch bizarr beschämend enttäuschend peinlich heuchlerisch miserabel mittelmäßig
        langweilig grotesk unanständig)(e er es en em), blödsinn, unsinn, quatsch, irrsinn,
        wahnsinn, irrweg, (großartig wunderbar wunderschön fantastisch hervorragend ausgezeichnet
        brillant genial toll herrlich vorbildlich beeindruckend spektakulär), (großartig wunderbar
        wunderschön fantastisch hervorragend ausgezeichnet brillant genial toll herrlich
        vorbildlich beeindruckend spektakulär)(e er es en em), meisterwerk, beste, bester, bestes,
        besten, schlechteste, schlimmste, schlimmsten, zu (viel viele wenig wenige spät früh teuer
        hoch niedrig lang kurz langsam schnell groß klein oft), falsch, richtig so, verdient (lob
        anerkennung besseres), endlich, selbstverständlich, natürlich, zweifellos, lügner,
        heuchelei, verachtung
        """
    ),
    quantities=phrases(
        """
        (dutzende hunderte tausende zehntausende hunderttausende millionen milliarden), ein
        dutzend, (verdoppelt verdoppelte verdoppelten verdreifacht verdreifachte vervierfacht
        halbiert halbierte halbierten), (die der zur) hälfte, ein (viertel drittel fünftel
        zehntel), (zwei drei vier) (drittel viertel fünftel zehntel), (jeder jede jedes jeden
        jedem) (dritte vierte fünfte sechste zehnte dritten vierten fünften zehnten drittes
        viertes), (zweieinhalb dreieinhalb viereinhalb anderthalb eineinhalb), die mehrheit,
        (einer eine) von (zwei drei vier fünf zehn), eine (million milliarde), null
        """
    ),
    dates=phrases(
        """
        gestern, heute, vorgestern, morgen, übermorgen, heuer, (am dieses letztes kommendes)
        wochenende, (zwanziger dreißiger vierziger fünfziger sechziger siebziger achtziger
        neunziger) (jahre jahren), (gestern heute morgen) (abend früh nacht mittag), heutzutage,
        (letzte letzten letztes letzter vergangene vergangenen vergangenes vergangener nächste
        nächsten nächstes nächster kommende kommenden kommendes diese diesen dieses dieser vorige
        vorigen voriges) (woche wochen monat monate monats jahr jahre jahren jahres nacht
        jahrzehnt jahrzehnte jahrzehnten wochenende winter sommer herbst frühjahr frühling quartal
        tage tagen), vor # (tagen wochen monaten jahren jahrzehnten stunden), vor (einem einer)
        (tag woche monat jahr jahrzehnt stunde), vor (kurzem wenigen), # (tage wochen monate
        jahre) (später zuvor), in # (jahren monaten wochen tagen), (letzten vergangenen nächsten
        kommenden) # (tage tagen wochen monate monaten jahre jahren), im (ersten zweiten dritten
        vierten) (quartal halbjahr), vorjahr, vorjahres, # jahrhundert, jahrhundertwende, (im)
        (sommer winter herbst frühjahr frühling), (ende anfang mitte) des (jahres monats
        jahrzehnts), ende des jahrzehnts, silvester, heiligabend, weihnachten, ostern, pfingsten
        """
    ),
    comparisons=phrases(
        """
        (mehr weniger höher niedriger größer kleiner besser schlechter billiger teurer älter
        jünger schneller langsamer länger kürzer stärker schwächer wärmer kälter reicher ärmer) *
        als, # * (mehr weniger) als, (doppelt dreimal viermal fünfmal zehnmal halb) so, # mal so,
        so (hoch niedrig viele viel wenige wenig groß klein) wie, im vergleich (zu zum zur mit),
        verglichen mit, gegenüber dem (vorjahr vormonat vorquartal), wie nie zuvor, so * wie nie,
        (größte größter größtes größten kleinste kleinsten höchste höchster höchstes höchsten
        niedrigste niedrigsten schnellste schnellsten älteste ältesten jüngste jüngsten reichste
        reichsten ärmste ärmsten tiefste tiefsten längste längsten trockenste trockensten wärmste
        wärmsten kälteste kältesten heißeste heißesten stärkste stärksten schwächste schwächsten),
        (erstmals zuletzt) seit, zum ersten mal seit, (beste schlechteste schlimmste) * seit,
        rekordhoch, rekordtief, rekordwert, allzeithoch, (übertraf übertrifft übertroffen),
        überdurchschnittlich, unterdurchschnittlich, (über unter) dem durchschnitt, # prozent
        (mehr weniger), immer (mehr weniger), (nahm nahmen legte legten) * um #
        """
    ),
    nothing=phrases(
        """
        (jeden jedem am guten eines der den dem) morgen, (heute gestern) morgen, mehr oder
        weniger, nicht mehr, nie mehr, eine reihe von, einer der, eine der, eines der, so gut wie,
        sowohl als auch, nichts als, (die diese beiden seine ihre unsere) (zwei drei vier fünf
        sechs sieben acht neun), am besten, (zum ersten zum zweiten zum dritten) mal, # uhr,
        #-(jährige jähriger jährigen jähriges), # jahre alt, auf jeden fall, im besten fall,
        sollen * haben, soll * haben, nicht richtig, was soll das, in erster linie, zu hause,
        jüngste (tag zeit), in jüngster zeit
        """
    ),
    changes=words(
        "stieg stiegen steigt steigen gestiegen fiel fielen fällt fallen gefallen sank sanken "
        "sinkt sinken gesunken kletterte kletterten klettert wuchs wuchsen wächst gewachsen "
        "schrumpfte schrumpften schrumpft zugenommen abgenommen erhöhte erhöhten erhöht senkte "
        "senkten gesenkt anstieg rückgang zuwachs plus minus"
    ),
    change_stops=words("in ins im am aus vor sich"),
    numbers=phrases(
        f"zwei, drei, vier, fünf, sechs, sieben, acht, neun, zehn, elf, zwölf, dreizehn, vierzehn, "
        f"fünfzehn, sechzehn, siebzehn, achtzehn, neunzehn, ({_TENS}), ({_PAIRS}), hundert, tausend"
    ),
    magnitudes=words("tausend million millionen milliarde milliarden billionen mio mrd dutzend"),
    units=words(
        "tage tägige tägigen stunden minuten monate jahre kilometer meter tonnen prozent euro"
    ),
    before_names=words(
        "artikel linie flug kapitel abschnitt raum zimmer saal bus nummer nr seite absatz teil "
        "stufe autobahn bahnsteig gleis gruppe kanal gesetz paragraf paragraph tram zug typ modell "
        "bezirk kreis klasse platz bett satz akt szene folge band titel apollo boeing airbus"
    ),
    months=words(
        "januar jänner februar märz april mai juni juli august september oktober november dezember"
    ),
    doubtful_months=words("mai"),
    before_months=words(
        "im in seit bis ab vom von zum anfang mitte ende und nächsten letzten vergangenen "
        "kommenden jeden diesen zwischen der des"
    ),
    day_endings=(".",),
    weekdays=words(f"{_WEEKDAYS} {_DAYTIMES}"),
    before_years=words(
        "jahr jahre jahres seit bis von ab zwischen und um in vor nach sommer winter herbst "
        "frühjahr anfang mitte ende"
    ),
    before_verbs=words("nicht auch"),
    futures=words("wird werden"),
    infinitive_endings=("en", "ern", "eln"),
    participle_openings=tuple(
        f"{opening}ge"
        for opening in " ab an auf aus ein vor zu nach mit um weg her los fest zurück durch weiter "
        "zusammen wieder bei dar frei bekannt".split(" ")
    ),
    participles=words(
        "verboten verloren beschlossen verschoben begonnen bezogen erhoben erfunden verbunden "
        "entschieden betrieben beschrieben übernommen vergessen verlassen entlassen vergeben "
        "besprochen versprochen entnommen vernommen unterschrieben überwiesen bewiesen erschossen "
        "verstanden vertreten betroffen verglichen unterbrochen verworfen"
    ),
    infinitives=words(
        "geben gehen gelten gewinnen gelingen geschehen genügen gefallen gehören genießen"
    ),
)
