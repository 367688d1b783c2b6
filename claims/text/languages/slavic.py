"""Russian, Ukrainian, Bulgarian, Polish, Czech and Slovak, and Kazakh beside them."""

from claims.text.languages.base import Language, words

_CYRILLIC_STARTERS = words(
    "в на и но а он она оно они мы я ты вы это этот эта эти тот та те по с со к о об от из за для "
    "при если когда как так что не его её их после также однако"
)

RUSSIAN = Language(
    code="ru",
    titles=words("г-н г-жа г-ну г-на г-ном д-р проф акад доц ул пр пл пер им св тов гр пгт кв"),
    abbreviations=words(
        "т.д т.п т.е т.к т.ч т.н т др пр г гг в вв см ср напр руб коп тыс млн млрд дол долл куб "
        "у.е стр рис табл ст п пп обл р-н н.э до.н.э куб.м кв.м изд ред экз а.с тел доб"
    ),
    before_number=words("стр с рис табл ст п пп гл т д кв № тел"),
    starters=_CYRILLIC_STARTERS,
)

UKRAINIAN = Language(
    code="uk",
    titles=words("п пан проф акад доц вул пл ім св"),
    abbreviations=words("т.д т.п т.зв т.ч р рр ст див напр грн тис млн млрд ін обл"),
    before_number=words("с стор рис табл ст п"),
    starters=words("у в на і й та але він вона воно вони ми я це цей ця ці за до з із як що не"),
)

BULGARIAN = Language(
    code="bg",
    titles=words("г-н г-жа г-ца д-р проф акад доц инж ул пл бул св"),
    abbreviations=words("т.г т.нар т.е напр вкл г гг в др пр лв хил млн млрд стр н.е пр.н.е"),
    before_number=words("стр с чл ал т"),
    starters=words("в на и но а той тя то те ние аз това този тази тези по с със за от до не"),
)

POLISH = Language(
    code="pl",
    titles=words("p dr prof inż mgr gen płk kpt ks św ul al pl red doc hab"),
    abbreviations=words("np itd itp tzw tj m.in godz r w ok por zob bałt jęz ang sp z.o.o tys mln"),
    before_number=words("nr str s ust art pkt poz"),
    starters=words(
        "w na i ale a on ona ono oni one my ja to ten ta ci te po z ze o do dla jak nie"
    ),
    ordinal_points=True,
)

CZECH = Language(
    code="cs",
    titles=words("p pí dr prof ing mgr bc gen plk mudr judr phdr sv ul nám doc"),
    abbreviations=words("např atd apod tzv tj popř resp č str s.r.o a.s mil mld tis kč hod"),
    before_number=words("č str s odst čl"),
    starters=words("v ve na i ale a on ona ono oni my já to ten ta ti po s se z do pro jak podle"),
    ordinal_points=True,
)

SLOVAK = Language(
    code="sk",
    titles=words("p pí dr prof ing mgr bc gen plk mudr judr phdr sv ul nám doc"),
    abbreviations=words(
        "napr atď apod tzv tj resp č str s.r.o a.s spol mil mld tis hod r s o a v.o.s"
    ),
    before_number=words("č str s ods čl"),
    starters=words("v vo na i ale a on ona ono oni my ja to ten tá tí po s so z do pre ako podľa"),
    ordinal_points=True,
)

KAZAKH = Language(
    code="kk",
    abbreviations=words("т.б т б б.з.б б.з млн млрд тг ж жж"),
    before_number=words("№"),
)

LANGUAGES = (RUSSIAN, UKRAINIAN, BULGARIAN, POLISH, CZECH, SLOVAK, KAZAKH)
