"""Every issue code that Limpide may put on a cell, a row or a file: one register, as data.

Adding a code means adding a line here; docs/issue-codes.md is generated from it and a test checks both directions.
`typology` is the trade's: stale, human, duplicate or non-standard. `repair` says what happened to the value:
applied (safe, changed), suggested (kept apart), left (untouched).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Reason:
    """One issue code. Texts speak to a CRM clerk; they never contain a value."""

    code: str
    severity: Literal["info", "warning", "error"]
    typology: Literal["stale", "human", "duplicate", "non-standard"]
    repair: Literal["applied", "suggested", "left"]
    fr: str
    en: str


_ALL: tuple[Reason, ...] = (
    # row (survey, read, pipeline)
    Reason("row.unreadable", "error", "non-standard", "left", "Ligne illisible", "The line cannot be read"),
    Reason(
        "row.too-few-cells",
        "warning",
        "non-standard",
        "left",
        "Ligne plus courte que l'en-tête",
        "Fewer cells than headings",
    ),
    Reason(
        "row.too-many-cells",
        "warning",
        "non-standard",
        "left",
        "Ligne plus longue que l'en-tête",
        "More cells than headings",
    ),
    Reason(
        "row.stray-quote",
        "warning",
        "human",
        "applied",
        "Guillemet en trop : la ligne a été relue seule",
        "A quote out of place: the line was read by itself",
    ),
    Reason(
        "row.other-separator",
        "info",
        "non-standard",
        "applied",
        "Ligne avec un autre séparateur que le fichier",
        "A line with another separator than the file",
    ),
    Reason(
        "row.other-encoding",
        "info",
        "non-standard",
        "applied",
        "Ligne dans un autre encodage que le fichier, relue en Windows-1252",
        "A line in another encoding than the file, read as Windows-1252",
    ),
    Reason(
        "row.undefined-byte",
        "warning",
        "non-standard",
        "left",
        "Octet qui n'est pas un caractère : valeur peut-être abîmée",
        "A byte that is no character: a value may be damaged",
    ),
    Reason(
        "row.no-party",
        "error",
        "non-standard",
        "left",
        "Ni nom, ni société, ni coordonnée utilisable",
        "No usable name, company or contact point",
    ),
    Reason(
        "row.pool",
        "warning",
        "non-standard",
        "left",
        "Compte collectif (clients divers, comptoir…) : ce n'est personne",
        "A pool (sundry customers, counter…): it is nobody",
    ),
    Reason(
        "row.payment-means",
        "warning",
        "non-standard",
        "left",
        "Moyen de paiement ou caisse : ce n'est personne",
        "A means of payment or a till: it is nobody",
    ),
    Reason(
        "row.repeated-header",
        "info",
        "duplicate",
        "left",
        "En-tête répété dans les données",
        "A header repeated among the rows",
    ),
    Reason(
        "row.comment",
        "info",
        "non-standard",
        "left",
        "Ligne de commentaire, ignorée",
        "A comment line, left out",
    ),
    Reason(
        "row.other-table",
        "error",
        "human",
        "left",
        "Ligne d'un second tableau, sous d'autres en-têtes : à importer à part",
        "A line of a second table, under other headings: import it by itself",
    ),
    Reason(
        "row.erased-before",
        "warning",
        "stale",
        "left",
        "Personne effacée par le passé : à décider",
        "Erased in the past: a person must decide",
    ),
    # answers of people
    Reason(
        "suggestion.accepted",
        "info",
        "human",
        "applied",
        "Réparation proposée, acceptée par une personne",
        "A proposed repair that a person accepted",
    ),
    Reason(
        "suggestion.refused",
        "info",
        "human",
        "left",
        "Réparation proposée, refusée par une personne",
        "A proposed repair that a person refused",
    ),
    # emails
    Reason(
        "email.syntax", "error", "human", "left", "Adresse e-mail inutilisable", "This email address cannot be used"
    ),
    Reason(
        "email.repaired",
        "info",
        "non-standard",
        "applied",
        "Adresse e-mail remise en forme",
        "The email address was put in shape",
    ),
    Reason(
        "email.several",
        "info",
        "non-standard",
        "applied",
        "Plusieurs adresses dans la cellule : rangées dans les champs libres",
        "Several addresses in one cell: put into the free fields",
    ),
    Reason(
        "email.more",
        "warning",
        "non-standard",
        "left",
        "Plus d'adresses que de champs : les autres restent avec la ligne",
        "More addresses than fields: the others stay with the line",
    ),
    Reason(
        "email.domain-typo",
        "warning",
        "human",
        "suggested",
        "Domaine e-mail sans doute mal tapé",
        "The email domain is probably mistyped",
    ),
    Reason("email.disposable", "warning", "human", "left", "Adresse e-mail jetable", "A throw-away email address"),
    # phones
    Reason("phone.unreadable", "error", "human", "left", "Numéro de téléphone illisible", "This is no phone number"),
    Reason("phone.unassigned", "error", "stale", "left", "Numéro non attribué", "No line can have this number"),
    Reason(
        "phone.repaired",
        "info",
        "non-standard",
        "applied",
        "Numéro de téléphone rétabli",
        "The phone number was restored",
    ),
    Reason(
        "phone.several",
        "info",
        "non-standard",
        "applied",
        "Plusieurs numéros dans la cellule : rangés dans les champs libres",
        "Several numbers in one cell: put into the free fields",
    ),
    Reason(
        "phone.more",
        "warning",
        "non-standard",
        "left",
        "Plus de numéros que de champs : les autres restent avec la ligne",
        "More numbers than fields: the others stay with the line",
    ),
    # firms
    Reason(
        "siren.checksum",
        "error",
        "human",
        "left",
        "SIREN faux : sa clé ne correspond pas",
        "The check digit of this SIREN does not agree",
    ),
    Reason("siren.unreadable", "error", "human", "left", "SIREN illisible", "This is no SIREN"),
    Reason(
        "siren.zero-restored",
        "info",
        "non-standard",
        "applied",
        "Zéro initial du SIREN rétabli",
        "The leading zero of the SIREN was restored",
    ),
    Reason(
        "siren.from-siret",
        "info",
        "non-standard",
        "applied",
        "SIREN tiré d'un SIRET",
        "The SIREN was read out of a SIRET",
    ),
    Reason(
        "siret.checksum",
        "error",
        "human",
        "left",
        "SIRET faux : sa clé ne correspond pas",
        "The check digit of this SIRET does not agree",
    ),
    Reason("siret.unreadable", "error", "human", "left", "SIRET illisible", "This is no SIRET"),
    Reason(
        "siren.excel-damaged",
        "error",
        "non-standard",
        "left",
        "SIREN abîmé par un tableur (3,78E+08) : ses derniers chiffres sont perdus",
        "A spreadsheet damaged the SIREN (3.78E+08): its last digits are lost",
    ),
    Reason(
        "siret.excel-damaged",
        "error",
        "non-standard",
        "left",
        "SIRET abîmé par un tableur (3,78E+13) : ses derniers chiffres sont perdus",
        "A spreadsheet damaged the SIRET (3.78E+13): its last digits are lost",
    ),
    Reason(
        "siret.only-siren",
        "warning",
        "non-standard",
        "applied",
        "SIREN dans la colonne SIRET",
        "A SIREN stands in the SIRET column",
    ),
    Reason(
        "siret.zero-restored",
        "info",
        "non-standard",
        "applied",
        "Zéro initial du SIRET rétabli",
        "The leading zero of the SIRET was restored",
    ),
    Reason(
        "siret.other-siren",
        "warning",
        "human",
        "left",
        "SIRET et SIREN de deux entreprises différentes",
        "SIRET and SIREN name two different firms",
    ),
    Reason(
        "vat.checksum",
        "error",
        "human",
        "left",
        "Numéro de TVA faux : sa clé ne correspond pas",
        "The key of this VAT number does not agree",
    ),
    Reason("vat.unreadable", "error", "human", "left", "Numéro de TVA illisible", "This is no VAT number"),
    Reason("naf.unreadable", "warning", "human", "left", "Code NAF illisible", "This is no NAF code"),
    # names
    Reason(
        "name.company",
        "info",
        "non-standard",
        "applied",
        "Société dans une colonne de noms",
        "A firm stands in a column of names",
    ),
    Reason(
        "name.household",
        "info",
        "non-standard",
        "left",
        "Couple ou foyer sur une seule ligne",
        "A couple or household on one line",
    ),
    Reason(
        "name.function",
        "info",
        "non-standard",
        "left",
        "Fonction ou service à la place d'un nom",
        "A function or desk in place of a name",
    ),
    Reason(
        "name.currency",
        "info",
        "non-standard",
        "applied",
        "Monnaie écrite derrière le nom : mise à part",
        "A currency behind the name: set apart",
    ),
    Reason(
        "name.marked-deleted",
        "warning",
        "stale",
        "applied",
        "Nom marqué comme supprimé ou inactif dans le logiciel",
        "A name that the software marks as deleted or inactive",
    ),
    Reason(
        "name.sub-customer",
        "info",
        "non-standard",
        "applied",
        "Sous-client : la fiche est celle du client principal",
        "A sub-customer: the record is that of the main customer",
    ),
    Reason(
        "name.firm-and-person",
        "info",
        "non-standard",
        "applied",
        "Une société et son contact dans la même cellule : séparés",
        "A firm and its contact person in one cell: set apart",
    ),
    Reason("name.junk", "warning", "human", "left", "Faux nom", "Nobody's name"),
    Reason(
        "name.case-repaired",
        "info",
        "non-standard",
        "applied",
        "Majuscules du nom rétablies",
        "The capitals of the name were mended",
    ),
    # places
    Reason(
        "address.split",
        "info",
        "non-standard",
        "applied",
        "Adresse entière dans une cellule : rue, code postal et ville séparés",
        "A whole address in one cell: street, postcode and town set apart",
    ),
    Reason(
        "address.lines",
        "info",
        "non-standard",
        "applied",
        "Plusieurs lignes d'adresse dans une cellule : réparties",
        "Several lines of an address in one cell: set apart",
    ),
    Reason("country.unknown", "warning", "human", "left", "Pays inconnu", "Unknown country"),
    Reason("postcode.unreadable", "error", "human", "left", "Code postal illisible", "This is no postcode"),
    Reason("postcode.unknown", "warning", "stale", "left", "Code postal inconnu", "Unknown postcode"),
    Reason(
        "postcode.zero-restored",
        "info",
        "non-standard",
        "applied",
        "Zéro initial du code postal rétabli",
        "The leading zero of the postcode was restored",
    ),
    Reason(
        "postcode.city-mismatch",
        "warning",
        "human",
        "suggested",
        "La commune ne correspond pas au code postal",
        "The commune does not go with the postcode",
    ),
    # dates, amounts, flags
    Reason("date.unreadable", "warning", "human", "left", "Date illisible", "This is no date"),
    Reason("date.placeholder", "info", "human", "left", "Fausse date de remplissage", "A date put in to fill the cell"),
    Reason("date.future", "warning", "human", "left", "Date dans l'avenir", "A date to come"),
    Reason(
        "date.swapped",
        "info",
        "non-standard",
        "applied",
        "Jour et mois inversés",
        "Day and month stood the other way round",
    ),
    Reason("amount.unreadable", "warning", "human", "left", "Montant illisible", "This is no amount"),
    Reason(
        "amount.ambiguous",
        "warning",
        "non-standard",
        "applied",
        "Séparateur ambigu : lu comme celui des milliers",
        "An ambiguous sign: read as thousands",
    ),
    Reason(
        "amount.not-a-sale",
        "info",
        "non-standard",
        "left",
        "Montant d'un fournisseur ou d'un salarié : ce n'est pas un achat de sa part",
        "An amount of a supplier or of staff: no purchase of theirs",
    ),
    Reason("flag.unreadable", "warning", "human", "left", "Ni oui ni non", "Neither yes nor no"),
    # text
    Reason("text.mojibake", "info", "non-standard", "applied", "Accents rétablis", "Accents were restored"),
    Reason(
        "text.lost-character",
        "warning",
        "non-standard",
        "left",
        "Caractère perdu avant l'import",
        "A character was lost before the import",
    ),
)

REASONS: dict[str, Reason] = {r.code: r for r in _ALL}
