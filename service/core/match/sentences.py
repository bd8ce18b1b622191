"""One sentence that says why two parties look alike, or do not, for a clerk: in French or in English.

    "Même nom et même mobile, prénom proche, mais dates de naissance différentes."

What agrees comes first, what is only close next, what differs last. A comparison that cannot be made is not mentioned.
"""

from __future__ import annotations

from typing import Literal

from service.core.match.levels import COMPARISONS, NAMES, unpack

Language = Literal["fr", "en"]

_SAME, _CLOSE, _OTHER = 0, 1, 2
_Words = tuple[int, str, str]


def _exact(french: str, english: str) -> dict[str, _Words]:
    return {f"same_{how}": (_SAME, french, english) for how in ("common", "medium", "rare", "frequent", "everyday")}


# comparison -> level -> agrees, is close or differs; French; English. Levels that are not here are not worth a word.
_TEXTS: dict[str, dict[str, _Words]] = {
    "forename": {
        **_exact("même prénom", "same first name"),
        "nickname": (_SAME, "même prénom sous sa forme courte", "same first name in a short form"),
        "part": (_CLOSE, "prénom composé en partie commun", "part of the first name in common"),
        "initial": (_CLOSE, "même initiale du prénom", "same initial"),
        "near": (_CLOSE, "prénom proche", "first name close"),
        "close": (_CLOSE, "prénom un peu ressemblant", "first name somewhat alike"),
        "differs": (_OTHER, "prénoms différents", "different first names"),
    },
    "surname": {
        **_exact("même nom", "same family name"),
        "part": (_CLOSE, "nom contenu dans l'autre", "one family name inside the other"),
        "near": (_CLOSE, "nom proche", "family name close"),
        "close": (_CLOSE, "nom un peu ressemblant", "family name somewhat alike"),
        "differs": (_OTHER, "noms différents", "different family names"),
    },
    "swap": {"swapped": (_SAME, "nom et prénom inversés", "first and family name exchanged")},
    "company": {
        **_exact("même raison sociale", "same company name"),
        "part": (_CLOSE, "raison sociale contenue dans l'autre", "one company name inside the other"),
        "near": (_CLOSE, "raison sociale proche", "company name close"),
        "overlap": (_CLOSE, "raison sociale en partie commune", "part of the company name in common"),
        "close": (_CLOSE, "raison sociale un peu ressemblante", "company name somewhat alike"),
        "differs": (_OTHER, "raisons sociales différentes", "different company names"),
    },
    "firm_id": {
        "same_siret": (_SAME, "même SIRET", "same SIRET"),
        "same_siren": (_SAME, "même SIREN", "same SIREN"),
        "same_siren_other_siret": (
            _OTHER,
            "même SIREN mais autre établissement",
            "same SIREN but another establishment",
        ),
        "differs": (_OTHER, "SIREN différents", "different SIREN"),
    },
    "code": {"same": (_SAME, "même code client", "same customer code")},
    "email": {
        "same": (_SAME, "même e-mail", "same email"),
        "same_role": (_SAME, "même e-mail générique", "same generic email"),
        "same_local": (_CLOSE, "même e-mail chez un autre hébergeur", "same mailbox name at another host"),
        "near": (_CLOSE, "e-mail proche", "email close"),
        "same_firm": (_CLOSE, "même domaine d'e-mail", "same email domain"),
        "differs": (_OTHER, "e-mails différents", "different emails"),
    },
    "phone": {
        "same_mobile": (_SAME, "même mobile", "same mobile"),
        "same_fixed": (_SAME, "même téléphone", "same phone number"),
        "near": (_CLOSE, "téléphone à un chiffre près", "phone number one digit off"),
        "differs": (_OTHER, "téléphones différents", "different phone numbers"),
    },
    "birth": {
        "same": (_SAME, "même date de naissance", "same birth date"),
        "swapped": (_CLOSE, "date de naissance avec jour et mois inversés", "birth date with day and month exchanged"),
        "two_parts": (_CLOSE, "date de naissance proche", "birth date close"),
        "slip": (_CLOSE, "date de naissance à un chiffre près", "birth date one digit off"),
        "same_year": (_OTHER, "dates de naissance différentes", "different birth dates"),
        "differs": (_OTHER, "dates de naissance différentes", "different birth dates"),
    },
    "street": {
        "same": (_SAME, "même adresse", "same street address"),
        "near": (_CLOSE, "adresse proche", "street address close"),
        "other_number": (_CLOSE, "même rue à un autre numéro", "same street, another number"),
        "close": (_CLOSE, "adresse un peu ressemblante", "street address somewhat alike"),
        "differs": (_OTHER, "adresses différentes", "different street addresses"),
    },
    "place": {
        "same_postcode": (_SAME, "même code postal", "same postcode"),
        "same_city": (_SAME, "même commune", "same town"),
        "near_city": (_CLOSE, "commune proche", "town close"),
        "same_department": (_CLOSE, "même département", "same department"),
        "differs": (_OTHER, "communes différentes", "different towns"),
    },
    "ident": {
        "same": (_SAME, "même numéro", "same number"),
        "near": (_CLOSE, "numéro proche", "number close"),
        "differs": (_OTHER, "numéros différents", "different numbers"),
    },
    "civility": {"conflict": (_OTHER, "civilités différentes", "different titles")},
}
_FRAME: dict[Language, tuple[str, str, str]] = {
    "fr": (" et ", "mais ", "Rien de comparable"),
    "en": (" and ", "but ", "Nothing to compare"),
}


def sentence(levels: int, language: Language) -> str:
    """Why, in one sentence. `levels`: packed (core/match/levels.py)."""
    said: tuple[list[str], list[str], list[str]] = ([], [], [])
    for comparison, value in unpack(levels).items():
        found = _TEXTS.get(comparison, {}).get(COMPARISONS[comparison][value])
        if found is not None:
            said[found[0]].append(found[1] if language == "fr" else found[2])
    both, but, nothing = _FRAME[language]
    same, close, other = (_listed(part, both) for part in said)
    alike = ", ".join(part for part in (same, close) if part)
    if other:
        alike = f"{alike}, {but}{other}" if alike else other
    text = alike or nothing
    return f"{text[0].upper()}{text[1:]}."


def _listed(parts: list[str], both: str) -> str:
    return both.join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def spoken() -> dict[str, set[str]]:
    """The levels that a sentence mentions, by comparison: what is left out is missing, or no agreement at all."""
    return {name: set(_TEXTS.get(name, {})) for name in NAMES}
