"""English: who said what (verbs, pronouns, offices, words for people and organisations)."""

from claims.text.languages.base import People, Reporting, words

_VOWELS = "aeiou"


def _forms(lemma: str) -> list[str]:
    """argue, argues, argued, arguing; a "+" behind it doubles the last letter: "admit+"."""
    stem = lemma.rstrip("+")
    if stem.endswith("e"):
        return [stem, f"{stem}s", f"{stem}d", f"{stem[:-1]}ing"]
    if stem.endswith("y") and stem[-2] not in _VOWELS:
        return [stem, f"{stem[:-1]}ies", f"{stem[:-1]}ied", f"{stem}ing"]
    longer = stem + stem[-1] if lemma.endswith("+") else stem
    third = f"{stem}es" if stem.endswith(("s", "sh", "ch", "x")) else f"{stem}s"
    return [stem, third, f"{longer}ed", f"{longer}ing"]


def _verbs(lemmas: str) -> frozenset[str]:
    """All forms of regular verbs."""
    return frozenset(form for lemma in lemmas.split() for form in _forms(lemma))


def _light(lemmas: str, nouns: str) -> dict[str, frozenset[str]]:
    """The forms of verbs that make a statement with one of these nouns or particles alone."""
    return dict.fromkeys(_verbs(lemmas), words(nouns))


_NAMING = _verbs("call label label+ brand dub+ deem dismiss reject portray depict") - words("label")

_BACKGROUND = words("after before until because")

REPORTING = Reporting(
    say=words("said says say saying tell told tells telling write wrote writes writing reported")
    | _verbs(
        "argue warn insist explain suggest acknowledge admit+ claim declare announce quip+ joke "
        "complain assert confirm testify vow pledge promise muse reiterate counter lament caution "
        "allege proclaim opine ask emphasize emphasise stress predict reveal retort add repeat "
        "recall observe disclose conclude contend recount exhort summarize summarise interject "
        "apologize apologise reply respond state note remark comment tweet exclaim shout yell "
        "whisper"
    )
    - words("state note"),
    also_acts=_verbs("add repeat recall observe disclose conclude contend respond reply"),
    state=words(
        "note report reports reporting cried thought felt feel feels found finds showed shows "
        "shown swore pointed points pointing post posted posts charged texted emailed messaged "
        "read reads"
    )
    | _verbs(
        "concede maintain continue believe hope fear expect estimate indicate deny demand propose "
        "recommend agree disagree imply hint signal signal+ express present voice cite wonder "
        "concur+ assure reassure remind inform accuse urge mention compare gush characterize "
        "characterise rule specify blame defend highlight tout describe refer+ boast brag+ "
        "question reason guarantee swear speculate clarify stipulate underscore underline "
        "theorize theorise posit affirm reaffirm profess protest grumble volunteer relate advise "
        "threaten doubt forecast think confess"
    )
    - words("hoping believing thinking fearing expecting doubting")
    | _NAMING,
    act=words("attacked blasts blasted")
    | _verbs(
        "thank congratulate praise condemn criticize criticise urge accuse hail slam+ welcome "
        "blame denounce mock laud commend rebuke emphasize emphasise stress demand question "
        "reiterate deny acknowledge highlight defend describe dispute refute rebut+ decry deplore "
        "deride ridicule chide scold berate applaud salute echo liken disavow downplay champion "
        "extol+ lambast lambaste castigate admonish implore underscore underline tout propose "
        "advise warn"
    ),
    naming=_NAMING,
    light={
        **_light(
            "express voice raise air share convey signal",
            "hope hopes concern concerns confidence gratitude regret regrets doubt doubts support "
            "optimism condolences outrage surprise belief willingness skepticism scepticism "
            "frustration alarm sympathy dismay disappointment fears reservations objections "
            "opposition admiration anger disgust shock interest thanks satisfaction remorse "
            "sorrow solidarity fear anxiety unease sadness pessimism disbelief pride questions",
        ),
        **_light("offer", "condolences apology apologies sympathy thanks congratulations"),
        **_light("extend", "condolences sympathy thanks congratulations"),
        **_light("call", "on for out"),
        **_light("point", "to out"),
        **_light("refer+", "to"),
        **_light("allude", "to"),
        **_light("object", "to"),
        **_light("threaten confess", "to"),
        **_light("maintain protest profess", "innocence"),
        **_light("issue", "statement warning apology denial rebuke plea call threat"),
        **_light("release", "statement"),
        **_light(
            "reject dismiss",
            "concerns criticisms rumours rumors talk allegation allegations claim claims "
            "accusation accusations criticism suggestion suggestions notion idea charge charges "
            "assertion assertions reports argument arguments",
        ),
        **_light("rule", "out"),
        **dict.fromkeys(("spoke", "speaks", "speaking", "speak"), words("of out")),
        **dict.fromkeys(("paid", "pays", "pay", "paying"), words("tribute")),
        **dict.fromkeys(("cast", "casts", "casting"), words("doubt doubts")),
        **dict.fromkeys(("made", "makes", "make", "making"), words("clear following")),
        **dict.fromkeys(("gave", "gives", "give"), words("assurances assurance")),
        **dict.fromkeys(("took", "takes"), words("issue note")),
    },
    put_it=words("put puts sees saw tells told describes described has had"),
    nouns_too=words(
        "claims reports notes states calls charges points hopes fears asks demands estimates "
        "tweets tweet comment comments remark shout shouts whisper whispers reply replies joke "
        "report promises claim note stress call hope fear pledges pledge promise issues releases "
        "expects answers vow vows boast boasts doubt doubts attack attacks praise blame signal "
        "signals question questions demand estimate urge urges urged post posts finds shows reads "
        "mentions forecast forecasts voices voice airs air shares share plans jokes remarks "
        "warning finding reporting writing reading posting offers offer proposes counter counters "
        "labels brands hails rebukes rebuke dispute disputes reason reasons object objects blasts "
        "welcome welcomes command champion champions salute echo echoes deal reveal advance "
        "caution answers repeat thanks"
    ),
    openings=words(
        "saying telling noting adding wondering stating arguing thanking accusing praising "
        "calling claiming insisting warning suggesting criticizing criticising congratulating "
        "condemning declaring announcing promising reminding stressing emphasizing emphasising"
    ),
    realised=words(
        "appeared appears seemed seems continued continues sought seeks began begins started "
        "starts rushed rushes hastened proceeded chose paused tried came"
    ),
    occasions=words("took takes used uses held holds"),
    plain=words("said says say told tell tells added wrote writes noted"),
    telling=words("told tells tell"),
    quoting=words("quoted quotes quoting cited cites citing reported"),
    be=words("is was were are be been being am 's 're 'm"),
    negations=words(
        "haven't hasn't didn't don't doesn't won't wouldn't couldn't can't cannot not never"
    ),
    unreal=words("may might should must"),
    modals=words("would could can will"),
    told_of=_BACKGROUND | words("if unless whether when once than nor whatever had"),
    asides=words("where since that which whom"),
    background=_BACKGROUND,
    as_words=words("as"),
    objects=words("him her it them"),
    articles=words("the a an no any"),
    definite=words("the"),
    indefinite=words("a an"),
    judging_starts=("un",),
    judging_endings=("ous", "ible", "able", "ful", "less", "ic", "ed", "ish", "ive"),
    nobody=words("no nobody none neither nothing enough time"),
    finite=words(
        "is are was were has have had will would can could may might must should shall do does "
        "did isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't "
        "cannot shouldn't mustn't don't doesn't didn't 'll 'd 've 're"
    ),
    passive_openers=words("by for of"),
    that=words("that whether how why"),
    auxiliaries=words(
        "has had have having is was were are been be being did does do will would could can may "
        "might must should 's 'd 've n't not to"
    ),
    adverbs=words(
        "also then later once again still now just even often further always never soon in turn "
        "previously meanwhile instead once long already twice since thus too himself herself "
        "itself themselves on to went go ever earlier first today yesterday recently monday "
        "tuesday wednesday thursday friday saturday sunday night morning evening afternoon "
        "tonight"
    ),
    adverb_ending="ly",
    sources=(
        ("according", "to"),
        ("as", "per"),
        *(
            ("in", "the", noun, "of")
            for noun in ("words", "view", "opinion", "eyes", "judgment", "judgement", "estimation")
        ),
        ("by", "the", "account", "of"),
        ("per",),
    ),
    apart=words("per"),
    words_nouns={
        "in": words(
            "words view opinion telling judgment judgement estimation assessment reading phrase"
        ),
        "from": words("point perspective viewpoint standpoint"),
        "by": words("account accounts telling reckoning admission estimate estimates calculations"),
    },
    owners={"his": "he", "her": "she", "its": "it", "their": "they"},
    male=words("he"),
    female=words("she"),
    neuter=words("it"),
    plural=words("they"),
    relative=words("who which that"),
    first_person=words("i we my our me us"),
    determiners=words(
        "the a an this that these those some many most several other another one two three four "
        "five both all few any no"
    ),
    possessives=words("his her its their my our your"),
    prepositions=words(
        "of in on at for from with by to about against after before during under over between "
        "among through into since as near outside inside behind beyond without despite while when "
        "if because although though like than amid following including until including upon via "
        "within"
    ),
    clause_openers=words("after as because before although if since though when while"),
    subordinators=words("as while when because although though if since"),
    question_words=words("who which that what how why where whether if when"),
    phrase_prepositions=words("of for at from with to in on"),
    afterthoughts=words(
        "monday tuesday wednesday thursday friday saturday sunday yesterday today recently later "
        "earlier last this then who while when as after before during addressing speaking"
    ),
    others=words("other others his her their its some many"),
    place_prepositions=words("in at near on outside inside"),
    conjunctions=words("and or but nor yet so"),
)

_SCIENCE_AND_LAW = (
    "analyst economist scientist researcher professor expert lawyer attorney prosecutor doctor "
    "historian author judge investigator detective inspector lecturer "
)

_OFFICES = (
    "president vice-president chancellor premier prime-minister minister secretary senator "
    "congressman congresswoman representative governor mayor king queen prince princess emir "
    "sultan pope bishop archbishop cardinal ambassador general admiral colonel major captain "
    "lieutenant sergeant commander chief chairman chairwoman chair chairperson director "
    "spokesman spokeswoman spokesperson speaker envoy commissioner administrator leader "
    "ceo cfo founder co-founder editor coach manager head deputy treasurer strategist adviser "
    "advisor aide candidate nominee councillor councilor councilman councilwoman sheriff "
    "marshal coordinator pastor rabbi imam reverend boss owner publisher correspondent reporter "
    "journalist columnist activist campaigner officer official lawmaker legislator politician "
    "executive secretary-general director-general attorney-general justice magistrate constable "
    "trooper corporal baron baroness duke duchess "
    "counterpart president-elect president-designate counsel chaplain ombudsman superintendent "
)

_TRADES = (
    "accountant anthropologist archaeologist architect astronaut astronomer baker banker barber "
    "barrister bartender biologist blogger broker builder butcher captain carpenter chef chemist "
    "comedian composer coroner curator dealer defender demographer dentist designer developer "
    "ecologist electrician engineer entrepreneur epidemiologist filmmaker firefighter "
    "gardener geologist goalkeeper guitarist hunter illustrator immigrant inventor landlord "
    "librarian linguist logger lobbyist magistrate mathematician mechanic meteorologist midfielder "
    "midwife migrant miner musician novelist organiser organizer paramedic parent passenger "
    "patient pensioner pharmacist philosopher photographer physician physicist plaintiff plumber "
    "poet principal producer programmer psychiatrist psychologist rancher rapper refugee retiree "
    "sailor sculptor shopkeeper skipper sociologist solicitor songwriter specialist striker "
    "surgeon tailor tenant therapist trader trainer translator vicar virologist volunteer waiter "
    "winger winner zoologist "
)

PEOPLE = People(
    honorifics=words(
        "mr mrs ms mx miss dr prof sir lady lord dame sen rep gov gen col lt capt maj sgt rev hon "
        "del fr st adm cmdr cpl brig pres amb sens reps messrs insp det supt"
    ),
    male_honorifics=words(
        "mr sir lord king prince duke baron congressman chairman councilman spokesman man boy "
        "father husband son brother uncle grandfather widower policeman businessman actor"
    ),
    female_honorifics=words(
        "mrs ms miss lady dame queen princess duchess baroness congresswoman chairwoman "
        "councilwoman spokeswoman woman girl mother wife daughter sister aunt grandmother widow "
        "policewoman businesswoman actress"
    ),
    offices=words(_OFFICES + _SCIENCE_AND_LAW),
    general_offices={
        "leader": words(
            "president premier chancellor prime-minister minister king queen emir "
            "leader chairman chairwoman head"
        ),
        "politician": words("senator congressman congresswoman representative governor mayor"),
        "lawmaker": words("senator congressman congresswoman representative"),
        "nominee": words("nominee candidate"),
        "candidate": words("nominee candidate"),
        "spokesperson": words("spokesman spokeswoman"),
    },
    person_nouns=words(
        _OFFICES
        + _SCIENCE_AND_LAW
        + _TRADES
        + "man woman girl boy mother father wife husband son daughter brother sister friend "
        "neighbour neighbor resident witness survivor victim teacher student nurse driver farmer "
        "source voter worker soldier policeman policewoman person participant colleague pilot "
        "singer actor actress writer veteran supporter opponent critic insider consultant "
        "diplomat negotiator ally customer tourist shopper protester waitress fisherman "
        "pollster donor businessman businesswoman billionaire tycoon"
    ),
    group_nouns=words(
        " ".join(trade + "s" for trade in _TRADES.split())
        + " officials analysts experts researchers scientists authorities police critics sources "
        "fishermen supporters opponents "
        "leaders lawmakers republicans democrats residents witnesses people "
        "lawyers attorneys prosecutors investigators doctors economists strategists aides "
        "advisers advisors activists campaigners voters observers historians reporters "
        "journalists organizers organisers protesters employees workers members senators "
        "representatives governors ministers politicians spokesmen diplomats officers "
        "commentators operatives insiders consultants pollsters donors authors editors "
        "families parents students teachers friends neighbors neighbours women men others some "
        "many conservatives liberals lobbyists professors americans organizations organisations "
        "groups companies agencies media advocates scholars rivals allies colleagues donors "
        "businesses investors traders executives delegates veterans participants users "
        "several few"
    ),
    counterparts=words("counterpart"),
    person_endings=("men", "women", "ists", "ians", "ologist", "ician"),
    organisation_words=words(
        "ministry department university party house senate commission committee council court "
        "agency bureau office bank group company corporation corp inc ltd institute foundation "
        "association union federation league society centre center authority organization "
        "organisation service news times post journal press police army forces force navy board "
        "congress parliament government administration campaign network club church hospital "
        "college school fund trust alliance coalition front movement international partners "
        "holdings technologies systems media studios airlines motors kremlin pentagon treasury "
        "staff command chamber reserve assembly caucus pac newspaper magazine gazette herald "
        "tribune guardian observer telegraph daily broadcasting television radio superpac project "
        "aviation energy oil petroleum pharmaceuticals capital ventures securities insurance "
        "consulting solutions software networks communications entertainment pictures industries "
        "brothers research laboratory library museum gallery theatre theater orchestra embassy "
        "consulate railway railways hotels resort casino farms foods stores supermarkets"
    ),
    passing_adjectives=words(
        "same other new old whole entire current former first second third last next local big "
        "small large own only main major top various previous present incoming outgoing very two "
        "three four parent rival opposing latter embattled giant"
    ),
    organisation_nouns=words(
        "authority company firm bank agency ministry department committee commission council group "
        "organization organisation newspaper paper daily magazine network campaign party "
        "government administration university court union board police army club team institute "
        "association foundation bureau office church hospital school network station outlet "
        "kremlin pentagon treasury fund coalition alliance charity watchdog regulator union "
        "family couple pair crew jury panel defence defense prosecution opposition embassy "
        "consulate airline airport cabinet parliament assembly federation tribunal"
    ),
    company_nouns=words(
        "company firm group organization organisation agency club charity business corporation "
        "manufacturer maker retailer airline automaker startup developer publisher operator giant"
    ),
    document_nouns=words(
        "report study statement document letter poll survey memo article editorial website "
        "filing lawsuit complaint data figures email emails documents surveys statistics book "
        "account video ad memo records slide results inquiry audit investigation review probe "
        "analysis assessment ruling verdict indictment affidavit"
    ),
    particles=words("al el bin ibn ben von van der den de da di du la le del della dos abu e y"),
    suffixes=words("jr sr ii iii iv"),
    male_names=words(
        "james john robert michael william david richard joseph thomas charles christopher daniel "
        "matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward "
        "ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin "
        "scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry "
        "tyler aaron jose adam henry nathan douglas zachary peter kyle walter ethan jeremy harold "
        "keith christian roger noah gerald carl terry sean austin arthur lawrence jesse dylan "
        "bryan joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy "
        "eugene vincent russell elijah louis bobby philip johnny bill jim tom bob mike tim mitt "
        "barack joe ted newt rudy marco bernie chris ben rand jeff dan steve don ken greg harry "
        "vladimir sergey sergei dmitry bashar hassan recep ahmed mohammed muhammad ali omar "
        "valery emmanuel karl khaled ivan igor oleg boris nigel simon ian neil colin graham hugh "
        "martin norman fred evan corey robby reince ibrahim yusuf stefan hans pedro luis carlos"
    ),
    female_names=words(
        "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty "
        "margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah "
        "stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela "
        "emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria "
        "heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan "
        "evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison "
        "frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris "
        "marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla "
        "alexis lori hillary kellyanne ivanka melania megyn elena olga natalia marina angela "
        "theresa nicola jill kate jane lucy claire fiona donna huma condoleezza loretta tulsi "
        "nikki fatima aisha lydia tatiana svetlana irina rosa carmen lucia ana ingrid greta"
    ),
    demonyms={
        adjective: country
        for country, adjectives in {
            "russia": "russian russia russia's moscow",
            "syria": "syrian syria syria's",
            "united states": "american us u.s america america's washington",
            "britain": "british uk u.k britain britain's english",
            "france": "french france france's",
            "germany": "german germany germany's",
            "china": "chinese china china's",
            "japan": "japanese japan japan's",
            "turkey": "turkish turkey turkey's",
            "iran": "iranian iran iran's",
            "iraq": "iraqi iraq iraq's",
            "israel": "israeli israel israel's",
            "ukraine": "ukrainian ukraine ukraine's",
            "qatar": "qatari qatar qatar's",
            "egypt": "egyptian egypt egypt's",
            "saudi arabia": "saudi",
            "india": "indian india india's",
            "pakistan": "pakistani pakistan pakistan's",
            "canada": "canadian canada canada's",
            "australia": "australian australia australia's",
            "mexico": "mexican mexico mexico's",
            "brazil": "brazilian brazil brazil's",
            "italy": "italian italy italy's",
            "spain": "spanish spain spain's",
            "poland": "polish poland poland's",
            "hungary": "hungarian hungary hungary's",
            "greece": "greek greece greece's",
            "south korea": "korean",
            "palestine": "palestinian",
            "lebanon": "lebanese",
            "jordan": "jordanian",
            "afghanistan": "afghan",
            "netherlands": "dutch",
            "sweden": "swedish",
            "norway": "norwegian",
            "denmark": "danish",
            "finland": "finnish",
            "austria": "austrian",
            "switzerland": "swiss",
            "belgium": "belgian",
            "ireland": "irish",
            "philippines": "filipino philippine",
            "republican party": "republican gop",
            "democratic party": "democratic democrat",
        }.items()
        for adjective in adjectives.split()
    },
    demonym_endings=("an", "ish", "ese", "i", "ch", "ic", "sh", "ian"),
    place_openings=words("north south east west new united saudi san los las"),
    place_endings=words("city state states county river street avenue island park hall day war"),
    name_openings=words("very former ex late dear"),
    calendar=words(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december"
    ),
)
