"""Languages by code. An unknown one gets the sound default."""

from __future__ import annotations

from claims.text.languages import (
    am,
    ar,
    bg,
    cs,
    da,
    de,
    el,
    en,
    es,
    fa,
    fi,
    fr,
    he,
    hi,
    hu,
    hy,
    it,
    ja,
    kk,
    ko,
    mr,
    my,
    nl,
    no,
    pl,
    pt,
    ro,
    ru,
    sk,
    sv,
    tr,
    uk,
    ur,
    zh,
)
from claims.text.languages.base import Language, words

# What many languages share: for one that we know nothing of.
DEFAULT = Language(
    code="und",
    titles=words("dr prof mr mrs ms st ing"),
    abbreviations=words("etc vs cf ca co inc ltd corp jr sr tel u.s"),
    before_number=words("no nr p pp art fig vol tel"),
)

LANGUAGES = (
    am.AMHARIC,
    ar.ARABIC,
    bg.BULGARIAN,
    cs.CZECH,
    da.DANISH,
    de.GERMAN,
    el.GREEK,
    en.ENGLISH,
    es.SPANISH,
    fa.PERSIAN,
    fi.FINNISH,
    fr.FRENCH,
    he.HEBREW,
    hi.HINDI,
    hu.HUNGARIAN,
    hy.ARMENIAN,
    it.ITALIAN,
    ja.JAPANESE,
    kk.KAZAKH,
    ko.KOREAN,
    mr.MARATHI,
    my.BURMESE,
    nl.DUTCH,
    no.NORWEGIAN,
    pl.POLISH,
    pt.PORTUGUESE,
    ro.ROMANIAN,
    ru.RUSSIAN,
    sk.SLOVAK,
    sv.SWEDISH,
    tr.TURKISH,
    uk.UKRAINIAN,
    ur.URDU,
    zh.CHINESE,
)
# Norwegian is written in two ways, each with a code of its own.
_ALIASES = {"nb": "no", "nn": "no"}

_BY_CODE = {language.code: language for language in LANGUAGES}


def get(code: str) -> Language:
    """The language of a BCP 47 code such as "en" or "de-AT", or the default."""
    primary = code.replace("_", "-").split("-")[0].lower()
    return _BY_CODE.get(_ALIASES.get(primary, primary), DEFAULT)
