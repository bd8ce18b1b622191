"""Scores by dimension (ISO/IEC 25012), each a ratio of counts with its formula, 0 to 100, or null where nothing was
checked.

A score is cut, never rounded up, to one decimal: 100 says that every single one is right. Accuracy (is what is written
true of the world?) cannot be seen in a file alone: it has no score, and the reason is told instead.

Counts: what store/quality.py reads, as `Counts` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Counts = dict[str, Any]
"""records, named, set.{email,phone,mobile,post}, reach.{email,mobile,phone,post,any}, fields[], pairs.{}, age.{},
together.{parties,customers}, doubtful_pairs, issues.{typology}; all whole numbers."""


@dataclass(frozen=True)
class Dimension:
    """One score: 100 x good / checked. `why` tells why there is none."""

    name: str
    good: int
    checked: int
    fr: str
    en: str
    why_fr: str | None = None
    why_en: str | None = None

    @property
    def score(self) -> float | None:
        """0 to 100, cut to one decimal; null where nothing was checked."""
        return None if self.checked <= 0 or self.why_fr else score(self.good, self.checked)

    def told(self) -> dict[str, Any]:
        """As people see it."""
        why = None if self.score is not None else {"fr": self.why_fr or _NOTHING[0], "en": self.why_en or _NOTHING[1]}
        return {
            "name": self.name,
            "score": self.score,
            "good": self.good,
            "checked": self.checked,
            "formula": {"fr": self.fr, "en": self.en},
            "why": why,
        }


_NOTHING = ("Rien à contrôler dans ce fichier.", "Nothing to check in this file.")


def score(good: int, checked: int) -> float:
    """100 x good / checked, cut to one decimal."""
    return max(0, min(good, checked)) * 1000 // checked / 10


def dimensions(counts: Counts) -> list[Dimension]:
    """The five that can be measured, and accuracy with the reason why it is not."""
    return [
        _completeness(counts),
        _validity(counts),
        _uniqueness(counts),
        _consistency(counts),
        _currentness(counts),
        Dimension(
            "accuracy", 0, 0, "", "",
            "Un fichier ne dit pas s'il est vrai : il faudrait demander aux personnes, ou à une source officielle.",
            "A file does not tell whether it is true: one would have to ask the people, or an official source.",
        ),
    ]  # fmt: skip


def _completeness(counts: Counts) -> Dimension:
    told = counts["set"]
    needs = counts["named"] + told["email"] + told["phone"] + told["post"]
    return Dimension(
        "completeness", needs, 4 * counts["records"],
        "100 x besoins remplis / (4 x fiches) ; quatre besoins : un nom, un e-mail, un téléphone, une adresse postale",
        "100 x needs filled / (4 x records); four needs: a name, an email, a phone number, a postal address",
    )  # fmt: skip


def _validity(counts: Counts) -> Dimension:
    fields = [each for each in counts["fields"] if each["checked"]]
    said = sum(each["said"] for each in fields)
    return Dimension(
        "validity", sum(each["valid"] for each in fields), said,
        "100 x valeurs valides / valeurs renseignées, dans les champs qui ont une règle de contrôle",
        "100 x valid values / values given, in the fields that have a rule to check them by",
    )  # fmt: skip


def _uniqueness(counts: Counts) -> Dimension:
    together = counts["together"] or {"parties": 0, "customers": 0}
    return Dimension(
        "uniqueness", together["customers"], together["parties"],
        "100 x clients distincts / entités dont parlent les lignes",
        "100 x distinct customers / parties that the rows speak of",
    )  # fmt: skip


def _consistency(counts: Counts) -> Dimension:
    checked = sum(pair["checked"] for pair in counts["pairs"].values())
    conflicts = sum(pair["conflicts"] for pair in counts["pairs"].values())
    return Dimension(
        "consistency", checked - conflicts, checked,
        "100 x couples qui s'accordent / couples contrôlés (code postal et commune, civilité et prénom, SIREN et TVA, "
        "pays et téléphone)",
        "100 x pairs that agree / pairs checked (postcode and town, civility and first name, SIREN and VAT number, "
        "country and phone)",
    )  # fmt: skip


def _currentness(counts: Counts) -> Dimension:
    age = counts["age"]
    dated = sum(n for name, n in age.items() if name != "unknown")
    recent = age["0-12"] + age["12-24"] + age["24-36"]
    nothing = dated == 0
    return Dimension(
        "currentness", recent, counts["records"],
        "100 x fiches dont la dernière date connue a moins de 36 mois / fiches ; une fiche sans date ne compte pas "
        "comme récente",
        "100 x records whose last known date is less than 36 months old / records; one without a date does not count "
        "as recent",
        "Aucune fiche n'est datée." if nothing else None,
        "No record is dated." if nothing else None,
    )  # fmt: skip
