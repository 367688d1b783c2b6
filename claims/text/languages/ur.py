"""Urdu: its full stop stands among the marks of every language."""

from claims.text.languages.base import Language, words

URDU = Language(
    code="ur",
    script="Arab",
    letters="ٹڈڑںےہھپچکگی",
    starters=words(
        "کے کی کا میں ہے ہیں سے کو نے پر اور اس یہ وہ کہ بھی تھا تھی تھے ہو گیا گئی لیے تو ایک جو "
        "کر ان نہیں ہم آپ مگر لیکن اگر جب کیا بعد"
    ),
)
