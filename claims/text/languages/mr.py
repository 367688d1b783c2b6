"""Marathi: titles; sentences end with a western full stop."""

from claims.text.languages.base import Language, words

MARATHI = Language(
    code="mr",
    script="Deva",
    letters="ळ",
    titles=words("डॉ डा प्रा श्री श्रीम सौ कु स्व ना मा ॲड ह.भ.प पं छ"),
    abbreviations=words("रु कि.मी मि.मी से.मी कि.ग्रॅ इ.स इ.स.पू ई.स उदा वि.सू ता जि बी.ए एम.ए"),
    before_number=words("क्र पृ नं रु सं"),
    starters=words(
        "आहे आहेत होते होता होती या हे ही तो ती ते त्या त्यांनी त्याने आणि व पण मात्र किंवा की "
        "नाही आज काल मी आम्ही तुम्ही हा जर तर मध्ये साठी असे असा असून केली केले केला झाली झाले"
    ),
)
