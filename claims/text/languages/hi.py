"""Hindi: titles with a point; sentences end with a danda."""

from claims.text.languages.base import Language, words

HINDI = Language(
    code="hi",
    script="Deva",
    titles=words("डॉ डा प्रो पं श्री स्व कु मो मु ले इंजी"),
    abbreviations=words("ई.पू ई रु कि.मी मि.मी से.मी कि.ग्रा ली मि बी.ए एम.ए पी.एच.डी अ.स पू"),
    before_number=words("पृ क्र सं नं रु"),
    starters=words(
        "के की का में है हैं से को ने पर और इस यह वह कि भी था थी थे हो गया गई लिए तो एक जो कर उन "
        "नहीं हम आप मगर लेकिन अगर जब क्या बाद इसके उन्होंने"
    ),
)
