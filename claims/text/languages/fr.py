"""French: abbreviations."""

from claims.text.languages.base import Language, LeaningWords, phrases, words

FRENCH = Language(
    code="fr",
    letters="éèêëàâçîïôœùû",
    titles=words(
        "m mm mme mmes mlle mlles mgr dr drs pr prof st ste me mes gén cdt cne lt ltn sgt s.e s.m "
        "s.a.r ss vve insp"
    ),
    abbreviations=words(
        "col cf etc av env p.ex ex c.-à-d c-à-d s.a s.a.s s.a.r.l ltd inc cie sté ets n.b p.-s p.s "
        "v op.cit op loc cit ibid id éd édit coll trad tél j.-c bd boul j.c ap apr ll.aa.ii.rr adj "
        "anc dép arr max réf préf suiv s.d s.l n.d.l.r ndlr e.-u u.s o.n.u r.-v faub pl imp sq "
        "resp syn fém masc fam litt fig jr"
    ),
    before_number=words(
        "p pp n no nos nº n° nn fig vol t art chap env al § pl tabl cf janv févr avr juil sept oct "
        "nov déc"
    ),
    measures=words("min hab"),
    starters=words(
        "le la les l' un une des du de d' ce cet cette ces il elle ils elles on nous vous je j' tu "
        "mais et ou donc or ni car dans en à au aux pour par sur avec sans selon après avant c'est "
        "que qui ne pas est sont était a ont se sa son ses leur leurs plus comme si tout depuis "
        "entre sous contre vers pendant alors aussi ainsi cependant puis quand où pourquoi"
    ),
    leaning=LeaningWords(
        pronouns=words("il elle ils elles lui leur leurs sa ses son"),
        dates=phrases(
            "(hier avant-hier demain), aujourd'hui, (lundi mardi mercredi jeudi vendredi samedi "
            "dimanche) (dernier prochain), la semaine (dernière prochaine), l'(année an) (dernière "
            "dernier prochaine prochain), le mois (dernier prochain), cette (semaine année nuit), "
            "ce (mois matin soir), il y a # (jours semaines mois ans), (lundi mardi mercredi jeudi "
            "vendredi samedi dimanche)"
        ),
        fixed=phrases(
            "il > (pleut neige faut fallait faudra y), il > (est était) * (que de), il > s'agit, "
            "il > semble que"
        ),
        numbers=words("un une deux trois quatre cinq six sept huit neuf dix"),
    ),
)
