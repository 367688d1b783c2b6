"""Kazakh: abbreviations."""

from claims.text.languages.base import Language, words

KAZAKH = Language(
    code="kk",
    script="Cyrl",
    letters="әғқңөұүһіыэ",
    titles=words("проф акад доц көш қ ауд обл"),
    abbreviations=words(
        "т.б т.с.с т.т т б ж жж ғ ғғ б.з.б б.з б.э б.э.д тн бет ред қар мыс т.ж тел"
    ),
    before_number=words("№ б бет т сур"),
    measures=words("мың млн млрд тг км см"),
    starters=words(
        "бұл ол осы сол мен біз сіз олар сен және бірақ алайда ал бір сондай қазір биыл бүгін кеше "
        "үшін туралы екі ең болып бойынша болды деп еді бар жоқ да де та те кейін дейін сондықтан "
        "немесе"
    ),
)
