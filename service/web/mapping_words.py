"""The words of the page of a mapping: settings of a file, certainty, the fields to choose from in their groups."""

from __future__ import annotations

from typing import Any

from service.core.fields import FIELDS
from service.core.plan import Plan
from service.web.problems import N_
from service.web.visits import Visit
from service.web.words import Words

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Personne"), ("salutation", "first_name", "last_name", "full_name", "birth_date", "job_title", "language")),
    (N_("Entreprise"), ("company_name", "trade_name", "legal_form", "siren", "siret", "vat_number", "naf_code")),
    (N_("Coordonnées"), ("email", "email_secondary", "phone", "phone_mobile", "phone_home", "phone_secondary", "fax",
                         "website")),
    (N_("Adresse"), ("address_full", "address_line1", "address_line2", "address_line3", "street_number", "po_box",
                     "postal_code", "city", "country", "region")),
    (N_("Fichier client"), ("customer_id", "customer_type", "relation", "is_customer", "is_supplier",
                            "accounting_code", "status", "lead_status", "sales_rep", "tags", "segment", "notes")),
    (N_("Accords et refus"), ("optin_email", "optin_sms", "optin_phone", "optin_post", "optin_at", "optout_email",
                              "optout_sms", "optout_phone", "optout_post", "unsubscribed_at")),
    (N_("Achats"), ("last_order_date", "last_payment_date", "order_count", "total_spent", "currency", "balance",
                    "outstanding", "payment_terms", "payment_method")),
    (N_("Suivi"), ("last_contacted_at", "last_activity_at", "record_created_at", "record_updated_at")),
)  # fmt: skip
"""What a clerk chooses from; a column's own field and its other readings are always among its choices."""

_ENCODINGS = {
    "utf-8": N_("UTF-8 (universel)"),
    "utf-8-sig": N_("UTF-8 (universel)"),
    "utf-16": N_("UTF-16 (universel)"),
    "cp1252": N_("Windows, Europe de l'Ouest (cp1252)"),
    "cp850": N_("DOS, Europe de l'Ouest (cp850)"),
    "mac_roman": N_("Macintosh (Mac Roman)"),
}
_SEPARATORS = {
    ";": N_("point-virgule"),
    ",": N_("virgule"),
    "\t": N_("tabulation"),
    "|": N_("barre verticale"),
    " ": N_("espace"),
}
_SURE, _PROBABLE = 0.9, 0.7
SHOWN = 3
"""Values shown at once; the others open."""


def settings_shown(visit: Visit, plan: Plan, told: dict[str, Any] | None) -> list[tuple[str, str]]:
    """What the file was found to be: label and words."""
    dialect, header = plan.dialect, plan.layout.header_row
    rows = [
        (N_("Encodage"), visit.say(_ENCODINGS.get(dialect.encoding, dialect.encoding))),
        (N_("Séparateur"), visit.say(_SEPARATORS.get(dialect.delimiter, dialect.delimiter))),
        (N_("Guillemets"), dialect.quote or visit.say(N_("aucuns"))),
        (N_("Ligne d'en-têtes"), visit.speech.number(header) if header else visit.say(N_("aucune"))),
        (N_("Logiciel"), plan.software or visit.say(N_("non reconnu"))),
    ]
    if told is not None:
        count = visit.speech.number(told["rows_estimated"])
        rows.append((N_("Lignes"), visit.say(N_("environ %(n)s"), n=count) if told["provisional"] else count))
    return [(visit.say(label), text) for label, text in rows]


def column_shown(visit: Visit, column: dict[str, Any]) -> dict[str, Any]:
    """A column with its certainty in words, its runner-up, and its values as people read them."""
    kind = FIELDS[column["field"]].kind if column["field"] else ""
    values = [value | {"after": _said(visit, kind, value["after"])} for value in column["values"]]
    others = [name for name in column["alternatives"] if name != column["field"]]
    return column | {
        "certainty": _certainty(visit, column),
        "other": visit.words.field(others[0]) if others else None,
        "values": values[:SHOWN],
        "more": values[SHOWN:],
    }


def _certainty(visit: Visit, column: dict[str, Any]) -> dict[str, str]:
    """word, tone, icon: never colour alone."""
    evidence, sure = column["evidence"][:1], column["confidence"]
    if evidence == ["forced"]:
        word, tone, icon = N_("choisi par vous"), "water", "check"
    elif evidence == ["recipe"]:
        word, tone, icon = N_("d'après la recette"), "water", "check"
    elif column["field"] is None:
        word, tone, icon = N_("non reconnu"), "", "question"
    elif sure >= _SURE:
        word, tone, icon = N_("sûr"), "good", "check"
    elif sure >= _PROBABLE:
        word, tone, icon = N_("probable"), "", "check"
    else:
        word, tone, icon = N_("à vérifier"), "warn", "warn"
    return {"word": visit.say(word), "tone": tone, "icon": icon}


def _said(visit: Visit, kind: str, value: str | None) -> str | None:
    if value is None:
        return None
    if kind == "date":
        return visit.speech.day(value)
    if kind == "flag":
        return visit.say(N_("oui")) if value == "1" else visit.say(N_("non")) if value == "0" else value
    return visit.words.word(value) if value in {"M", "MME"} else value


def options(words: Words, chosen: str, alternatives: list[str]) -> list[tuple[str | None, list[tuple[str, str]]]]:
    """The choices of one column: group (null: what Limpide hesitated between) and its fields with their words."""
    listed = {name for _, names in GROUPS for name in names}
    own = [
        name for name in dict.fromkeys([chosen, *alternatives]) if name in FIELDS and name not in {"ignore", *listed}
    ]
    first: list[tuple[str | None, list[tuple[str, str]]]] = [(None, [(n, words.field(n)) for n in own])] if own else []
    return first + [(words.text(label), [(n, words.field(n)) for n in names]) for label, names in GROUPS]
