"""Records as people type them into a form or a CRM sends them: of known customers, in every usual way of writing.

`as_typed` takes the values of a customer and gives a few of them back as somebody writes them: blanks, dots or signs in
a number, capitals or none, no accents, ways and saints shortened, a flat behind the street, a whole name in one field,
a firm with its contact in one field, a word for "missing". Which, and how often, stands in the tables below.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

ASKED = (
    "salutation", "first_name", "last_name", "birth_date", "company_name", "siren", "siret", "email", "phone",
    "phone_mobile", "address_line1", "address_line2", "postal_code", "city", "country_code",
)  # fmt: skip
"""The columns of a customer that are typed."""

Chance = random.Random
Style = Callable[[str, Chance], str]

_SENT = {  # how often a field that is known is sent
    "salutation": 0.6, "first_name": 0.95, "last_name": 1.0, "birth_date": 0.3, "company_name": 0.95, "siren": 0.3,
    "siret": 0.5, "email": 0.8, "phone": 0.7, "phone_mobile": 0.5, "address_line1": 0.6, "address_line2": 0.3,
    "postal_code": 0.8, "city": 0.8, "country_code": 0.2,
}  # fmt: skip
_CIVILITIES = {"M": ("M", "M.", "Mr", "Monsieur", "MR", "m."), "MME": ("Mme", "MME", "Madame", "Mlle", "mme", "Mrs")}
_SHORT = {
    "AVENUE": ("av", "Av.", "AV", "ave"), "BOULEVARD": ("bd", "Bd", "BLD", "boul."), "PLACE": ("pl", "Pl.", "place"),
    "RUE": ("r", "R.", "rue", "Rue"), "ROUTE": ("rte", "Rte", "route"), "CHEMIN": ("ch", "che", "chemin"),
    "IMPASSE": ("imp", "Imp.", "impasse"), "ALLEE": ("all", "allée", "Allee"), "QUAI": ("q", "Quai"),
}  # fmt: skip
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre")  # fmt: skip
_FORMS = ("SARL", "SAS", "S.A.R.L.", "Ets", "EURL", "Société")
_NOTHING = ("néant", "NC", "-", "N/A", "inconnu", ".", "aucun", "xxx")


def as_typed(row: Mapping[str, Any], chance: Chance) -> dict[str, str]:
    """The values of a customer as somebody types them. In: ASKED, null where unknown; what is sent is never empty."""
    known = {name: str(row[name]) for name in ASKED if row.get(name) is not None}
    sent = {name: value for name, value in known.items() if chance.random() < _SENT[name]} or known
    typed = {name: _STYLES[name](value, chance) for name, value in sent.items()}
    _whole_names(typed, chance)
    if chance.random() < 0.03:
        typed[chance.choice(list(_STYLES))] = chance.choice(_NOTHING)
    return typed


def _whole_names(typed: dict[str, str], chance: Chance) -> None:
    """Now and then one field holds what belongs in two."""
    first, last, firm = (typed.get(name) for name in ("first_name", "last_name", "company_name"))
    if first and last and chance.random() < 0.12:
        del typed["first_name"]
        typed["last_name"] = chance.choice([f"{last} {first}", f"{last.upper()} {first}", f"M. {first} {last}",
                                            f"{first} {last}", f"M. et Mme {last}", f"Famille {last}"])  # fmt: skip
    elif last and firm and chance.random() < 0.1:
        typed["company_name"] = chance.choice([f"{firm} (M. {last})", f"{firm} / Mme {last}", f"{firm} att: {last}"])
    elif last and chance.random() < 0.03:
        typed["last_name"] = f"{last} née {chance.choice(['Petit', 'MARTIN', 'Le Gall'])}"


def _of(*styles: tuple[float, Style]) -> Style:
    """One of several ways, by their shares; what is left is written as it stands."""

    def written(value: str, chance: Chance) -> str:
        drawn = chance.random()
        for share, style in styles:
            if drawn < share:
                return style(value, chance)
            drawn -= share
        return value

    return written


def _bare(value: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))


def _cased(value: str, chance: Chance) -> str:
    return chance.choice([str.upper, str.lower, str.title, _bare])(value)


def _spaced(value: str, chance: Chance) -> str:
    return chance.choice([f" {value}", f"{value} ", value.replace(" ", "  ", 1)])


def _doubled(value: str, _chance: Chance) -> str:
    """Accents decoded twice, as a program does that takes UTF-8 for cp1252."""
    return value.encode().decode("cp1252", errors="ignore")


def _telephone(value: str, chance: Chance) -> str:
    if not value.startswith("+33"):
        return value
    digits = "0" + value[3:]
    pairs = [digits[i : i + 2] for i in range(0, 10, 2)]
    return chance.choices(
        [" ".join(pairs), digits, ".".join(pairs), "-".join(pairs), f"+33 {digits[1]} {' '.join(pairs[1:])}",
         f"0033{digits[1:]}", f"+33 (0){digits[1:]}", digits[1:], f"{digits[:4]} {digits[4:7]} {digits[7:]}",
         f"Tél : {' '.join(pairs)}", f"{' '.join(pairs)} / 01 99 00 12 34", f"{' '.join(pairs)} (bureau)", value],
        weights=[40, 20, 8, 3, 6, 2, 2, 2, 2, 2, 1, 1, 10],
    )[0]  # fmt: skip


def _address(value: str, chance: Chance) -> str:
    words = value.split()
    for n, word in enumerate(words[:3]):
        if word in _SHORT and chance.random() < 0.5:
            words[n] = chance.choice(_SHORT[word])
    if words[0].isdigit() and len(words) > 1:
        words[0] += chance.choices(["", ",", " bis", "bis,", " ter"], weights=[60, 20, 5, 3, 1])[0]
    line = " ".join(words)
    line = line.replace("SAINT ", chance.choice(["St ", "saint-", "ST-"]))
    behind = ["", " appt 12", ", Bât B", " - 3e étage", " Résidence Les Lilas", " BP 40"]
    line += chance.choices(behind, weights=[80, 5, 5, 3, 3, 2])[0]
    return _of((0.5, lambda v, _c: v.title()), (0.25, lambda v, _c: v.lower()))(line, chance)


def _town(value: str, chance: Chance) -> str:
    town = value.replace("SAINT ", chance.choice(["St ", "Saint-", "ST-"])) if chance.random() < 0.6 else value
    if " " in town and chance.random() < 0.5:
        town = town.replace(" ", "-")
    town += chance.choices(["", " cedex", " CEDEX 2", " (69)"], weights=[93, 3, 2, 1])[0]
    return _of((0.5, lambda v, _c: v.title()), (0.2, lambda v, _c: v.lower()), (0.02, _spaced))(town, chance)


def _birth(value: str, chance: Chance) -> str:
    if len(value) != len("1980-05-12"):
        return value
    year, month, day = value.split("-")
    worded = f"{int(day)} {_MONTHS[int(month) - 1]} {year}"
    return chance.choice([value, f"{day}/{month}/{year}", f"{day}-{month}-{year}", f"{day}.{month}.{year[2:]}", worded])


def _number(value: str, chance: Chance) -> str:
    parts = [value[i : i + 3] for i in range(0, 9, 3)] + ([value[9:]] if value[9:] else [])
    return chance.choice([value, value, " ".join(parts), ".".join(parts), f"FR12{value[:9]}"])


def _firm(value: str, chance: Chance) -> str:
    if chance.random() < 0.2:
        form = chance.choice(_FORMS)
        value = chance.choice([f"{form} {value}", f"{value} {form}", f"{value} ({form})"])
    return value.replace(" et ", " & ") if chance.random() < 0.5 else value


def _mail(value: str, chance: Chance) -> str:
    host = value.partition("@")[0]
    return chance.choice([value.upper(), value.capitalize(), f" {value}", f"{value} ", f"mailto:{value}", f"{value}.",
                          f"{host}@gmial.com", f"<{value}>", value.replace("@", " @ "), host])  # fmt: skip


_NAME = _of((0.45, _cased), (0.02, _spaced), (0.01, _doubled))
_STYLES: dict[str, Style] = {
    "salutation": lambda value, chance: chance.choice(_CIVILITIES.get(value, (value,))),
    "first_name": _NAME,
    "last_name": _NAME,
    "birth_date": _birth,
    "company_name": lambda value, chance: _NAME(_firm(value, chance), chance),
    "siren": _number,
    "siret": _number,
    "email": _of((0.15, _mail)),
    "phone": _telephone,
    "phone_mobile": _telephone,
    "address_line1": _address,
    "address_line2": _of((0.5, lambda value, _c: value.lower())),
    "postal_code": _of((0.03, lambda v, _c: f"{v[:2]} {v[2:]}"), (0.02, lambda v, _c: f"F-{v}"),
                       (0.01, lambda v, _c: v.lstrip("0"))),
    "city": _town,
    "country_code": _of((0.3, lambda _v, c: c.choice(["France", "FRANCE", "fr", "fra"]))),
}  # fmt: skip
