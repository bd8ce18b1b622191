"""The register of what goes wrong in an export: every error model, its rate, and where it strikes.

`noise` multiplies each rate (at most 0.9). docs/demo.md shows this table; a test keeps the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from demo.chance import Chance, Flags


@dataclass(frozen=True)
class ErrorModel:
    """One thing that goes wrong: `rate` is its share of the lines that `where` names, at noise 1."""

    name: str
    rate: float
    where: str
    what: str


REPEAT_PERSON = "later lines of a person"
REPEAT_FIRM = "later lines of a firm"
REPEAT = "later lines of a customer"
PERSON = "lines of persons"
FIRM = "lines of firms"
ANY = "all lines"

ERROR_MODELS: Final = (
    ErrorModel("moved_house", 0.14, REPEAT_PERSON, "another street, town and landline"),
    ErrorModel("married_name", 0.045, REPEAT_PERSON, "of women: the married name, or both names joined"),
    ErrorModel("changed_email", 0.16, REPEAT_PERSON, "another mailbox"),
    ErrorModel("changed_mobile", 0.09, REPEAT_PERSON, "another mobile"),
    ErrorModel("nickname", 0.05, REPEAT_PERSON, "the diminutive, where French has a usual one"),
    ErrorModel("initial_only", 0.03, REPEAT_PERSON, "the forename shortened to its initial and a dot"),
    ErrorModel("swapped_names", 0.03, PERSON, "Nom and Prénom exchanged"),
    ErrorModel("firm_moved", 0.08, REPEAT_FIRM, "another street, town and landline"),
    ErrorModel("no_legal_form", 0.35, REPEAT_FIRM, "the name without its legal form"),
    ErrorModel("firm_other_email", 0.15, REPEAT_FIRM, "contact@ of the firm's domain"),
    ErrorModel("siren_for_siret", 0.03, FIRM, "nine digits where fourteen belong"),
    ErrorModel("same_code", 0.10, REPEAT, "the customer's first code again: one customer on several lines"),
    ErrorModel("missing_email", 0.12, ANY, "no e-mail"),
    ErrorModel("missing_mobile", 0.12, ANY, "no mobile"),
    ErrorModel("missing_landline", 0.12, ANY, "no landline"),
    ErrorModel("missing_birth", 0.15, PERSON, "no birth date"),
    ErrorModel("missing_street", 0.03, ANY, "no street"),
    ErrorModel("missing_town", 0.01, ANY, "neither postcode nor town"),
    ErrorModel("missing_forename", 0.01, PERSON, "no forename"),
    ErrorModel("missing_civility", 0.15, ANY, "no civility"),
    ErrorModel("missing_siret", 0.15, FIRM, "no SIRET"),
    ErrorModel("filler_email", 0.08, "lines without e-mail", "a made-up mailbox that clerks type to get on: contact@…"),
    ErrorModel("typing_surname", 0.03, ANY, "one key wrong in Nom: insert, delete, neighbour key, transposition"),
    ErrorModel("typing_forename", 0.025, ANY, "one key wrong in Prénom"),
    ErrorModel("typing_company", 0.03, FIRM, "one key wrong in Société"),
    ErrorModel("typing_street", 0.03, ANY, "one key wrong in Adresse"),
    ErrorModel("typing_city", 0.01, ANY, "one key wrong in Ville"),
    ErrorModel("typing_email", 0.015, ANY, "one key wrong before `.example`"),
    ErrorModel("digit_phone", 0.012, ANY, "one digit wrong or two exchanged in Téléphone"),
    ErrorModel("digit_mobile", 0.012, ANY, "one digit wrong or two exchanged in Portable"),
    ErrorModel("digit_siret", 0.01, FIRM, "one digit wrong or two exchanged in SIRET"),
    ErrorModel("digit_postcode", 0.006, ANY, "one digit wrong or two exchanged in Code postal"),
    ErrorModel("digit_birth", 0.01, PERSON, "one day or month digit wrong in the birth date"),
    ErrorModel("phonetic_surname", 0.02, ANY, "Nom as it sounds: Philippe, Filipe; Renaud, Renaut"),
    ErrorModel("phonetic_forename", 0.012, ANY, "Prénom as it sounds"),
    ErrorModel("phonetic_city", 0.004, ANY, "Ville as it sounds"),
    ErrorModel("lost_accents", 0.30, ANY, "no accents at all on the line"),
    ErrorModel("lost_zero_postcode", 0.10, "postcodes that begin with 0", "1170 for 01170"),
    ErrorModel("lost_zero_phone", 0.02, ANY, "nine digits: 199001234"),
    ErrorModel("lost_zero_siret", 0.10, "SIRET that begin with 0", "thirteen digits or fewer"),
    ErrorModel("float_phone", 0.01, ANY, "612345678.0"),
    ErrorModel("scientific_phone", 0.01, ANY, "6,12345678E+08"),
    ErrorModel("other_date_style", 0.06, ANY, "2024-03-05 in a column of 05/03/2024"),
    ErrorModel("abbreviated_street", 0.25, ANY, "AV, BD, R, CHEM., Gal, B for bis, St"),
    ErrorModel("abbreviated_firm", 0.20, FIRM, "Ets for Établissements, et for &"),
    ErrorModel("case_surname", 0.55, ANY, "Nom in capitals"),
    ErrorModel("case_lower", 0.02, ANY, "names in small letters"),
    ErrorModel("case_city", 0.45, ANY, "Ville and Adresse in capitals"),
    ErrorModel("case_email", 0.04, ANY, "E-mail in capitals or with a capital"),
)

_RATES: Final = {m.name: m.rate for m in ERROR_MODELS}


class Damage:
    """Where each error model strikes, for one seed and one noise."""

    def __init__(self, chance: Chance, noise: float) -> None:
        self.chance = chance
        self.noise = noise

    def strikes(self, model: str, among: Flags, tag: str = "") -> Flags:
        """Flag the lines that `model` strikes among those flagged. Raises KeyError for an unknown model."""
        rate = min(_RATES[model] * self.noise, 0.9)
        return among & self.chance.happens(f"error.{model}{tag}", len(among), rate)

    def everywhere(self, model: str, n: int, tag: str = "") -> Flags:
        """Flag the lines that `model` strikes among all `n`."""
        return self.strikes(model, np.ones(n, dtype=bool), tag)


def markdown_table() -> str:
    """Give the register as the table that docs/demo.md shows."""
    head = "| model | rate | strikes | what happens |\n|---|--:|---|---|\n"
    return head + "".join(f"| {m.name} | {m.rate * 100:g} % | {m.where} | {m.what} |\n" for m in ERROR_MODELS)
