"""Hungarian: abbreviations and ordinals."""

from claims.text.languages.base import Language, words

HUNGARIAN = Language(
    code="hu",
    letters="áéíóöőúüű",
    titles=words("dr ifj id özv prof szt st gr br alez ezds vőrgy tbk"),
    abbreviations=words(
        "pl stb ún kb ill vö ti tkp u.n uo kft bt zrt nyrt rt jan feb febr márc ápr máj jún júl "
        "aug szept okt nov dec i.e i.sz kr.e kr.u sz ui mo évf old ford szerk ld tel max ezer "
        "vmint ált ang ném lat közl krt"
    ),
    before_number=words("old sz tel krt u"),
    measures=words("min"),
    starters=words(
        "a az egy ez ezt azt ezek azok ő ők mi ti én te és de vagy hogy nem is volt van lesz mint "
        "meg csak már még el ha mert amikor ahol aki ami amely szerint után előtt között pedig "
        "most ma tegnap így sem itt ott"
    ),
    ordinal_points=True,
)
