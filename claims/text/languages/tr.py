"""Turkish: abbreviations and ordinals."""

from claims.text.languages.base import Language, words

TURKISH = Language(
    code="tr",
    letters="çğıöşü",
    titles=words("dr prof doç yrd öğr gör uzm op arş müh org alb yb bnb yzb tğm tuğg hz sn st bkn"),
    abbreviations=words(
        "av bkz vb vs vd örn yy cad sok sk mah apt no tel s a.ş ltd şti t.c m.ö m.s i.ö i.s fr ing "
        "alm ar far çev haz krş age a.g.e min maks blv ünv fak gnkur gn k"
    ),
    before_number=words("s ss no sf tel cad sok md bl cilt c"),
    starters=words(
        "bu bir o şu ve ama fakat ancak de da ile için gibi olarak olan oldu olduğunu çok daha en "
        "ne kim nasıl neden biz siz ben sen onlar her kadar sonra önce göre ise ya veya değil var "
        "yok dedi eğer çünkü bugün dün"
    ),
    ordinal_points=True,
)
