"""Why two customers are one or two, in one sentence for a clerk: what decided, when it was not the weight."""

from __future__ import annotations

from collections.abc import Sequence

from service.core.match.sentences import Language

_CONTRADICTED: dict[str, tuple[str, str]] = {
    "kind": ("une personne, une entreprise et une boîte aux lettres ne sont jamais un même client",
             "a person, a company and a mailbox are never one customer"),
    "birth": ("leurs dates de naissance se contredisent", "their birth dates contradict each other"),
    "siren": ("ils ont deux SIREN", "they have two SIREN"),
    "siret": ("ce sont deux établissements, ils ont deux SIRET", "they are two establishments, they have two SIRET"),
    "forename": ("civilité et prénom disent deux personnes", "title and first name say two people"),
}  # fmt: skip
_VERDICTS: dict[str, tuple[str, str]] = {
    "same_customer": ("C'est un même client.", "They are one customer."),
    "kept_apart": ("Une personne a répondu que ce sont deux clients.", "A person answered that they are two."),
    "believed": ("Ils se ressemblent assez pour être réunis.", "They are alike enough to be joined."),
    "doubtful": ("La ressemblance ne suffit pas : une personne doit répondre.",
                 "They are not alike enough: a person must answer."),
    "unlike": ("Ils ne se ressemblent pas assez.", "They are not alike enough."),
}  # fmt: skip
_NEVER = (
    "Ils n'ont jamais été comparés : aucune clé ne leur est commune ({differs} diffèrent, {missing} manquent).",
    "They were never compared: they share no key ({differs} differ, {missing} are missing).",
)


def reason(verdict: str, contradiction: str | None, keys: Sequence[str], language: Language) -> str:
    """The sentence. In: verdict and keys (shared, differs, missing) of flows/explain_pair.py."""
    place = 0 if language == "fr" else 1
    if verdict == "contradict":
        because = _CONTRADICTED[contradiction or "kind"][place]
        opening = ("Ils ne peuvent être réunis", "They cannot be joined")[place]
        told = f"{opening}{' : ' if language == 'fr' else ': '}{because}."
    else:
        told = _VERDICTS[verdict][place]
    if verdict in ("same_customer", "kept_apart") or "shared" in keys:
        return told
    never = _NEVER[place].format(differs=keys.count("differs"), missing=keys.count("missing"))
    return f"{told} {never}"
