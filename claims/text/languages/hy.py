"""Armenian: the full stop looks like a colon, and the point is a comma."""

from claims.text.languages.base import Hinting, Language, words

ARMENIAN = Language(
    code="hy",
    script="Armn",
    titles=words("պրն տկն դոկտ պրոֆ ակադ"),
    abbreviations=words("թ թթ դ դդ հ հազ մլն մլրդ կմ մ.թ մ.թ.ա օր էջ նկ տես և.այլն"),
    before_number=words("էջ նկ հ"),
    extra_points=":։",
    hinting=Hinting(question_marks="՞?"),
)
