"""English: words that hint at forecasts, opinions, quantities, dates and comparisons."""

from claims.text.languages.base import Hinting, phrases, words

_UNITS = "twenty thirty forty fifty sixty seventy eighty ninety"
_DIGITS = "one two three four five six seven eight nine"

HINTING = Hinting(
    predictions=phrases(
        """
        will, 'll, won't, will not, shall, would, wouldn't, 'd be, (may might), (is are was were
        's 're 'm be) going to, (isn't aren't wasn't) going to, (is are was were 's 're 'm) (not
        certainly definitely probably never always still just really also) going to, gonna, (is
        are was were) (about set poised bound) to, (is are was were) due (in on by before back
        next later), (is are) to (be begin open close start end resume meet rule vote decide
        appear leave receive replace become stand face marry), (plan aim goal intention idea) is
        to, (looks look seems seem) (set likely unlikely) to, can be expected, (is are) planned,
        by (2030 2035 2040 2045 2050 2060 2070 2080 2090 2100), due to (be begin open close start
        end resume meet appear take return arrive leave expire vote speak visit go face stand run
        launch finish retire play publish release join receive complete), (expected scheduled
        slated projected forecast predicted planned tipped destined doomed) to, expected (in on by
        next later this), scheduled for, planned for, slated for, (is are 's) expected, (expects
        expect) (to that), (hopes hope hoping) (to that for), (likely unlikely) to, (is are was
        were) (likely unlikely), (is are was were) (likely unlikely) to, will likely, threatened
        to, threatens to, threaten to, threatening to, (plan plans planned planning) to, (aim aims
        aimed aiming) to, (intend intends intended intending) to, (vow vows vowed vowing) to,
        (pledge pledges pledged pledging) to, (promise promises promised promising) to, wants to,
        plans for, (is are) (considering planning preparing), (predict predicts predicted) (that a
        the), forecasts, could (be become face cost lose rise fall lead take mean bring reach
        happen end cause result soon still yet eventually hit force make kill create grow spread
        affect help bankrupt prove come go trigger spark threaten last), remains to be seen, (no a
        little every good) chance (of that), looms, looming, only a matter of time, on (track
        course) to, in the (making offing), next (week month year spring summer autumn winter fall
        decade century season quarter monday tuesday wednesday thursday friday saturday sunday),
        tomorrow, in the (coming next) (days weeks months years decades), the (coming next) #
        (days weeks months years decades), within # (days weeks months years decades), in # years'
        time, by the end of (this next), by the end of the (decade century), from now, in the
        (near foreseeable) future, one day soon
        """
    ),
    opinions=phrases(
        """
        i (think believe feel hope wish guess suppose doubt fear suspect love hate like dislike),
        i (don't didn't) (think believe feel like), i'm (sure afraid convinced sorry sick ashamed
        glad happy proud tired), i am (sure afraid convinced sorry sick ashamed glad happy proud
        tired certain), i (would can) never, i (firmly strongly really truly honestly still just
        always also) (think believe feel hope doubt), i (thought felt believed), i find it, i find
        this, i'd (rather like say), i would (rather like say), we (believe think feel hope), we
        (need have ought) to, we must, we (deserve owe), you (need have ought) to, they need to,
        it's time (to for that), (in to) my (view opinion mind), my (guess opinion view hope
        feeling), in our (view opinion), as far as i'm concerned, if you ask me, high time,
        should, shouldn't, ought to, oughtn't, must (never not) be, needs to, need to (stop start
        be), unfortunately, sadly, fortunately, luckily, thankfully, frankly, honestly, hopefully,
        regrettably, shamefully, disgracefully, arguably, obviously, of course, in fairness, to be
        (fair honest), let's (be face), disgraceful, a disgrace, (a the) shame, shame on,
        shameful, shameless, (is 's was) a scandal, scandalous, outrageous, appalling, awful,
        terrible, terribly, horrible, horrific, horrendous, dreadful, disgusting, despicable,
        deplorable, pathetic, miserable, ridiculous, absurd, insane, crazy, mad, stupid, dumb,
        dumbest, foolish, silly, idiotic, ludicrous, laughable, nonsense, bullshit, hypocrisy,
        hypocritical, hypocrite, unacceptable, inexcusable, unforgivable, indefensible,
        intolerable, unfair, unjust, unjustified, irresponsible, reckless, incompetent, cowardly,
        coward, cowards, cruel, heartless, inhumane, immoral, evil, liar, liars, crook, crooks, a
        joke, a mess, a disaster (for to of), disastrous, catastrophic, a catastrophe, a tragedy,
        a farce, a fiasco, sham, good, bad, terrible (idea thing), a mistake, big mistake, wrong
        (to about that), is wrong, are wrong, was wrong, it wrong, it right, plain wrong, (is are
        too very so) dangerous, dubious, overrated, underrated, boring, dull, dreary, tedious,
        bland, mediocre, lousy, abysmal, atrocious, hideous, repulsive, repugnant, grotesque,
        obscene, vile, wicked, monstrous, barbaric, senseless, pointless, useless, worthless,
        naive, misguided, short-sighted, shortsighted, arrogant, selfish, greedy, dishonest,
        deceitful, petty, childish, bizarre, preposterous, farcical, unbelievable, unconscionable,
        regrettable, unfortunate, disappointing, depressing, sloppy, shoddy, clumsy, feeble,
        spineless, exceptional, exemplary, fabulous, sublime, exquisite, elegant, charming,
        delicious, heartwarming, uplifting, gripping, thrilling, spectacular, dazzling,
        breathtaking, unforgettable, invaluable, commendable, laudable, praiseworthy, noble,
        courageous, refreshing, masterful, masterly, first-rate, second-rate, third-rate,
        top-notch, overblown, a whitewash, (is are was were so very how) (embarrassing inspiring
        insulting exciting), ugly, great, greatest, wonderful, fantastic, amazing, terrific,
        awesome, incredible, incredibly, excellent, brilliant, superb, magnificent, marvellous,
        marvelous, splendid, outstanding, perfect, beautiful, lovely, delightful, gorgeous,
        stunning, impressive, remarkable, extraordinary, heroic, admirable, masterpiece, genius,
        tremendous, phenomenal, nice, (is are more most so very least) important, wise, sensible,
        best, worst, better off, (far much) better, would be (better wrong right good), deserve,
        deserves, (absolutely utterly totally truly extraordinarily ridiculously woefully
        shockingly), greed, folly, madness, insanity, lunacy, stupidity, arrogance, incompetence,
        betrayal, injustice, cowardice, a pity, a farce, unworkable, untenable, unbearable,
        unrealistic, unreasonable, unthinkable, funny, (real true) scandal, the truth is, make no
        mistake, believe me, let me (tell say be), no wonder, (our my your) duty, a duty to, we
        (can't cannot) (allow afford accept let go), to (blame praise), too (many much little late
        few high low long often big small expensive slow fast soon short far weak easy hard good
        bad), enough is enough, so-called, supposedly, no (excuse doubt), there is no (reason
        excuse justification doubt), makes no sense, make no sense, what a, right mind, out of
        (touch control), a waste of, on earth, how dare, thank god, god forbid
        """
    ),
    quantities=phrases(
        """
        (dozens scores hundreds thousands millions billions trillions) of (hundreds thousands
        millions billions), tens of (thousands millions billions), (dozens scores hundreds
        thousands millions billions trillions), a dozen, half a dozen, (several few) (hundred
        thousand million billion), (by almost nearly about lost) a (third quarter fifth tenth), a
        (hundred thousand million billion trillion), half (a an of the its their his her all),
        half, (doubled tripled trebled quadrupled halved), (doubling tripling trebling quadrupling
        halving), (to will would) (double triple quadruple halve), (twofold threefold fourfold
        fivefold tenfold hundredfold), (a one) (third quarter fifth sixth tenth) of, one-third,
        one-quarter, one-fifth, one-tenth, (two three four five six seven eight nine)-(thirds
        quarters fifths sixths sevenths eighths ninths tenths), (two three four) (thirds quarters
        fifths tenths), three-quarters, (one two three four five six seven eight nine) in (two
        three four five six seven eight nine ten twenty), (one two three four five six seven eight
        nine) out of (two three four five six seven eight nine ten twenty), # out of #, # (more
        less fewer), # percent (more less fewer), (the a vast) majority of, a majority, a
        minority, one (percent hundred thousand million billion trillion), # and a half, zero, a
        score of
        """
    ),
    dates=phrases(
        """
        yesterday, today, tonight, tomorrow, overnight, (last this next past previous) (week month
        year night weekend spring summer autumn winter decade century season quarter fall), this
        (morning afternoon evening), (yesterday tomorrow) (morning afternoon evening night), the
        (next following previous) (day morning week month year), (earlier later) (this last that)
        (week month year), (earlier later) (today tonight), the (same) (day week month year), #
        (days weeks months years decades centuries hours nights minutes) (ago later earlier before
        after), # years on, # (bc bce), a (day week month year decade century) (ago earlier later
        before), (last this next) (monday tuesday wednesday thursday friday saturday sunday), an
        hour ago, (two three four five six several some many few) (days weeks months years decades
        nights) (ago later earlier), a few (days weeks months years decades) (ago later earlier),
        (last past next coming previous) (few) (days weeks months years decades), (last past next
        coming previous) # (days weeks months years decades), (coming recent) (days weeks months
        years decades), (days weeks months years decades centuries) ago, in # years' time, years
        from now, within # (days weeks months years decades), (spring summer autumn winter) of,
        the (first second third fourth final last) quarter, the (first second) half of the year,
        the (previous following) (evening night afternoon), that (day week month year night
        evening morning summer winter spring autumn), in (spring summer autumn winter), in the
        (spring summer autumn winter), (the this last next) weekend, the next # (days weeks months
        years decades), earlier in the (day week month year), the eve of, (early mid late)-#, by
        (2030 2035 2040 2045 2050 2060 2070 2080 2090 2100), the (twenties thirties forties
        fifties sixties seventies eighties nineties), (early mid late) (twenties thirties forties
        fifties sixties seventies eighties nineties), (fifteenth sixteenth seventeenth eighteenth
        nineteenth twentieth twenty-first) century, (early mid late)-(january february march april
        may june july august september october november december), mid-week, end of the (year
        month decade century week), # century, the turn of the century, christmas, christmas (day
        eve), easter, new year's (day eve), the (end start beginning) of the year
        """
    ),
    comparisons=phrases(
        """
        than, (more less fewer higher lower better worse larger smaller greater bigger faster
        slower older younger longer shorter cheaper warmer colder stronger weaker richer poorer
        safer) than, # times (as more less higher lower larger smaller bigger greater faster),
        twice as, half as, as (many much high low large few little) as, twice the, double the,
        compared (with to), in comparison (with to), relative to, unlike, went (from up down) * #,
        (largest biggest smallest highest lowest fastest slowest longest shortest oldest youngest
        richest poorest strongest weakest deepest tallest heaviest lightest hottest coldest
        wettest driest warmest dirtiest cleanest noisiest bloodiest rarest widest narrowest
        thinnest earliest busiest cheapest costliest deadliest wealthiest fewest safest
        fastest-growing steepest sharpest worst-hit), (second third fourth fifth) (largest biggest
        smallest highest lowest longest oldest tallest richest busiest fastest), (second third
        fourth fifth)-(largest biggest smallest highest lowest longest oldest tallest richest most
        busiest fastest), (most least) (expensive populous popular common frequent densely visited
        powerful successful), the (most least) (people money votes seats goals points cases deaths
        medals), the (most least) * of (all any), the most * in the (world country region history
        nation state union), (first highest lowest worst best most fewest biggest largest sharpest
        steepest) * since, (worst best highest lowest biggest largest) * in (# a) (years decades
        months century decade generation), (worst best highest lowest) * on record, (worst best
        highest lowest) * ever (recorded measured seen), than ever, record (high low highs lows
        number numbers level levels profit profits year turnout), a record #, on record, all-time
        (high low), (above below) (average that), never * so (many few much), (best worst) of (any
        all), (second third fourth) (best worst), # times (what that), (is are was were) (up down)
        (on in), (above below) the average, (more less) likely to, (more less) and more, more and
        more, (above below) the * average, nowhere else, fewer, (is are was were remain remains)
        (higher lower cheaper dearer larger smaller bigger poorer richer warmer colder faster
        slower older younger longer shorter), (ranks ranked rank) (first second third fourth fifth
        last), # percent (increase decrease rise drop decline cut jump), (exceed exceeds exceeded
        exceeding), (outnumber outnumbers outnumbered), (surpass surpasses surpassed), (outpace
        outpaced outpaces), (overtook overtaken overtakes), # (percent %) (more less fewer higher
        lower), # (more fewer less), (up down) (from by), (is are was were) (up down) #, (up down)
        # (percent points), (up down) * from, (increase decrease rise drop decline jump growth
        cut) of * #, the same as, no other, as fast as,
        """
    ),
    nothing=phrases(
        """
        (the a his her their its our my your this no good last free ill own popular political
        general) will, going to (the a an my his her their our great work jail prison college),
        would (rather appreciate love), at will, will and testament, will to (live power win),
        will of the, living will, may day, may queen, may ball, might and main, may (have not)
        been, may have, might have, could have been, would-be, would like to, would say, would not
        (say comment), would you, going to (bed church sleep school work), set to music, due to
        the, at best, do (my your his her its our their) best, did (my your his her its our their)
        best, doing (my your his her its our their) best, best man, best (known regards wishes
        friend friends seller sellers practice practices), better known as, best known (as for),
        second best, best of (three five seven), at worst, best-before, make the best of, the best
        of both, great (deal many grandmother grandfather uncle aunt grandson), great britain,
        great-grandmother, great-grandfather, greater, mad cow, perfect storm, sick leave, sick
        pay, call sick, important role, nice and, good (morning afternoon evening night friday
        luck deal many faith), bad luck, bad weather, for good, to good use, good at, shame-faced,
        evil eye, crazy paving, beautiful game, wise men, more or less, more often than not,
        rather than, other than, no sooner, more than (happy willing ready welcome once), less
        than (ideal happy), easier said than done, better late than never, none other than, as
        much as to say, as well as, as soon as, as long as, as far as, a number of, one of, one
        another, one day, no one, one by one, at one point, one hand, on the one, the (most) part,
        at the most, for the most part, make the most of, made the most of, most of the time, the
        only one, at least, at last, earliest convenience, highest (bidder standards ideals), if
        you will, wants to know, #-(year month week day)-old, # (years months weeks days) old, #
        (a.m p.m am pm gmt), all (two three four five six seven), oldest (son daughter brother
        sister child), youngest (son daughter brother sister child), longest-serving,
        longest-running, longest serving, largest-ever, criminal record, track record, off the
        record, record (shop label company player store deal), world record, for the record, half
        (time hour brother sister way truth hearted), first half, second half, half-hour, half
        past, # o'clock, two-faced, two-way, one-way, zero-sum, zero tolerance, (second first
        third) hand, the (two three four five six seven eight nine), (these those his her their
        our its my your both) (two three four five six), # or so, two by two, six feet under, nine
        to five, seventh heaven, (today this week yesterday)'s (show paper programme), nowadays,
        black friday, saturday night live, friday prayers, mad max, all-or-nothing, from time to
        time, time and again, to-do, a while, in any case, for example, fall asleep, fall apart,
        grown up, break-up, rise to (power fame), day after day, year after year, day by day, year
        by year
        """
    ),
    changes=words(
        "rose fell climbed dropped increased decreased grew shrank declined jumped surged soared "
        "plunged slumped slipped tumbled dipped sank shot rallied widened narrowed swelled "
        "ballooned rise fall climb drop increase decrease grow shrink decline jump surge soar "
        "plunge slump rises falls climbs drops increases decreases grows shrinks declines risen "
        "fallen grown shrunk rising falling growing shrinking increasing decreasing climbing "
        "dropping gained lost cut raised lowered reduced expanded"
    ),
    change_stops=words("at on in as off into out onto over the a an with for and or of his her"),
    numbers=phrases(
        f"""
        {", ".join((_DIGITS + " ten").split()[1:])}, eleven, twelve, thirteen, fourteen, fifteen,
        sixteen, seventeen, eighteen, nineteen, ({_UNITS}), ({_UNITS})-({_DIGITS})
        """
    ),
    magnitudes=words("hundred thousand million billion trillion dozen bn mn"),
    units=words(
        "day days hour hours minute minutes second seconds week weeks month months year years mile "
        "miles kilometre kilometres kilometer kilometers metre metres meter meters foot feet inch "
        "acre ton tonne tonnes tons pound pounds page point seat storey story strong odd member "
        "man bed room bedroom lane percent percentage dollar euro time degree"
    ),
    before_names=words(
        "flight route article chapter section room bus line number no nos page paragraph part "
        "phase level highway road platform gate bed apartment flat suite floor act scene verse "
        "episode volume group channel radio class rule bill resolution amendment title tram train "
        "lane psalm apollo boeing airbus aged age ages hotline extension box type model version "
        "area district precinct ward unit top big catch studio windows formula gen district plan "
        "proposition question category appendix figure table item exhibit count grade week day"
    ),
    months=words(
        "january february march april may june july august september october november december"
    ),
    doubtful_months=words("march may"),
    before_months=words(
        "in of since by until till from to last next early late mid between and through on before "
        "after during this every each for through that around"
    ),
    short_months=words("jan feb mar apr jun jul aug sep sept oct nov dec"),
    day_endings=phrases("(st nd rd th), (st nd rd th) of"),
    weekdays=words("monday tuesday wednesday thursday friday saturday sunday"),
    before_years=words(
        "in of since by until till from early late mid and before after during year spring summer "
        "autumn winter fall"
    ),
    before_verbs=words("not be have never also soon then have been only now still likely"),
)
