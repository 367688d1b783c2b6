"""English: who said what (verbs, pronouns, offices, words for people and organisations)."""

from claims.text.languages.base import People, Reporting, words

REPORTING = Reporting(
    say=words(
        "argue warn insist explain suggest contend acknowledge admit said says say saying tell "
        "added adds adding noted notes noting told tells telling wrote writes writing tweeted "
        "tweets tweeting replied replies replying stated states stating explained explains "
        "explaining insisted insists insisting argued argues arguing claimed claims claiming "
        "declared declares declaring announced announces announcing recalled recalls recalling "
        "remarked remarks quipped joked jokes joking admitted admits admitting acknowledged "
        "acknowledges acknowledging warned warns warning emphasized emphasizes emphasizing "
        "emphasised emphasises emphasising stressed stresses stressing suggested suggests "
        "suggesting reported observed observes observing complained complains complaining "
        "responded responding commented concluded predicted predicts asserted asserts asserting "
        "contended contends contending confirmed confirms confirming testified testifies vowed "
        "vows vowing pledged pledges pledging promised promises promising mused reiterated "
        "reiterates reiterating repeated countered recounted lamented retorted echoed boasted "
        "boasts bragged cautioned cautions alleged alleges alleging revealed reveals revealing "
        "proclaimed proclaims disclosed opined shouted yelled whispered exclaimed asked asks "
        "asking exhorted summarized summarised"
    ),
    state=words(
        "allege announce ask assert boast complain conclude declare lament observe predict recall "
        "reckon respond reveal shout testify write yell "
        "conceded concedes conceding charged posted maintained maintains maintaining continued "
        "cried claim note stress call urge recommend pointed pointing points report reports "
        "reporting believes believe believed thinks think thought hopes hope hoped fears fear "
        "feared expects expect estimated estimates found finds showed shows shown indicated "
        "indicates indicating denied denies denying demanded demands demanding proposed "
        "proposes proposing recommended recommends agreed agrees disagreed implied implies "
        "hinted hints signaled signalled described describes describing called calls calling "
        "dubbed labelled labeled dismissed dismisses dismissing referred refers referring "
        "expressed expresses expressing presented presenting voiced cited cites citing saw sees "
        "wondered wondering wonders learned concurred assured assures assuring reminded "
        "reminding reminds informed accused accuses accusing urged urges urging mentioned "
        "mentions compared compares branded gushed characterized characterised ruled specified "
        "read reads blamed blames blaming defended highlighted touted learned"
    ),
    act=words(
        "thanked thanks thanking congratulated congratulates congratulating praised praises "
        "praising condemned condemns condemning criticized criticizes criticizing criticised "
        "criticises criticising urged urges urging blasted blasts accused accuses accusing "
        "apologized apologised hailed hails slammed welcomed blamed denounced denounces "
        "denouncing mocked mocks mocking lauded commended rebuked attacked emphasized "
        "emphasizes emphasizing emphasised emphasises stressed stresses demanded demands "
        "demanding questioned reiterated denied denies denying acknowledged dismissed "
        "highlighted defended questioning slamming denounce describes described"
    ),
    light={
        "expressed": words(
            "hope concern confidence gratitude regret doubt support optimism hopes "
            "concerns condolences outrage surprise belief willingness"
        ),
        "expressing": words("hope concern confidence gratitude regret doubt support optimism"),
        "voiced": words("hope concern confidence gratitude support concerns"),
        "call": words("on for"),
        "called": words("on for him her a an it them"),
        "calls": words("on for him her a an it them"),
        "calling": words("on for him her a an it them"),
        "pointed": words("to out"),
        "referred": words("to"),
        "spoke": words("of"),
        "paid": words("tribute"),
        "issued": words("statement warning"),
        "issues": words("statement warning"),
        "released": words("statement"),
        "releases": words("statement"),
        "made": words("following"),
        "put": words("it"),
        "puts": words("it"),
    },
    that=words("that"),
    auxiliaries=words(
        "has had have having is was were are been be being did does do will would could can may "
        "might must should 's 'd 've n't not to"
    ),
    adverbs=words(
        "also then later once again still now just even often further always never soon in turn "
        "previously meanwhile instead once too himself herself itself themselves on to went go "
        "ever earlier first today yesterday recently monday tuesday wednesday thursday friday "
        "saturday sunday night morning evening afternoon tonight"
    ),
    adverb_ending="ly",
    sources=(("according", "to"), ("in", "the", "words", "of"), ("as", "per")),
    words_nouns=words("words view opinion"),
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
        "among through into since as near outside inside behind beyond without despite while "
        "when if because although though like than amid following including until including "
        "upon via within"
    ),
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
    "executive secretary-general director-general attorney-general justice constable trooper "
    "corporal baron baroness duke duchess "
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
        "fisherman waitress pollster donor businessman businesswoman billionaire tycoon"
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
        "businesses investors traders executives delegates veterans participants users"
    ),
    organisation_words=words(
        "ministry department university party house senate commission committee council court "
        "agency bureau office bank group company corporation corp inc ltd institute foundation "
        "association union federation league society centre center authority organization "
        "organisation service news times post journal press police army forces force navy board "
        "congress parliament government administration campaign network club church hospital "
        "college school fund trust alliance coalition front movement international partners "
        "holdings technologies systems media studios airlines motors kremlin pentagon treasury "
        "staff command chamber reserve assembly caucus pac newspaper magazine gazette herald "
        "tribune guardian observer telegraph daily broadcasting television radio superpac project"
    ),
    organisation_nouns=words(
        "authority company firm bank agency ministry department committee commission council group "
        "organization organisation newspaper paper daily magazine network campaign party "
        "government administration university court union board police army club team institute "
        "association foundation bureau office church hospital school network station outlet "
        "kremlin pentagon treasury fund coalition alliance charity watchdog regulator union "
    ),
    company_nouns=words(
        "company firm group organization organisation agency club charity business corporation "
        "manufacturer maker retailer airline automaker startup developer publisher operator giant"
    ),
    document_nouns=words(
        "report study statement document letter poll survey memo article editorial website "
        "filing lawsuit complaint data figures email emails documents surveys statistics book "
        "account video ad memo records slide results"
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
    calendar=words(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december"
    ),
)
