"""Arabic: titles and abbreviations, which are single letters most often."""

from claims.text.languages.base import Language, words

ARABIC = Language(
    code="ar",
    script="Arab",
    letters="ةىأإكي",
    titles=words("د أ م أ.د ا.د"),
    abbreviations=words("ص ج ت هـ ق.م ب.م"),
    before_number=words("ص ج ط ع"),
    starters=words(
        "في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين وقد كما لكن أن إن كان كانت لم لن لا "
        "ما هو هي هم نحن أنا ثم بعد قبل بين حيث عند منذ خلال وقال قال قالت وقالت وأضاف وفي ومن "
        "وكان كل غير أو بعض حتى إذا ليس أيضا"
    ),
)
