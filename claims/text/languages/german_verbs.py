"""The forms of German verbs that news has: present and past of the third person, participle.

"sagen" gives sagt, sagen, sagte, sagten; "mitteilen" (written "mit-teilen") gives teilte … mit,
mitteilte and mitgeteilt. Verbs that change their vowel come with their forms.
"""

from __future__ import annotations

from collections.abc import Iterable

# A verb with one of these takes no "ge": erklärt, berichtet, verteidigt.
_UNSTRESSED = ("be", "emp", "ent", "er", "ge", "miss", "ver", "wider", "zer")


def _stem(infinitive: str) -> str:
    return infinitive[:-2] if infinitive.endswith("en") else infinitive[:-1]


def finite(verb: str) -> frozenset[str]:
    """Third person forms: of "sagen", or of "geben/gibt/gab/gaben/gegeben" as listed."""
    infinitive, *listed = verb.split("/")
    if listed:
        return frozenset((infinitive, *listed[:3]))
    stem = _stem(infinitive)
    if stem.endswith(("t", "d", "chn", "fn")):
        stem += "e"
    return frozenset((infinitive, f"{stem}t", f"{stem}te", f"{stem}ten"))


def participle(verb: str) -> str:
    """gesagt, erklärt, kritisiert, gegeben"""
    infinitive, *listed = verb.split("/")
    if listed:
        return listed[3]
    stem = _stem(infinitive)
    ending = "et" if stem.endswith(("t", "d", "chn", "fn")) else "t"
    takes_ge = not (infinitive.startswith(_UNSTRESSED) or infinitive.endswith("ieren"))
    return f"{'ge' if takes_ge else ''}{stem}{ending}"


def all_finite(verbs: Iterable[str]) -> frozenset[str]:
    """Third person forms of several verbs."""
    return frozenset(form for verb in verbs for form in finite(verb))


def all_participles(verbs: Iterable[str]) -> frozenset[str]:
    """Participles of several verbs."""
    return frozenset(map(participle, verbs))


def parted(verbs: Iterable[str]) -> dict[str, frozenset[str]]:
    """teilte -> {mit}: the forms of separable verbs, each with the particles that may follow."""
    found: dict[str, set[str]] = {}
    for particle, verb in (one.split("-") for one in verbs):
        for form in finite(verb):
            found.setdefault(form, set()).add(particle)
    return {form: frozenset(particles) for form, particles in found.items()}


def joined(verbs: Iterable[str]) -> frozenset[str]:
    """mitteilte: separable verbs at the end of a clause, in one word."""
    pairs = (one.split("-") for one in verbs)
    return frozenset(particle + form for particle, verb in pairs for form in finite(verb))


def joined_participles(verbs: Iterable[str]) -> frozenset[str]:
    """mitgeteilt"""
    return frozenset(
        particle + participle(verb) for particle, verb in (v.split("-") for v in verbs)
    )


def subjunctive(infinitives: Iterable[str]) -> frozenset[str]:
    """The third person of reported speech: "kommen" gives "komme"."""
    return frozenset(_stem(infinitive) + "e" for infinitive in infinitives)
